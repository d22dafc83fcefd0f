#include "cli/commands.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>

static int
help(void)
{
	puts("smtpprobe codes [CODE | WORD...]\n"
	     "What reply codes (550), enhanced codes (5.7.25) and both "
	     "together (550 5.7.1)\nsay, or the rows whose text has a word; "
	     "all rows without an argument.\n");
	options_help(SMTPPROBE_CODES);
	puts("\nExit status: 0 a row was found, 64 usage, 65 none was, 70 "
	     "internal.");
	return EXIT_OK;
}

/* The words with one space between. */
static void
join(int count, char **words, char *out, size_t size)
{
	out[0] = '\0';
	for (int i = 0; i < count; i++) {
		size_t used = strlen(out);

		snprintf(
		    out + used, size - used, "%s%s", i ? " " : "", words[i]);
	}
}

static int
show(struct smtpprobe *s, const char *wanted, enum colour_choice colour)
{
	int style = terminal_coloured(colour) ? SMTPPROBE_COLOUR : 0;
	const char *text = smtpprobe_codes(s, wanted, style, terminal_width());

	if (text != NULL)
		return terminal_write(text) ? EXIT_OK : EXIT_INTERNAL;
	terminal_complain("%s: %s", wanted, smtpprobe_error(s));
	return EXIT_INVALID;
}

int
command_codes(int argc, char **argv)
{
	struct output_options output = { 0 };
	struct smtpprobe *s = smtpprobe_new();
	char wanted[256];
	int count, status = EXIT_USAGE_ERROR;

	if (s == NULL)
		return EXIT_INTERNAL;
	count = options_read(s, SMTPPROBE_CODES, argc, argv, &output);
	if (count >= 0 && output.help)
		status = help();
	else if (count >= 0) {
		join(count, argv, wanted, sizeof wanted);
		status = show(s, wanted, output.colour);
	}
	smtpprobe_free(s);
	return status;
}
