#include "base/ip.h"
#include "cli/commands.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>

static int
help(void)
{
	puts("smtpprobe sender [OPTION...] [IP]\n"
	     "How the world sees an IP address as a sender of mail: reverse "
	     "DNS, HELO, SPF,\nthe sender's domain. Without IP: this "
	     "machine's own.\n");
	options_help(SMTPPROBE_SENDER);
	puts("\nExit status: 0 nothing wrong was found, 64 usage, 65 no IP "
	     "address, 70 internal,\n75 not all could be looked up, 77 "
	     "receivers have reasons to refuse.");
	return EXIT_OK;
}

static int
show(struct smtpprobe_survey *v, const struct output_options *o)
{
	int style = 0;
	const char *text;

	if (terminal_coloured(o->colour))
		style |= SMTPPROBE_COLOUR;
	if (o->quiet)
		style |= SMTPPROBE_FIRST_LINE;
	text = o->json ? smtpprobe_survey_json(v)
		       : smtpprobe_survey_text(v, style, terminal_width());
	if (text == NULL) {
		fputs("smtpprobe: no memory for the result\n", stderr);
		return EXIT_INTERNAL;
	}
	if (!terminal_write(text))
		return EXIT_INTERNAL;
	return smtpprobe_survey_exit_status(v);
}

/* What is wrong with the command line, or NULL. */
static const char *
misuse(const struct output_options *o, int count)
{
	const char *at = o->from != NULL ? strrchr(o->from, '@') : NULL;

	if (count > 1)
		return "sender takes one IP address";
	if (at != NULL && at[1] == '\0')
		return "--from takes an address or a domain";
	if (o->wants_from && (o->from == NULL || o->from[0] == '\0'))
		return "--dkim-selector wants --from: the key stands at the "
		       "sender's domain";
	return NULL;
}

static int
survey(struct smtpprobe *s, const struct output_options *o, int count,
    char **words)
{
	struct smtpprobe_survey *v;
	struct ip ip;
	int status;

	if (misuse(o, count) != NULL) {
		terminal_complain(
		    "%s; see smtpprobe sender --help", misuse(o, count));
		return EXIT_USAGE_ERROR;
	}
	v = smtpprobe_survey(s, count == 1 ? words[0] : "",
	    o->from ? o->from : "", o->helo ? o->helo : "");
	if (v == NULL) {
		terminal_complain("%s", smtpprobe_error(s));
		return count == 1 && !ip_parse(span_of(words[0]), &ip)
			   ? EXIT_INVALID
			   : EXIT_INTERNAL;
	}
	status = show(v, o);
	smtpprobe_survey_free(v);
	return status;
}

int
command_sender(int argc, char **argv)
{
	struct output_options output = { 0 };
	struct smtpprobe *s = smtpprobe_new();
	int count, status = EXIT_USAGE_ERROR;

	if (s == NULL)
		return EXIT_INTERNAL;
	count = options_read(s, SMTPPROBE_SENDER, argc, argv, &output);
	if (count >= 0)
		status = output.help ? help() : survey(s, &output, count, argv);
	smtpprobe_free(s);
	return status;
}
