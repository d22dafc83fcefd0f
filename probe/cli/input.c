#include "cli/input.h"
#include "cli/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 1 << 17 };

bool
input_is_file(const char *word)
{
	struct stat status;

	return stat(word, &status) == 0 && !S_ISDIR(status.st_mode);
}

bool
input_is_directory(const char *word)
{
	struct stat status;

	return stat(word, &status) == 0 && S_ISDIR(status.st_mode);
}

bool
input_waits(void)
{
	return !isatty(STDIN_FILENO);
}

static bool
complain(const char *path, const char *what)
{
	terminal_complain(
	    "%s: %s", strcmp(path, "-") == 0 ? "standard input" : path, what);
	return false;
}

/* zlib passes what is not gzip'ed through as it is. */
static bool
read_all(const char *path, gzFile file,
    bool (*take)(void *context, const char *octets, size_t size), void *context)
{
	static char piece[PIECE];
	const char *why;
	int size, code;

	while ((size = gzread(file, piece, PIECE)) > 0) {
		if (!take(context, piece, (size_t)size))
			return false;
	}
	why = gzerror(file, &code);
	if (code == Z_ERRNO)
		return complain(path, strerror(errno));
	if (code != Z_OK && code != Z_STREAM_END)
		return complain(path,
		    code == Z_BUF_ERROR
			? "the gzip'ed file ends too early; what could be "
			  "unpacked was read"
			: why);
	return true;
}

bool
input_read(const char *path,
    bool (*take)(void *context, const char *octets, size_t size), void *context)
{
	bool is_stdin = strcmp(path, "-") == 0;
	gzFile file =
	    is_stdin ? gzdopen(dup(STDIN_FILENO), "rb") : gzopen(path, "rb");
	bool well;

	if (file == NULL)
		return complain(path, strerror(errno));
	gzbuffer(file, PIECE);
	well = read_all(path, file, take, context);
	gzclose_r(file);
	return well;
}
