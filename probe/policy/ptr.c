#include "policy/ptr.h"

#include "policy/reverse.h"

struct naming {
	struct view *view;
	const struct ip *ip;
	struct arena *arena;
	struct findings findings;
	struct ptr *ptr;
	bool pending;
};

const char *
ptr_status_word(enum ptr_status status)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		PTR_STATUSES(X)
#undef X
	};

	return words[status];
}

const char *
ptr_confirmed(const struct ptr *ptr)
{
	for (size_t i = 0; i < ptr->count; i++) {
		if (ptr->names[i].confirmed)
			return ptr->names[i].name;
	}
	return NULL;
}

static void
note(struct naming *n, enum finding_id id, const char *subject)
{
	findings_add(&n->findings, n->arena, id, span_of(subject));
}

static const char *
name_text(struct arena *a, const struct name *name)
{
	char text[NAME_TEXT_MAX];

	name_format(name, text);
	for (char *c = text; *c != '\0'; c++)
		*c = ascii_lower(*c);
	return arena_text(a, span_of(text));
}

static const char *
ip_text(const struct naming *n)
{
	char text[IP_TEXT_MAX];

	return arena_text(n->arena, span_of(ip_format(n->ip, text)));
}

static bool
is_temporary(enum answer_status status)
{
	return status == ANSWER_SERVFAIL || status == ANSWER_TIMEOUT ||
	       status == ANSWER_MALFORMED;
}

static void
take_addresses(
    struct naming *n, struct ptr_name *name, const struct answer *answer)
{
	struct ip *kept;

	name->status = answer->status;
	for (size_t i = 0; i < answer->count; i++) {
		const struct ip *ip = &answer->records[i].ip;

		name->confirmed = name->confirmed || ip_equal(ip, n->ip);
		if (name->address_count == PTR_ADDRESSES_MAX)
			continue;
		kept = arena_append(n->arena, name->addresses,
		    &name->address_count, sizeof *kept);
		if (kept == NULL)
			return;
		name->addresses = kept;
		kept[name->address_count - 1] = *ip;
	}
}

/* RFC 1123 2.1, and a dot in it: what no host can be called. */
static bool
is_host_name(struct span name)
{
	struct ip ip;

	if (ip_parse(name, &ip) || name.data[0] == '.' ||
	    span_find(name, '.') == name.size)
		return false;
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];

		if (!ascii_is_letter(c) && !ascii_is_digit(c) && c != '-' &&
		    c != '.' && c != '_')
			return false;
	}
	return true;
}

/* The root is nobody's name, and is not asked about. */
static const struct answer *
ask(struct naming *n, const struct name *name)
{
	static const struct answer nothing = { .status = ANSWER_NXDOMAIN };

	if (name->size == 1)
		return &nothing;
	return view_ask(
	    n->view, name, n->ip->family == IP_V4 ? RECORD_A : RECORD_AAAA);
}

static void
add_name(struct naming *n, const struct name *target)
{
	const struct answer *answer = ask(n, target);
	struct ptr_name *names;
	struct ptr_name name = { .name = name_text(n->arena, target) };

	if (answer == NULL) {
		n->pending = true;
		return;
	}
	take_addresses(n, &name, answer);
	name.generic = ptr_generic_sign(n->ip, span_of(name.name));
	if (!is_host_name(span_of(name.name)))
		note(n, FINDING_PTR_BAD_NAME, name.name);
	names = arena_append(
	    n->arena, n->ptr->names, &n->ptr->count, sizeof *names);
	if (names == NULL)
		return;
	n->ptr->names = names;
	names[n->ptr->count - 1] = name;
}

/* RFC 8601 2.7.3: a failure that may pass is no "no". */
static enum ptr_status
status_of_names(const struct ptr *ptr)
{
	bool temporary = false;

	if (ptr_confirmed(ptr) != NULL)
		return PTR_OK;
	for (size_t i = 0; i < ptr->count; i++)
		temporary = temporary || is_temporary(ptr->names[i].status);
	return temporary ? PTR_TEMPERROR : PTR_MISMATCH;
}

static enum ptr_status
status_of(struct naming *n, const struct answer *answer)
{
	switch (answer->status) {
	case ANSWER_OK:
		return status_of_names(n->ptr);
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
	case ANSWER_LOOP:
		return PTR_MISSING;
	case ANSWER_SERVFAIL:
	case ANSWER_TIMEOUT:
	case ANSWER_MALFORMED:
		break;
	}
	return PTR_TEMPERROR;
}

/* A registry hands out less than what two octets or six half octets name, to
 * whom it then says that the zone is theirs. */
static bool
is_of_owner(const struct naming *n, const struct name *zone)
{
	size_t octets = n->ip->family == IP_V4 ? 2 : 6;

	return name_labels(zone) >= octets + 2;
}

static void
note_owner(struct naming *n, const struct answer *answer)
{
	char text[NAME_TEXT_MAX];

	if (answer->zone == NULL || answer->contact == NULL ||
	    !name_is_below(answer->owner, answer->zone) ||
	    !is_of_owner(n, answer->zone) ||
	    name_format_mailbox(answer->contact, text) == NULL)
		return;
	n->ptr->contact = arena_text(n->arena, span_of(text));
	n->ptr->zone = name_text(n->arena, answer->zone);
}

static void
note_status(struct naming *n)
{
	switch (n->ptr->status) {
	case PTR_MISSING:
		note(n, FINDING_PTR_MISSING, ip_text(n));
		break;
	case PTR_MISMATCH:
		note(n, FINDING_PTR_MISMATCH, ip_text(n));
		break;
	case PTR_TEMPERROR:
		note(n, FINDING_PTR_TEMPERROR, ip_text(n));
		break;
	case PTR_OK:
		break;
	}
}

static void
note_names(struct naming *n)
{
	for (size_t i = 0; i < n->ptr->count; i++) {
		const struct ptr_name *name = &n->ptr->names[i];

		if (name->generic != NULL)
			note(n, FINDING_PTR_GENERIC,
			    arena_format(
				n->arena, "%s: %s", name->name, name->generic));
		if (n->ptr->status == PTR_OK && !name->confirmed)
			note(n, FINDING_PTR_NAME_UNCONFIRMED, name->name);
	}
}

bool
ptr_find(struct view *v, const struct ip *ip, struct arena *a, struct ptr *ptr,
    struct findings *findings)
{
	struct ip plain = ip_unmapped(ip);
	struct naming n = { .view = v, .ip = &plain, .arena = a, .ptr = ptr };
	const struct answer *answer;
	struct name reverse;

	reverse_name(&plain, &reverse);
	*ptr = (struct ptr){ .reverse = name_text(a, &reverse) };
	answer = view_ask(v, &reverse, RECORD_PTR);
	if (answer == NULL)
		return false;
	for (size_t i = 0; i < answer->count && i < PTR_NAMES_MAX; i++)
		add_name(&n, answer->records[i].target);
	if (n.pending)
		return false;
	ptr->status = status_of(&n, answer);
	if (ip_kind(&plain) != IP_PUBLIC)
		note(&n, FINDING_SENDER_NOT_PUBLIC, ip_text(&n));
	if (ptr->status == PTR_MISSING)
		note_owner(&n, answer);
	note_status(&n);
	if (answer->count > PTR_NAMES_MAX)
		note(&n, FINDING_PTR_TOO_MANY, ip_text(&n));
	note_names(&n);
	findings_add_all(findings, a, &n.findings);
	return true;
}
