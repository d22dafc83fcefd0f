/*
 * view: the DNS as known so far. Policy code is ordinary code that asks the
 * view and gives up when an answer is missing; the caller fetches all that is
 * missing, puts it in, and runs the policy again from the start ("ask and
 * rerun"). Pure: no sockets, no clock.
 */
#ifndef PROBE_DNS_VIEW_H
#define PROBE_DNS_VIEW_H

#include "dns/message.h"

struct view;

/* The most questions that one view takes; more are answered SERVFAIL. */
enum { VIEW_QUESTIONS_MAX = 512 };

/* All of it lives in the arena, which must outlive it; NULL when it failed. */
struct view *view_new(struct arena *a);

/*
 * The answer, when known; otherwise notes the question as missing (once) and
 * gives NULL. An answer that ends at an alias without the records (see
 * answer_read) is followed by asking for that alias, up to ALIASES_MAX in all,
 * so what is returned is final.
 */
const struct answer *view_ask(
    struct view *v, const struct name *name, enum record_type type);

/*
 * The next question that is missing and has not been taken yet, or NULL. Taking
 * it marks it as on its way.
 */
const struct question *view_take_missing(struct view *v);

/* How many were taken and are not answered yet. */
size_t view_pending(const struct view *v);

/*
 * Puts in what came for a question: a whole DNS message, or, with an empty
 * message, `failure` (ANSWER_TIMEOUT, ANSWER_SERVFAIL). A question that is not
 * known or already answered is ignored.
 */
void view_put(struct view *v, const struct question *q, struct span message,
    enum answer_status failure);

/* No more will come: from now on, every question without an answer has timed
 * out. */
void view_give_up(struct view *v);

/*
 * Puts an answer in directly: zones in tests, caches later. The answer and
 * what it points to must live as long as the view.
 */
void view_put_answer(
    struct view *v, const struct question *q, const struct answer *answer);

#endif
