/*
 * talk: a transcript that is a test: what the server says, what the client
 * must say, and how it ends. One row a line, `#` begins a comment:
 *
 *   O: word value      an option of the client: helo NAME, sender ADDRESS,
 *                      tls never|if-offered|required|already, rcpt ADDRESS
 *                      (may stand several times), control ADDRESS, utf8 yes,
 *                      quit-after STAGE
 *   S: text            the server says it, with CR LF; \r \n \t \\ \xHH are
 *                      understood, and \*Nc for N times the character c; `\`
 *                      at the end: without CR LF
 *   C: text            the client must say exactly that line next
 *   T: ok | fail       the handshake
 *   W:                 the server is silent until the wait is over
 *   X:                 the server closes the connection
 *   E: word [STAGE]    how it must end, a word of DIALOG_ENDS, and where
 *   F: word            a finding that must be there; no other may be
 *   R: N CODE          the code of recipient N (from 1, the control last); 0:
 *                      not answered
 * S rows without a C between go out in one piece. C rows without an S between
 * must come as one batch.
 */
#ifndef TESTS_PEER_TALK_H
#define TESTS_PEER_TALK_H

#include "base/arena.h"
#include "base/trouble.h"

struct talk_step {
	char kind;        /* the letter */
	struct span text; /* escapes resolved; S: with its line end */
	unsigned int line;
};

struct talk {
	struct talk_step *steps;
	size_t count;
};

/* NULL with trouble; the arena owns it. */
struct talk *talk_read(const char *path, struct arena *a, struct trouble *t);

/* The value of the n-th option of that word (from 0), or the empty span. */
struct span talk_option(const struct talk *t, const char *word, size_t n);

#endif
