#include "unit/world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_MAX_HERE = 1024, TEXT_MAX = 1 << 18, ARENA_MAX = 64 << 20 };

static int
is_zone(const struct dirent *entry)
{
	return span_ends_nocase(span_of(entry->d_name), SPAN(".zone"));
}

/* The name of the folder's file of that number; returns how many there are.
 * Asserts nothing: suites call it before there is a test. */
static int
find_file(const char *folder, int number, char path[PATH_MAX_HERE])
{
	struct dirent **entries;
	char name[PATH_MAX_HERE];
	int count;

	snprintf(name, sizeof name, "%s/zones/%s", TESTS_DIR, folder);
	count = scandir(name, &entries, is_zone, alphasort);
	for (int i = 0; i < count; i++) {
		if (i == number)
			snprintf(path, PATH_MAX_HERE, "%.600s/%.300s", name,
			    entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return count;
}

int
world_files(const char *folder)
{
	char path[PATH_MAX_HERE];

	return find_file(folder, -1, path);
}

static struct span
read_text(const char *path)
{
	static char text[TEXT_MAX];
	FILE *file = fopen(path, "r");
	size_t size;

	ck_assert_msg(file != NULL, "%s: cannot be read", path);
	size = fread(text, 1, sizeof text, file);
	fclose(file);
	return (struct span){ text, size };
}

static void
take_row(struct world *w, struct span line)
{
	struct world_row *row = &w->rows[w->row_count++];
	struct span key = span_next(&line, ' ');
	char padded[64];

	ck_assert_uint_lt(w->row_count, WORLD_ROWS_MAX);
	*row = (struct world_row){ key, span_trim(line) };
	snprintf(padded, sizeof padded, " %.*s ", SPAN_ARGUMENTS(key));
	ck_assert_msg(strstr(w->keys, padded) != NULL, "%s: no such key: %s",
	    w->file, padded);
}

static void
end_case(struct world *w, void (*judge)(struct world *w))
{
	if (w->row_count > 0)
		judge(w);
	ck_assert_msg(!arena_failed(w->arena), "%s: no memory", w->file);
	arena_reset(w->arena);
	w->row_count = 0;
}

void
world_try(const char *folder, int number, const char *keys,
    void (*judge)(struct world *w))
{
	static struct world w;
	struct trouble t = { "" };
	char path[PATH_MAX_HERE];
	struct span text;

	ck_assert_int_lt(number, find_file(folder, number, path));
	text = read_text(path);
	w = (struct world){
		.file = path,
		.words = SPAN("only case"),
		.zone = zone_new(text, &t),
		.arena = arena_new(ARENA_MAX),
		.keys = keys,
	};
	ck_assert_msg(w.zone != NULL, "%s: %s", path, t.text);
	while (text.size > 0) {
		struct span line = span_next(&text, '\n');

		if (!span_starts_nocase(line, SPAN("#= ")))
			continue;
		line = span_part(line, 3, line.size);
		if (span_starts_nocase(line, SPAN("case "))) {
			end_case(&w, judge);
			w.words = span_part(line, 5, line.size);
		} else {
			take_row(&w, line);
		}
	}
	end_case(&w, judge);
	zone_free(w.zone);
	arena_free(w.arena);
}

size_t
world_count(const struct world *w, const char *key)
{
	size_t count = 0;

	for (size_t i = 0; i < w->row_count; i++)
		count += span_equal(w->rows[i].key, span_of(key));
	return count;
}

/* `\DDD` is an octet, `\X` is X. */
static struct span
unescaped(struct arena *a, struct span value)
{
	char *out = arena_get(a, value.size + 1);
	size_t used = 0;

	for (size_t i = 0; i < value.size; i++) {
		uint32_t octet = (unsigned char)value.data[i];

		if (octet == '\\' && i + 3 < value.size &&
		    span_number(span_part(value, i + 1, i + 4), 255, &octet))
			i += 3;
		else if (octet == '\\' && i + 1 < value.size)
			octet = (unsigned char)value.data[++i];
		out[used++] = (char)(unsigned char)octet;
	}
	return (struct span){ out, used };
}

struct span
world_value(const struct world *w, const char *key, size_t number)
{
	for (size_t i = 0; i < w->row_count; i++) {
		if (span_equal(w->rows[i].key, span_of(key)) && number-- == 0)
			return unescaped(w->arena, w->rows[i].value);
	}
	return SPAN_NONE;
}

struct view *
world_view(struct world *w)
{
	struct view *v = view_new(w->arena);

	ck_assert_ptr_nonnull(v);
	return v;
}

size_t
world_fill(struct world *w, struct view *v)
{
	size_t count = zone_fill(w->zone, v);

	ck_assert_msg(count > 0, "%s (%.*s): waits for nothing", w->file,
	    SPAN_ARGUMENTS(w->words));
	return count;
}

static const char *
where(struct world *w, const char *key)
{
	return arena_format(
	    w->arena, "%s (%.*s) %s", w->file, SPAN_ARGUMENTS(w->words), key);
}

void
world_expect(
    struct world *w, const char *key, const char *const *rows, size_t count)
{
	size_t wanted = world_count(w, key);

	if (wanted == 0)
		return;
	for (size_t i = 0; i < count && i < wanted; i++)
		expect_span(
		    span_of(rows[i]), world_value(w, key, i), where(w, key));
	ck_assert_msg(count == wanted, "%s: %zu instead of %zu", where(w, key),
	    count, wanted);
}

void
world_expect_text(struct world *w, const char *key, const char *text)
{
	world_expect(w, key, &text, 1);
}

void
world_expect_number(struct world *w, const char *key, size_t number)
{
	world_expect_text(w, key, arena_format(w->arena, "%zu", number));
}

static bool
has_row(const struct world *w, const char *key, const char *text)
{
	for (size_t i = 0; i < world_count(w, key); i++) {
		if (span_equal(world_value(w, key, i), span_of(text)))
			return true;
	}
	return false;
}

void
world_expect_findings(struct world *w, const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const char *subject = f->items[i].subject;
		const char *row = arena_format(w->arena, "%s%s%s",
		    finding_word(f->items[i].id), subject[0] ? " " : "",
		    subject);

		ck_assert_msg(has_row(w, "finding", row), "%s: unwanted: %s",
		    where(w, "finding"), row);
	}
	ck_assert_msg(f->count == world_count(w, "finding"),
	    "%s: %zu instead of %zu", where(w, "finding"), f->count,
	    world_count(w, "finding"));
}
