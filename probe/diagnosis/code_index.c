#include "diagnosis/code_index.h"

/*
 * For each key stands where its rows begin in one long list; its rows end where
 * the next key's begin. A reply code is its own key; an enhanced code's is its
 * subject and detail, the class being left to the row.
 */
enum { REPLY_KEYS = 600, DETAILS = 1000, ENHANCED_KEYS = 10 * DETAILS };

/* The keys that a row is for: true until there is none from `key` on. */
typedef bool (*keys_of)(
    const struct code_entry *e, size_t n, size_t *first, size_t *last);

/* A row has up to CODES_MAX runs of keys: run n is *first to *last. */
static bool
reply_keys(const struct code_entry *e, size_t n, size_t *first, size_t *last)
{
	if (e->codes.count == 0 && n == 0) {
		*first = 0;
		*last = REPLY_KEYS - 1;
		return true;
	}
	if (n >= e->codes.count)
		return false;
	*first = *last = e->codes.items[n];
	if (e->codes.items[n] < 10) { /* a class */
		*first = e->codes.items[n] * 100u;
		*last = *first + 99;
	}
	return *last < REPLY_KEYS;
}

static bool
enhanced_keys(const struct code_entry *e, size_t n, size_t *first, size_t *last)
{
	if (n > 0 || e->enhanced.subject >= ENHANCED_KEYS / DETAILS)
		return false;
	*first = e->enhanced.subject * (size_t)DETAILS + e->enhanced.first;
	*last = e->enhanced.subject * (size_t)DETAILS + e->enhanced.last;
	return true;
}

/* Adds the row to each of its keys: first only counting, then for good. */
static void
add_row(const struct code_entry *e, uint32_t number, keys_of keys, uint32_t *at,
    uint32_t *rows)
{
	size_t first, last;

	for (size_t n = 0; keys(e, n, &first, &last); n++) {
		for (size_t key = first; key <= last; key++) {
			if (rows != NULL)
				rows[at[key]] = number;
			at[key]++;
		}
	}
}

/* Counts become the places where each key's rows begin. */
static size_t
place(uint32_t *at, size_t keys)
{
	uint32_t sum = 0, here;

	for (size_t key = 0; key <= keys; key++) {
		here = at[key];
		at[key] = sum;
		sum += here;
	}
	return sum;
}

static bool
build(struct code_index *index, size_t keys, keys_of of,
    const struct code_entry *rows, size_t count, struct arena *a)
{
	uint32_t *begins = arena_get(a, (keys + 1) * sizeof *begins);
	uint32_t *list;
	size_t sum;

	if (begins == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		add_row(&rows[i], (uint32_t)i, of, begins, NULL);
	sum = place(begins, keys);
	list = arena_get(a, (sum + 1) * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		add_row(&rows[i], (uint32_t)i, of, begins, list);
	/* Each place has moved to the next key's beginning: back by one. */
	for (size_t key = keys; key > 0; key--)
		begins[key] = begins[key - 1];
	begins[0] = 0;
	*index = (struct code_index){ begins, list, keys };
	return true;
}

bool
code_index_replies(struct code_index *index, const struct code_entry *rows,
    size_t count, struct arena *a)
{
	return build(index, REPLY_KEYS, reply_keys, rows, count, a);
}

bool
code_index_enhanced(struct code_index *index, const struct code_entry *rows,
    size_t count, struct arena *a)
{
	return build(index, ENHANCED_KEYS, enhanced_keys, rows, count, a);
}

static const uint32_t *
find(const struct code_index *index, size_t key, size_t *count)
{
	if (key >= index->keys) {
		*count = 0;
		return NULL;
	}
	*count = index->begins[key + 1] - index->begins[key];
	return index->rows + index->begins[key];
}

const uint32_t *
code_index_reply(const struct code_index *index, uint16_t code, size_t *count)
{
	return find(index, code, count);
}

const uint32_t *
code_index_find(
    const struct code_index *index, const struct enhanced *e, size_t *count)
{
	bool known = e->detail < DETAILS;

	return find(index,
	    known ? e->subject * (size_t)DETAILS + e->detail : index->keys,
	    count);
}
