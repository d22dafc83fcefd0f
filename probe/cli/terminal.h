/*
 * terminal: what stdout is, and words onto it.
 */
#ifndef PROBE_CLI_TERMINAL_H
#define PROBE_CLI_TERMINAL_H

#include "cli/options.h"

/* Columns of the terminal; else COLUMNS; else 80. */
size_t terminal_width(void);

/* By --color, NO_COLOR (no-color.org) and whether stdout is a terminal. */
bool terminal_coloured(enum colour_choice choice);

/* Writes and flushes; false, told on stderr, when it cannot be written. */
bool terminal_write(const char *text);
bool terminal_write_octets(const char *octets, size_t size);

/* "smtpprobe: " and the text, escaped, on stderr: what is told of a wrong word
 * may hold what was pasted. */
void terminal_complain(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
