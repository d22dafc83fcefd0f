/*
 * input: a file or stdin, read in pieces, unpacked when it is gzip'ed.
 */
#ifndef PROBE_CLI_INPUT_H
#define PROBE_CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

enum input_end {
	INPUT_WHOLE,   /* all of it was taken */
	INPUT_BROKEN,  /* it cannot be read or unpacked to its end, told on
			  stderr; what came before was taken */
	INPUT_STOPPED, /* `take` said false */
};

/* Calls `take` for each piece, as soon as it is there; "-" is stdin. */
enum input_end input_read(const char *path,
    bool (*take)(void *context, const char *octets, size_t size),
    void *context);

/* Whether the word names a file that can be opened. */
bool input_is_file(const char *word);
bool input_is_directory(const char *word);

/* Stdin is a pipe or a file, not a terminal. */
bool input_waits(void);

#endif
