#include "cli/input.h"
#include "cli/terminal.h"
#include "cli/unpack.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* What goes in comes out by one of two ways. */
struct reader {
	bool (*take)(void *context, const char *octets, size_t size);
	void *context;
	const char *path;
	struct unpack *unpack; /* NULL: not packed */
	bool begun;
};

static enum input_end
complain(const struct reader *r, const char *what)
{
	terminal_complain("%s: %s",
	    strcmp(r->path, "-") == 0 ? "standard input" : r->path, what);
	return INPUT_BROKEN;
}

/* The first piece has two octets at least, when there are two. */
static enum input_end
take_piece(struct reader *r, const char *octets, size_t size)
{
	char why[160];

	if (!r->begun && unpack_is_gzip(octets, size)) {
		r->unpack = unpack_new(r->take, r->context);
		if (r->unpack == NULL)
			return complain(r, "no memory");
	}
	r->begun = true;
	if (r->unpack == NULL)
		return r->take(r->context, octets, size) ? INPUT_WHOLE
							 : INPUT_STOPPED;
	switch (unpack_feed(r->unpack, octets, size)) {
	case UNPACK_MORE:
		return INPUT_WHOLE;
	case UNPACK_STOPPED:
		return INPUT_STOPPED;
	case UNPACK_BROKEN:
		break;
	}
	snprintf(why, sizeof why,
	    "the gzip'ed file is broken (%s); what stood before was read",
	    unpack_trouble(r->unpack));
	return complain(r, why);
}

/* As read(2), but not disturbed by signals. */
static ssize_t
read_some(int file, char *octets, size_t size)
{
	ssize_t got;

	do {
		got = read(file, octets, size);
	} while (got < 0 && errno == EINTR);
	return got;
}

/* Each piece is taken as it comes: a pipe may be a log that still grows. */
static enum input_end
read_all(struct reader *r, int file)
{
	static char piece[PIECE];
	enum input_end end = INPUT_WHOLE;
	size_t size = 0;
	ssize_t got = 0;

	while (end == INPUT_WHOLE) {
		got = read_some(file, piece + size, PIECE - size);
		if (got < 0)
			return complain(r, strerror(errno));
		size += (size_t)got;
		if (got > 0 && size < 2)
			continue;
		if (size > 0)
			end = take_piece(r, piece, size);
		size = 0;
		if (got == 0)
			break;
	}
	if (end == INPUT_WHOLE && r->unpack != NULL &&
	    !unpack_complete(r->unpack))
		return complain(r,
		    "the gzip'ed file ends too early; what stood before was "
		    "read");
	return end;
}

enum input_end
input_read(const char *path,
    bool (*take)(void *context, const char *octets, size_t size), void *context)
{
	struct reader r = { .take = take, .context = context, .path = path };
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(path, "rb");
	enum input_end end;

	if (file == NULL)
		return complain(&r, strerror(errno));
	end = read_all(&r, fileno(file));
	unpack_free(r.unpack);
	if (!is_stdin)
		fclose(file);
	return end;
}
