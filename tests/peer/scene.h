/*
 * scene: how the test mail server behaves, from a small text.
 *
 * One row a line, `#` begins a comment:
 *   name mx.example.test             in the banner and the EHLO reply
 *   offer PIPELINING SIZE 1000 ...   one extension a row, or several rows
 *   STAGE PATTERN ANSWER             the first row that fits gives the answer
 *   client PATTERN STAGE ANSWER      the same, for clients with such an IP
 *   tls STAGE PATTERN ANSWER         inside TLS alone; clear ...: outside alone
 * STAGE: BANNER EHLO HELO STARTTLS MAIL RCPT RSET QUIT. PATTERN is matched
 * with what the command names (the address, the HELO name; for the others
 * nothing), without case; `*` stands for anything. ANSWER is the reply as it
 * goes out, with \r \n \t \\ \xHH; CR LF is added. Before it may stand, in any
 * number:
 *   @delay=MS  wait first        @drip=MS  one octet each MS
 *   @close     cut instead       @half     half of it, then cut
 *   @flood     the first line over and over, 20 MB, without an end
 *   @garbage   (STARTTLS) plaintext where the handshake should be
 *   @inject=T  (STARTTLS) T behind the reply, in the same packet (no spaces)
 * Without a row: 220, the offers, 250, and 550 5.1.1 to RCPT.
 */
#ifndef TESTS_PEER_SCENE_H
#define TESTS_PEER_SCENE_H

#include "base/buf.h"
#include "base/trouble.h"
#include "smtp/dialog.h"

struct answer_rule {
	enum stage stage;
	struct span pattern, client;
	bool in_tls_alone, in_clear_alone;
	unsigned int delay, drip; /* milliseconds */
	bool close, half, flood, garbage;
	struct span inject;
	struct span text; /* escapes resolved, with its line end */
};

struct scene;

/* NULL with trouble that names the line. */
struct scene *scene_read(const char *path, struct trouble *t);

/* The same from a text, which is copied; `name` stands in the trouble. */
struct scene *scene_new(struct span text, const char *name, struct trouble *t);
void scene_free(struct scene *s);

/* The stage of a command line and what it names: what stands between the angle
 * brackets, or behind the verb. False for an unknown verb. */
bool scene_command(struct span line, enum stage *stage, struct span *named);

/* Never NULL. `in_tls`: STARTTLS is not offered any more. */
const struct answer_rule *scene_answer(struct scene *s, enum stage stage,
    struct span named, struct span client, bool in_tls);

/* Without regard to case, `*` for any run. */
bool glob_matches(struct span pattern, struct span text);

#endif
