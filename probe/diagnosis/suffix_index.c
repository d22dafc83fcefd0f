#include "diagnosis/suffix_index.h"

/*
 * Suffixes that begin at a label stand in a hash table under the whole suffix;
 * a host name is looked up once for each of its labels. The few that begin
 * within a label are tried one by one.
 */
struct suffix {
	struct span text; /* without the first dot */
	int provider;
	uint32_t next; /* one more than the place; 0: none */
};

struct suffix_index {
	struct suffix *suffixes;
	size_t count;
	uint32_t *heads;
	uint32_t mask;
	uint32_t loose; /* those that begin within a label */
};

/* From the end on, so that it grows label by label. */
static uint32_t
hash_octet(uint32_t hash, char octet)
{
	return (hash ^ (unsigned char)ascii_lower(octet)) * 16777619u;
}

static uint32_t
hash_suffix(struct span text)
{
	uint32_t hash = 2166136261u;

	for (size_t i = text.size; i > 0; i--)
		hash = hash_octet(hash, text.data[i - 1]);
	return hash;
}

static void
file(struct suffix_index *index, struct span text, int provider)
{
	bool loose = text.data[0] != '.';
	struct suffix *suffix = &index->suffixes[index->count];
	uint32_t *head = &index->loose;

	suffix->text = span_part(text, !loose, text.size);
	suffix->provider = provider;
	if (!loose)
		head = &index->heads[hash_suffix(suffix->text) & index->mask];
	suffix->next = *head;
	*head = (uint32_t)++index->count;
}

struct suffix_index *
suffix_index_new(
    const struct provider *providers, size_t count, struct arena *a)
{
	struct suffix_index *index = arena_get(a, sizeof *index);
	uint32_t slots = 64;
	size_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += providers[i].suffix_count;
	while (slots < all * 2)
		slots *= 2;
	if (index == NULL)
		return NULL;
	index->mask = slots - 1;
	index->heads = arena_get(a, slots * sizeof *index->heads);
	index->suffixes = arena_get(a, (all + 1) * sizeof *index->suffixes);
	if (index->heads == NULL || index->suffixes == NULL)
		return NULL;
	/* The last filed is found first: earlier rows are to win. */
	for (size_t i = count; i > 0; i--) {
		for (size_t j = 0; j < providers[i - 1].suffix_count; j++) {
			if (providers[i - 1].suffixes[j].size > 1)
				file(index, providers[i - 1].suffixes[j],
				    (int)i - 1);
		}
	}
	return index;
}

static size_t
find_under(const struct suffix_index *index, uint32_t next, struct span host,
    bool loose, int *found, size_t count, size_t room)
{
	for (; next != 0 && count < room;
	     next = index->suffixes[next - 1].next) {
		const struct suffix *suffix = &index->suffixes[next - 1];

		if (loose ? span_ends_nocase(host, suffix->text)
			  : span_equal_nocase(host, suffix->text))
			found[count++] = suffix->provider;
	}
	return count;
}

size_t
suffix_index_find(
    const struct suffix_index *index, struct span host, int *found, size_t room)
{
	uint32_t hash = 2166136261u, hashes[32];
	size_t begins[32], labels = 0, count = 0;

	for (size_t i = host.size; i > 0 && labels < 32; i--) {
		hash = hash_octet(hash, host.data[i - 1]);
		if (i > 1 && host.data[i - 2] != '.')
			continue;
		hashes[labels] = hash;
		begins[labels++] = i - 1;
	}
	for (; labels > 0; labels--)
		count = find_under(index,
		    index->heads[hashes[labels - 1] & index->mask],
		    span_part(host, begins[labels - 1], host.size), false,
		    found, count, room);
	return find_under(index, index->loose, host, true, found, count, room);
}
