#include "inquiry/survey.h"
#include "api/prober.h"
#include "base/memory.h"
#include "inquiry/asker.h"
#include "net/machine.h"
#include "report/sender_json.h"
#include "report/sender_text.h"

enum { REPORT_MAX = 16 << 20, REPORT_MEMORY_MAX = 8 << 20 };

struct smtpprobe_survey {
	struct asker *asker;
	struct survey_request request;
	struct survey survey;
	const struct tables *tables;
	struct arena *arena;
	struct buf json, text;
};

/* The address to ask about; false with trouble. */
static bool
choose_address(const char *text, struct ip *ip, struct trouble *t)
{
	if (text[0] == '\0') {
		if (machine_outgoing(IP_V4, ip) || machine_outgoing(IP_V6, ip))
			return true;
		trouble_set(t,
		    "this machine has no way to the internet; name the IP "
		    "address, e.g. smtpprobe sender 192.0.2.25");
		return false;
	}
	if (ip_parse(span_of(text), ip))
		return true;
	trouble_set(t,
	    "%s is no IP address; it looks like 192.0.2.25 or 2001:db8::25",
	    text);
	return false;
}

static bool
find(void *context, struct view *view, struct arena *work)
{
	struct smtpprobe_survey *v = context;

	return survey_find(view, &v->request, work, &v->survey);
}

static bool
run(struct smtpprobe *s, struct driver *driver, struct smtpprobe_survey *v)
{
	if (!smtpprobe_interrupted(s) &&
	    driver_run(driver, &asker_machine, v->asker))
		return asker_succeeded(v->asker);
	trouble_set(prober_trouble(s), "interrupted");
	return false;
}

struct smtpprobe_survey *
smtpprobe_survey(
    struct smtpprobe *s, const char *ip, const char *from, const char *helo)
{
	struct smtpprobe_survey *v;
	struct driver *driver;
	struct ip address;

	if (!choose_address(ip, &address, prober_trouble(s)))
		return NULL;
	trouble_set(prober_trouble(s), "no memory");
	v = memory_get(sizeof *v);
	if (v == NULL)
		return NULL;
	buf_init(&v->json, REPORT_MAX);
	buf_init(&v->text, REPORT_MAX);
	v->tables = prober_tables(s);
	v->arena = arena_new(REPORT_MEMORY_MAX);
	driver = prober_driver(s);
	if (v->tables != NULL && v->arena != NULL && driver != NULL) {
		v->request = (struct survey_request){
			.ip = address,
			.helo = arena_copy(v->arena, span_of(helo)),
			.sender = arena_copy(v->arena, span_of(from)),
			.selector = prober_settings(s)->selector,
			.zones = prober_settings(s)->zones,
			.zone_count = prober_settings(s)->zone_count,
			.wall = machine_time(),
		};
		v->asker =
		    asker_new(find, v, SURVEY_SECONDS, driver_now(driver));
	}
	if (v->asker != NULL && run(s, driver, v))
		return v;
	smtpprobe_survey_free(v);
	return NULL;
}

void
smtpprobe_survey_free(struct smtpprobe_survey *v)
{
	if (v == NULL)
		return;
	asker_free(v->asker);
	arena_free(v->arena);
	buf_free(&v->json);
	buf_free(&v->text);
	memory_free(v);
}

int
smtpprobe_survey_exit_status(const struct smtpprobe_survey *v)
{
	enum { WELL = 0, OPEN = 75, BAD = 77 };

	if (survey_is_bad(&v->survey))
		return BAD;
	return survey_is_open(&v->survey) ? OPEN : WELL;
}

const char *
smtpprobe_survey_json(struct smtpprobe_survey *v)
{
	const char *text;

	buf_clear(&v->json);
	sender_json(&v->survey, v->arena, &v->json);
	text = buf_text(&v->json);
	return v->json.failed ? NULL : text;
}

const char *
smtpprobe_survey_text(struct smtpprobe_survey *v, int style, size_t width)
{
	struct page page = prober_page(&v->text, style, width);
	const char *text;

	buf_clear(&v->text);
	sender_text(&v->survey, v->tables, (style & SMTPPROBE_FIRST_LINE) != 0,
	    v->arena, &page);
	text = buf_text(&v->text);
	return v->text.failed ? NULL : text;
}
