/*
 * options: the command line taken apart: rows of options, what was given, and
 * the help made from the same rows.
 */
#ifndef PROBE_CLI_OPTIONS_H
#define PROBE_CLI_OPTIONS_H

#include "smtpprobe.h"

/* Whether colours are shown. */
enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* What belongs to the command line, not to the check. */
struct output_options {
	bool json;
	bool transcript;
	bool quiet;
	bool summary;
	const char *from, *helo; /* of `sender`; NULL: not given */
	bool wants_from;         /* an option was given that is about it */
	bool help;
	enum colour_choice colour;
};

/* Exit statuses of our own (sysexits.h). */
enum {
	EXIT_OK = 0,
	EXIT_USAGE_ERROR = 64,
	EXIT_INVALID = 65,
	EXIT_INTERNAL = 70,
	EXIT_INTERRUPTED = 130,
};

/*
 * Reads the options of argv[1..]; sets those of the check on `s`; moves what
 * is no option to the front of argv and returns how many that are, or -1 when
 * it has told of an error on stderr.
 */
int options_read(struct smtpprobe *s, enum smtpprobe_command command, int argc,
    char **argv, struct output_options *output);

/* The command's rows with their help, on stdout. */
void options_help(enum smtpprobe_command command);

#endif
