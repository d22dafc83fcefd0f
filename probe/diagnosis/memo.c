#include "diagnosis/memo.h"

#include "base/eight.h"
#include "base/memory.h"
#include "diagnosis/advise.h"
#include "diagnosis/reading_steps.h"
#include "diagnosis/skeleton.h"

#include <string.h>

/*
 * What a reading depends on beside the skeleton. All of it, for it is compared
 * octet by octet: without holes, and zeroed.
 */
struct circumstances {
	uint16_t code, subject, detail; /* as in struct subject */
	uint8_t class;                  /* of the enhanced code */
	uint8_t given_class;            /* 0: it was found in the text */
	uint8_t log_class;
	uint8_t stage; /* one more than it is; 0: it is not known */
	uint16_t recognised_count;
	int32_t recognised[RECOGNISED_MAX];
	uint32_t spare; /* it is hashed sixteen octets at a time */
};

enum { CIRCUMSTANCES = 48 };

_Static_assert(
    sizeof(struct circumstances) == CIRCUMSTANCES, "there are no holes in it");

/* What is read: circumstances, and the skeleton behind them. */
struct key {
	struct matchers matchers;
	struct span text;
	size_t size;
	char octets[CIRCUMSTANCES + SKELETON_MAX + SKELETON_BEHIND];
	struct runs runs;
};

struct entry {
	struct reading reading;
	struct leeway leeway;
	uint32_t key_size;
	size_t run_count;
	const uint16_t *before;
	const uint8_t *sizes;
	char key[];
};

/* Octets of entries; and places for them, by the hash of the key or guess, of
 * which each has a few. */
enum {
	ALIGNED = 16,
	CHUNK = 1 << 16,
	CHUNKS_MAX = 64,
	WAYS = 4,
	BUCKETS = 1 << 12,
	GUESS_WAYS = 4,
	GUESSES = 1 << 12
};

/* Where an entry is, counted from the first chunk on. */
struct slot {
	uint32_t tag; /* of the hash */
	uint32_t at;  /* in units of ALIGNED octets; 0: nowhere */
};

struct memo {
	const struct tables *tables;
	size_t anew;
	char *chunks[CHUNKS_MAX];
	size_t used; /* octets of all chunks, in their order */
	struct slot buckets[BUCKETS][WAYS];
	/* By skeleton_guess(), the last that was read: so most readings need no
	 * skeleton of their own. */
	struct slot guesses[GUESSES][GUESS_WAYS];
};

struct memo *
memo_new(const struct tables *t)
{
	struct memo *m = memory_get(sizeof *m);

	if (m != NULL) {
		m->tables = t;
		m->used = ALIGNED;
	}
	return m;
}

void
memo_free(struct memo *m)
{
	for (size_t i = 0; m != NULL && i < CHUNKS_MAX; i++)
		memory_free(m->chunks[i]);
	memory_free(m);
}

/* --- what is looked for --------------------------------------------------- */

static void
describe(const struct reading_input *in, const struct subject *s, char *to)
{
	struct circumstances c = {
		.code = s->code,
		.subject = s->said.subject,
		.detail = s->said.detail,
		.class = s->said.class,
		.given_class = in->enhanced.class,
		.log_class = in->class,
		.stage = in->stage_known ? (uint8_t)(1 + in->stage) : 0,
		.recognised_count = (uint16_t)s->recognised_count,
	};

	for (size_t i = 0; i < s->recognised_count; i++)
		c.recognised[i] = s->recognised[i];
	memcpy(to, &c, sizeof c);
}

/* Two rows of numbers, of which neither waits for the other. NULs stand behind
 * the octets. */
static uint64_t
hash(const char *octets, size_t size, uint64_t seed)
{
	uint64_t one = seed, two = size;

	for (size_t at = 0; at < size; at += 16) {
		one = eight_mix(one, eight_load(octets + at));
		two = eight_mix(two, eight_load(octets + at + 8));
	}
	return eight_mix(one, two << 1);
}

/* --- where it is ---------------------------------------------------------- */

static const struct entry *
entry_at(const struct memo *m, const struct slot *slot)
{
	size_t place = (size_t)slot->at * ALIGNED;
	const void *here = m->chunks[place / CHUNK] + place % CHUNK;

	return here;
}

static uint32_t
tag_of(uint64_t hashed)
{
	return (uint32_t)(hashed >> 32);
}

/* What may be it; NULL: it is not there. */
static const struct entry *
entry_of(const struct memo *m, const struct slot *slot, uint64_t hashed)
{
	return slot->at != 0 && slot->tag == tag_of(hashed) ? entry_at(m, slot)
							    : NULL;
}

static bool
is_of(const struct entry *e, const struct key *key)
{
	return e != NULL && e->key_size == key->size &&
	       memcmp(e->key, key->octets, key->size) == 0;
}

/* The slot that the key has, or is to have. */
static struct slot *
find_slot(struct memo *m, uint64_t hashed, const struct key *key)
{
	struct slot *ways = m->buckets[hashed % BUCKETS];

	for (size_t i = 0; i < WAYS; i++) {
		if (ways[i].at == 0 ||
		    is_of(entry_of(m, &ways[i], hashed), key))
			return &ways[i];
	}
	return &ways[hashed / BUCKETS % WAYS];
}

/* --- what is kept --------------------------------------------------------- */

static void
empty(struct memo *m)
{
	memset(m->buckets, 0, sizeof m->buckets);
	memset(m->guesses, 0, sizeof m->guesses);
	m->used = ALIGNED;
}

static size_t
aligned(size_t size)
{
	return (size + ALIGNED - 1) / ALIGNED * ALIGNED;
}

/* Room for an entry, in one chunk. NULL: it is too big, there is no memory, or
 * there is no room any more: then the memo begins anew, for the next one. */
static char *
take(struct memo *m, size_t size)
{
	size_t rest = CHUNK - m->used % CHUNK;
	char **chunk;

	if (size > CHUNK)
		return NULL;
	if (size > rest)
		m->used += rest;
	if (m->used == (size_t)CHUNKS_MAX * CHUNK) {
		empty(m);
		return NULL;
	}
	chunk = &m->chunks[m->used / CHUNK];
	if (*chunk == NULL)
		*chunk = memory_get(CHUNK + SKELETON_BEHIND);
	return *chunk == NULL ? NULL : *chunk + m->used % CHUNK;
}

/* Copies to *to and moves it on. */
static const void *
keep(char **to, const void *from, size_t size)
{
	char *kept = *to;

	if (size == 0)
		return NULL;
	*to += aligned(size);
	return memcpy(kept, from, size);
}

/* Returns where it is now; nowhere, where there is no room. */
static struct slot
store(struct memo *m, const struct key *key, const struct leeway *leeway,
    const struct reading *r)
{
	size_t head = sizeof(struct entry) + key->size;
	size_t before = key->runs.count * sizeof *key->runs.before;
	size_t sizes = key->runs.count * sizeof *key->runs.sizes;
	size_t advice = r->advice_count * sizeof *r->advice;
	size_t whom = r->advice_count * sizeof *r->advice_for;
	size_t others = r->other_count * sizeof *r->other_readings;
	size_t explanation = strlen(r->explanation) + 1;
	size_t size = aligned(head) + aligned(before) + aligned(sizes) +
		      aligned(advice) + aligned(whom) + aligned(others) +
		      aligned(explanation);
	char *to = take(m, size);
	struct slot slot = { 0, (uint32_t)(m->used / ALIGNED) };
	struct entry *e = (void *)to;

	if (to == NULL)
		return (struct slot){ 0, 0 };
	m->used += size;
	to += aligned(head);
	e->leeway = *leeway;
	e->key_size = (uint32_t)key->size;
	memcpy(e->key, key->octets, key->size);
	e->run_count = key->runs.count;
	e->before = keep(&to, key->runs.before, before);
	e->sizes = keep(&to, key->runs.sizes, sizes);
	e->reading = *r;
	e->reading.advice = keep(&to, r->advice, advice);
	e->reading.advice_for = keep(&to, r->advice_for, whom);
	e->reading.other_readings = keep(&to, r->other_readings, others);
	e->reading.explanation = keep(&to, r->explanation, explanation);
	return slot;
}

/* --- reading -------------------------------------------------------------- */

/* Gaps are wide enough, or too wide, as they are in the text of the entry,
 * which has the same skeleton. */
static bool
holds(const struct entry *e, const struct key *key)
{
	return skeleton_holds(
	    key->runs.sizes, e->sizes, e->run_count, &e->leeway);
}

/* Whether the guess is right. */
static bool
fits(const struct entry *e, struct key *key)
{
	struct span skeleton;

	if (e == NULL)
		return false;
	skeleton.data = e->key + CIRCUMSTANCES;
	skeleton.size = e->key_size - CIRCUMSTANCES;
	return memcmp(e->key, key->octets, CIRCUMSTANCES) == 0 &&
	       skeleton_fits(&key->matchers, key->text, skeleton, e->before,
		   e->run_count, key->runs.sizes) &&
	       holds(e, key);
}

static bool
read_anew(struct memo *m, const struct reading_input *in, struct span inner,
    struct subject *s, struct arena *a, struct reading *r)
{
	m->anew++;
	return reading_finish(m->tables, in, inner, s, a, r);
}

/* Returns where the reading is now. */
static struct slot
read_by_key(struct memo *m, const struct reading_input *in, struct subject *s,
    const struct key *key, struct arena *a, struct reading *r)
{
	uint64_t hashed = hash(key->octets, key->size, 0);
	struct slot *slot = find_slot(m, hashed, key);
	const struct entry *e = entry_of(m, slot, hashed);

	if (is_of(e, key) && holds(e, key)) {
		*r = e->reading;
		return *slot;
	}
	if (!read_anew(m, in, in->text, s, a, r) || s->leeway.crowded)
		return (struct slot){ 0, 0 };
	*slot = store(m, key, &s->leeway, r);
	slot->tag = tag_of(hashed);
	return *slot;
}

static void
read_again(struct memo *m, const struct reading_input *in, struct subject *s,
    struct arena *a, struct reading *r)
{
	struct key key; /* most of it is not needed */
	struct slot *guesses;
	uint64_t hashed;

	key.matchers.a = m->tables->matcher;
	key.matchers.b = m->tables->beneath;
	key.text = normal_span(&s->text);
	describe(in, s, key.octets);
	hashed = hash(
	    key.octets, CIRCUMSTANCES, skeleton_guess(&key.matchers, key.text));
	guesses = m->guesses[hashed % GUESSES];
	for (size_t i = 0; i < GUESS_WAYS; i++) {
		const struct entry *e = entry_of(m, &guesses[i], hashed);

		if (fits(e, &key)) {
			*r = e->reading;
			return;
		}
	}
	key.size = skeleton_of(
	    &key.matchers, key.text, key.octets + CIRCUMSTANCES, &key.runs);
	if (key.size == 0) {
		read_anew(m, in, in->text, s, a, r);
		return;
	}
	key.size += CIRCUMSTANCES;
	memset(key.octets + key.size, 0, 16);
	memmove(guesses + 1, guesses, (GUESS_WAYS - 1) * sizeof *guesses);
	guesses[0] = read_by_key(m, in, s, &key, a, r);
	guesses[0].tag = tag_of(hashed);
}

bool
memo_read(struct memo *m, const struct reading_input *in, struct arena *a,
    struct reading *r)
{
	struct subject s;
	struct span inner = reading_begin(m->tables, in, &s);

	if (inner.size == in->text.size)
		read_again(m, in, &s, a, r);
	else
		read_anew(m, in, inner, &s, a, r);
	advise_wait(normal_span(&s.text), r);
	return !arena_failed(a);
}

size_t
memo_anew(const struct memo *m)
{
	return m->anew;
}
