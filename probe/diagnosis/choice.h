/*
 * choice: which row of the tables speaks for a reply. For diagnosis/ alone.
 */
#ifndef PROBE_DIAGNOSIS_CHOICE_H
#define PROBE_DIAGNOSIS_CHOICE_H

#include "diagnosis/normal.h"
#include "diagnosis/reading.h"
#include "diagnosis/rows.h"

enum { HITS_MAX = 256, RECOGNISED_MAX = 8 };

/* A reply as the tables see it. */
struct subject {
	uint16_t code;            /* 0: none */
	struct enhanced enhanced; /* its class is the code's, if there is one */
	struct enhanced said;     /* as it stands in the reply */
	uint8_t class;            /* 2, 4, 5, or 0 when it is not known */
	uint32_t stage;           /* a bit, or 0 when it is not known */
	struct normal text;
	int recognised[RECOGNISED_MAX]; /* providers, the surest first */
	size_t recognised_count;
	uint32_t spoken_of;   /* bits of enum about: whom the words name */
	struct leeway leeway; /* of all that was looked for in the text */
};

/*
 * Fills in codes and text: of the innermost reply, where replies nest; the
 * enhanced code is also looked for inside the text. The others are untouched.
 * Returns the text that is read.
 */
struct span choice_read(struct span text, uint16_t code,
    const struct enhanced *enhanced, struct subject *s);

/* Adds the providers by MX host name and banner; those that the text itself
 * names are added by choice_phrase(). */
void choice_recognise(const struct tables *t, struct span host,
    struct span banner, struct subject *s);

static inline bool
choice_is_recognised(const struct subject *s, int provider)
{
	for (size_t i = 0; i < s->recognised_count; i++) {
		if (s->recognised[i] == provider)
			return true;
	}
	return false;
}

/* The phrase that wins, or NULL. Tells the subject whom any phrase is about. */
const struct phrase *choice_phrase(const struct tables *t, struct subject *s);

/* The row of enhanced.tbl that says most of it, or NULL. */
const struct code_entry *choice_enhanced(
    const struct tables *t, struct subject *s);

/* The row of replies.tbl, or NULL. */
const struct code_entry *choice_reply(
    const struct tables *t, const struct subject *s);

#endif
