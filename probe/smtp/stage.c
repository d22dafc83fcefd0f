#include "smtp/dialog.h"

static const struct {
	const char *word;
	uint32_t ceiling, usual;
} stages[] = {
#define X(id, word, ceiling, usual) [id] = { word, ceiling, usual },
	STAGES(X)
#undef X
};

const char *
stage_word(enum stage stage)
{
	return stages[stage].word;
}

bool
stage_from_word(struct span word, enum stage *stage)
{
	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
		if (span_equal_nocase(span_of(stages[i].word), word)) {
			*stage = (enum stage)i;
			return true;
		}
	}
	return false;
}

uint32_t
stage_timeout(enum stage stage, uint32_t timeout)
{
	/* An answer to QUIT is never worth a longer wait. */
	if (timeout == 0 || stage == STAGE_QUIT)
		return stages[stage].usual;
	return timeout < stages[stage].ceiling ? timeout
					       : stages[stage].ceiling;
}
