/*
 * survey: how the world sees an IP address as a sender of mail: its names, the
 * HELO name, SPF for both identities, the sender's domain with its DMARC record
 * and DKIM key, and blocklists. A pure function
 * of a view of the DNS.
 */
#ifndef PROBE_INQUIRY_SURVEY_H
#define PROBE_INQUIRY_SURVEY_H

#include "policy/dkim_key.h"
#include "policy/dmarc.h"
#include "policy/dnsbl.h"
#include "policy/helo.h"
#include "policy/route.h"
#include "policy/spf.h"

struct survey_request {
	struct ip ip;
	struct span helo;   /* as said; "" when not given */
	struct span sender; /* an address or a domain, as given; "" for none */
	struct span selector;     /* of a DKIM key; "" for none */
	const struct span *zones; /* of blocklists */
	size_t zone_count;
	int64_t wall; /* seconds since 1970 */
};

struct survey {
	struct ip ip;
	enum ip_kind kind;
	struct ptr ptr;
	bool has_helo;
	struct helo helo;
	struct spf spf_helo;
	bool has_sender;
	struct span sender_domain; /* behind the last @ */
	struct spf spf;            /* of the sender */
	bool has_route;            /* the domain is one that can be asked for */
	struct route route;        /* of the sender's domain: for answers */
	struct dmarc dmarc;        /* of the sender's domain, has_sender */
	bool has_key;
	struct dkim_key key;
	struct dnsbl *lists; /* as many as zones were asked for */
	size_t list_count;
	struct findings findings;
};

/*
 * False while answers are missing (the view knows which): fetch and call again.
 * The result lives in the arena; on false it is of no use.
 */
bool survey_find(struct view *v, const struct survey_request *request,
    struct arena *a, struct survey *s);

/* RFC 7208 4.6.4 gives SPF 20 seconds at least. */
enum { SURVEY_SECONDS = 20, SURVEY_ZONES_MAX = 32 };

/* Whether anything in it would make a receiver refuse or suspect mail; and
 * whether a temporary error left a question open. */
bool survey_is_bad(const struct survey *s);
bool survey_is_open(const struct survey *s);

/* Parts of it: a result of SPF that speaks against the client; that of the HELO
 * name does, beside a sender, only where it forbids it (RFC 7208 2.3). */
bool survey_spf_is_bad(const struct spf *spf);
bool survey_helo_spf_is_bad(const struct survey *s);

#endif
