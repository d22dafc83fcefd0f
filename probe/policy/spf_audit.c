#include "policy/spf_run.h"

#include <stdarg.h>
#include <stdio.h>

/*
 * What is wrong with the records that a domain's leads to, whoever sends:
 * include and redirect are followed, nothing else is asked for. It goes on
 * where an evaluation would have given up, within bounds.
 */
enum {
	AUDIT_LOOKUPS_MAX = 60,
	WIDE_V4 = 8,
	WIDE_V6 = 16,
	SUBJECT_MAX = 400,
};

struct audit {
	struct spf_run run; /* its own, for macros */
	struct findings *findings;
	unsigned int needed;
	bool pending;
};

/* One record and what its terms come to. */
struct sheet {
	struct spf_spot at;
	bool all; /* an "all" was there: the rest is never reached */
};

static void
note(struct audit *audit, enum finding_id id, struct span subject)
{
	findings_add(audit->findings, audit->run.arena, id, subject);
}

/* Cut where it is too long, and kept only when it is new: a record of a
 * thousand faults costs no more memory than a few. */
static void note_text(struct audit *audit, enum finding_id id,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static void
note_text(struct audit *audit, enum finding_id id, const char *format, ...)
{
	char text[SUBJECT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	note(audit, id, span_of(text));
}

static void
note_term(struct audit *audit, const struct sheet *sheet, enum finding_id id,
    const struct spf_term *term)
{
	note_text(audit, id, "%.*s: %.*s", SPAN_ARGUMENTS(sheet->at.domain),
	    SPAN_ARGUMENTS(term->text));
}

/* Texts that somebody meant to be an SPF record. */
static bool
is_near_miss(struct span text)
{
	size_t at = span_search_nocase(text, SPAN("spf1"));

	if (spf_is_record(text) ||
	    span_search_nocase(text, SPAN("dmarc")) < text.size)
		return false;
	return at <= 4 || span_starts_nocase(text, SPAN("v=spf"));
}

static void
note_near_misses(
    struct audit *audit, struct span domain, const struct answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		if (is_near_miss(answer->records[i].data))
			note(audit, FINDING_SPF_NEAR_MISS, domain);
	}
}

static bool
is_wide(const struct spf_term *term)
{
	if (term->qualifier != SPF_PASS)
		return false;
	if (term->kind == SPF_IP4)
		return term->bits4 < WIDE_V4;
	if (term->kind == SPF_IP6)
		return term->bits6 < WIDE_V6;
	return (term->kind == SPF_A || term->kind == SPF_MX) &&
	       (term->bits4 < WIDE_V4 || term->bits6 < WIDE_V6);
}

static void
note_problems(
    struct audit *audit, struct sheet *sheet, const struct spf_term *term)
{
	if (term->kind == SPF_UNKNOWN)
		note_term(audit, sheet, FINDING_SPF_UNKNOWN_MODIFIER, term);
	if (term->kind >= SPF_REDIRECT)
		return;
	if (sheet->all)
		note_term(audit, sheet, FINDING_SPF_UNREACHED, term);
	if (term->kind == SPF_ALL && term->qualifier == SPF_PASS)
		note_term(audit, sheet, FINDING_SPF_ALL_PASS, term);
	if (term->kind == SPF_PTR)
		note_term(audit, sheet, FINDING_SPF_PTR, term);
	if (is_wide(term))
		note_term(audit, sheet, FINDING_SPF_WIDE, term);
}

static bool audit_domain(
    struct audit *audit, struct span domain, unsigned int depth);

static void
follow(struct audit *audit, const struct sheet *sheet,
    const struct spf_term *term, unsigned int depth)
{
	struct span target;

	audit->run.stopped = false;
	target = spf_expand_domain(&sheet->at, term->domain);
	if (audit->run.stopped)
		audit->pending = true;
	else if (!audit_domain(audit, target, depth))
		note_term(audit, sheet, FINDING_SPF_NO_TARGET, term);
}

/* Far over the limit already: circles and trees end here. */
static bool
is_enough(const struct audit *audit)
{
	return audit->needed > AUDIT_LOOKUPS_MAX;
}

static void
audit_terms(
    struct audit *audit, struct sheet *sheet, const struct spf_record *record)
{
	struct spf_cursor cursor = spf_record_first(record);
	const struct spf_term *redirect = &record->redirect, *term;

	while (!is_enough(audit) && (term = spf_record_next(&cursor)) != NULL) {
		note_problems(audit, sheet, term);
		sheet->all = sheet->all || term->kind == SPF_ALL;
		if (sheet->all || term->kind >= SPF_REDIRECT)
			continue;
		audit->needed += spf_looks_up(term->kind);
		if (term->kind == SPF_INCLUDE)
			follow(audit, sheet, term, sheet->at.depth + 1);
	}
	if (is_enough(audit))
		return;
	if (redirect->text.size > 0 && sheet->all) {
		note_term(audit, sheet, FINDING_SPF_REDIRECT_IGNORED, redirect);
	} else if (redirect->text.size > 0) {
		audit->needed++;
		follow(audit, sheet, redirect, sheet->at.depth);
	} else if (!sheet->all && sheet->at.depth == 0) {
		note(audit, FINDING_SPF_NO_ALL, sheet->at.domain);
	}
}

/* RFC 7208 6.2: an explanation that cannot be had is silently left out. */
static void
audit_explanation(
    struct audit *audit, const struct sheet *sheet, const struct spf_term *exp)
{
	const struct answer *answer;
	struct name name;
	struct span text;

	if (exp->text.size == 0 || sheet->at.depth > 0 ||
	    span_find(exp->domain, '%') < exp->domain.size)
		return;
	audit->run.stopped = false;
	if (!spf_target(&sheet->at, exp->domain, &text, &name))
		return;
	answer = spf_ask(&sheet->at, text, &name, RECORD_TXT);
	if (answer == NULL) {
		audit->pending = true;
		return;
	}
	if (answer->count == 1 && spf_macro_problem(answer->records[0].data,
				      SPF_IN_EXPLANATION) == NULL)
		return;
	note_term(audit, sheet, FINDING_SPF_EXPLANATION, exp);
}

static void
audit_record(struct audit *audit, struct sheet *sheet, struct span text)
{
	struct spf_record record;
	struct span domain = sheet->at.domain;

	if (text.size + domain.size > SPF_RECORD_MAX)
		note(audit, FINDING_SPF_TOO_LONG, domain);
	if (!spf_record_read(text, &record)) {
		note_text(audit, FINDING_SPF_SYNTAX, "%.*s: %.*s %s",
		    SPAN_ARGUMENTS(domain), SPAN_ARGUMENTS(record.wrong.text),
		    record.wrong.problem);
		return;
	}
	audit_terms(audit, sheet, &record);
	audit_explanation(audit, sheet, &record.exp);
}

/* False when the domain certainly has no record. */
static bool
audit_domain(struct audit *audit, struct span domain, unsigned int depth)
{
	struct sheet sheet = { .all = false };
	struct span text = SPAN_NONE;
	const struct answer *answer;
	struct name name;
	size_t count;

	if (!spf_is_domain(domain, &name))
		return false;
	sheet.at = (struct spf_spot){ &audit->run, domain, &name, depth,
		SPF_UNTRACED };
	answer = spf_ask(&sheet.at, domain, &name, RECORD_TXT);
	if (answer == NULL) {
		audit->pending = true;
		return true;
	}
	count = spf_find_records(answer, &text);
	if (count > 1)
		note(audit, FINDING_SPF_TWO_RECORDS, domain);
	else if (count == 1)
		audit_record(audit, &sheet, text);
	else
		note_near_misses(audit, domain, answer);
	return count > 0 || !spf_usable(&audit->run, domain, answer);
}

/* Names in the record that do not exist. What macros make of a sender may well
 * not exist, and exists: is meant so. */
static void
note_voids(struct audit *audit, const struct spf_run *run)
{
	for (size_t i = 0; i < run->step_count; i++) {
		const struct spf_step *step = &run->steps[i];

		if (span_find(step->term, '%') < step->term.size ||
		    step->outcome == SPF_STEP_NO_RECORD)
			continue;
		for (size_t j = 0; j < step->lookup_count; j++) {
			const struct spf_lookup *l = &step->lookups[j];

			if (l->answer->status == ANSWER_NXDOMAIN &&
			    l->type != RECORD_PTR && l->type != RECORD_TXT)
				note(audit, FINDING_SPF_VOID, l->name);
		}
	}
}

unsigned int
spf_audit(struct spf_run *run, struct span domain, struct findings *findings)
{
	struct findings own = { .count = 0 };
	struct audit audit = { .run = *run, .findings = &own };

	audit.run.explaining = true;
	audit.run.validated = false;
	audit.run.name_count = 0;
	audit.run.names = NULL;
	audit_domain(&audit, domain, 0);
	note_voids(&audit, run);
	if (audit.needed > SPF_LOOKUPS_MAX)
		note_text(&audit, FINDING_SPF_LOOKUPS, "%.*s: %s%u",
		    SPAN_ARGUMENTS(domain), is_enough(&audit) ? "over " : "",
		    is_enough(&audit) ? AUDIT_LOOKUPS_MAX : audit.needed);
	run->pending = run->pending || audit.pending;
	if (run->pending)
		return 0;
	findings_add_all(findings, run->arena, &own);
	return audit.needed;
}
