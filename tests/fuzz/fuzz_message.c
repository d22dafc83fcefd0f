/*
 * DNS messages: whatever comes for a question can be read, within bounds; names
 * are the same after a way through text. The question is taken from the message
 * itself, so that its answers matter.
 */
#include "fuzz/fuzz.h"

#include "dns/view.h"

enum { MEMORY_MAX = 16 << 20, HEADER = 12 };

static bool
is_known(unsigned int type)
{
	static const unsigned int known[] = {
#define X(id, number, word) (number),
		RECORD_TYPES(X)
#undef X
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (known[i] == type)
			return true;
	}
	return false;
}

static void
check_name(const struct name *name)
{
	char text[NAME_TEXT_MAX];
	struct name again;
	size_t at = 0;

	promise(name->size > 0, "a name has an end");
	while (name->wire[at] != 0) {
		promise(name->wire[at] <= LABEL_MAX, "a label is bounded");
		at += name->wire[at] + 1u;
		promise(at < name->size, "a label ends within its name");
	}
	promise(at + 1 == name->size, "the root ends a name");
	name_format(name, text);
	promise(has_no_controls(span_of(text)), "a name's text is plain");
	promise(
	    name_from_text(span_of(text), &again) && name_equal(name, &again),
	    "a name reads as it is written");
	promise(name_is_below(name, &again), "a name is below itself");
}

/* Every offset, as if a name stood there. */
static void
read_names(struct span message)
{
	struct reader r = reader_of(message);
	struct name name;

	for (size_t at = 0; at < message.size && at < 1024; at++) {
		r.at = at;
		r.bad = false;
		if (!name_read(&r, &name))
			continue;
		promise(r.at > at && r.at <= message.size,
		    "a name takes octets of the message");
		check_name(&name);
	}
}

static bool
take_question(struct span message, struct question *q)
{
	struct reader r = reader_of(message);
	unsigned int type;

	read_span(&r, HEADER);
	if (!name_read(&r, &q->name))
		return false;
	type = read_u16(&r);
	q->type = (enum record_type)type;
	return !r.bad && is_known(type);
}

static void
check_record(const struct question *q, const struct record *record)
{
	bool named = q->type == RECORD_MX || q->type == RECORD_PTR ||
		     q->type == RECORD_CNAME;

	promise(record->ttl <= INT32_MAX, "a TTL has 31 bits");
	promise(!named || record->target != NULL, "a name is there");
	if (named)
		check_name(record->target);
	promise(q->type != RECORD_A || record->ip.family == IP_V4,
	    "A is an IPv4 address");
	promise(q->type != RECORD_AAAA || record->ip.family == IP_V6,
	    "AAAA is an IPv6 address");
	for (size_t i = 0; i < record->string_count; i++)
		promise(record->strings[i].size <= 255,
		    "a string has 255 octets at most");
}

static void
check_answer(const struct question *q, const struct answer *answer)
{
	promise((answer->status == ANSWER_OK) ==
		    (answer->count > 0 && answer->status != ANSWER_NXDOMAIN &&
			answer->status != ANSWER_SERVFAIL),
	    "an answer is good if and only if it has records");
	promise(answer->count <= RECORDS_MAX, "records are bounded");
	promise(answer->alias_count <= ALIASES_MAX + 1, "aliases are bounded");
	promise(answer->owner != NULL, "an answer has an owner");
	check_name(answer->owner);
	for (size_t i = 0; i < answer->count; i++)
		check_record(q, &answer->records[i]);
}

static void
ask_view(struct span message, const struct question *q, struct arena *a)
{
	struct view *v = view_new(a);
	const struct question *missing;
	const struct answer *answer;
	int rounds = 0;

	if (v == NULL)
		return;
	while ((answer = view_ask(v, &q->name, q->type)) == NULL) {
		missing = view_take_missing(v);
		promise(missing != NULL, "a view tells what it misses");
		promise(view_pending(v) == 1, "what was taken is pending");
		view_put(v, missing, message, ANSWER_SERVFAIL);
		promise(++rounds <= ALIASES_MAX + 1, "a view comes to an end");
	}
	promise(view_pending(v) == 0, "nothing is pending when all is known");
}

static void
build_query(const struct question *q)
{
	unsigned char query[QUERY_MAX];
	size_t size = query_build(q, 4711, query);
	struct span message = fuzz_input(query, size);

	promise(size <= QUERY_MAX, "a query is bounded");
	promise(!message_answers(message, q, 4711), "a query is no answer");
	query[2] |= 0x80;
	promise(
	    message_answers(message, q, 4711), "an answer to the query is one");
	promise(!message_answers(message, q, 4712), "the id counts");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span message = fuzz_input(data, size);
	struct arena *a = arena_new(MEMORY_MAX);
	struct question q;
	struct answer answer;

	if (a == NULL || size > 65535) {
		arena_free(a);
		return 0;
	}
	read_names(message);
	message_is_truncated(message);
	if (take_question(message, &q)) {
		build_query(&q);
		answer_read(message, &q, a, &answer);
		promise(!arena_failed(a), "memory is bounded by the message");
		check_answer(&q, &answer);
		ask_view(message, &q, a);
	}
	arena_free(a);
	return 0;
}
