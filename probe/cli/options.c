#include "cli/options.h"

#include "cli/terminal.h"
#include "report/page.h"

#include <stdio.h>
#include <string.h>

/* The command line's own options; the others are the library's. */
enum {
	CHECK = SMTPPROBE_CHECK,
	EXPLAIN = SMTPPROBE_EXPLAIN,
	SENDER = SMTPPROBE_SENDER,
	ALL = CHECK | EXPLAIN | SENDER | SMTPPROBE_CODES,
};

enum { HELP_MAX = 1 << 16 };

static const struct smtpprobe_option own_rows[] = {
	{ "json", 0, NULL, "one JSON object a line", CHECK | EXPLAIN | SENDER },
	{ "transcript", 't', NULL, "show the dialogue, with times", CHECK },
	{ "quiet", 0, NULL, "the first line only", CHECK | EXPLAIN | SENDER },
	{ "summary", 0, NULL, "counts by cause, operator and domain", EXPLAIN },
	{ "from", 'f', "ADDRESS", "the sender's address or domain, for SPF",
	    SENDER },
	{ "helo", 0, "NAME", "the name that the client says in HELO", SENDER },
	{ "color", 0, "WHEN", "auto (default), always or never; NO_COLOR too",
	    ALL },
	{ "help", 'h', NULL, "this text", ALL },
};

struct scan {
	struct smtpprobe *prober;
	enum smtpprobe_command command;
	const char *name;
	struct output_options *output;
	char **argv;
	int argc, at, operands;
};

static bool
complain(const struct scan *scan, const char *what, const char *option)
{
	terminal_complain(
	    "%s %s; see smtpprobe %s --help", option, what, scan->name);
	return false;
}

static bool
set_colour(struct scan *scan, const char *value)
{
	static const struct {
		const char *word;
		enum colour_choice choice;
	} choices[] = {
		{ "auto", COLOUR_AUTO },
		{ "always", COLOUR_ALWAYS },
		{ "never", COLOUR_NEVER },
	};

	for (int i = 0; i < 3; i++) {
		if (strcmp(value, choices[i].word) != 0)
			continue;
		scan->output->colour = choices[i].choice;
		return true;
	}
	return complain(scan, "takes auto, always or never", "--color");
}

static bool
set_own(struct scan *scan, const char *name, const char *value)
{
	struct output_options *o = scan->output;
	const struct {
		const char *name;
		bool *target;
	} switches[] = {
		{ "json", &o->json },
		{ "transcript", &o->transcript },
		{ "quiet", &o->quiet },
		{ "summary", &o->summary },
		{ "help", &o->help },
	};

	for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
		if (strcmp(name, switches[i].name) != 0)
			continue;
		*switches[i].target = true;
		return true;
	}
	if (strcmp(name, "color") == 0)
		return set_colour(scan, value);
	*(strcmp(name, "from") == 0 ? &o->from : &o->helo) = value;
	return true;
}

static bool
is_own(const struct smtpprobe_option *row)
{
	return row >= own_rows &&
	       row < own_rows + sizeof own_rows / sizeof *own_rows;
}

static bool
set(struct scan *scan, const struct smtpprobe_option *row, const char *value)
{
	if (is_own(row))
		return set_own(scan, row->name, value);
	if (strcmp(row->name, "dkim-selector") == 0)
		scan->output->wants_from = true;
	if (smtpprobe_set(scan->prober, row->name, value ? value : "yes"))
		return true;
	terminal_complain("%s", smtpprobe_error(scan->prober));
	return false;
}

static const struct smtpprobe_option *
find_in(const struct smtpprobe_option *rows, size_t count,
    enum smtpprobe_command command, const char *name, size_t size, char letter)
{
	for (size_t i = 0; i < count; i++) {
		if ((rows[i].commands & command) == 0)
			continue;
		if (letter != 0 && rows[i].letter == letter)
			return &rows[i];
		if (letter == 0 && strlen(rows[i].name) == size &&
		    memcmp(rows[i].name, name, size) == 0)
			return &rows[i];
	}
	return NULL;
}

static const struct smtpprobe_option *
find(enum smtpprobe_command command, const char *name, size_t size, char letter)
{
	const struct smtpprobe_option *row, *rows;
	size_t count = sizeof own_rows / sizeof *own_rows;

	row = find_in(own_rows, count, command, name, size, letter);
	if (row != NULL)
		return row;
	rows = smtpprobe_options(&count);
	return find_in(rows, count, command, name, size, letter);
}

/* The value stands behind "=" or the letter, or is the next word. */
static bool
take(
    struct scan *scan, const struct smtpprobe_option *row, const char *attached)
{
	const char *given = scan->argv[scan->at];

	if (row->argument == NULL && attached != NULL)
		return complain(scan, "takes no value", given);
	if (row->argument == NULL || attached != NULL)
		return set(scan, row, attached);
	if (scan->at + 1 >= scan->argc)
		return complain(scan, "wants a value", given);
	return set(scan, row, scan->argv[++scan->at]);
}

static bool
take_long(struct scan *scan, const char *name)
{
	const char *equals = strchr(name, '=');
	size_t size = equals ? (size_t)(equals - name) : strlen(name);
	const struct smtpprobe_option *row = find(scan->command, name, size, 0);

	if (row == NULL)
		return complain(scan, "is no option", scan->argv[scan->at]);
	return take(scan, row, equals ? equals + 1 : NULL);
}

/* Letters may stand together ("-4t"); the first that wants a value takes the
 * rest. */
static bool
take_letters(struct scan *scan, const char *letters)
{
	const struct smtpprobe_option *row;

	for (; *letters != '\0'; letters++) {
		row = find(scan->command, NULL, 0, *letters);
		if (row == NULL)
			return complain(
			    scan, "is no option", scan->argv[scan->at]);
		if (row->argument != NULL)
			return take(scan, row, letters[1] ? letters + 1 : NULL);
		if (!set(scan, row, NULL))
			return false;
	}
	return true;
}

static bool
take_word(struct scan *scan, bool *only_operands)
{
	char *word = scan->argv[scan->at];

	if (!*only_operands && strcmp(word, "--") == 0) {
		*only_operands = true;
		return true;
	}
	if (!*only_operands && strncmp(word, "--", 2) == 0)
		return take_long(scan, word + 2);
	if (!*only_operands && word[0] == '-' && word[1] != '\0')
		return take_letters(scan, word + 1);
	scan->argv[scan->operands++] = word;
	return true;
}

int
options_read(struct smtpprobe *s, enum smtpprobe_command command, int argc,
    char **argv, struct output_options *output)
{
	struct scan scan = {
		.prober = s,
		.command = command,
		.name = argv[0],
		.output = output,
		.argv = argv,
		.argc = argc,
	};
	bool only_operands = false;

	for (scan.at = 1; scan.at < argc; scan.at++) {
		if (!take_word(&scan, &only_operands))
			return -1;
	}
	return scan.operands;
}

static void
help_row(struct page *p, const struct smtpprobe_option *row)
{
	char left[64], first[80];

	if (row->letter != 0)
		snprintf(left, sizeof left, "-%c, --%s %s", row->letter,
		    row->name, row->argument ? row->argument : "");
	else
		snprintf(left, sizeof left, "    --%s %s", row->name,
		    row->argument ? row->argument : "");
	snprintf(first, sizeof first, "  %-28s ", left);
	page_paragraph(p, first, span_of(row->help));
}

static void
help_rows(struct page *p, const struct smtpprobe_option *of, size_t count,
    enum smtpprobe_command command)
{
	for (size_t i = 0; i < count; i++) {
		if ((of[i].commands & command) != 0)
			help_row(p, &of[i]);
	}
}

void
options_help(enum smtpprobe_command command)
{
	struct buf text;
	struct page page = { .out = &text, .width = WIDTH_DEFAULT };
	const struct smtpprobe_option *rows;
	size_t count;

	buf_init(&text, HELP_MAX);
	help_rows(&page, own_rows, sizeof own_rows / sizeof *own_rows, command);
	rows = smtpprobe_options(&count);
	help_rows(&page, rows, count, command);
	fputs(buf_text(&text), stdout);
	buf_free(&text);
}
