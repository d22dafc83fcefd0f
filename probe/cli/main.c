/*
 * smtpprobe: the command. A client of the public API.
 */
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *arguments, *help;
} commands[] = {
	{ "check", command_check, "ADDRESS...",
	    "would mail be delivered? if not, whose problem is it?" },
	{ "explain", command_explain, "[TEXT|FILE|-]",
	    "the same for a reply, a log or a bounce you have" },
	{ "sender", command_sender, "[IP]",
	    "how the world sees this IP address as a sender" },
	{ "codes", command_codes, "[CODE|WORD]",
	    "what SMTP reply codes and enhanced codes say" },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void
usage(FILE *to)
{
	fputs("smtpprobe: an SMTP delivery probe that never sends a message\n\n"
	      "usage: smtpprobe COMMAND [OPTION...] [ARGUMENT...]\n",
	    to);
	for (int i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-7s %-13s  %s\n", commands[i].name,
		    commands[i].arguments, commands[i].help);
	fputs("\nsmtpprobe COMMAND --help tells more; smtpprobe --version.\n"
	      "smtpprobe --check-tables DIR proves your own tables.\n",
	    to);
}

static int
check_tables(int count, char **directories)
{
	struct smtpprobe *s;
	const char *text, *directory = directories[0];
	size_t defects = 0;

	if (count != 1 || directory[0] == '-') {
		fputs("smtpprobe: --check-tables wants one directory with "
		      "tables such as phrases.tbl\n",
		    stderr);
		return EXIT_USAGE_ERROR;
	}
	s = smtpprobe_new();
	if (s == NULL)
		return EXIT_INTERNAL;
	text = smtpprobe_check_tables(s, directory, &defects);
	if (text == NULL)
		terminal_complain("%s", smtpprobe_error(s));
	else if (defects == 0)
		puts("The tables are well: every row can be read, and each "
		     "example is won by its own row.");
	else
		fputs(text, stdout);
	smtpprobe_free(s);
	return text != NULL && defects == 0 ? EXIT_OK : EXIT_INVALID;
}

/* The command of that name, told what else was said; -1: there is none. */
static int
run_command(const char *name, int argc, char **argv)
{
	for (int i = 0; i < COMMANDS; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(argc, argv);
	}
	return -1;
}

/* "help", and "help check". */
static int
help(const char *name)
{
	static char option[] = "--help";
	char *words[] = { option, option, NULL };
	int status = name != NULL ? run_command(name, 2, words) : -1;

	if (status < 0) {
		usage(stdout);
		status = EXIT_OK;
	}
	return status;
}

static int
run(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	int status = run_command(name, argc - 1, argv + 1);

	if (status >= 0)
		return status;
	if (strcmp(name, "--check-tables") == 0)
		return check_tables(argc - 2, argv + 2);
	if (strcmp(name, "--version") == 0) {
		printf("smtpprobe %s\n", smtpprobe_version());
		return EXIT_OK;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
	    strcmp(name, "help") == 0)
		return help(argv[2]);
	if (name[0] == '-')
		terminal_complain("options stand behind the command: "
				  "smtpprobe COMMAND %s",
		    name);
	else if (name[0] != '\0')
		terminal_complain("there is no command %s", name);
	usage(stderr);
	return EXIT_USAGE_ERROR;
}

/* A descriptor that the caller closed would become a socket, and what is meant
 * for the terminal would go there. */
static void
hold_standard_streams(void)
{
	FILE *file;

	do
		file = fopen("/dev/null", "r");
	while (file != NULL && fileno(file) <= STDERR_FILENO);
	if (file != NULL)
		fclose(file);
}

int
main(int argc, char **argv)
{
	int status;

	hold_standard_streams();
	status = run(argc, argv);
	/* terminal_write() has told of its own failures. */
	if (status == EXIT_OK && !terminal_write(""))
		status = EXIT_INTERNAL;
	return status;
}
