#include "policy/dkim_key.h"

#include "base/reader.h"
#include "policy/tag_list.h"

enum {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_SEQUENCE = 0x30,
	ED25519_SIZE = 32,
	SUBJECT_MAX = 80,
};

struct dkim_run {
	struct arena *arena;
	struct findings findings;
	struct dkim_key *key;
};

const char *
dkim_key_status_word(enum dkim_key_status status)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		DKIM_KEY_STATUSES(X)
#undef X
	};

	return words[status];
}

/* The contents of the next element, which has that tag (X.690 8.1); r turns bad
 * when it has not. */
static struct span
read_element(struct reader *r, uint8_t tag)
{
	size_t size;
	uint8_t octet = read_u8(r);

	r->bad = r->bad || octet != tag;
	size = read_u8(r);
	if (size & 0x80) {
		size_t octets = size & 0x7f;

		r->bad = r->bad || octets == 0 || octets > 3;
		for (size = 0; octets > 0 && !r->bad; octets--)
			size = size << 8 | read_u8(r);
	}
	return read_span(r, size);
}

/* RSAPublicKey = modulus, exponent. */
static unsigned int
modulus_bits(struct span der)
{
	struct reader outer = reader_of(der), inner;
	struct span modulus;
	unsigned int bits;

	inner = reader_of(read_element(&outer, DER_SEQUENCE));
	modulus = read_element(&inner, DER_INTEGER);
	read_element(&inner, DER_INTEGER);
	if (outer.bad || inner.bad)
		return 0;
	while (modulus.size > 0 && modulus.data[0] == '\0')
		modulus = span_part(modulus, 1, modulus.size);
	if (modulus.size == 0)
		return 0;
	bits = (unsigned int)modulus.size * 8;
	for (unsigned int top = (unsigned char)modulus.data[0]; top < 0x80;
	     top <<= 1)
		bits--;
	return bits;
}

unsigned int
dkim_rsa_bits(struct span der)
{
	struct reader outer = reader_of(der), inner;
	struct span key;
	unsigned int bits = modulus_bits(der);

	if (bits > 0)
		return bits;
	inner = reader_of(read_element(&outer, DER_SEQUENCE));
	read_element(&inner, DER_SEQUENCE);
	key = read_element(&inner, DER_BIT_STRING);
	/* The first octet counts the bits that are not used: none. */
	if (outer.bad || inner.bad || key.size == 0 || key.data[0] != '\0')
		return 0;
	return modulus_bits(span_part(key, 1, key.size));
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* RFC 4648 4, white space allowed; false for anything else in it. */
static bool
read_base64(struct span text, struct arena *a, struct span *octets)
{
	char *out = arena_get(a, text.size + 1);
	uint32_t word = 0;
	size_t digits = 0, padding = 0, used = 0;

	if (out == NULL)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		int value = base64_value(text.data[i]);

		if (ascii_is_space(text.data[i]))
			continue;
		padding += text.data[i] == '=';
		if (text.data[i] == '=')
			continue;
		if (value < 0 || padding > 0)
			return false;
		word = (word << 6 | (uint32_t)value) & 0xffffff;
		digits++;
		/* After the second, third and fourth digit of each group. */
		if (digits % 4 != 1)
			out[used++] =
			    (char)(unsigned char)(word >> (digits % 4 == 2 ? 4
							      : digits % 4 == 3
								  ? 2
								  : 0));
	}
	*octets = (struct span){ out, used };
	return digits % 4 != 1 && (digits + padding) % 4 == 0 && padding < 3;
}

static void
note(struct dkim_run *r, enum finding_id id, struct span what)
{
	what.size = what.size > SUBJECT_MAX ? SUBJECT_MAX : what.size;
	findings_add(&r->findings, r->arena, id,
	    span_of(arena_format(r->arena, "%s%s%.*s", r->key->name,
		what.size > 0 ? ": " : "", SPAN_ARGUMENTS(what))));
}

static enum dkim_key_status
noted(struct dkim_run *r, enum finding_id id, enum dkim_key_status status)
{
	note(r, id, SPAN_NONE);
	return status;
}

/* Whether a list with colons between holds the word. */
static bool
has_word(struct span list, struct span word)
{
	while (list.size > 0) {
		if (span_equal_nocase(span_trim(span_next(&list, ':')), word))
			return true;
	}
	return false;
}

static enum dkim_key_status
judge_rsa(struct dkim_run *r, struct span der)
{
	r->key->bits = dkim_rsa_bits(der);
	if (r->key->bits == 0)
		return noted(r, FINDING_DKIM_KEY_UNREADABLE, DKIM_KEY_BAD);
	if (r->key->bits < DKIM_RSA_LEAST)
		return noted(r, FINDING_DKIM_KEY_TOO_SHORT, DKIM_KEY_BAD);
	if (r->key->bits < DKIM_RSA_WANTED)
		note(r, FINDING_DKIM_KEY_SHORT,
		    span_of(arena_format(r->arena, "%u bits", r->key->bits)));
	return DKIM_KEY_OK;
}

static enum dkim_key_status
judge_key(struct dkim_run *r, struct span p)
{
	struct span type = span_of(r->key->type), octets;

	if (p.size == 0)
		return noted(r, FINDING_DKIM_KEY_REVOKED, DKIM_KEY_REVOKED);
	if (!read_base64(p, r->arena, &octets))
		return noted(r, FINDING_DKIM_KEY_UNREADABLE, DKIM_KEY_BAD);
	if (span_equal(type, SPAN("rsa")))
		return judge_rsa(r, octets);
	if (!span_equal(type, SPAN("ed25519"))) {
		note(r, FINDING_DKIM_KEY_TYPE, type);
		return DKIM_KEY_BAD;
	}
	/* RFC 8463 4. */
	if (octets.size != ED25519_SIZE)
		return noted(r, FINDING_DKIM_KEY_UNREADABLE, DKIM_KEY_BAD);
	r->key->bits = ED25519_SIZE * 8;
	return DKIM_KEY_OK;
}

static void
check_tags(struct dkim_run *r, struct span record)
{
	struct tag tag;

	while (tag_next(&record, &tag)) {
		if (!tag.well)
			note(r, FINDING_DKIM_KEY_TAG, tag.value);
	}
}

/* RFC 6376 3.6.1: v is not needed, but comes first when it is there. */
static bool
has_wrong_version(struct span record)
{
	struct span version = tag_find(record, SPAN("v"));

	return version.data != NULL && !tag_has_version(record, SPAN("DKIM1"));
}

static enum dkim_key_status
judge_record(struct dkim_run *r, struct span record)
{
	struct span p = tag_find(record, SPAN("p"));
	struct span hashes = tag_find(record, SPAN("h"));
	struct span service = tag_find(record, SPAN("s"));
	struct span flags = tag_find(record, SPAN("t"));
	struct span type = tag_find(record, SPAN("k"));

	r->key->record = arena_text(r->arena, record);
	r->key->type = type.size > 0 ? arena_text(r->arena, type) : "rsa";
	r->key->testing = has_word(flags, SPAN("y"));
	r->key->strict = has_word(flags, SPAN("s"));
	check_tags(r, record);
	if (has_wrong_version(record))
		return noted(r, FINDING_DKIM_KEY_VERSION, DKIM_KEY_BAD);
	if (p.data == NULL)
		return noted(r, FINDING_DKIM_KEY_NONE, DKIM_KEY_BAD);
	if (r->key->testing)
		note(r, FINDING_DKIM_KEY_TESTING, SPAN_NONE);
	/* RFC 8301 3.1: SHA-1 must not be used. */
	if (hashes.data != NULL && !has_word(hashes, SPAN("sha256")))
		return noted(r, FINDING_DKIM_KEY_HASH, DKIM_KEY_BAD);
	if (service.data != NULL && !has_word(service, SPAN("*")) &&
	    !has_word(service, SPAN("email")))
		return noted(r, FINDING_DKIM_KEY_SERVICE, DKIM_KEY_BAD);
	return judge_key(r, p);
}

/* What stands there and is about keys; RFC 6376 3.6.2.2 leaves several to
 * chance. */
static enum dkim_key_status
judge_answer(struct dkim_run *r, const struct answer *answer)
{
	struct span record = SPAN_NONE;
	size_t count = 0;

	for (size_t i = 0; i < answer->count; i++) {
		struct span text = answer->records[i].data;

		if (tag_find(text, SPAN("p")).data == NULL &&
		    !tag_has_version(text, SPAN("DKIM1")))
			continue;
		if (count++ == 0)
			record = text;
	}
	if (count == 0)
		return noted(r, FINDING_DKIM_KEY_MISSING, DKIM_KEY_MISSING);
	if (count > 1)
		note(r, FINDING_DKIM_KEY_SEVERAL, SPAN_NONE);
	return judge_record(r, record);
}

static enum dkim_key_status
judge(struct dkim_run *r, const struct answer *answer)
{
	switch (answer->status) {
	case ANSWER_OK:
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
		return judge_answer(r, answer);
	case ANSWER_SERVFAIL:
	case ANSWER_TIMEOUT:
	case ANSWER_MALFORMED:
	case ANSWER_LOOP:
		break;
	}
	return noted(r, FINDING_DKIM_KEY_TEMPERROR, DKIM_KEY_TEMPERROR);
}

bool
dkim_key_find(struct view *v, struct span selector, struct span domain,
    struct arena *a, struct dkim_key *key, struct findings *findings)
{
	struct dkim_run r = { .arena = a, .key = key };
	static const struct answer no_name = { .status = ANSWER_NXDOMAIN };
	const struct answer *answer = &no_name;
	struct name name;

	*key = (struct dkim_key){ .record = "", .type = "" };
	key->name = arena_format(a, "%.*s._domainkey.%.*s",
	    SPAN_ARGUMENTS(selector), SPAN_ARGUMENTS(domain));
	if (selector.size > 0 && name_from_octets(span_of(key->name), &name))
		answer = view_ask(v, &name, RECORD_TXT);
	if (answer == NULL)
		return false;
	key->status = judge(&r, answer);
	findings_add_all(findings, a, &r.findings);
	return true;
}
