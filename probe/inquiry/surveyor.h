/*
 * surveyor: a survey as a machine without I/O: it wishes for look-ups until it
 * has all answers or the time is over. Times are microseconds of a steady
 * clock.
 */
#ifndef PROBE_INQUIRY_SURVEYOR_H
#define PROBE_INQUIRY_SURVEYOR_H

#include "inquiry/machine.h"
#include "inquiry/survey.h"

/* RFC 7208 4.6.4 gives SPF 20 seconds at least. */
enum { SURVEY_SECONDS = 20 };

struct surveyor;

/* The request's texts are copied. NULL when there is no memory. */
struct surveyor *surveyor_new(const struct survey_request *r, int64_t now);
void surveyor_free(struct surveyor *s);

extern const struct machine_class surveyor_machine;

/* After WISH_DONE; NULL when memory ran out. Lives as long as the surveyor. */
const struct survey *surveyor_result(const struct surveyor *s);

#endif
