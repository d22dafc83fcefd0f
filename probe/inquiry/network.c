#include "inquiry/network.h"

const char *
network_error_word(enum network_error e)
{
	static const char *const words[] = {
#define X(id, word, in_words) [id] = (word),
		NETWORK_ERRORS(X)
#undef X
	};

	return words[e];
}

const char *
network_error_in_words(enum network_error e)
{
	static const char *const words[] = {
#define X(id, word, in_words) [id] = (in_words),
		NETWORK_ERRORS(X)
#undef X
	};

	return words[e];
}
