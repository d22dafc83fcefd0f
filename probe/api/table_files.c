#include "api/table_files.h"

#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 16 << 20, READ_SIZE = 65536 };

struct table_files {
	struct buf bufs[TABLE_COUNT];
	struct span texts[TABLE_COUNT];
};

static bool
read_all(FILE *file, struct buf *out)
{
	char *room;
	size_t size;

	do {
		room = buf_reserve(out, READ_SIZE);
		if (room == NULL)
			return false;
		size = fread(room, 1, READ_SIZE, file);
		out->size += size;
	} while (size > 0);
	return !ferror(file);
}

/* Absence is no trouble. */
static bool
read_table(struct table_files *f, enum table table, const char *directory,
    struct trouble *t)
{
	char path[4096];
	FILE *file;
	bool well;

	if ((size_t)snprintf(path, sizeof path, "%s/%s", directory,
		table_file(table)) >= sizeof path) {
		trouble_set(t, "--tables: the path is too long");
		return false;
	}
	file = fopen(path, "re");
	if (file == NULL && errno == ENOENT)
		return true;
	well = file != NULL && read_all(file, &f->bufs[table]);
	if (!well)
		trouble_set(t, "%s: %s", path,
		    f->bufs[table].failed ? "too big for a table"
					  : strerror(errno));
	if (file != NULL)
		fclose(file);
	f->texts[table] = buf_span(&f->bufs[table]);
	return well;
}

static bool
read_directory(struct table_files *f, const char *directory, struct trouble *t)
{
	bool any = false;
	FILE *itself = fopen(directory, "re");

	if (itself == NULL) {
		trouble_set(t, "--tables: %s: %s", directory, strerror(errno));
		return false;
	}
	fclose(itself);
	for (int i = 0; i < TABLE_COUNT; i++) {
		if (!read_table(f, (enum table)i, directory, t))
			return false;
		any = any || f->texts[i].size > 0;
	}
	if (!any)
		trouble_set(t, "--tables: %s holds none of %s, %s, %s, %s, %s",
		    directory, table_file(TABLE_REPLIES),
		    table_file(TABLE_ENHANCED), table_file(TABLE_PROVIDERS),
		    table_file(TABLE_PHRASES), table_file(TABLE_ADVICE));
	return any;
}

struct table_files *
table_files_read(const char *directory, struct trouble *t)
{
	struct table_files *f = memory_get(sizeof *f);

	if (f == NULL)
		return NULL;
	for (int i = 0; i < TABLE_COUNT; i++)
		buf_init(&f->bufs[i], FILE_MAX);
	if (directory == NULL || read_directory(f, directory, t))
		return f;
	table_files_free(f);
	return NULL;
}

void
table_files_free(struct table_files *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < TABLE_COUNT; i++)
		buf_free(&f->bufs[i]);
	memory_free(f);
}

const struct span *
table_files_texts(const struct table_files *f)
{
	return f->texts;
}
