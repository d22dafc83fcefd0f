#include "report/sender_json.h"

#include "report/check_json.h"
#include "report/record_text.h"

static void
ip_json(struct json *j, const char *key, const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	json_word(j, key, ip_format(ip, text));
}

static void
addresses_json(struct json *j, const struct ip *addresses, size_t count)
{
	json_begin_array(j, "addresses");
	for (size_t i = 0; i < count; i++)
		ip_json(j, NULL, &addresses[i]);
	json_end_array(j);
}

static void
names_json(struct json *j, const struct ptr *ptr, const char *key,
    bool (*fits)(const struct ptr_name *name))
{
	json_begin_array(j, key);
	for (size_t i = 0; i < ptr->count; i++) {
		if (fits(&ptr->names[i]))
			json_word(j, NULL, ptr->names[i].name);
	}
	json_end_array(j);
}

static bool
any(const struct ptr_name *name)
{
	(void)name;
	return true;
}

static bool
confirmed(const struct ptr_name *name)
{
	return name->confirmed;
}

static bool
generic(const struct ptr_name *name)
{
	return name->generic != NULL;
}

static void
ptr_json(struct json *j, const struct ptr *ptr)
{
	json_begin_object(j, "ptr");
	json_word(j, "status", ptr_status_word(ptr->status));
	json_word(j, "reverse", ptr->reverse);
	if (ptr->contact != NULL) {
		json_word(j, "zone", ptr->zone);
		json_word(j, "contact", ptr->contact);
	}
	names_json(j, ptr, "names", any);
	names_json(j, ptr, "confirmed", confirmed);
	names_json(j, ptr, "generic", generic);
	json_end_object(j);
}

static void
lookup_json(struct json *j, const struct spf_lookup *lookup, struct arena *a)
{
	const struct answer *answer = lookup->answer;

	json_begin_object(j, NULL);
	json_text(j, "name", lookup->name);
	json_word(j, "type", record_type_word(lookup->type));
	json_word(j, "answer",
	    answer != NULL ? answer_status_word(answer->status) : "");
	json_begin_array(j, "records");
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		json_text(j, NULL, record_text(answer, lookup->type, i, a));
	json_end_array(j);
	json_end_object(j);
}

static void
step_json(struct json *j, const struct spf_step *step, struct arena *a)
{
	json_begin_object(j, NULL);
	json_number(j, "depth", step->depth);
	json_text(j, "domain", step->domain);
	json_text(j, "term", step->term);
	json_word(j, "outcome", spf_outcome_word(step->outcome));
	json_begin_array(j, "lookups");
	for (size_t i = 0; i < step->lookup_count; i++)
		lookup_json(j, &step->lookups[i], a);
	json_end_array(j);
	json_end_object(j);
}

static void
spf_json(
    struct json *j, const char *key, const struct spf *spf, struct arena *a)
{
	json_begin_object(j, key);
	json_word(j, "result", spf_result_word(spf->result));
	json_word(j, "domain", spf->domain);
	json_word(j, "explanation", spf->explanation);
	json_word(j, "mechanism", spf->mechanism);
	json_word(j, "problem", spf->problem);
	json_number(j, "lookups", spf->lookups);
	json_number(j, "void_lookups", spf->voids);
	json_begin_array(j, "trace");
	for (size_t i = 0; i < spf->step_count; i++)
		step_json(j, &spf->steps[i], a);
	json_end_array(j);
	json_end_object(j);
}

static void
helo_json(struct json *j, const struct survey *s, struct arena *a)
{
	json_begin_object(j, "helo");
	if (s->has_helo) {
		json_word(j, "name", s->helo.name);
		json_word(j, "status", helo_status_word(s->helo.status));
		json_bool(j, "is_ptr", s->helo.is_ptr);
		addresses_json(j, s->helo.addresses, s->helo.address_count);
		spf_json(j, "spf", &s->spf_helo, a);
	}
	json_end_object(j);
}

/* The identity that counts: the sender's when it is given, else HELO's
 * (RFC 7208 2.4). */
static void
main_spf_json(struct json *j, const struct survey *s, struct arena *a)
{
	static const struct spf none = {
		.domain = "", .explanation = "", .mechanism = "", .problem = ""
	};

	if (s->has_sender)
		spf_json(j, "spf", &s->spf, a);
	else
		spf_json(j, "spf", s->has_helo ? &s->spf_helo : &none, a);
}

static void
dmarc_json(struct json *j, const struct dmarc *d)
{
	json_begin_object(j, "dmarc");
	json_word(j, "status", dmarc_status_word(d->status));
	json_word(j, "domain", d->domain);
	json_word(j, "record_domain", d->record_domain);
	json_word(j, "record", d->record);
	json_word(j, "policy", dmarc_policy_word(d->policy));
	json_word(j, "organizational_domain", d->organizational);
	json_bool(j, "spf_aligned", d->spf_aligned);
	json_bool(j, "strict_spf", d->strict_spf);
	json_bool(j, "strict_dkim", d->strict_dkim);
	json_end_object(j);
}

static void
key_json(struct json *j, const struct dkim_key *key)
{
	json_begin_object(j, "dkim");
	json_word(j, "name", key->name);
	json_word(j, "status", dkim_key_status_word(key->status));
	json_word(j, "type", key->type);
	json_number(j, "bits", key->bits);
	json_word(j, "record", key->record);
	json_end_object(j);
}

static void
list_json(struct json *j, const struct dnsbl *list)
{
	json_begin_object(j, NULL);
	json_word(j, "zone", list->zone);
	json_word(j, "status", dnsbl_status_word(list->status));
	json_word(j, "title", list->title);
	json_begin_array(j, "codes");
	for (size_t i = 0; i < list->code_count; i++) {
		json_begin_object(j, NULL);
		ip_json(j, "code", &list->codes[i].ip);
		json_word(j, "meaning", list->codes[i].meaning);
		json_end_object(j);
	}
	json_end_array(j);
	json_begin_array(j, "texts");
	for (size_t i = 0; i < list->text_count; i++)
		json_word(j, NULL, list->texts[i]);
	json_end_array(j);
	json_word(j, "removal", list->removal);
	json_end_object(j);
}

static void
sender_domain_json(struct json *j, const struct survey *s)
{
	if (s->has_route) {
		json_begin_object(j, "sender_domain");
		json_text(j, "name", s->sender_domain);
		json_word(j, "mx", route_status_word(s->route.status));
		json_end_object(j);
	}
	if (s->has_key)
		key_json(j, &s->key);
}

void
sender_json(const struct survey *s, struct arena *a, struct buf *out)
{
	struct json j = { .out = out };

	json_begin_object(&j, NULL);
	json_word(&j, "schema", "smtpprobe.sender/1");
	ip_json(&j, "ip", &s->ip);
	json_word(&j, "kind", ip_kind_word(s->kind));
	ptr_json(&j, &s->ptr);
	main_spf_json(&j, s, a);
	helo_json(&j, s, a);
	json_begin_array(&j, "dnsbl");
	for (size_t i = 0; i < s->list_count; i++)
		list_json(&j, &s->lists[i]);
	json_end_array(&j);
	if (s->has_sender)
		dmarc_json(&j, &s->dmarc);
	sender_domain_json(&j, s);
	findings_json(&j, &s->findings, a);
	json_end_object(&j);
	buf_add_octet(out, '\n');
}
