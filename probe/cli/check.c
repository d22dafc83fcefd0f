#include "cli/commands.h"
#include "cli/terminal.h"

#include <signal.h>
#include <stdio.h>

static struct smtpprobe *prober; /* for the signal handler */

static void
on_signal(int number)
{
	(void)number;
	smtpprobe_interrupt(prober);
}

static void
listen_for_signals(void)
{
	struct sigaction action = {
		.sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND,
	};
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

static int
help(void)
{
	puts("smtpprobe check [OPTION...] ADDRESS...\n"
	     "Would mail to ADDRESS be delivered? Asks its mail servers; "
	     "sends no message.\n");
	options_help(SMTPPROBE_CHECK);
	puts("\nExit status: 0 taken, 64 usage, 65 no address, 67 "
	     "undeliverable, 68 domain takes\nno mail, 69 unreachable, 70 "
	     "internal, 75 later, 76 undecided, 77 we are refused.");
	return EXIT_OK;
}

static bool
show(struct smtpprobe_result *r, const struct output_options *o, bool first)
{
	int style = 0;
	const char *text;

	if (terminal_coloured(o->colour))
		style |= SMTPPROBE_COLOUR;
	if (o->transcript)
		style |= SMTPPROBE_TRANSCRIPT;
	if (o->quiet)
		style |= SMTPPROBE_FIRST_LINE;
	text = o->json ? smtpprobe_json(r)
		       : smtpprobe_text(r, style, terminal_width());
	if (text == NULL) {
		fputs("smtpprobe: no memory for the result\n", stderr);
		return false;
	}
	if (!first && !o->json && !o->quiet && !terminal_write("\n"))
		return false;
	return terminal_write(text);
}

/* One address; the exit status. */
static int
check_one(const char *address, const struct output_options *o, bool first)
{
	struct smtpprobe_result *r = smtpprobe_check(prober, address);
	int status;

	if (r == NULL && smtpprobe_interrupted(prober)) {
		terminal_complain("interrupted, %s was not settled", address);
		return EXIT_INTERRUPTED;
	}
	if (r == NULL) {
		terminal_complain("%s", smtpprobe_error(prober));
		return EXIT_INTERNAL;
	}
	status = smtpprobe_exit_status(r);
	if (!show(r, o, first))
		status = EXIT_INTERNAL;
	smtpprobe_result_free(r);
	return status;
}

static int
check_all(int count, char **addresses, const struct output_options *o)
{
	int highest = EXIT_OK, status;

	if (count == 0) {
		fputs("smtpprobe: check wants an address, e.g. smtpprobe check "
		      "user@example.org; see smtpprobe check --help\n",
		    stderr);
		return EXIT_USAGE_ERROR;
	}
	listen_for_signals();
	for (int i = 0; i < count; i++) {
		status = check_one(addresses[i], o, i == 0);
		if (status > highest)
			highest = status;
		if (status == EXIT_INTERRUPTED || status == EXIT_INTERNAL)
			break;
	}
	return highest;
}

int
command_check(int argc, char **argv)
{
	struct output_options output = { 0 };
	int count, status;

	prober = smtpprobe_new();
	if (prober == NULL)
		return EXIT_INTERNAL;
	count = options_read(prober, SMTPPROBE_CHECK, argc, argv, &output);
	if (count < 0)
		status = EXIT_USAGE_ERROR;
	else if (output.help)
		status = help();
	else
		status = check_all(count, argv, &output);
	smtpprobe_free(prober);
	return status;
}
