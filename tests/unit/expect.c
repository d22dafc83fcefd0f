#include "unit/expect.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 600 };

TCase *
expect_case(Suite *s, const char *name)
{
	TCase *c = tcase_create(name);

	tcase_set_timeout(c, EXPECT_SECONDS);
	suite_add_tcase(s, c);
	return c;
}

/* Octets as a person can read them. */
static const char *
show(struct span s, char out[SHOWN_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < s.size && used + 8 < SHOWN_MAX; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c >= 0x20 && c < 0x7f)
			out[used++] = (char)c;
		else
			used += (size_t)snprintf(
			    out + used, SHOWN_MAX - used, "\\x%02x", c);
	}
	out[used] = '\0';
	return out;
}

void
expect_span(struct span is, struct span wanted, const char *row)
{
	char left[SHOWN_MAX], right[SHOWN_MAX];

	ck_assert_msg(span_equal(is, wanted),
	    "%s: has \"%s\" (%zu), wanted \"%s\" (%zu)", row, show(is, left),
	    is.size, show(wanted, right), wanted.size);
}

void
expect_text(const char *is, const char *wanted, const char *row)
{
	ck_assert_msg(is != NULL, "%s: has no text", row);
	expect_span(span_of(is), span_of(wanted), row);
}

void
expect_part(const char *text, const char *part, const char *row)
{
	ck_assert_msg(strstr(text, part) != NULL,
	    "%s: \"%s\" does not hold \"%s\"", row, text, part);
}

void
expect_abort(void)
{
	ck_assert(freopen("/dev/null", "w", stderr) != NULL);
}
