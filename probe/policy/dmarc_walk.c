#include "policy/dmarc_walk.h"

#include "policy/tag_list.h"

#include <stdio.h>

static const struct answer no_name = { .status = ANSWER_NXDOMAIN };

bool
dmarc_is_record(struct span text)
{
	return tag_has_version(text, SPAN("DMARC1"));
}

static char
psd_of(struct span record)
{
	struct span psd = tag_find(record, SPAN("psd"));

	if (span_equal_nocase(psd, SPAN("y")))
		return 'y';
	return span_equal_nocase(psd, SPAN("n")) ? 'n' : 'u';
}

/* RFC 7489 6.6.3: what has another version is passed over; of several records
 * none counts. */
static void
take_records(struct dmarc_stop *stop)
{
	for (size_t i = 0; i < stop->answer->count; i++) {
		struct span text = stop->answer->records[i].data;

		if (!dmarc_is_record(text))
			continue;
		stop->record = text;
		stop->record_count++;
	}
	if (stop->record_count > 1)
		stop->record = SPAN_NONE;
	stop->psd = stop->record.data != NULL ? psd_of(stop->record) : 'u';
}

/* What a sender may have said for a domain; nothing can stand below it. */
static bool
is_literal(struct span domain)
{
	return domain.size > 0 && domain.data[0] == '[';
}

static const struct answer *
ask(struct view *v, struct span domain)
{
	char text[NAME_TEXT_MAX];
	struct name name;

	if (domain.size > NAME_WIRE_MAX || is_literal(domain))
		return &no_name;
	snprintf(text, sizeof text, "_dmarc.%.*s", SPAN_ARGUMENTS(domain));
	/* So long a domain leaves no room for a record. */
	if (!name_from_octets(span_of(text), &name))
		return &no_name;
	return view_ask(v, &name, RECORD_TXT);
}

static bool
is_error(enum answer_status status)
{
	return status != ANSWER_OK && status != ANSWER_NODATA &&
	       status != ANSWER_NXDOMAIN;
}

static void
visit(struct dmarc_walk *w, struct view *v, struct span domain)
{
	struct dmarc_stop *stop = &w->stops[w->count++];

	*stop = (struct dmarc_stop){ .domain = domain, .psd = 'u' };
	stop->answer = ask(v, domain);
	if (stop->answer == NULL) {
		w->pending = true;
		return;
	}
	w->temporary = w->temporary || is_error(stop->answer->status);
	take_records(stop);
}

void
dmarc_walk_begin(struct dmarc_walk *w, struct view *v, struct span domain)
{
	*w = (struct dmarc_walk){ .organizational = domain };
	visit(w, v, domain);
}

static size_t
label_count(struct span domain)
{
	size_t count = domain.size > 0;

	for (size_t i = 0; i < domain.size; i++)
		count += domain.data[i] == '.';
	return count;
}

/* psd=n ends the walk, and so does psd=y, but not where it begins. */
static bool
is_last(const struct dmarc_walk *w)
{
	char psd = w->stops[w->count - 1].psd;

	return psd == 'n' || (psd == 'y' && w->count > 1);
}

/*
 * RFC 9989 4.10.2: the domain that says psd=n; else the one below what says
 * psd=y (not where the walk began); else the one with the fewest labels that
 * has a record; else where the walk began.
 */
static struct span
choose(const struct dmarc_walk *w)
{
	struct span chosen = w->stops[0].domain, below = chosen;

	for (size_t i = 0; i < w->count; i++) {
		const struct dmarc_stop *stop = &w->stops[i];

		if (stop->psd == 'y' && i > 0) {
			/* One label more than the public suffix has. */
			while (
			    label_count(below) > label_count(stop->domain) + 1)
				span_next(&below, '.');
			return below;
		}
		if (stop->record.data != NULL)
			chosen = stop->domain;
	}
	return chosen;
}

void
dmarc_walk_end(struct dmarc_walk *w, struct view *v)
{
	struct span domain = w->stops[0].domain;

	/* RFC 9989 4.10: of eight labels and more, seven come next. */
	while (label_count(domain) > DMARC_QUERIES_MAX)
		span_next(&domain, '.');
	while (!is_last(w) && label_count(domain) > 1 && !is_literal(domain) &&
	       w->count < DMARC_QUERIES_MAX) {
		span_next(&domain, '.');
		visit(w, v, domain);
	}
	w->organizational = choose(w);
}

const struct dmarc_stop *
dmarc_walk_policy(const struct dmarc_walk *w)
{
	const struct dmarc_stop *last = &w->stops[w->count - 1];

	if (w->stops[0].record.data != NULL)
		return &w->stops[0];
	for (size_t i = 1; i < w->count; i++) {
		const struct dmarc_stop *stop = &w->stops[i];

		if (stop->record.data != NULL &&
		    span_equal(stop->domain, w->organizational))
			return stop;
	}
	return last->psd == 'y' ? last : NULL;
}
