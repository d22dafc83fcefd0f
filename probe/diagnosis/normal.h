/*
 * normal: a reply's text made ready for the phrase language, and what else can
 * be read off it. For diagnosis/ alone. Pure.
 */
#ifndef PROBE_DIAGNOSIS_NORMAL_H
#define PROBE_DIAGNOSIS_NORMAL_H

#include "smtp/reply.h"

/* Behind a text stand so many NULs, so that it can be looked at in blocks. */
enum { NORMAL_MAX = 4096, NORMAL_BEHIND = 80 };

struct normal {
	char octets[NORMAL_MAX + NORMAL_BEHIND];
	size_t size;
};

/*
 * ASCII in lower case, each run of white space one space, the ends trimmed;
 * "doesn't" is "does not" and "can't" is "can not"; codes that a server or a
 * log repeats on every line ("550-5.1.1") are left out. What is over NORMAL_MAX
 * is cut. code 0: none is known.
 */
void normal_text(struct span text, uint16_t code,
    const struct enhanced *enhanced, struct normal *out);

struct span normal_span(const struct normal *n);

/*
 * An enhanced code within text that has none at its start: "(#5.1.1)",
 * "smtp;553 ... 5.1.1". False when there is none.
 */
bool normal_find_enhanced(struct span text, struct enhanced *e);

/*
 * Replies nest: "host x said: 550 5.1.1 ...", "-> 550 ...", "the response was:
 * 550 ...", "smtp;550 ...". The innermost one, from behind its codes; *code and
 * *enhanced are changed only when there is one, else the text itself is
 * returned.
 */
struct span normal_innermost(
    struct span text, uint16_t *code, struct enhanced *enhanced);

/* "550 5.1.1 text", "550-text", "text": takes the codes off. */
struct span normal_take_codes(
    struct span text, uint16_t *code, struct enhanced *enhanced);

/* How long to wait, as the normalised text says it ("try again in 5
 * minutes"); 0 when it does not. At most a week. */
uint32_t normal_wait_seconds(struct span text);

#endif
