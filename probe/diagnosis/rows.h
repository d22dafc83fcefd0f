/*
 * rows: the tables in memory, for diagnosis/ alone. Texts are C strings in the
 * tables' arena.
 */
#ifndef PROBE_DIAGNOSIS_ROWS_H
#define PROBE_DIAGNOSIS_ROWS_H

#include "base/arena.h"
#include "diagnosis/matcher.h"
#include "diagnosis/tables.h"

enum { CODES_MAX = 8, LIST_MAX = 16, NOBODY = -1 };

/* Where a row stands, for its citation. */
struct place {
	enum table table;
	unsigned int line;
	bool extra;       /* in the administrator's file */
	const char *text; /* "phrases.tbl:118" */
};

/* What a row says of a reply; -1 in about, act or retry: the cause's usual. */
struct claim {
	enum cause cause;
	int about, act, retry;
	enum confidence confidence;
};

/* Reply codes: 550, or a class as 5. Empty: any. */
struct codes {
	uint16_t items[CODES_MAX];
	size_t count;
};

/* "x.7.1", "5.7.606-649"; class 0: any of them. `given`: not empty. */
struct enhanced_range {
	bool given;
	uint8_t class;
	uint16_t subject, first, last;
};

/* What else a code is in use for: a bit for each cause that it stands for. */
struct other {
	uint64_t causes;
	const char *meaning;
};

/* A row of replies.tbl or enhanced.tbl. */
struct code_entry {
	struct place place;
	struct codes codes;
	struct enhanced_range enhanced;
	const char *code_text;
	uint32_t stages; /* a bit for each; 0: any */
	const char *stage_text;
	struct claim claim;
	const char *meaning;
	struct other *also;
	size_t also_count;
	const char *reference;
};

struct provider {
	struct place place;
	const char *word, *name, *kind, *operator;
	struct span suffixes[LIST_MAX]; /* of MX host names */
	size_t suffix_count;
};

/* In the order in which they win. */
enum phrase_kind { PHRASE_CODE, PHRASE_SENTENCE, PHRASE_GENERIC, PHRASE_BARE };

struct phrase {
	struct place place;
	enum phrase_kind kind;
	int provider;    /* or NOBODY */
	bool names_only; /* "~word": tells the provider, asks for none */
	struct codes codes;
	struct enhanced_range enhanced;
	uint32_t stages;
	struct claim claim;
	const char *example, *source;
};

/* A provider's banner or words. */
struct mark {
	int provider;
	bool of_banner;
};

/* Whose a pattern is that the text of a phrase or a mark stands for. */
struct needle {
	bool of_mark;
	uint32_t owner; /* the number of the phrase or mark */
};

enum advice_key {
	KEY_ACT,
	KEY_RETRY,
	KEY_RETRY_SECONDS,
	KEY_SUMMARY,
	KEY_EXPLANATION,
	KEY_SENDER,
	KEY_SENDER_ADMIN,
	KEY_RECIPIENT,
	KEY_RECIPIENT_ADMIN,
	KEY_NETWORK
};

enum advice_class { CLASS_ANY, CLASS_PERMANENT, CLASS_TEMPORARY };

struct advice {
	struct place place;
	enum cause cause;
	int provider; /* or NOBODY */
	enum advice_class class;
	int about; /* or NOBODY */
	enum advice_key key;
	const char *value;
	uint32_t number; /* of KEY_ACT, KEY_RETRY and KEY_RETRY_SECONDS, the
			    value as an enum or a number */
	size_t next; /* of the same cause, one more than its place; 0: none */
};

/* See code_index.h. */
struct code_index {
	const uint32_t *begins, *rows;
	size_t keys;
};

struct suffix_index;

struct tables {
	struct arena *arena; /* NULL: compiled in */
	struct code_entry *replies, *enhanced;
	size_t reply_count, enhanced_count;
	struct code_index reply_index, enhanced_index;
	struct provider *providers;
	size_t provider_count;
	struct phrase *phrases;
	size_t phrase_count;
	struct mark *marks;
	size_t mark_count;
	struct advice *advice;
	size_t advice_count;
	size_t first_advice[CAUSE_COUNT]; /* as advice.next */
	struct needle *needles;
	size_t needle_count;
	size_t own_needles; /* of the administrator */
	/* The needles' patterns; NULL once they are compiled in, for only the
	 * matcher needs them. */
	struct pattern **patterns;
	const struct matcher *matcher;
	/* For the needles behind own_needles, where the matcher is for those
	 * alone; else NULL. */
	const struct matcher *beneath;
	const struct suffix_index *suffixes;
};

/*
 * As tables_new(), on top of base, which is what the built-in texts were made
 * into; NULL: they are read. So was built what tables_new() gives for them
 * alone, when the program was compiled.
 */
struct tables *tables_build(const struct span extra[TABLE_COUNT],
    const struct tables *base, struct trouble *t);

/* Tells of every row that cannot be read; returns how many. */
size_t tables_complain(const struct span extra[TABLE_COUNT], struct buf *out);

bool codes_hold(const struct codes *c, uint16_t code);
bool enhanced_range_holds(
    const struct enhanced_range *range, const struct enhanced *e);

#endif
