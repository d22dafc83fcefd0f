#include "unit/json_contract.h"

#include "unit/expect.h"

#include <jansson.h>
#include <string.h>

/*
 * A path leads through objects by name and through all items of an array by
 * "[]"; "?" behind a name: it may be absent. Types: s text, w one of the
 * words, i integer, n number, b truth, o object, a array.
 */
static const struct {
	const char *path;
	char type;
	const char *words; /* each between bars */
} fields[] = {
	{ "schema", 'w', "|smtpprobe.check/1|" },
	{ "address", 's', NULL },
	{ "verdict", 'w',
	    "|deliverable|accept-all|accepted|undeliverable|deferred|refused|"
	    "unreachable|invalid|undecided|" },
	{ "diagnosis", 'o', NULL },
	{ "diagnosis.cause", 's', NULL },
	{ "diagnosis.about", 'w',
	    "|recipient|domain|sender|client|helo|tls|message|session|server|"
	    "path|" },
	{ "diagnosis.act", 'w',
	    "|sender|sender-admin|recipient|recipient-admin|network|nobody|" },
	{ "diagnosis.retry", 'w', "|no|later|after-fix|" },
	{ "diagnosis.retry_seconds?", 'i', NULL },
	{ "diagnosis.confidence", 'w', "|certain|likely|guess|" },
	{ "diagnosis.summary", 's', NULL },
	{ "diagnosis.explanation", 's', NULL },
	{ "diagnosis.advice", 'a', NULL },
	{ "diagnosis.advice.[]", 's', NULL },
	{ "diagnosis.advice_for", 'a', NULL },
	{ "diagnosis.advice_for.[]", 'w',
	    "|sender|sender-admin|recipient|recipient-admin|network|" },
	{ "diagnosis.other_readings?.[]", 's', NULL },
	{ "diagnosis.provider?", 's', NULL },
	{ "diagnosis.reply?", 'o', NULL },
	{ "diagnosis.reply?.stage", 's', NULL },
	{ "diagnosis.reply?.code", 'i', NULL },
	{ "diagnosis.reply?.enhanced", 's', NULL },
	{ "diagnosis.reply?.text", 's', NULL },
	{ "diagnosis.rule", 's', NULL },
	{ "diagnosis.reference", 's', NULL },
	{ "diagnosis.evidence", 'a', NULL },
	{ "diagnosis.evidence.[].fact", 's', NULL },
	{ "diagnosis.evidence.[].bearing", 'w', "|confirms|refutes|neutral|" },
	{ "diagnosis.evidence.[].text", 's', NULL },
	{ "mx?", 'o', NULL },
	{ "mx?.status", 'w',
	    "|ok|null-mx|implicit|no-such-domain|no-address|servfail|timeout|"
	    "unusable|" },
	{ "mx?.hosts", 'a', NULL },
	{ "mx?.hosts.[].name", 's', NULL },
	{ "mx?.hosts.[].preference", 'i', NULL },
	{ "mx?.hosts.[].addresses", 'a', NULL },
	{ "mx?.hosts.[].addresses.[]", 's', NULL },
	{ "mx?.findings", 'a', NULL },
	{ "mx?.findings.[]", 's', NULL },
	{ "hosts", 'a', NULL },
	{ "hosts.[].name", 's', NULL },
	{ "hosts.[].address", 's', NULL },
	{ "hosts.[].port", 'i', NULL },
	{ "hosts.[].local?", 's', NULL },
	{ "hosts.[].network", 'w',
	    "|ok|refused|timeout|unreachable|reset|denied|no-local-address|"
	    "other|" },
	{ "hosts.[].stages", 'a', NULL },
	{ "hosts.[].stages.[].stage", 's', NULL },
	{ "hosts.[].stages.[].ms", 'n', NULL },
	{ "hosts.[].stages.[].code?", 'i', NULL },
	{ "hosts.[].ehlo?.starttls", 'b', NULL },
	{ "hosts.[].ehlo?.pipelining", 'b', NULL },
	{ "hosts.[].ehlo?.smtputf8", 'b', NULL },
	{ "hosts.[].ehlo?.enhanced_codes", 'b', NULL },
	{ "hosts.[].ehlo?.size?", 'i', NULL },
	{ "hosts.[].tls?", 'o', NULL },
	{ "hosts.[].tls?.established", 'b', NULL },
	{ "hosts.[].tls?.version", 's', NULL },
	{ "hosts.[].tls?.cipher", 's', NULL },
	{ "hosts.[].tls?.group", 's', NULL },
	{ "hosts.[].tls?.trusted", 'b', NULL },
	{ "hosts.[].tls?.name_matches", 'b', NULL },
	{ "hosts.[].tls?.reason", 's', NULL },
	{ "hosts.[].tls?.failure", 's', NULL },
	{ "hosts.[].tls?.chain", 'a', NULL },
	{ "hosts.[].tls?.chain.[].subject", 's', NULL },
	{ "hosts.[].tls?.chain.[].issuer", 's', NULL },
	{ "hosts.[].tls?.chain.[].names.[]", 's', NULL },
	{ "hosts.[].tls?.chain.[].not_before", 'i', NULL },
	{ "hosts.[].tls?.chain.[].not_after", 'i', NULL },
	{ "hosts.[].tls?.chain.[].key", 's', NULL },
	{ "hosts.[].tls?.chain.[].sha256", 's', NULL },
	{ "hosts.[].tls?.chain.[].self_signed", 'b', NULL },
	{ "witnesses?.[].domain", 's', NULL },
	{ "witnesses?.[].name", 's', NULL },
	{ "witnesses?.[].address", 's', NULL },
	{ "witnesses?.[].port", 'i', NULL },
	{ "witnesses?.[].network", 'w',
	    "|ok|refused|timeout|unreachable|reset|denied|no-local-address|"
	    "other|" },
	{ "witnesses?.[].ms", 'n', NULL },
	{ "control", 'o', NULL },
	{ "control.asked", 'b', NULL },
	{ "control.accepted?", 'b', NULL },
	{ "control.code?", 'i', NULL },
	{ "control.text?", 's', NULL },
	{ "variations?.[].change", 'w',
	    "|null-sender|own-sender|ipv4|ipv6|with-tls|without-tls|next-mx|"
	    "postmaster|" },
	{ "variations?.[].to", 's', NULL },
	{ "variations?.[].asked", 'b', NULL },
	{ "variations?.[].verdict?", 's', NULL },
	{ "variations?.[].cause?", 's', NULL },
	{ "variations?.[].code?", 'i', NULL },
	{ "variations?.[].flips?", 'b', NULL },
	{ "variations?.[].summary", 's', NULL },
	{ "findings", 'a', NULL },
	{ "findings.[].finding", 's', NULL },
	{ "findings.[].text", 's', NULL },
	{ "findings.[].reference", 's', NULL },
	{ "transcript", 'a', NULL },
	{ "transcript.[].ms", 'n', NULL },
	{ "transcript.[].mark", 's', NULL },
	{ "transcript.[].text", 's', NULL },
	{ "ms", 'n', NULL },
};

struct walk {
	size_t field;
	const char *name; /* of the case */
};

static bool
is_of_type(const json_t *value, char type)
{
	switch (type) {
	case 's':
	case 'w':
		return json_is_string(value);
	case 'i':
		return json_is_integer(value);
	case 'n':
		return json_is_number(value);
	case 'b':
		return json_is_boolean(value);
	case 'o':
		return json_is_object(value);
	default:
		return json_is_array(value);
	}
}

static void
expect_value(const struct walk *w, const json_t *value)
{
	const char *words = fields[w->field].words;
	char word[256];

	ck_assert_msg(is_of_type(value, fields[w->field].type),
	    "%s: %s is of another type", w->name, fields[w->field].path);
	if (words == NULL)
		return;
	snprintf(word, sizeof word, "|%s|", json_string_value(value));
	ck_assert_msg(strstr(words, word) != NULL, "%s: %s is %s", w->name,
	    fields[w->field].path, word);
}

static void
follow(const struct walk *w, struct span path, const json_t *value)
{
	struct span step = span_next(&path, '.');
	bool optional = span_ends_nocase(step, SPAN("?"));
	const json_t *item;
	char key[64];
	size_t i;

	if (step.size == 0) {
		expect_value(w, value);
		return;
	}
	if (span_equal(step, SPAN("[]"))) {
		json_array_foreach(value, i, item) follow(w, path, item);
		return;
	}
	snprintf(key, sizeof key, "%.*s", (int)step.size - optional, step.data);
	item = json_object_get(value, key);
	ck_assert_msg(item != NULL || optional, "%s: no %s", w->name,
	    fields[w->field].path);
	if (item != NULL)
		follow(w, path, item);
}

void
expect_contract(struct span line, const char *name)
{
	json_error_t error;
	json_t *root = json_loadb(line.data, line.size,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	ck_assert_msg(root != NULL, "%s: %s", name, error.text);
	ck_assert_msg(
	    span_find(line, '\n') == line.size - 1, "%s is not one line", name);
	for (size_t i = 0; i < COUNT(fields); i++) {
		struct walk w = { i, name };

		follow(&w, span_of(fields[i].path), root);
	}
	ck_assert_msg(
	    json_array_size(json_object_get(
		json_object_get(root, "diagnosis"), "advice")) ==
		json_array_size(json_object_get(
		    json_object_get(root, "diagnosis"), "advice_for")),
	    "%s: advice without whom it is for", name);
	json_decref(root);
}
