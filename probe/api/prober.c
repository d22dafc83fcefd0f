#include "api/prober.h"
#include "api/table_files.h"
#include "base/memory.h"
#include "inquiry/trials.h"
#include "net/machine.h"
#include "report/check_json.h"
#include "report/check_text.h"
#include "report/codes_text.h"

#include <stdatomic.h>

/*
 * A context is made cheaply; what costs (tables, roots, resolver) is made by
 * the first call that needs it, with the options as they stand then.
 */
enum { REPORT_MAX = 64 << 20, REPORT_MEMORY_MAX = 16 << 20 };

struct smtpprobe {
	struct settings settings;
	struct trouble trouble;
	struct table_files *files;
	struct tables *tables;
	struct tls_context *tls;
	struct driver *driver;
	struct buf codes;
	atomic_bool interrupted;
};

struct smtpprobe_result {
	struct trials *trials;
	const struct result *result;
	struct arena *arena; /* for the reports */
	struct buf json, text;
};

struct smtpprobe *
smtpprobe_new(void)
{
	struct smtpprobe *s = memory_get(sizeof *s);

	if (s == NULL)
		return NULL;
	if (!settings_init(&s->settings)) {
		memory_free(s);
		return NULL;
	}
	buf_init(&s->codes, REPORT_MAX);
	return s;
}

void
smtpprobe_free(struct smtpprobe *s)
{
	if (s == NULL)
		return;
	driver_free(s->driver);
	tls_context_free(s->tls);
	tables_free(s->tables);
	table_files_free(s->files);
	buf_free(&s->codes);
	settings_free(&s->settings);
	memory_free(s);
}

const char *
smtpprobe_error(const struct smtpprobe *s)
{
	return s->trouble.text;
}

const struct smtpprobe_option *
smtpprobe_options(size_t *count)
{
	return settings_rows(count);
}

bool
smtpprobe_set(struct smtpprobe *s, const char *option, const char *value)
{
	return settings_set(
	    &s->settings, span_of(option), span_of(value), &s->trouble);
}

static bool
prepare_tables(struct smtpprobe *s)
{
	if (s->tables != NULL)
		return true;
	if (s->files == NULL)
		s->files = table_files_read(s->settings.tables, &s->trouble);
	if (s->files == NULL)
		return false;
	s->tables = tables_new(table_files_texts(s->files), &s->trouble);
	return s->tables != NULL;
}

const struct tables *
prober_tables(struct smtpprobe *s)
{
	return prepare_tables(s) ? s->tables : NULL;
}

const struct settings *
prober_settings(const struct smtpprobe *s)
{
	return &s->settings;
}

struct trouble *
prober_trouble(struct smtpprobe *s)
{
	return &s->trouble;
}

static void
learn_machine(struct settings *s)
{
	struct route_options *route = &s->inquiry.route;

	route->own = machine_addresses(s->arena, &route->own_count);
	route->ipv6_first = machine_has_route(IP_V6);
	if (s->inquiry.helo.size == 0)
		s->inquiry.helo = machine_name(s->arena);
}

struct driver *
prober_driver(struct smtpprobe *s)
{
	struct driver_options options = {
		.servers = s->settings.servers,
		.server_count = s->settings.server_count,
		.local_v4 = s->settings.local_v4,
		.local_v6 = s->settings.local_v6,
	};

	if (s->driver == NULL) {
		learn_machine(&s->settings);
		s->driver = driver_new(&options, &s->trouble);
	}
	return s->driver;
}

static bool
prepare(struct smtpprobe *s)
{
	if (!prepare_tables(s))
		return false;
	if (s->tls == NULL)
		s->tls = tls_context_new(s->settings.ca_path, &s->trouble);
	return s->tls != NULL && prober_driver(s) != NULL;
}

static struct smtpprobe_result *
result_new(struct trials *t)
{
	struct smtpprobe_result *r = memory_get(sizeof *r);

	if (r == NULL)
		return NULL;
	r->trials = t;
	r->result = trials_result(t);
	r->arena = arena_new(REPORT_MEMORY_MAX);
	buf_init(&r->json, REPORT_MAX);
	buf_init(&r->text, REPORT_MAX);
	if (r->result != NULL && r->arena != NULL)
		return r;
	arena_free(r->arena);
	memory_free(r);
	return NULL;
}

struct smtpprobe_result *
smtpprobe_check(struct smtpprobe *s, const char *address)
{
	struct smtpprobe_result *r = NULL;
	struct trials *t;

	trouble_set(&s->trouble, "no memory");
	if (!prepare(s))
		return NULL;
	t = trials_new(&s->settings.inquiry, s->tables, s->tls,
	    span_of(address), machine_chance(), driver_now(s->driver),
	    machine_time());
	if (t == NULL)
		return NULL;
	if (!atomic_load(&s->interrupted) &&
	    driver_run(s->driver, &trials_machine, t))
		r = result_new(t);
	else
		trouble_set(&s->trouble, "interrupted");
	if (r == NULL)
		trials_free(t);
	return r;
}

void
smtpprobe_result_free(struct smtpprobe_result *r)
{
	if (r == NULL)
		return;
	buf_free(&r->json);
	buf_free(&r->text);
	arena_free(r->arena);
	trials_free(r->trials);
	memory_free(r);
}

void
smtpprobe_interrupt(struct smtpprobe *s)
{
	atomic_store(&s->interrupted, true);
	if (s->driver != NULL)
		driver_interrupt(s->driver);
}

bool
smtpprobe_interrupted(const struct smtpprobe *s)
{
	return atomic_load(&s->interrupted);
}

const char *
smtpprobe_verdict(const struct smtpprobe_result *r)
{
	return verdict_word(r->result->verdict);
}

const char *
smtpprobe_cause(const struct smtpprobe_result *r)
{
	return cause_word(r->result->reading.cause);
}

int
smtpprobe_exit_status(const struct smtpprobe_result *r)
{
	return result_exit_status(r->result);
}

static const char *
text_or_null(struct buf *b)
{
	const char *text = buf_text(b);

	return b->failed ? NULL : text;
}

const char *
smtpprobe_json(struct smtpprobe_result *r)
{
	buf_clear(&r->json);
	check_json(r->result, r->arena, &r->json);
	return text_or_null(&r->json);
}

struct page
prober_page(struct buf *out, int style, size_t width)
{
	bool narrow = width > 0 && width < WIDTH_MIN;

	return (struct page){
		.out = out,
		.width = narrow ? WIDTH_MIN : width,
		.coloured = (style & SMTPPROBE_COLOUR) != 0,
	};
}

const char *
smtpprobe_text(struct smtpprobe_result *r, int style, size_t width)
{
	struct page page = prober_page(&r->text, style, width);
	struct text_options options = {
		.first_line_only = (style & SMTPPROBE_FIRST_LINE) != 0,
		.transcript = (style & SMTPPROBE_TRANSCRIPT) != 0,
	};

	buf_clear(&r->text);
	check_text(r->result, &options, r->arena, &page);
	return text_or_null(&r->text);
}

const char *
smtpprobe_codes(
    struct smtpprobe *s, const char *wanted, int style, size_t width)
{
	struct page page = prober_page(&s->codes, style, width);

	trouble_set(&s->trouble, "no memory");
	if (!prepare_tables(s))
		return NULL;
	buf_clear(&s->codes);
	if (codes_text(s->tables, span_of(wanted), &page) > 0)
		return text_or_null(&s->codes);
	trouble_set(&s->trouble,
	    "no code or text matches; try a reply code (550), an enhanced "
	    "code (5.7.25), or a word (greylisting)");
	return NULL;
}

const char *
smtpprobe_check_tables(
    struct smtpprobe *s, const char *directory, size_t *defects)
{
	struct table_files *files = table_files_read(directory, &s->trouble);

	if (files == NULL)
		return NULL;
	buf_clear(&s->codes);
	*defects = tables_check(table_files_texts(files), &s->codes);
	table_files_free(files);
	return text_or_null(&s->codes);
}

const char *
smtpprobe_version(void)
{
	return SMTPPROBE_VERSION;
}
