#include "unit/inquiry_bench.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

enum { DAY = 86400 };

static struct issued *
issue(const struct inquiry_bench *b, const char *names, int64_t until)
{
	return issued_new(&(struct issue){
	    .name = "mx.example.test",
	    .names = names,
	    .issuer = b->root,
	    .not_before = until ? BENCH_WALL - 400 * DAY : 0,
	    .not_after = until,
	});
}

void
inquiry_bench_open(struct inquiry_bench *b)
{
	static const char *const hosts =
	    "mx.example.test a.example.test b.example.test";
	struct trouble t = { "" };
	char path[64];

	b->root = issued_new(
	    &(struct issue){ .name = "Test Root", .authority = true });
	b->good = issue(b, hosts, 0);
	b->domain = issue(b, "example.test", 0);
	b->other = issue(b, "other.test", 0);
	b->expired = issue(b, hosts, BENCH_WALL - 5 * DAY);
	b->soon = issue(b, hosts, BENCH_WALL + 5 * DAY);
	b->self_signed = issued_new(
	    &(struct issue){ .name = "mx.example.test", .names = hosts });
	issued_write((const struct issued *const *)&b->root, 1, path);
	b->tls = tls_context_new(path, &t);
	unlink(path);
	b->tables = tables_new(NULL, &t);
	ck_assert_msg(b->tls != NULL && b->tables != NULL, "%s", t.text);
}

void
inquiry_bench_close(struct inquiry_bench *b)
{
	tables_free(b->tables);
	tls_context_free(b->tls);
	issued_free(b->root);
	issued_free(b->good);
	issued_free(b->domain);
	issued_free(b->other);
	issued_free(b->self_signed);
	issued_free(b->expired);
	issued_free(b->soon);
}

const struct issued *
inquiry_bench_leaf(const struct inquiry_bench *b, struct span word)
{
	const struct {
		const char *word;
		const struct issued *leaf;
	} all[] = {
		{ "good", b->good },
		{ "domain", b->domain },
		{ "other", b->other },
		{ "self-signed", b->self_signed },
		{ "expired", b->expired },
		{ "soon", b->soon },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (span_equal(word, span_of(all[i].word)))
			return all[i].leaf;
	}
	return NULL;
}

static int
is_case(const struct dirent *entry)
{
	return span_ends_nocase(span_of(entry->d_name), SPAN(".case"));
}

static struct dirent **files;
static int file_count = -1;

int
inquiry_bench_files(void)
{
	if (file_count < 0)
		file_count =
		    scandir(TESTS_DIR "/sim/cases", &files, is_case, alphasort);
	return file_count;
}

const char *
inquiry_bench_path(int number)
{
	static char path[1024];

	snprintf(path, sizeof path, "%s/sim/cases/%s", TESTS_DIR,
	    files[number]->d_name);
	return path;
}
