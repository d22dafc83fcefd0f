#include "inquiry/result.h"

#include "inquiry/attempt.h"

const char *
bearing_word(enum bearing b)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		BEARINGS(X)
#undef X
	};

	return words[b];
}

int
result_exit_status(const struct result *r)
{
	enum { DOMAIN_TAKES_NO_MAIL = 68 };

	if (r->verdict == VERDICT_UNDELIVERABLE &&
	    r->reading.about == ABOUT_DOMAIN)
		return DOMAIN_TAKES_NO_MAIL;
	return verdict_exit_status(r->verdict);
}

bool
result_control(
    const struct result *r, bool *accepted, const struct reply **reply)
{
	const struct dialog_recipient *recipient;

	if (r->decisive == NULL || r->decisive->control == NULL)
		return false;
	recipient = &r->decisive->control->recipients[0];
	if (!recipient->answered)
		return false;
	*accepted = reply_class(&recipient->reply) == 2;
	*reply = &recipient->reply;
	return true;
}
