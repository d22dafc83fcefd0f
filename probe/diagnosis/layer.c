#include "diagnosis/layer.h"

#include <string.h>

/* Both, own ones first. */
static void *
join(struct arena *a, const void *own, size_t own_count, const void *base,
    size_t base_count, size_t size)
{
	char *both = arena_get(a, (own_count + base_count) * size);

	if (both == NULL)
		return NULL;
	if (own_count > 0)
		memcpy(both, own, own_count * size);
	memcpy(both + own_count * size, base, base_count * size);
	return both;
}

static bool
layer_codes(struct arena *a, struct code_entry **own, size_t *own_count,
    struct code_entry *base, size_t base_count)
{
	if (*own_count > 0)
		base =
		    join(a, *own, *own_count, base, base_count, sizeof *base);
	*own = base;
	*own_count += base_count;
	return base != NULL;
}

static size_t
own_providers(const struct tables *t, const struct tables *base)
{
	return t->provider_count - base->provider_count;
}

static bool
layer_providers(struct tables *t, const struct tables *base)
{
	size_t own = t->provider_count, own_marks = t->mark_count;

	t->provider_count += base->provider_count;
	t->mark_count += base->mark_count;
	if (own == 0) {
		t->providers = base->providers;
		t->marks = base->marks;
		return true;
	}
	t->providers = join(t->arena, t->providers, own, base->providers,
	    base->provider_count, sizeof *t->providers);
	t->marks = join(t->arena, t->marks, own_marks, base->marks,
	    base->mark_count, sizeof *t->marks);
	if (t->providers == NULL || t->marks == NULL)
		return false;
	for (size_t i = own_marks; i < t->mark_count; i++)
		t->marks[i].provider += (int)own;
	return true;
}

/* A provider of the base: where its word stands first. */
static int
find_provider(const struct tables *t, const struct tables *base, int provider)
{
	size_t own = own_providers(t, base);

	if (provider == NOBODY)
		return NOBODY;
	for (size_t i = 0; i < own; i++) {
		if (strcmp(t->providers[i].word,
			base->providers[provider].word) == 0)
			return (int)i;
	}
	return (int)own + provider;
}

static bool
layer_phrases(struct tables *t, const struct tables *base)
{
	size_t own = t->phrase_count;

	t->phrase_count += base->phrase_count;
	if (own == 0 && own_providers(t, base) == 0) {
		t->phrases = base->phrases;
		return true;
	}
	t->phrases = join(t->arena, t->phrases, own, base->phrases,
	    base->phrase_count, sizeof *t->phrases);
	if (t->phrases == NULL)
		return false;
	for (size_t i = own; i < t->phrase_count; i++)
		t->phrases[i].provider =
		    find_provider(t, base, t->phrases[i].provider);
	return true;
}

static bool
layer_advice(struct tables *t, const struct tables *base)
{
	size_t own = t->advice_count;

	t->advice_count += base->advice_count;
	t->advice = join(t->arena, t->advice, own, base->advice,
	    base->advice_count, sizeof *t->advice);
	if (t->advice == NULL)
		return false;
	for (size_t i = own; i < t->advice_count; i++)
		t->advice[i].provider =
		    find_provider(t, base, t->advice[i].provider);
	return true;
}

bool
layer_rows(struct tables *t, enum table table, const struct tables *base)
{
	switch (table) {
	case TABLE_REPLIES:
		return layer_codes(t->arena, &t->replies, &t->reply_count,
		    base->replies, base->reply_count);
	case TABLE_ENHANCED:
		return layer_codes(t->arena, &t->enhanced, &t->enhanced_count,
		    base->enhanced, base->enhanced_count);
	case TABLE_PROVIDERS:
		return layer_providers(t, base);
	case TABLE_PHRASES:
		return layer_phrases(t, base);
	case TABLE_ADVICE:
		return layer_advice(t, base);
	case TABLE_COUNT:
		break;
	}
	return false;
}

bool
layer_needles(struct tables *t, const struct tables *base)
{
	size_t own = t->needle_count;
	size_t marks = t->mark_count - base->mark_count;
	size_t phrases = t->phrase_count - base->phrase_count;

	t->needle_count += base->needle_count;
	t->beneath = base->matcher;
	t->needles = join(t->arena, t->needles, own, base->needles,
	    base->needle_count, sizeof *t->needles);
	if (t->needles == NULL)
		return false;
	for (size_t i = own; i < t->needle_count; i++)
		t->needles[i].owner +=
		    (uint32_t)(t->needles[i].of_mark ? marks : phrases);
	return true;
}
