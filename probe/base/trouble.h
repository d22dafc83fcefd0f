/*
 * trouble: the text of a failure of ours or of the machine's (bad input, no
 * memory, a file that cannot be read), for a person: it names the place and
 * the remedy. What a peer or the DNS did wrong is never trouble: it is a
 * finding. Untouched on success.
 */
#ifndef PROBE_BASE_TROUBLE_H
#define PROBE_BASE_TROUBLE_H

enum { TROUBLE_MAX = 512 };

struct trouble {
	char text[TROUBLE_MAX];
};

/* As printf; longer text is cut. t may be NULL. Replaces what was there. */
void trouble_set(struct trouble *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
