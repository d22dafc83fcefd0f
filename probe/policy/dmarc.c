#include "policy/dmarc.h"

#include "policy/dmarc_walk.h"
#include "policy/tag_list.h"

#include <stdio.h>

/*
 * The walk from the From domain is done as far as needed: its own record alone,
 * unless that is missing or SPF's domain is another one and alignment relaxed.
 */
struct dmarc_run {
	struct view *view;
	struct arena *arena;
	struct findings findings;
	struct dmarc *dmarc;
	struct span domain, spf_domain;
	struct dmarc_walk from, spf;
	bool walked; /* the From domain's walk is complete */
	bool pending, temporary;
};

const char *
dmarc_status_word(enum dmarc_status status)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		DMARC_STATUSES(X)
#undef X
	};

	return words[status];
}

const char *
dmarc_policy_word(enum dmarc_policy policy)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		DMARC_POLICIES(X)
#undef X
	};

	return words[policy];
}

static void
note(struct dmarc_run *r, enum finding_id id, const char *subject)
{
	findings_add(&r->findings, r->arena, id, span_of(subject));
}

static const char *
text_of(struct dmarc_run *r, struct span s)
{
	return arena_text(r->arena, s);
}

static void
note_tag(struct dmarc_run *r, enum finding_id id, const struct tag *tag)
{
	note(r, id,
	    arena_format(r->arena, "%s: %.*s%s%.*s", r->dmarc->record_domain,
		SPAN_ARGUMENTS(tag->well ? tag->name : SPAN_NONE),
		tag->well ? "=" : "", SPAN_ARGUMENTS(tag->value)));
}

/* RFC 7489 6.3: words of tags have no case. */
static enum dmarc_policy
policy_of(struct span value)
{
	if (span_equal_nocase(value, SPAN("none")))
		return DMARC_POLICY_NONE;
	if (span_equal_nocase(value, SPAN("quarantine")))
		return DMARC_POLICY_QUARANTINE;
	if (span_equal_nocase(value, SPAN("reject")))
		return DMARC_POLICY_REJECT;
	return DMARC_UNSAID;
}

static bool
is_one_of(struct span value, const char *letters)
{
	return value.size == 1 && letters[0] != '\0' &&
	       (ascii_lower(value.data[0]) == letters[0] ||
		   is_one_of(value, letters + 1));
}

static bool
is_percent(struct span value)
{
	uint32_t percent;

	return span_number(value, 100, &percent);
}

static bool
is_any(struct span value)
{
	return value.size > 0;
}

static bool
is_policy(struct span value)
{
	return policy_of(value) != DMARC_UNSAID;
}

static bool
is_mode(struct span value)
{
	return is_one_of(value, "rs");
}

static bool
is_yes_no(struct span value)
{
	return is_one_of(value, "yn");
}

static bool
is_psd(struct span value)
{
	return is_one_of(value, "ynu");
}

/* RFC 7489 6.3 and RFC 9989 4.7: the tags, what they may say, and whether the
 * successor has them no more. */
static const struct {
	const char *name;
	bool (*well)(struct span value);
	bool obsolete;
} tags[] = {
	{ "v", is_any, false },
	{ "p", is_policy, false },
	{ "sp", is_policy, false },
	{ "np", is_policy, false },
	{ "adkim", is_mode, false },
	{ "aspf", is_mode, false },
	{ "t", is_yes_no, false },
	{ "psd", is_psd, false },
	{ "fo", is_any, false },
	{ "rua", is_any, false },
	{ "ruf", is_any, false },
	{ "pct", is_percent, true },
	{ "rf", is_any, true },
	{ "ri", is_any, true },
};

static void
check_tag(struct dmarc_run *r, const struct tag *tag)
{
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		if (!span_equal(tag->name, span_of(tags[i].name)))
			continue;
		if (!tags[i].well(tag->value))
			note_tag(r, FINDING_DMARC_BAD_TAG, tag);
		else if (tags[i].obsolete)
			note_tag(r, FINDING_DMARC_OBSOLETE_TAG, tag);
		return;
	}
	note_tag(r, FINDING_DMARC_UNKNOWN_TAG, tag);
}

static void
check_tags(struct dmarc_run *r, struct span record)
{
	struct tag tag;

	while (tag_next(&record, &tag)) {
		if (tag.well)
			check_tag(r, &tag);
		else
			note_tag(r, FINDING_DMARC_BAD_TAG, &tag);
	}
}

/* RFC 7489 6.2: "mailto:" an address, perhaps "!" and a size. *host gets the
 * address's domain. */
static bool
read_uri(struct span uri, struct span *host)
{
	struct span address = span_next(&uri, '!');
	size_t at;

	if (!span_starts_nocase(address, SPAN("mailto:")))
		return false;
	address = span_part(address, 7, span_find(address, '?'));
	at = span_find(address, '@');
	*host = span_part(address, at + 1, address.size);
	return at > 0 && span_find(*host, '.') < host->size;
}

static bool
is_below(struct span domain, struct span parent)
{
	return span_equal_nocase(domain, parent) ||
	       (span_ends_nocase(domain, parent) &&
		   domain.data[domain.size - parent.size - 1] == '.');
}

/* RFC 7489 7.1: a host of another organization has to agree. */
static bool
agrees(struct dmarc_run *r, struct span host)
{
	struct span own = span_of(r->dmarc->record_domain);
	const struct answer *answer;
	char text[NAME_TEXT_MAX];
	struct name name;

	if (is_below(host, own) || is_below(own, host) ||
	    host.size > NAME_WIRE_MAX)
		return true;
	snprintf(text, sizeof text, "%s._report._dmarc.%.*s",
	    r->dmarc->record_domain, SPAN_ARGUMENTS(host));
	if (!name_from_octets(span_of(text), &name))
		return true;
	answer = view_ask(r->view, &name, RECORD_TXT);
	if (answer == NULL)
		r->pending = true;
	if (answer == NULL ||
	    (answer->status != ANSWER_OK && answer->status != ANSWER_NODATA &&
		answer->status != ANSWER_NXDOMAIN))
		return true;
	for (size_t i = 0; i < answer->count; i++) {
		if (dmarc_is_record(answer->records[i].data))
			return true;
	}
	return false;
}

static unsigned int
check_reports(struct dmarc_run *r, struct span list)
{
	unsigned int well = 0;
	struct span host;

	for (int i = 0; list.size > 0 && i < DMARC_REPORTS_MAX; i++) {
		struct span uri = span_trim(span_next(&list, ','));
		const char *subject = arena_format(r->arena, "%s: %.*s",
		    r->dmarc->record_domain, SPAN_ARGUMENTS(uri));

		if (!read_uri(uri, &host)) {
			note(r, FINDING_DMARC_BAD_REPORT_ADDRESS, subject);
			continue;
		}
		well++;
		if (!agrees(r, host))
			note(r, FINDING_DMARC_REPORTS_UNWANTED, subject);
	}
	return well;
}

/* A domain without A, AAAA and MX records (RFC 9989 3.2). */
static bool
exists(struct dmarc_run *r)
{
	static const enum record_type types[] = { RECORD_A, RECORD_AAAA,
		RECORD_MX };
	bool found = false;
	struct name name;

	if (!name_from_octets(r->domain, &name))
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		const struct answer *answer =
		    view_ask(r->view, &name, types[i]);

		if (answer == NULL)
			r->pending = true;
		else if (answer->status != ANSWER_NODATA &&
			 answer->status != ANSWER_NXDOMAIN)
			found = true;
	}
	return found;
}

static void
take_policy(struct dmarc_run *r, const char *tag, enum dmarc_policy policy)
{
	r->dmarc->policy = policy;
	r->dmarc->policy_tag = tag;
}

/* RFC 7489 6.3: p for the domain itself; for those below it sp, and np for
 * those that do not exist (RFC 9989 4.7), where they are said. */
static void
choose_policy(struct dmarc_run *r, struct span record)
{
	enum dmarc_policy p = policy_of(tag_find(record, SPAN("p")));
	enum dmarc_policy sp = policy_of(tag_find(record, SPAN("sp")));
	enum dmarc_policy np = policy_of(tag_find(record, SPAN("np")));

	take_policy(r, "p", p);
	if (span_equal_nocase(r->domain, span_of(r->dmarc->record_domain)))
		return;
	if (sp != DMARC_UNSAID)
		take_policy(r, "sp", sp);
	if (np != DMARC_UNSAID && !exists(r))
		take_policy(r, "np", np);
}

static void
note_policy(struct dmarc_run *r, struct span record)
{
	struct dmarc *d = r->dmarc;
	enum dmarc_policy p = policy_of(tag_find(record, SPAN("p")));
	enum dmarc_policy sp = policy_of(tag_find(record, SPAN("sp")));

	if (d->policy == DMARC_POLICY_NONE)
		note(r, FINDING_DMARC_POLICY_NONE, d->record_domain);
	if (sp != DMARC_UNSAID && sp < p)
		note(r, FINDING_DMARC_SUBDOMAINS_WEAKER, d->record_domain);
	if (d->percent < 100)
		note(r, FINDING_DMARC_PERCENT,
		    arena_format(
			r->arena, "%s: pct=%u", d->record_domain, d->percent));
	if (d->testing)
		note(r, FINDING_DMARC_TESTING, d->record_domain);
	if (d->rua[0] == '\0')
		note(r, FINDING_DMARC_NO_REPORTS, d->record_domain);
}

/*
 * RFC 7489 6.6.3: a record without a policy counts as p=none when it names an
 * address for reports, and else not at all.
 */
static enum dmarc_status
read_record(struct dmarc_run *r, struct span record)
{
	struct dmarc *d = r->dmarc;
	unsigned int reports;
	uint32_t percent = 100;

	d->record = text_of(r, record);
	d->rua = text_of(r, tag_find(record, SPAN("rua")));
	d->ruf = text_of(r, tag_find(record, SPAN("ruf")));
	d->strict_spf = is_one_of(tag_find(record, SPAN("aspf")), "s");
	d->strict_dkim = is_one_of(tag_find(record, SPAN("adkim")), "s");
	d->testing = is_one_of(tag_find(record, SPAN("t")), "y");
	span_number(tag_find(record, SPAN("pct")), 100, &percent);
	d->percent = percent;
	check_tags(r, record);
	reports = check_reports(r, tag_find(record, SPAN("rua")));
	check_reports(r, tag_find(record, SPAN("ruf")));
	choose_policy(r, record);
	if (policy_of(tag_find(record, SPAN("p"))) == DMARC_UNSAID) {
		note(r, FINDING_DMARC_NO_POLICY, d->record_domain);
		if (reports == 0)
			return DMARC_PERMERROR;
		take_policy(r, "p", DMARC_POLICY_NONE);
	}
	note_policy(r, record);
	return DMARC_OK;
}

static void
walk_on(struct dmarc_run *r)
{
	if (r->walked)
		return;
	dmarc_walk_end(&r->from, r->view);
	r->walked = true;
	r->dmarc->organizational = text_of(r, r->from.organizational);
}

/* RFC 7489 3.1.2. Relaxed: of the same organizational domain. */
static void
align_spf(struct dmarc_run *r)
{
	struct dmarc *d = r->dmarc;

	d->has_spf = r->spf_domain.size > 0;
	if (!d->has_spf)
		return;
	d->spf_domain = text_of(r, r->spf_domain);
	d->spf_aligned = span_equal_nocase(r->spf_domain, r->domain);
	if (!d->spf_aligned && !d->strict_spf) {
		walk_on(r);
		dmarc_walk_begin(&r->spf, r->view, r->spf_domain);
		dmarc_walk_end(&r->spf, r->view);
		d->spf_organizational = text_of(r, r->spf.organizational);
		d->spf_aligned = span_equal_nocase(
		    r->spf.organizational, r->from.organizational);
	}
	if (!d->spf_aligned)
		note(r, FINDING_DMARC_SPF_UNALIGNED, d->spf_domain);
}

/* Texts that somebody meant to be a DMARC record. */
static void
note_near_misses(struct dmarc_run *r)
{
	const struct dmarc_stop *own = &r->from.stops[0];

	for (size_t i = 0; own->answer != NULL && i < own->answer->count; i++) {
		struct span text = own->answer->records[i].data;

		if (!dmarc_is_record(text) &&
		    span_search_nocase(text, SPAN("dmarc")) < text.size)
			note(r, FINDING_DMARC_NEAR_MISS,
			    text_of(r, own->domain));
	}
}

static void
note_several(struct dmarc_run *r)
{
	for (size_t i = 0; i < r->from.count; i++) {
		if (r->from.stops[i].record_count > 1)
			note(r, FINDING_DMARC_TWO_RECORDS,
			    text_of(r, r->from.stops[i].domain));
	}
}

static enum dmarc_status
judge(struct dmarc_run *r)
{
	const struct dmarc_stop *stop = NULL;
	enum dmarc_status status = DMARC_NONE;

	dmarc_walk_begin(&r->from, r->view, r->domain);
	if (!r->from.pending && r->from.stops[0].record.data == NULL)
		walk_on(r);
	if (r->from.pending)
		return DMARC_NONE;
	if (r->from.temporary)
		return DMARC_TEMPERROR;
	note_several(r);
	note_near_misses(r);
	stop = dmarc_walk_policy(&r->from);
	if (stop == NULL) {
		note(r, FINDING_DMARC_MISSING, text_of(r, r->domain));
	} else {
		r->dmarc->record_domain = text_of(r, stop->domain);
		status = read_record(r, stop->record);
	}
	if (status == DMARC_OK)
		align_spf(r);
	return r->from.temporary || r->spf.temporary ? DMARC_TEMPERROR : status;
}

static struct span
without_last_dot(struct span domain)
{
	if (domain.size > 1 && domain.data[domain.size - 1] == '.')
		domain.size--;
	return domain;
}

bool
dmarc_find(struct view *v, struct span domain, struct span spf_domain,
    struct arena *a, struct dmarc *dmarc, struct findings *findings)
{
	struct dmarc_run r = {
		.view = v,
		.arena = a,
		.dmarc = dmarc,
		.domain = without_last_dot(domain),
		.spf_domain = without_last_dot(spf_domain),
	};

	*dmarc = (struct dmarc){
		.domain = arena_text(a, r.domain),
		.record_domain = "",
		.record = "",
		.organizational = "",
		.policy_tag = "",
		.rua = "",
		.ruf = "",
		.percent = 100,
		.spf_domain = "",
		.spf_organizational = "",
	};
	dmarc->status = judge(&r);
	if (r.pending || r.from.pending || r.spf.pending)
		return false;
	dmarc->queries = (unsigned int)(r.from.count + r.spf.count);
	if (dmarc->status == DMARC_TEMPERROR)
		note(&r, FINDING_DMARC_TEMPERROR, dmarc->domain);
	findings_add_all(findings, a, &r.findings);
	return true;
}
