/*
 * compile: writes what tables_build() makes of the built-in tables as C, so
 * that a start need not read them. Run while smtpprobe is built.
 */
#include "diagnosis/matcher_index.h"
#include "diagnosis/rows.h"
#include "diagnosis/suffix_index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- values ----------------------------------------------------------------
 */

/* As a string literal; octets that C would take otherwise, in octal. */
static void
put_octets(const char *octets, size_t size)
{
	putchar('"');
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)octets[i];

		if (c < ' ' || c >= 0x7f || strchr("\"\\?", c) != NULL)
			printf("\\%03o", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void
put_text(const char *text)
{
	put_octets(text, strlen(text));
}

static void
put_member(const char *name, const char *text)
{
	printf(".%s=", name);
	put_text(text);
	putchar(',');
}

static void
put_span(struct span s)
{
	putchar('{');
	put_octets(s.data, s.size);
	printf(",%zu}", s.size);
}

static void
put_place(const struct place *p)
{
	printf(".place={%d,%u,%d,", (int)p->table, p->line, p->extra);
	put_text(p->text);
	fputs("},", stdout);
}

static void
put_claim(const struct claim *c)
{
	printf(".claim={%d,%d,%d,%d,%d},", (int)c->cause, c->about, c->act,
	    c->retry, (int)c->confidence);
}

static void
put_codes(const struct codes *c)
{
	fputs(".codes={{", stdout);
	for (size_t i = 0; i < CODES_MAX; i++)
		printf("%u,", c->items[i]);
	printf("},%zu},", c->count);
}

static void
put_enhanced(const struct enhanced_range *e)
{
	printf(".enhanced={%d,%u,%u,%u,%u},", e->given, e->class, e->subject,
	    e->first, e->last);
}

/* A list of numbers has one more than it needs, so that none is empty. */
static void
put_numbers(
    const char *type, const char *name, const uint32_t *numbers, size_t count)
{
	printf("static const %s %s[]={", type, name);
	for (size_t i = 0; i < count; i++)
		printf("%" PRIu32 "%s", numbers[i], i % 16 == 15 ? ",\n" : ",");
	puts("0};");
}

/* --- rows ------------------------------------------------------------------
 */

static void
put_others(const char *name, size_t row, const struct code_entry *e)
{
	if (e->also_count == 0)
		return;
	printf("static struct other %s_also_%zu[]={", name, row);
	for (size_t i = 0; i < e->also_count; i++) {
		printf("{UINT64_C(%" PRIu64 "),", e->also[i].causes);
		put_text(e->also[i].meaning);
		fputs("},", stdout);
	}
	puts("};");
}

static void
put_entry(const char *name, size_t row, const struct code_entry *e)
{
	putchar('{');
	put_place(&e->place);
	put_codes(&e->codes);
	put_enhanced(&e->enhanced);
	put_member("code_text", e->code_text);
	printf(".stages=%" PRIu32 ",", e->stages);
	put_member("stage_text", e->stage_text);
	put_claim(&e->claim);
	put_member("meaning", e->meaning);
	if (e->also_count > 0)
		printf(".also=%s_also_%zu,", name, row);
	printf(".also_count=%zu,", e->also_count);
	put_member("reference", e->reference);
	puts("},");
}

static void
put_entries(const char *name, const struct code_entry *all, size_t count,
    const struct code_index *index)
{
	char begins[64], rows[64];

	for (size_t i = 0; i < count; i++)
		put_others(name, i, &all[i]);
	printf("static struct code_entry %s[]={\n", name);
	for (size_t i = 0; i < count; i++)
		put_entry(name, i, &all[i]);
	puts("};");
	snprintf(begins, sizeof begins, "%s_begins", name);
	snprintf(rows, sizeof rows, "%s_rows", name);
	put_numbers("uint32_t", begins, index->begins, index->keys + 1);
	put_numbers("uint32_t", rows, index->rows, index->begins[index->keys]);
}

static void
put_suffix_texts(const struct provider *p)
{
	if (p->suffix_count == 0)
		return;
	fputs(".suffixes={", stdout);
	for (size_t i = 0; i < p->suffix_count; i++) {
		put_span(p->suffixes[i]);
		putchar(',');
	}
	fputs("},", stdout);
}

static void
put_providers(const struct tables *t)
{
	puts("static struct provider providers[]={");
	for (size_t i = 0; i < t->provider_count; i++) {
		const struct provider *p = &t->providers[i];

		putchar('{');
		put_place(&p->place);
		put_member("word", p->word);
		put_member("name", p->name);
		put_member("kind", p->kind);
		put_member("operator", p->operator);
		put_suffix_texts(p);
		printf(".suffix_count=%zu},\n", p->suffix_count);
	}
	puts("};");
}

static void
put_suffixes(const struct suffix_index *index)
{
	puts("static const struct suffix suffix_list[]={");
	for (size_t i = 0; i < index->count; i++) {
		const struct suffix *s = &index->suffixes[i];

		fputs("{.text=", stdout);
		put_span(s->text);
		printf(",.provider=%d,.next=%" PRIu32 "},\n", s->provider,
		    s->next);
	}
	puts("{.provider=0}};");
	put_numbers(
	    "uint32_t", "suffix_heads", index->heads, (size_t)index->mask + 1);
	printf("static const struct suffix_index suffixes={"
	       ".suffixes=suffix_list,.count=%zu,.heads=suffix_heads,"
	       ".mask=%" PRIu32 ",.loose=%" PRIu32 "};\n",
	    index->count, index->mask, index->loose);
}

static void
put_phrases(const struct tables *t)
{
	puts("static struct phrase phrases[]={");
	for (size_t i = 0; i < t->phrase_count; i++) {
		const struct phrase *p = &t->phrases[i];

		putchar('{');
		put_place(&p->place);
		printf(".kind=%d,.provider=%d,.names_only=%d,", (int)p->kind,
		    p->provider, p->names_only);
		put_codes(&p->codes);
		put_enhanced(&p->enhanced);
		printf(".stages=%" PRIu32 ",", p->stages);
		put_claim(&p->claim);
		put_member("example", p->example);
		put_member("source", p->source);
		puts("},");
	}
	puts("};\nstatic struct mark marks[]={");
	for (size_t i = 0; i < t->mark_count; i++)
		printf(
		    "{%d,%d},\n", t->marks[i].provider, t->marks[i].of_banner);
	puts("};\nstatic struct needle needles[]={");
	for (size_t i = 0; i < t->needle_count; i++)
		printf("{%d,%" PRIu32 "},\n", t->needles[i].of_mark,
		    t->needles[i].owner);
	puts("};");
}

static void
put_advice(const struct tables *t)
{
	puts("static struct advice advice[]={");
	for (size_t i = 0; i < t->advice_count; i++) {
		const struct advice *a = &t->advice[i];

		putchar('{');
		put_place(&a->place);
		printf(".cause=%d,.provider=%d,.class=%d,.about=%d,.key=%d,",
		    (int)a->cause, a->provider, (int)a->class, a->about,
		    (int)a->key);
		put_member("value", a->value);
		printf(".number=%" PRIu32 ",.next=%zu},\n", a->number, a->next);
	}
	puts("};");
}

/* --- the matcher -----------------------------------------------------------
 */

static void
put_stem(const struct stem *s)
{
	printf("{%" PRIu32 ",%u,%u,%u,%u,{%u,%u},{%u,%u},%u,%u,%u,%u,%u,%u},"
	       "\n",
	    s->tail, s->size, s->known, s->asked, s->asks, s->through[0],
	    s->through[1], s->opens[0], s->opens[1], s->use, s->first, s->later,
	    s->more, s->through_rounds, s->opens_rounds);
}

/* Stems and uses have one more, for the end of the last one. */
static void
put_trie(const struct matcher *m)
{
	puts("static const struct node nodes[]={");
	for (size_t i = 0; i < m->node_count; i++)
		printf("{%" PRIu32 ",%u,%u},\n", m->nodes[i].children,
		    m->nodes[i].label, m->nodes[i].stem);
	puts("};\nstatic const struct stem stems[]={");
	for (size_t i = 0; i <= m->stem_count; i++)
		put_stem(&m->stems[i]);
	puts("};\nstatic const struct use uses[]={");
	for (size_t i = 0; i <= m->use_count; i++) {
		const struct use *u = &m->uses[i];

		printf("{%u,%u,%u,%u,%u,%u,%u,%" PRIu32 "},\n", u->pattern,
		    u->gate, u->next, u->size, u->literals, u->gap, u->flags,
		    u->rest);
	}
	puts("};");
}

static void
put_bits(const char *name, const uint64_t *bits, size_t count)
{
	printf("static const uint64_t %s[]={\n", name);
	for (size_t i = 0; i < count; i++)
		printf("UINT64_C(0x%" PRIx64 "),\n", bits[i]);
	puts("};");
}

static void
put_shorts(const char *name, const uint16_t *numbers, size_t count)
{
	printf("static const uint16_t %s[]={\n", name);
	for (size_t i = 0; i < count; i++)
		printf("%u,\n", numbers[i]);
	puts("};");
}

static void
put_array(const char *name, const unsigned char *octets, size_t count)
{
	printf("static const unsigned char %s[]={", name);
	for (size_t i = 0; i < count; i++)
		printf("%u%s", octets[i], i % 20 == 19 ? ",\n" : ",");
	puts("};");
}

static void
put_matcher(const struct matcher *m)
{
	put_trie(m);
	put_array("octets", m->octets, m->octet_count + OCTETS_BEHIND);
	put_bits("stem_filter", m->stem_filter, FILTER_SIZE);
	put_bits("piece_filter", m->piece_filter, FILTER_SIZE);
	put_shorts("gates", m->gates, m->more_count);
	put_shorts("longest", m->longest, m->gate_count);
	printf("static const struct matcher matcher={.nodes=nodes,.stems=stems,"
	       ".uses=uses,.gates=gates,.longest=longest,"
	       ".octets=octets,.stem_filter=stem_filter,"
	       ".piece_filter=piece_filter,");
	printf(".node_count=%" PRIu32 ",.use_count=%" PRIu32
	       ",.pattern_count=%" PRIu32 ",.octet_count=%" PRIu32
	       ",.stem_count=%" PRIu32 ",.gate_count=%" PRIu32
	       ",.more_count=%" PRIu32 ",.anywhere=%d};\n",
	    m->node_count, m->use_count, m->pattern_count, m->octet_count,
	    m->stem_count, m->gate_count, m->more_count, m->anywhere);
}

/* --- all of it -------------------------------------------------------------
 */

static void
put_tables(const struct tables *t)
{
	puts("struct tables tables_compiled={"
	     ".replies=replies,.enhanced=enhanced,.providers=providers,"
	     ".phrases=phrases,.marks=marks,.advice=advice,.needles=needles,"
	     ".matcher=&matcher,.suffixes=&suffixes,");
	printf(".reply_count=%zu,.enhanced_count=%zu,.provider_count=%zu,"
	       ".phrase_count=%zu,.mark_count=%zu,.advice_count=%zu,"
	       ".needle_count=%zu,",
	    t->reply_count, t->enhanced_count, t->provider_count,
	    t->phrase_count, t->mark_count, t->advice_count, t->needle_count);
	printf(".reply_index={replies_begins,replies_rows,%zu},"
	       ".enhanced_index={enhanced_begins,enhanced_rows,%zu},",
	    t->reply_index.keys, t->enhanced_index.keys);
	fputs(".first_advice={", stdout);
	for (size_t i = 0; i < CAUSE_COUNT; i++)
		printf("%zu,", t->first_advice[i]);
	puts("}};");
}

int
main(void)
{
	struct trouble trouble = { "" };
	struct tables *t = tables_build(NULL, NULL, &trouble);

	if (t == NULL) {
		fprintf(stderr, "%s\n", trouble.text);
		return EXIT_FAILURE;
	}
	puts("#include \"diagnosis/builtin.h\"\n"
	     "#include \"diagnosis/matcher_index.h\"\n"
	     "#include \"diagnosis/rows.h\"\n"
	     "#include \"diagnosis/suffix_index.h\"");
	put_entries("replies", t->replies, t->reply_count, &t->reply_index);
	put_entries(
	    "enhanced", t->enhanced, t->enhanced_count, &t->enhanced_index);
	put_providers(t);
	put_suffixes(t->suffixes);
	put_phrases(t);
	put_advice(t);
	put_matcher(t->matcher);
	put_tables(t);
	tables_free(t);
	return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS
						      : EXIT_FAILURE;
}
