#include "diagnosis/suffix_index.h"

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

struct builder {
	struct suffix_index index;
	struct suffix *suffixes;
	uint32_t *heads;
};

static void
file(struct builder *b, struct span text, int provider)
{
	bool loose = text.data[0] != '.';
	struct suffix *suffix = &b->suffixes[b->index.count];
	uint32_t *head = &b->index.loose;

	suffix->text = span_part(text, !loose, text.size);
	suffix->provider = provider;
	if (!loose)
		head = &b->heads[hash_suffix(suffix->text) & b->index.mask];
	suffix->next = *head;
	*head = (uint32_t)++b->index.count;
}

static void
file_all(struct builder *b, const struct provider *providers, size_t count)
{
	/* The last filed is found first: earlier rows are to win. */
	for (size_t i = count; i > 0; i--) {
		const struct provider *p = &providers[i - 1];

		for (size_t j = 0; j < p->suffix_count; j++) {
			if (p->suffixes[j].size > 1)
				file(b, p->suffixes[j], (int)i - 1);
		}
	}
}

struct suffix_index *
suffix_index_new(
    const struct provider *providers, size_t count, struct arena *a)
{
	struct suffix_index *index = arena_get(a, sizeof *index);
	struct builder b = { .index.mask = 63 };
	size_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += providers[i].suffix_count;
	while (b.index.mask + 1 < all * 2)
		b.index.mask = b.index.mask * 2 + 1;
	b.heads = arena_get(a, (b.index.mask + 1) * sizeof *b.heads);
	b.suffixes = arena_get(a, (all + 1) * sizeof *b.suffixes);
	if (index == NULL || b.heads == NULL || b.suffixes == NULL)
		return NULL;
	file_all(&b, providers, count);
	*index = b.index;
	index->heads = b.heads;
	index->suffixes = b.suffixes;
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
