#include "cli/terminal.h"

#include "report/escape.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COMPLAINT_MAX = 2048 };

size_t
terminal_width(void)
{
	struct winsize size = { 0 };
	const char *columns = getenv("COLUMNS");
	long width = 80;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	if (columns != NULL)
		width = strtol(columns, NULL, 10);
	return width > 0 && width <= 1000 ? (size_t)width : 80;
}

bool
terminal_coloured(enum colour_choice choice)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (choice != COLOUR_AUTO)
		return choice == COLOUR_ALWAYS;
	if (no_color != NULL && no_color[0] != '\0')
		return false;
	if (term != NULL && strcmp(term, "dumb") == 0)
		return false;
	return isatty(STDOUT_FILENO) != 0;
}

void
terminal_complain(const char *format, ...)
{
	char text[COMPLAINT_MAX];
	struct buf shown;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	buf_init(&shown, 8 * COMPLAINT_MAX);
	escape_for_terminal(&shown, span_of(text));
	fprintf(stderr, "smtpprobe: %s\n", buf_text(&shown));
	buf_free(&shown);
}

bool
terminal_write_octets(const char *octets, size_t size)
{
	if (fwrite(octets, 1, size, stdout) == size && fflush(stdout) == 0 &&
	    !ferror(stdout))
		return true;
	terminal_complain("cannot write the result: %s", strerror(errno));
	return false;
}

bool
terminal_write(const char *text)
{
	return terminal_write_octets(text, strlen(text));
}
