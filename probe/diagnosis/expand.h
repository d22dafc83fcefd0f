/*
 * expand: the braces of the phrase language. "{user,mailbox} {is ,}unknown"
 * stands for each choice of one word in every brace; a backslash takes a
 * brace or a comma literally. For diagnosis/ alone. Pure.
 */
#ifndef PROBE_DIAGNOSIS_EXPAND_H
#define PROBE_DIAGNOSIS_EXPAND_H

#include "base/buf.h"
#include "base/trouble.h"

enum { BRACES_MAX = 6, BRACE_WORDS_MAX = 150, EXPANSIONS_MAX = 5000 };

enum expand {
	EXPAND_WORDS, /* each choice is text without braces */
	EXPAND_GAPS,  /* only words with a gap are chosen one by one; the others
			 of a brace stay together in it */
};

/* A part of the text: the words of a brace, or one, which is plain text. Those
 * that are chosen one by one stand first. */
struct brace {
	struct span words[BRACE_WORDS_MAX];
	size_t count; /* of all words */
	size_t apart; /* of those that are chosen one by one */
	size_t chosen;
};

struct expansion {
	struct brace parts[2 * BRACES_MAX + 1];
	size_t count;
	bool over;
};

/* Whether there is anything to expand: most texts are plain. */
bool expand_is_plain(struct span text);

/* False with trouble: a brace that is not closed or stands in another one, too
 * many braces, words or choices. The text must outlive *e. */
bool expand_begin(
    struct expansion *e, struct span text, enum expand how, struct trouble *t);

/* Writes the next of the choices to *out; false when there is none left. */
bool expand_next(struct expansion *e, struct buf *out);

#endif
