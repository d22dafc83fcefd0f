#include "unit/golden.h"

#include "unit/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20, CONTEXT = 60 };

/* What stands behind each of these, up to one of the ends, varies. */
static const struct {
	const char *mark, *ends;
} varying[] = {
	{ ".tbl:", "\";., \n" },
	{ "\"sha256\":\"", "\"" },
	{ "\"cipher\":\"", "\"" },
	{ "\"group\":\"", "\"" },
	{ "TLS started: TLSv1.3, ", "\"\n" },
};

static size_t
end_of_value(struct span text, size_t at, const char *ends)
{
	while (at < text.size && strchr(ends, text.data[at]) == NULL)
		at++;
	return at;
}

static void
normalise(struct span text, struct buf *out)
{
	size_t at = 0;

	while (at < text.size) {
		struct span rest = span_part(text, at, text.size);

		buf_add_octet(out, text.data[at++]);
		for (size_t i = 0; i < COUNT(varying); i++) {
			struct span mark = span_of(varying[i].mark);

			if (!span_equal(span_part(rest, 0, mark.size), mark))
				continue;
			buf_add(out, span_part(mark, 1, mark.size));
			buf_add_octet(out, 'N');
			at = end_of_value(
			    text, at - 1 + mark.size, varying[i].ends);
		}
	}
}

static void
write_file(const char *path, struct span text)
{
	FILE *file = fopen(path, "w");

	ck_assert_msg(file != NULL &&
			  fwrite(text.data, 1, text.size, file) == text.size &&
			  fclose(file) == 0,
	    "%s: cannot be written", path);
}

static struct span
read_file(const char *path, char *out)
{
	FILE *file = fopen(path, "r");
	struct span text;

	ck_assert_msg(file != NULL,
	    "%s: cannot be read; GOLDEN_UPDATE=1 writes it", path);
	text = (struct span){ out, fread(out, 1, TEXT_MAX, file) };
	fclose(file);
	return text;
}

static void
compare(const char *path, struct span is, struct span wanted)
{
	size_t at = 0, from;

	while (
	    at < is.size && at < wanted.size && is.data[at] == wanted.data[at])
		at++;
	from = at > CONTEXT ? at - CONTEXT : 0;
	ck_assert_msg(at == is.size && at == wanted.size,
	    "%s differs at octet %zu; has\n...%.*s...\nwanted\n...%.*s...",
	    path, at, SPAN_ARGUMENTS(span_part(is, from, at + CONTEXT)),
	    SPAN_ARGUMENTS(span_part(wanted, from, at + CONTEXT)));
}

void
expect_golden(const char *file, struct span text)
{
	static char wanted[TEXT_MAX];
	char path[1024];
	struct buf is;

	snprintf(path, sizeof path, "%s/golden/%s", TESTS_DIR, file);
	buf_init(&is, TEXT_MAX);
	normalise(text, &is);
	ck_assert(!is.failed);
	if (getenv("GOLDEN_UPDATE") != NULL)
		write_file(path, buf_span(&is));
	else
		compare(path, buf_span(&is), read_file(path, wanted));
	buf_free(&is);
}
