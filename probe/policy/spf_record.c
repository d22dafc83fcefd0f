#include "policy/spf_record.h"

#include "policy/spf_macro.h"

static const struct span version = { "v=spf1", 6 };

const char *
spf_result_word(enum spf_result result)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		SPF_RESULTS(X)
#undef X
	};

	return words[result];
}

bool
spf_is_record(struct span text)
{
	return span_starts_nocase(text, version) &&
	       (text.size == version.size || text.data[version.size] == ' ');
}

/*
 * RFC 7208 5.6: a number without leading zeros. An absent one leaves *bits
 * alone. The slash is in the text.
 */
static bool
read_length(struct span text, unsigned int max, unsigned int *bits)
{
	uint32_t value;

	if (text.size == 0)
		return true;
	text = span_part(text, 1, text.size);
	if (!span_number(text, max, &value) ||
	    (text.size > 1 && text.data[0] == '0'))
		return false;
	*bits = value;
	return true;
}

/* Where a "/" and the digits behind it begin at the end of text; its size when
 * there are none. */
static size_t
find_length(struct span text)
{
	size_t at = text.size;

	while (at > 0 && ascii_is_digit(text.data[at - 1]))
		at--;
	return at > 0 && at < text.size && text.data[at - 1] == '/' ? at - 1
								    : text.size;
}

/*
 * dual-cidr-length = [ "/" 4 ] [ "//" 6 ], taken off the end, since a
 * domain-spec may hold slashes itself.
 */
static bool
take_lengths(struct span *text, struct spf_term *term)
{
	size_t at = find_length(*text);
	struct span last = span_part(*text, at, text->size);

	if (at > 0 && at < text->size && text->data[at - 1] == '/') {
		if (!read_length(last, 128, &term->bits6))
			return false;
		text->size = at - 1;
		at = find_length(*text);
		last = span_part(*text, at, text->size);
	}
	text->size = at;
	return read_length(last, 32, &term->bits4);
}

static const char *
no_argument(struct spf_term *term, struct span argument)
{
	(void)term;
	return argument.size > 0 ? "takes nothing behind it" : NULL;
}

static const char *
domain(struct spf_term *term, struct span argument)
{
	if (argument.size == 0 || argument.data[0] != ':')
		return "needs a colon and a domain";
	term->domain = span_part(argument, 1, argument.size);
	return spf_domain_problem(term->domain);
}

static const char *
maybe_domain(struct spf_term *term, struct span argument)
{
	return argument.size > 0 ? domain(term, argument) : NULL;
}

static const char *
hosts(struct spf_term *term, struct span argument)
{
	if (!take_lengths(&argument, term))
		return "has a prefix length that is out of range";
	return maybe_domain(term, argument);
}

static const char *
network(struct spf_term *term, struct span argument)
{
	bool v4 = term->kind == SPF_IP4;
	size_t slash = span_find(argument, '/');
	struct span address = span_part(argument, 1, slash);

	if (argument.size == 0 || argument.data[0] != ':' ||
	    !ip_parse(address, &term->network) ||
	    term->network.family != (v4 ? IP_V4 : IP_V6))
		return v4 ? "needs a colon and an IPv4 address"
			  : "needs a colon and an IPv6 address";
	argument = span_part(argument, slash, argument.size);
	if (argument.size == 1 || !read_length(argument, v4 ? 32 : 128,
				      v4 ? &term->bits4 : &term->bits6))
		return "has a prefix length that is out of range";
	return NULL;
}

static const struct mechanism {
	struct span word;
	const char *(*read)(struct spf_term *term, struct span argument);
	bool looks_up;
} mechanisms[] = {
#define X(id, word, argument, looks_up)                                        \
	[id] = { { (word), sizeof(word) - 1 }, argument, looks_up },
	SPF_MECHANISMS(X)
#undef X
};

bool
spf_looks_up(enum spf_kind kind)
{
	return kind == SPF_REDIRECT ||
	       (kind < SPF_REDIRECT && mechanisms[kind].looks_up);
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ): how long it is. */
static size_t
name_size(struct span text)
{
	size_t size = 0;

	if (text.size == 0 || !ascii_is_letter(text.data[0]))
		return 0;
	while (size < text.size &&
	       (ascii_is_letter(text.data[size]) ||
		   ascii_is_digit(text.data[size]) || text.data[size] == '-' ||
		   text.data[size] == '_' || text.data[size] == '.'))
		size++;
	return size;
}

static void
read_modifier(struct spf_term *term, struct span name)
{
	term->kind = SPF_UNKNOWN;
	if (span_equal_nocase(name, SPAN("redirect")))
		term->kind = SPF_REDIRECT;
	else if (span_equal_nocase(name, SPAN("exp")))
		term->kind = SPF_EXP;
	term->domain = span_part(term->text, name.size + 1, term->text.size);
	term->problem = term->kind == SPF_UNKNOWN
			    ? spf_macro_problem(term->domain, SPF_IN_MODIFIER)
			    : spf_domain_problem(term->domain);
}

static bool
read_qualifier(char c, enum spf_result *qualifier)
{
	switch (c) {
	case '+':
		*qualifier = SPF_PASS;
		return true;
	case '-':
		*qualifier = SPF_FAIL;
		return true;
	case '~':
		*qualifier = SPF_SOFTFAIL;
		return true;
	case '?':
		*qualifier = SPF_NEUTRAL;
		return true;
	default:
		*qualifier = SPF_PASS;
		return false;
	}
}

static void
read_mechanism(struct spf_term *term)
{
	struct span rest = term->text, word;
	size_t size = 0;

	if (read_qualifier(rest.data[0], &term->qualifier))
		rest = span_part(rest, 1, rest.size);
	while (size < rest.size && rest.data[size] != ':' &&
	       rest.data[size] != '/')
		size++;
	word = span_part(rest, 0, size);
	rest = span_part(rest, size, rest.size);
	for (int i = 0; i < SPF_REDIRECT; i++) {
		if (!span_equal_nocase(word, mechanisms[i].word))
			continue;
		term->kind = (enum spf_kind)i;
		term->problem = mechanisms[i].read(term, rest);
		return;
	}
	term->kind = SPF_UNKNOWN;
	term->problem = "is no mechanism that SPF knows";
}

/* Cuts off and reads the next term; false at the end. */
static bool
next_term(struct span *terms, struct spf_term *term)
{
	size_t size;

	while (terms->size > 0 && terms->data[0] == ' ')
		*terms = span_part(*terms, 1, terms->size);
	if (terms->size == 0)
		return false;
	*term = (struct spf_term){
		.text = span_next(terms, ' '),
		.bits4 = 32,
		.bits6 = 128,
	};
	size = name_size(term->text);
	if (size > 0 && size < term->text.size && term->text.data[size] == '=')
		read_modifier(term, span_part(term->text, 0, size));
	else
		read_mechanism(term);
	return true;
}

/* RFC 7208 6: redirect and exp appear once at most. */
static void
keep_once(struct spf_term *kept, struct spf_term *term)
{
	if (kept->text.size > 0 && term->problem == NULL)
		term->problem = "stands there twice";
	if (kept->text.size == 0)
		*kept = *term;
}

bool
spf_record_read(struct span text, struct spf_record *record)
{
	struct span rest = span_part(text, version.size, text.size);
	struct spf_term term;

	record->kept_count = 0;
	record->beyond = SPAN_NONE;
	record->redirect = record->exp = record->wrong =
	    (struct spf_term){ .kind = SPF_ALL };
	while (next_term(&rest, &term)) {
		if (term.kind == SPF_REDIRECT)
			keep_once(&record->redirect, &term);
		else if (term.kind == SPF_EXP)
			keep_once(&record->exp, &term);
		if (term.problem != NULL) {
			record->wrong = term;
			return false;
		}
		if (record->kept_count == SPF_KEPT_MAX)
			continue;
		record->kept[record->kept_count++] = term;
		record->beyond = rest;
	}
	return true;
}

struct spf_cursor
spf_record_first(const struct spf_record *record)
{
	return (struct spf_cursor){
		.record = record,
		.beyond = record->beyond,
	};
}

const struct spf_term *
spf_record_next(struct spf_cursor *cursor)
{
	if (cursor->kept < cursor->record->kept_count)
		return &cursor->record->kept[cursor->kept++];
	return next_term(&cursor->beyond, &cursor->room) ? &cursor->room : NULL;
}
