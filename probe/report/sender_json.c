#include "report/sender_json.h"

#include "report/check_json.h"

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
	names_json(j, ptr, "names", any);
	names_json(j, ptr, "confirmed", confirmed);
	names_json(j, ptr, "generic", generic);
	json_end_object(j);
}

static void
lookup_json(struct json *j, const struct spf_lookup *lookup)
{
	json_begin_object(j, NULL);
	json_text(j, "name", lookup->name);
	json_word(j, "type", record_type_word(lookup->type));
	if (lookup->answer != NULL) {
		json_word(
		    j, "answer", answer_status_word(lookup->answer->status));
		json_number(j, "records", (int64_t)lookup->answer->count);
	}
	json_end_object(j);
}

static void
step_json(struct json *j, const struct spf_step *step)
{
	json_begin_object(j, NULL);
	json_number(j, "depth", step->depth);
	json_text(j, "domain", step->domain);
	json_text(j, "term", step->term);
	json_word(j, "outcome", spf_outcome_word(step->outcome));
	json_begin_array(j, "lookups");
	for (size_t i = 0; i < step->lookup_count; i++)
		lookup_json(j, &step->lookups[i]);
	json_end_array(j);
	json_end_object(j);
}

static void
spf_json(struct json *j, const char *key, const struct spf *spf)
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
		step_json(j, &spf->steps[i]);
	json_end_array(j);
	json_end_object(j);
}

static void
helo_json(struct json *j, const struct survey *s)
{
	json_begin_object(j, "helo");
	if (s->has_helo) {
		json_word(j, "name", s->helo.name);
		json_word(j, "status", helo_status_word(s->helo.status));
		json_bool(j, "is_ptr", s->helo.is_ptr);
		addresses_json(j, s->helo.addresses, s->helo.address_count);
		spf_json(j, "spf", &s->spf_helo);
	}
	json_end_object(j);
}

/* The identity that counts: the sender's when it is given, else HELO's
 * (RFC 7208 2.4). */
static void
main_spf_json(struct json *j, const struct survey *s)
{
	static const struct spf none = {
		.domain = "", .explanation = "", .mechanism = "", .problem = ""
	};

	if (s->has_sender)
		spf_json(j, "spf", &s->spf);
	else
		spf_json(j, "spf", s->has_helo ? &s->spf_helo : &none);
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
	main_spf_json(&j, s);
	helo_json(&j, s);
	if (s->has_route) {
		json_begin_object(&j, "sender_domain");
		json_text(&j, "name", s->sender_domain);
		json_word(&j, "mx", route_status_word(s->route.status));
		json_end_object(&j);
	}
	findings_json(&j, &s->findings, a);
	json_end_object(&j);
	buf_add_octet(out, '\n');
}
