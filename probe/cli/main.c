/*
 * smtpprobe: the command. A client of the public API.
 */
#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "check", command_check,
	    "ADDRESS...  would mail be delivered, and if not, whose problem "
	    "is it?" },
	{ "explain", command_explain,
	    "[TEXT|FILE|-]  the same for a reply, a log or a bounce that you "
	    "have" },
	{ "codes", command_codes,
	    "[CODE|WORD] what SMTP reply codes and enhanced codes say" },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void
usage(FILE *to)
{
	fputs("smtpprobe: an SMTP delivery probe that never sends a message\n\n"
	      "usage: smtpprobe COMMAND [OPTION...] [ARGUMENT...]\n",
	    to);
	for (int i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-7s %s\n", commands[i].name, commands[i].help);
	fputs("\nsmtpprobe COMMAND --help tells more; smtpprobe --version.\n",
	    to);
}

int
main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	for (int i = 0; i < COMMANDS; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	if (strcmp(name, "--version") == 0) {
		printf("smtpprobe %s\n", smtpprobe_version());
		return EXIT_OK;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
	    strcmp(name, "help") == 0) {
		usage(stdout);
		return EXIT_OK;
	}
	if (name[0] != '\0')
		fprintf(stderr, "smtpprobe: there is no command %s\n\n", name);
	usage(stderr);
	return EXIT_USAGE_ERROR;
}
