#include "report/tally.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Open addressing over twice as many slots as rows. */
struct tally {
	size_t max, count, others;
	struct tally_row *rows;
	uint32_t *slots; /* a row's number plus one; 0: empty */
	const struct tally_row **sorted;
};

struct tally *
tally_new(size_t max)
{
	struct tally *t = memory_get(sizeof *t);

	if (t == NULL)
		return NULL;
	t->max = max;
	t->rows = memory_get(max * sizeof *t->rows);
	t->slots = memory_get(2 * max * sizeof *t->slots);
	t->sorted = memory_get(max * sizeof *t->sorted);
	if (t->rows != NULL && t->slots != NULL && t->sorted != NULL)
		return t;
	tally_free(t);
	return NULL;
}

void
tally_free(struct tally *t)
{
	if (t == NULL)
		return;
	memory_free(t->rows);
	memory_free(t->slots);
	memory_free(t->sorted);
	memory_free(t);
}

/* FNV-1a. */
static uint32_t
hash(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h;
}

static uint32_t *
find_slot(struct tally *t, const char *name)
{
	size_t mask = 2 * t->max - 1, at = hash(name) & mask;

	while (t->slots[at] != 0 &&
	       strcmp(t->rows[t->slots[at] - 1].name, name) != 0)
		at = (at + 1) & mask;
	return &t->slots[at];
}

static int
by_count(const void *a, const void *b)
{
	const struct tally_row *x = *(const struct tally_row *const *)a;
	const struct tally_row *y = *(const struct tally_row *const *)b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->name, y->name);
}

const struct tally_row *const *
tally_sorted(struct tally *t, size_t *count, size_t *others)
{
	for (size_t i = 0; i < t->count; i++)
		t->sorted[i] = &t->rows[i];
	qsort(t->sorted, t->count, sizeof *t->sorted, by_count);
	*count = t->count;
	*others = t->others;
	return t->sorted;
}

static int
rows_by_count(const void *a, const void *b)
{
	return by_count(&a, &b);
}

/* Makes room: the rarer half goes to the others. */
static void
drop_rare(struct tally *t)
{
	size_t kept = t->count / 2;

	qsort(t->rows, t->count, sizeof *t->rows, rows_by_count);
	for (size_t i = kept; i < t->count; i++)
		t->others += t->rows[i].count;
	t->count = kept;
	memset(t->slots, 0, 2 * t->max * sizeof *t->slots);
	for (size_t i = 0; i < kept; i++)
		*find_slot(t, t->rows[i].name) = (uint32_t)i + 1;
}

static struct tally_row *
find_row(struct tally *t, const char *name)
{
	uint32_t *slot = find_slot(t, name);
	struct tally_row *row;

	if (*slot != 0)
		return &t->rows[*slot - 1];
	if (t->count == t->max) {
		drop_rare(t);
		slot = find_slot(t, name);
	}
	row = &t->rows[t->count++];
	*slot = (uint32_t)t->count;
	memset(row, 0, sizeof *row);
	memcpy(row->name, name, strlen(name) + 1);
	return row;
}

enum cause
tally_worst(const struct tally_row *row)
{
	int worst = 0;

	for (int i = 1; i < CAUSE_COUNT; i++) {
		if (row->causes[i] > row->causes[worst])
			worst = i;
	}
	return (enum cause)worst;
}

static void
copy(char *to, size_t room, struct span from)
{
	size_t size = from.size < room ? from.size : room - 1;

	if (size > 0)
		memcpy(to, from.data, size);
	to[size] = '\0';
}

void
tally_add(
    struct tally *t, struct span name, enum cause cause, struct span sample)
{
	char folded[TALLY_NAME_MAX];
	struct tally_row *row;

	if (name.size == 0)
		return;
	copy(folded, sizeof folded, name);
	for (char *c = folded; *c != '\0'; c++)
		*c = ascii_lower(*c);
	row = find_row(t, folded);
	row->count++;
	row->causes[cause]++;
	if (row->count > 1 &&
	    (row->sample_cause == cause || tally_worst(row) != cause))
		return;
	copy(row->sample, sizeof row->sample, sample);
	row->sample_cause = (uint16_t)cause;
}
