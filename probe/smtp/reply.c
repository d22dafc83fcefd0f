#include "smtp/reply.h"

/*
 * A line is gathered in `line` up to its LF; a whole line is read by
 * take_line(). `so_far` holds what is known of the reply under way: its code
 * and how many lines it had.
 */
enum { BAD_LINE_MAX = 512 };

static bool
number_at(struct span text, size_t *at, uint16_t *number)
{
	size_t start = *at;
	uint32_t value = 0;

	while (*at < text.size && *at - start < 3 &&
	       ascii_is_digit(text.data[*at])) {
		value = value * 10 + (uint32_t)(text.data[*at] - '0');
		(*at)++;
	}
	*number = (uint16_t)value;
	return *at > start &&
	       !(*at < text.size && ascii_is_digit(text.data[*at]));
}

size_t
enhanced_read(struct span text, struct enhanced *e)
{
	struct enhanced read = { 0 };
	size_t at = 1;

	if (text.size < 5 ||
	    (text.data[0] != '2' && text.data[0] != '4' && text.data[0] != '5'))
		return 0;
	read.class = (uint8_t)(text.data[0] - '0');
	if (text.data[at++] != '.' || !number_at(text, &at, &read.subject))
		return 0;
	if (at >= text.size || text.data[at++] != '.' ||
	    !number_at(text, &at, &read.detail))
		return 0;
	/* 5.1.2.3 is an address or a version, not a code. */
	if (at + 1 < text.size && text.data[at] == '.' &&
	    ascii_is_digit(text.data[at + 1]))
		return 0;
	*e = read;
	return at;
}

/* At most three digits. */
static char *
put_number(char *at, unsigned int number)
{
	number %= 1000u;
	if (number >= 100)
		*at++ = (char)('0' + number / 100);
	if (number >= 10)
		*at++ = (char)('0' + number / 10 % 10);
	*at++ = (char)('0' + number % 10);
	return at;
}

const char *
enhanced_format(const struct enhanced *e, char text[ENHANCED_TEXT_MAX])
{
	char *at = text;

	if (e->class != 0) {
		at = put_number(at, e->class % 10u);
		*at++ = '.';
		at = put_number(at, e->subject);
		*at++ = '.';
		at = put_number(at, e->detail);
	}
	*at = '\0';
	return text;
}

void
reply_parser_init(struct reply_parser *p)
{
	*p = (struct reply_parser){ 0 };
	buf_init(&p->line, REPLY_LINE_MAX);
	buf_init(&p->text, REPLY_TEXT_MAX);
	buf_init(&p->raw, REPLY_TEXT_MAX);
}

void
reply_parser_free(struct reply_parser *p)
{
	buf_free(&p->line);
	buf_free(&p->text);
	buf_free(&p->raw);
}

/* What a whole line is. */
struct line {
	uint16_t code;
	bool more; /* "250-": others follow */
	struct span text;
};

static bool
read_line(struct span line, struct line *out)
{
	uint32_t code;

	if (line.size < 3 || !span_number(span_part(line, 0, 3), 599, &code) ||
	    code < 200)
		return false;
	if (line.size > 3 && line.data[3] != ' ' && line.data[3] != '-')
		return false;
	out->code = (uint16_t)code;
	out->more = line.size > 3 && line.data[3] == '-';
	out->text = span_part(line, 4, line.size);
	return true;
}

/* Adds what there is room for; what is not kept is noted. */
static void
add_cut(struct buf *b, struct span s, bool *cut)
{
	size_t room = b->max - b->size;

	if (s.size > room) {
		*cut = true;
		s.size = room;
	}
	buf_add(b, s);
}

static void
add_line(struct reply_parser *p, struct span line, struct span text)
{
	struct reply *reply = &p->so_far;

	if (reply->lines > 0)
		add_cut(&p->text, SPAN("\n"), &reply->cut);
	add_cut(&p->text, text, &reply->cut);
	add_cut(&p->raw, line, &reply->cut);
	add_cut(&p->raw, SPAN("\n"), &reply->cut);
	p->failed = p->failed || p->text.failed || p->raw.failed;
	reply->lines++;
}

static void
start_anew(struct reply_parser *p)
{
	p->so_far = (struct reply){ 0 };
	buf_clear(&p->line);
	buf_clear(&p->text);
	buf_clear(&p->raw);
}

static enum reply_status
end_bad(struct reply_parser *p, struct span line, struct arena *a,
    struct reply *reply)
{
	*reply = (struct reply){
		.raw = arena_copy(a, span_part(line, 0, BAD_LINE_MAX)),
	};
	start_anew(p);
	return REPLY_BAD;
}

static enum reply_status
end_done(struct reply_parser *p, struct arena *a, struct reply *reply)
{
	*reply = p->so_far;
	reply->text = arena_copy(a, buf_span(&p->text));
	reply->raw = arena_copy(a, buf_span(&p->raw));
	enhanced_read(reply->text, &reply->enhanced);
	start_anew(p);
	return REPLY_DONE;
}

/* RFC 5321 4.2.1: all lines carry one code; where they do not, the last one's
 * counts, as it does for the large servers. */
static enum reply_status
take_line(struct reply_parser *p, struct span line, struct arena *a,
    struct reply *reply)
{
	struct line read = { .code = p->so_far.code, .more = true };

	if (!read_line(line, &read)) {
		if (p->so_far.lines == 0)
			return end_bad(p, line, a, reply);
		read.text = line;
	}
	if (p->so_far.lines == REPLY_LINES_MAX)
		return end_bad(p, line, a, reply);
	if (p->so_far.lines > 0 && read.code != p->so_far.code)
		p->so_far.mixed_codes = true;
	p->so_far.code = read.code;
	add_line(p, line, read.text);
	return read.more ? REPLY_MORE : end_done(p, a, reply);
}

/* Gathers octets of a line, of which as many are kept as there is room for. */
static void
add_octets(struct reply_parser *p, struct span octets)
{
	if (octets.size == 0)
		return;
	add_cut(&p->line, octets, &p->so_far.cut);
	p->after_cr = octets.data[octets.size - 1] == '\r';
	p->failed = p->failed || p->line.failed;
}

/* What was gathered, when its LF has come. The CR may be among what was cut. */
static struct span
end_line(struct reply_parser *p)
{
	struct span line = buf_span(&p->line);

	if (!p->after_cr)
		p->so_far.bare_lf = true;
	else if (line.size > 0 && line.data[line.size - 1] == '\r')
		line.size--;
	p->after_cr = false;
	return line;
}

enum reply_status
reply_feed(struct reply_parser *p, struct span *in, struct arena *a,
    struct reply *reply)
{
	enum reply_status status = REPLY_MORE;
	size_t end;

	while (in->size > 0 && status == REPLY_MORE) {
		end = span_find(*in, '\n');
		add_octets(p, span_part(*in, 0, end));
		if (end == in->size) {
			*in = SPAN_NONE;
			break;
		}
		*in = span_part(*in, end + 1, in->size);
		status = take_line(p, end_line(p), a, reply);
		buf_clear(&p->line);
	}
	if (p->failed)
		arena_fail(a);
	return status;
}

int
reply_class(const struct reply *r)
{
	return r->code / 100;
}
