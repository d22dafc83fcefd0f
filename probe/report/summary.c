#include "report/summary.h"

#include "base/arena.h"
#include "base/memory.h"
#include "report/diagnosis_text.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/tally.h"

/* What is to be said of a cause: from the first reading that had it. */
struct cause_note {
	const char *summary, *advice;
	enum act act;
};

enum { ADVICE_MEMORY_MAX = 1 << 20 };

struct summary {
	struct arena
	    *arena; /* of advice: a claim's lives no longer than that */
	size_t replies, accepted;
	struct tally *causes, *operators, *domains;
	struct cause_note notes[CAUSE_COUNT];
};

struct summary *
summary_new(void)
{
	struct summary *s = memory_get(sizeof *s);

	if (s == NULL)
		return NULL;
	s->arena = arena_new(ADVICE_MEMORY_MAX);
	s->causes = tally_new(64);
	s->operators = tally_new(TALLY_MAX);
	s->domains = tally_new(TALLY_MAX);
	if (s->arena != NULL && s->causes != NULL && s->operators != NULL &&
	    s->domains != NULL)
		return s;
	summary_free(s);
	return NULL;
}

void
summary_free(struct summary *s)
{
	if (s == NULL)
		return;
	arena_free(s->arena);
	tally_free(s->causes);
	tally_free(s->operators);
	tally_free(s->domains);
	memory_free(s);
}

static struct span
domain_of(struct span address)
{
	size_t at = address.size;

	while (at > 0 && address.data[at - 1] != '@')
		at--;
	return at > 0 ? span_part(address, at, address.size) : SPAN_NONE;
}

/* "example.org" of "mx1.mail.example.org": the last two labels, or three below
 * a short second one ("co.uk"). */
static struct span
owner_of(struct span host)
{
	size_t dots = 0, last = host.size, at = host.size;

	while (at > 0) {
		if (host.data[at - 1] == '.') {
			if (++dots >= 2 && last - at > 3)
				break;
			last = at - 1;
		}
		at--;
	}
	return span_part(host, at, host.size);
}

static struct span
operator_of(const struct found *f, const struct reading *r)
{
	if (r->provider_name != NULL && r->provider_name[0] != '\0')
		return span_of(r->provider_name);
	return owner_of(f->reply.host);
}

void
summary_add(struct summary *s, const struct found *f, const struct reading *r)
{
	struct cause_note *note = &s->notes[r->cause];
	struct span sample = f->reply.text;

	s->replies++;
	if (r->cause == CAUSE_ACCEPTED) {
		s->accepted++;
		return;
	}
	if (note->summary == NULL) {
		note->summary = r->summary;
		note->act = r->act;
		note->advice = "";
		if (r->advice_count > 0)
			note->advice =
			    arena_text(s->arena, span_of(r->advice[0]));
	}
	if (sample.size == 0)
		sample = f->input;
	tally_add(s->causes, span_of(cause_word(r->cause)), r->cause, sample);
	tally_add(s->operators, operator_of(f, r), r->cause, sample);
	tally_add(s->domains, domain_of(f->recipient), r->cause, sample);
}

static void
row_text(const struct summary *s, const struct tally_row *row, bool of_cause,
    struct page *p)
{
	enum cause cause = tally_worst(row);
	const struct cause_note *note = &s->notes[cause];
	struct buf line;

	buf_format(p->out, "%8zu  ", row->count);
	page_colour(p, BOLD);
	escape_for_terminal(p->out, span_of(row->name));
	page_colour(p, PLAIN);
	if (of_cause)
		buf_format(p->out, ": %s", note->summary);
	else
		buf_format(p->out, ": mostly %s (%u)", cause_word(cause),
		    (unsigned int)row->causes[cause]);
	page_blank_line(p);
	buf_init(&line, 4096);
	buf_format(&line, "%s: %s", act_in_words(note->act), note->advice);
	if (note->advice[0] != '\0')
		page_paragraph(p, "          ", buf_span(&line));
	buf_free(&line);
	page_colour(p, FAINT);
	page_paragraph(p, "          e.g. ", span_of(row->sample));
	page_colour(p, PLAIN);
}

static void
table_text(struct summary *s, struct tally *t, const char *heading,
    bool of_cause, struct page *p)
{
	size_t count, others, shown = 0;
	const struct tally_row *const *rows = tally_sorted(t, &count, &others);

	if (count == 0)
		return;
	page_blank_line(p);
	page_heading(p, heading);
	for (; shown < count && (of_cause || shown < SUMMARY_ROWS); shown++)
		row_text(s, rows[shown], of_cause, p);
	for (size_t i = shown; i < count; i++)
		others += rows[i]->count;
	if (others > 0)
		buf_format(p->out, "%8zu  others\n", others);
}

void
summary_text(struct summary *s, struct page *p)
{
	buf_format(p->out, "%zu replies: %zu accepted, %zu refused\n",
	    s->replies, s->accepted, s->replies - s->accepted);
	table_text(s, s->causes, "By cause", true, p);
	table_text(s, s->operators, "By mail operator", false, p);
	table_text(s, s->domains, "By the recipient's domain", false, p);
}

static void
row_json(const struct summary *s, const struct tally_row *row, struct json *j)
{
	const struct cause_note *note = &s->notes[tally_worst(row)];

	json_begin_object(j, NULL);
	json_word(j, "name", row->name);
	json_number(j, "count", (int64_t)row->count);
	json_begin_object(j, "causes");
	for (int i = 0; i < CAUSE_COUNT; i++) {
		if (row->causes[i] > 0)
			json_number(
			    j, cause_word((enum cause)i), row->causes[i]);
	}
	json_end_object(j);
	json_word(j, "summary", note->summary);
	json_word(j, "act", act_word(note->act));
	json_word(j, "advice", note->advice);
	json_word(j, "sample", row->sample);
	json_end_object(j);
}

static void
table_json(struct summary *s, struct tally *t, const char *key, struct json *j)
{
	size_t count, others;
	const struct tally_row *const *rows = tally_sorted(t, &count, &others);

	json_begin_array(j, key);
	for (size_t i = 0; i < count; i++)
		row_json(s, rows[i], j);
	json_end_array(j);
}

void
summary_json(struct summary *s, struct buf *out)
{
	struct json j = { .out = out };

	json_begin_object(&j, NULL);
	json_word(&j, "schema", "smtpprobe.summary/1");
	json_number(&j, "replies", (int64_t)s->replies);
	json_number(&j, "accepted", (int64_t)s->accepted);
	table_json(s, s->causes, "causes", &j);
	table_json(s, s->operators, "operators", &j);
	table_json(s, s->domains, "domains", &j);
	json_end_object(&j);
	buf_add_octet(out, '\n');
}
