#include "inquiry/inquiry.h"

void
inquiry_options_init(struct inquiry_options *o)
{
	*o = (struct inquiry_options){
		.level = LEVEL_MAY,
		.sni = "",
		.control = true,
		.claims = true,
		.witness = true,
		.quit_after = STAGE_QUIT,
		.total_timeout = TOTAL_TIMEOUT,
		.attempts_max = ATTEMPTS_MAX,
		.route = { .ipv4 = true, .ipv6 = true, .ipv6_first = true },
	};
}

bool
tls_level_from_word(struct span word, enum tls_level *level)
{
#define X(id, name)                                                            \
	if (span_equal(word, SPAN(name))) {                                    \
		*level = id;                                                   \
		return true;                                                   \
	}
	TLS_LEVELS(X)
#undef X
	return false;
}
