/*
 * claims: the claim of a check's decisive refusal, taken from the result, put
 * to the test, and what came of it put into the result. Pure.
 */
#ifndef PROBE_INQUIRY_CLAIMS_H
#define PROBE_INQUIRY_CLAIMS_H

#include "dns/view.h"
#include "inquiry/claim.h"
#include "inquiry/inquiry.h"

/* The result is concluded: whether it rests on a claim that can be tested. */
bool claims_wanted(const struct result *r, const struct inquiry_options *o);

/*
 * False while answers are missing (the view knows which). `work` is emptied
 * first; what it holds at last must live as long as the result. On true,
 * evidence, findings and advice of the result are filled in.
 */
bool claims_test(struct view *v, struct result *r,
    const struct inquiry_options *o, struct arena *work, struct arena *a);

/* The sentence that follows from the fact goes in front of the advice. */
void claims_advise(struct reading *r, const struct claim *c, struct arena *a);

#endif
