/*
 * Tables of an administrator: read or refused with the place; what was read
 * diagnoses its own text. The first octet, 0 to 4, says which table it is. The
 * built-in tables are small ones here, since reading the large ones anew takes
 * most of the time.
 */
#include "fuzz/fuzz.h"

#include "diagnosis/builtin.h"
#include "diagnosis/reading.h"

#include <string.h>

enum { MEMORY_MAX = 4 << 20 };

/* In place of what embed.sh makes of probe/tables. */
#define BUILTIN(table, text)                                                   \
	const char table_##table##_text[] = text;                              \
	const size_t table_##table##_size = sizeof(text) - 1;

BUILTIN(replies, "550\t-\tunspecified\t-\t-\tguess\tany\tpolicy: b\tx\n"
		 "5xx\t-\tunspecified\t-\t-\tguess\tany\t-\tx\n")
BUILTIN(enhanced, "5.1.1\t-\t-\tno-such-mailbox\t-\t-\tlikely\tm\t-\tx\n"
		  "x.7.x\t-\t-\tpolicy\t-\t-\tguess\tm\t-\tx\n")
BUILTIN(providers,
    "google\tGoogle\tprovider\tgoogle\t.google.com\t-\t"
    "- gsmtp\tx\n"
    "yahoo\tYahoo\tprovider\tyahoo\t.yahoodns.net\t|yahoo\t-\tx\n")
BUILTIN(phrases, "generic\t-\t-\t-\t-\tno {such ,}user\tno-such-mailbox\t-\t-"
		 "\t-\tcertain\t550 no such user\tx\n")
BUILTIN(advice, "policy\t-\t-\tsummary\ta policy\n"
		"policy\t-\t-\tsender\tAsk.\n")

static void
read_line(const struct tables *t, struct span line, struct arena *a)
{
	struct reading_input in = {
		.code = 550,
		.text = line,
		.stage = STAGE_RCPT,
		.stage_known = true,
		.host = line,
		.banner = line,
	};
	struct reading r;

	if (!reading_of(t, &in, a, &r))
		return;
	promise(r.summary != NULL && r.rule != NULL, "a reading says why");
	promise(r.permanent, "550 is permanent");
	promise(r.advice_count <= ADVICE_MAX, "advice is bounded");
}

static void
ignore_row(void *context, const struct code_row *row)
{
	size_t *count = context;

	promise(row->code != NULL && row->meaning != NULL,
	    "a row has a code and a meaning");
	(*count)++;
}

static void
use(const struct tables *t, struct span text)
{
	struct arena *a = arena_new(MEMORY_MAX);
	size_t count = 0;

	if (a == NULL)
		return;
	codes_find(t, SPAN_NONE, a, ignore_row, &count);
	promise(count > 0, "there are codes");
	for (int lines = 0; text.size > 0 && lines < 20; lines++)
		read_line(t, span_next(&text, '\n'), a);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span extra[TABLE_COUNT] = { 0 };
	struct trouble trouble = { "" };
	unsigned int table = size ? (unsigned int)data[0] - '0' : TABLE_COUNT;
	const char *file;
	struct tables *t;

	if (table >= TABLE_COUNT || size > 1 << 16)
		return 0;
	extra[table] = fuzz_input(data + 1, size - 1);
	t = tables_new(extra, &trouble);
	if (t == NULL) {
		file = table_file((enum table)table);
		promise(strncmp(trouble.text, file, strlen(file)) == 0,
		    "the file is named");
		return 0;
	}
	use(t, extra[table]);
	tables_free(t);
	return 0;
}
