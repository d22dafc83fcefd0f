#include "diagnosis/words.h"

static const struct {
	const char *word;
	int status;
	const char *in_words;
} verdicts[] = {
#define X(id, word, status, words) [id] = { word, status, words },
	VERDICTS(X)
#undef X
};

static const struct {
	const char *word;
	enum about about;
	enum verdict permanent, temporary;
	const char *meaning;
} causes[] = {
#define X(id, word, about, permanent, temporary, meaning)                      \
	[id] = { word, about, permanent, temporary, meaning },
	CAUSES(X)
#undef X
};

#define X(id, word) [id] = (word),
static const char *const abouts[] = { ABOUTS(X) };
static const char *const acts[] = { ACTS(X) };
static const char *const retries[] = { RETRIES(X) };
static const char *const confidences[] = { CONFIDENCES(X) };
#undef X

const char *
verdict_word(enum verdict v)
{
	return verdicts[v].word;
}

int
verdict_exit_status(enum verdict v)
{
	return verdicts[v].status;
}

const char *
verdict_in_words(enum verdict v)
{
	return verdicts[v].in_words;
}

const char *
about_word(enum about a)
{
	return abouts[a];
}

const char *
cause_word(enum cause c)
{
	return causes[c].word;
}

const char *
cause_meaning(enum cause c)
{
	return causes[c].meaning;
}

enum about
cause_about(enum cause c)
{
	return causes[c].about;
}

const char *
act_word(enum act a)
{
	return acts[a];
}

const char *
retry_word(enum retry r)
{
	return retries[r];
}

const char *
confidence_word(enum confidence c)
{
	return confidences[c];
}

enum verdict
cause_verdict(enum cause c, enum about about, bool permanent)
{
	bool of_address = about == ABOUT_RECIPIENT || about == ABOUT_DOMAIN;
	bool of_us = about == ABOUT_CLIENT || about == ABOUT_SENDER ||
		     about == ABOUT_HELO || about == ABOUT_TLS;

	if (about == causes[c].about || c == CAUSE_GREYLISTED ||
	    c == CAUSE_ACCEPTED || c == CAUSE_UNSPECIFIED)
		return permanent ? causes[c].permanent : causes[c].temporary;
	if (of_address)
		return permanent ? VERDICT_UNDELIVERABLE : VERDICT_DEFERRED;
	if (of_us)
		return VERDICT_REFUSED;
	return permanent ? causes[c].permanent : causes[c].temporary;
}

/* The place of a word in a list of them, or -1. */
static int
find(struct span word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (span_equal(word, span_of(words[i])))
			return (int)i;
	}
	return -1;
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

bool
cause_from_word(struct span word, enum cause *c)
{
	for (int i = 0; i < CAUSE_COUNT; i++) {
		if (span_equal(word, span_of(causes[i].word))) {
			*c = (enum cause)i;
			return true;
		}
	}
	return false;
}

bool
about_from_word(struct span word, enum about *a)
{
	int i = find(word, abouts, COUNT(abouts));

	if (i >= 0)
		*a = (enum about)i;
	return i >= 0;
}

bool
act_from_word(struct span word, enum act *a)
{
	int i = find(word, acts, COUNT(acts));

	if (i >= 0)
		*a = (enum act)i;
	return i >= 0;
}

bool
retry_from_word(struct span word, enum retry *r)
{
	int i = find(word, retries, COUNT(retries));

	if (i >= 0)
		*r = (enum retry)i;
	return i >= 0;
}

bool
confidence_from_word(struct span word, enum confidence *c)
{
	int i = find(word, confidences, COUNT(confidences));

	if (i >= 0)
		*c = (enum confidence)i;
	return i >= 0;
}
