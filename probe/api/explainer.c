#include "api/prober.h"
#include "base/memory.h"
#include "diagnosis/memo.h"
#include "inquiry/asker.h"
#include "inquiry/claims.h"
#include "net/machine.h"
#include "report/explain_json.h"
#include "report/explain_text.h"
#include "report/summary.h"

#include <string.h>

/*
 * Text goes into the intake; each reply that it finds is read against the
 * tables and written in the form asked for. Memory of a reading is given back
 * before the next one.
 */
enum { OUT_MAX = 256 << 20, READING_MEMORY_MAX = 16 << 20 };

struct smtpprobe_explainer {
	struct driver *driver; /* for online tests; NULL: none */
	struct asker *asker;   /* holds what the last one found */
	struct claim claim;
	struct claim_request request;
	struct memo *memo;
	enum smtpprobe_form form;
	int style;
	size_t width;
	struct intake *intake;
	struct arena *arena;
	struct summary *summary; /* for the two forms that count */
	struct buf out;
	bool taken; /* what is in `out` was handed out */
	bool failed;
	size_t count;
};

/* Words that no row speaks for, and that no server said, say nothing. */
static bool
says_something(const struct found *f, const struct reading *r)
{
	bool words = f->format == FORMAT_SENTENCE || f->format == FORMAT_NOTICE;

	return !words || f->reply.code != 0 || r->rule[0] != '\0';
}

static bool
test(void *context, struct view *v, struct arena *work)
{
	struct smtpprobe_explainer *e = context;

	return claim_test(v, &e->request, work, &e->claim);
}

/* The claim of a refusal, for the address that its text names. */
static void
test_claim(
    struct smtpprobe_explainer *e, const struct found *f, struct reading *r)
{
	static const struct ip nobody = { IP_NONE, { 0 } };

	e->claim = (struct claim){ .surveyed = false };
	if (e->driver == NULL || !claim_is_testable(r->cause))
		return;
	asker_free(e->asker);
	e->request = (struct claim_request){
		.cause = r->cause,
		.text = f->reply.text,
		.seen = claim_address(f->reply.text, &nobody),
		.has_sender = f->sender.size > 0,
		.sender = f->sender,
		.wall = machine_time(),
	};
	e->asker = asker_new(test, e, SURVEY_SECONDS, driver_now(e->driver));
	if (e->asker == NULL ||
	    !driver_run(e->driver, &asker_machine, e->asker) ||
	    !asker_succeeded(e->asker))
		e->claim = (struct claim){ .surveyed = false };
	claims_advise(r, &e->claim, e->arena);
}

static void
write_text(struct smtpprobe_explainer *e, const struct found *f,
    const struct reading *r)
{
	struct page page = prober_page(&e->out, e->style, e->width);
	bool first_line_only = (e->style & SMTPPROBE_FIRST_LINE) != 0;

	if (e->count > 1 && !first_line_only)
		page_blank_line(&page);
	explain_text(f, r, e->claim.evidence, e->claim.evidence_count,
	    first_line_only, e->arena, &page);
}

static void
write_one(struct smtpprobe_explainer *e, const struct found *f,
    const struct reading *r)
{
	switch (e->form) {
	case SMTPPROBE_AS_JSON:
		explain_json(
		    f, r, e->claim.evidence, e->claim.evidence_count, &e->out);
		break;
	case SMTPPROBE_AS_TEXT:
		write_text(e, f, r);
		break;
	case SMTPPROBE_AS_SUMMARY:
	case SMTPPROBE_AS_SUMMARY_JSON:
		summary_add(e->summary, f, r);
		break;
	}
}

static void
explain_one(void *context, const struct found *f)
{
	struct smtpprobe_explainer *e = context;
	struct reading r;

	arena_reset(e->arena);
	if (!memo_read(e->memo, &f->reply, e->arena, &r)) {
		e->failed = true;
		return;
	}
	if (!says_something(f, &r))
		return;
	e->count++;
	test_claim(e, f, &r);
	write_one(e, f, &r);
}

struct smtpprobe_explainer *
smtpprobe_explainer_new(
    struct smtpprobe *s, enum smtpprobe_form form, int style, size_t width)
{
	struct smtpprobe_explainer *e = memory_get(sizeof *e);
	const struct tables *tables;

	trouble_set(prober_trouble(s), "no memory");
	if (e == NULL)
		return NULL;
	tables = prober_tables(s);
	if (tables != NULL)
		e->memo = memo_new(tables);
	if (prober_settings(s)->online)
		e->driver = prober_driver(s);
	e->form = form;
	e->style = style;
	e->width = width;
	buf_init(&e->out, OUT_MAX);
	if (e->memo != NULL) {
		e->intake =
		    intake_new(prober_settings(s)->input, explain_one, e);
		e->arena = arena_new(READING_MEMORY_MAX);
	}
	if (form == SMTPPROBE_AS_SUMMARY || form == SMTPPROBE_AS_SUMMARY_JSON)
		e->summary = summary_new();
	if (prober_settings(s)->online && e->driver == NULL) {
		smtpprobe_explainer_free(e);
		return NULL;
	}
	if (e->intake != NULL && e->arena != NULL &&
	    (e->summary != NULL || form < SMTPPROBE_AS_SUMMARY))
		return e;
	smtpprobe_explainer_free(e);
	return NULL;
}

void
smtpprobe_explainer_free(struct smtpprobe_explainer *e)
{
	if (e == NULL)
		return;
	intake_free(e->intake);
	asker_free(e->asker);
	summary_free(e->summary);
	memo_free(e->memo);
	arena_free(e->arena);
	buf_free(&e->out);
	memory_free(e);
}

static void
drop_taken(struct smtpprobe_explainer *e)
{
	if (e->taken)
		buf_clear(&e->out);
	e->taken = false;
}

bool
smtpprobe_explain(
    struct smtpprobe_explainer *e, const char *octets, size_t size)
{
	drop_taken(e);
	intake_feed(e->intake, (struct span){ octets, size });
	return !e->failed && !e->out.failed;
}

bool
smtpprobe_explain_end(struct smtpprobe_explainer *e)
{
	drop_taken(e);
	intake_end(e->intake);
	return !e->failed && !e->out.failed;
}

const char *
smtpprobe_explained(struct smtpprobe_explainer *e, size_t *size)
{
	struct page page = prober_page(&e->out, e->style, e->width);
	const char *text;

	if (e->summary != NULL)
		buf_clear(&e->out);
	if (e->form == SMTPPROBE_AS_SUMMARY)
		summary_text(e->summary, &page);
	else if (e->form == SMTPPROBE_AS_SUMMARY_JSON)
		summary_json(e->summary, &e->out);
	text = buf_text(&e->out);
	*size = e->out.failed ? 0 : e->out.size;
	e->taken = true;
	return text;
}

size_t
smtpprobe_explained_count(const struct smtpprobe_explainer *e)
{
	return e->count;
}
