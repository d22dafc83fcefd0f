/*
 * prober: what the parts of the library's surface share of a context. For api/
 * alone.
 */
#ifndef PROBE_API_PROBER_H
#define PROBE_API_PROBER_H

#include "api/settings.h"
#include "diagnosis/tables.h"
#include "report/page.h"

/* Made on the first call; NULL with the context's error set. */
const struct tables *prober_tables(struct smtpprobe *s);

/* The same for what runs machines. */
struct driver *prober_driver(struct smtpprobe *s);

const struct settings *prober_settings(const struct smtpprobe *s);

/* What smtpprobe_error() will say. */
struct trouble *prober_trouble(struct smtpprobe *s);

/* A page of the library's style and width. */
struct page prober_page(struct buf *out, int style, size_t width);

#endif
