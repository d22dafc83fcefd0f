/*
 * spf_macro: the macro language of SPF (RFC 7208 7): whether a text is well
 * formed, and what it expands to. Pure; what a letter stands for is asked of
 * the caller.
 */
#ifndef PROBE_POLICY_SPF_MACRO_H
#define PROBE_POLICY_SPF_MACRO_H

#include "base/span.h"

enum {
	SPF_TEXT_MAX = 2048, /* octets of an expansion that are kept */
	SPF_NAME_MAX = 253,  /* RFC 7208 7.3 */
};

/* Where a macro string stands decides what it may hold. */
enum spf_place {
	SPF_IN_DOMAIN,      /* no %{c} %{r} %{t} (RFC 7208 7.2) */
	SPF_IN_MODIFIER,    /* the value of an unknown modifier */
	SPF_IN_EXPLANATION, /* spaces allowed */
};

/* What is wrong, as the end of a sentence; NULL when nothing is. */
const char *spf_macro_problem(struct span text, enum spf_place place);

/* The same for a domain-spec: macros, and an end that is a macro or a dot and
 * a top label (RFC 7208 7.1). */
const char *spf_domain_problem(struct span spec);

/* The value of a macro letter, which is in lower case. */
typedef struct span (*spf_value)(void *context, char letter);

/* Text whose end is kept when it is too long for a name, or its beginning when
 * it is for people. */
struct spf_text {
	char data[SPF_TEXT_MAX];
	size_t size;
	bool keep_end;
};

/* Appends the expansion of a well formed text. */
void spf_expand(
    struct spf_text *out, struct span text, spf_value value, void *context);

/*
 * A name without its last dot; while it is over SPF_NAME_MAX octets, labels are
 * taken off on the left (RFC 7208 7.3). Empty when no label's end is near
 * enough.
 */
struct span spf_name_cut(struct span name);

#endif
