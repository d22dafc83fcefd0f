#include "diagnosis/matcher_index.h"

#include <string.h>

/* Stems one after the other; what they have is counted only while there is no
 * room for it yet. */
struct joiner {
	const struct matcher *m;
	uint16_t *gates;
	size_t count;
};

/*
 * The gates of uses first..end: each once, for they are in order. Returns how
 * many rounds more there are than are kept in `here`; `none` stands for those
 * that are missing.
 */
static size_t
put_gates(struct joiner *j, size_t first, size_t end, uint16_t none,
    uint16_t here[GATES_HERE])
{
	size_t count = 0, begin = j->count;

	for (size_t i = first; i < end; i++) {
		uint16_t gate = j->m->uses[i].gate;

		if (i > first && gate == j->m->uses[i - 1].gate)
			continue;
		if (count < GATES_HERE)
			here[count++] = gate;
		else if (j->gates != NULL)
			j->gates[j->count++] = gate;
		else
			j->count++;
	}
	while (count < GATES_HERE)
		here[count++] = none;
	for (; j->count % GATES_ROUND != 0; j->count++) {
		if (j->gates != NULL)
			j->gates[j->count] = none;
	}
	return (j->count - begin) / GATES_ROUND;
}

/* False if a number of it has no room. */
static bool
join(struct joiner *j, struct stem *stem)
{
	size_t more = j->count / GATES_ROUND, through, opens;

	through =
	    put_gates(j, stem->later, stem[1].use, GATE_SHUT, stem->through);
	opens =
	    put_gates(j, stem->first, stem->later, GATE_NOWHERE, stem->opens);
	stem->more = through + opens > 0 ? (uint16_t)more : 0;
	stem->through_rounds = (uint16_t)through;
	stem->opens_rounds = (uint16_t)opens;
	return more + through + opens <= UINT16_MAX;
}

/* The first round is none of any stem's. */
static bool
join_all(struct joiner *j, struct stem *stems)
{
	bool well = true;

	j->count = GATES_ROUND;
	for (size_t i = NO_STEM; i < j->m->stem_count; i++)
		well &= join(j, &stems[i]);
	return well;
}

bool
matcher_join(struct matcher *m, struct stem *stems, struct arena *a)
{
	struct joiner j = { .m = m };

	if (!join_all(&j, stems))
		return false;
	m->more_count = (uint32_t)j.count;
	j.gates = arena_get(a, j.count * sizeof *j.gates);
	if (j.gates == NULL)
		return false;
	m->gates = j.gates;
	return join_all(&j, stems);
}
