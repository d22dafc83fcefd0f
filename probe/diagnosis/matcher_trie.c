#include "diagnosis/matcher_index.h"

#include "base/memory.h"

#include <string.h>

/*
 * A double array (Aoe, 1989) in one: the children of all nodes lie between one
 * another's. For the children of a node a place is looked for at which each of
 * them falls on a free node; no two nodes have their children at the same
 * place, so that the label alone tells whose child a node is.
 */
enum { OCTETS = 256, TRIES_MAX = 100 };

static const size_t room_least = 1 << 15, room_most = 1 << 22; /* nodes */

struct planter {
	struct matcher *m;
	struct stem *stems; /* m's */
	struct node *nodes;
	struct slot {
		uint32_t next, last; /* free ones; the first 256 are none */
		bool taken;          /* as a place: it is some node's */
	} * slots;
	size_t room;
	size_t top; /* above it all are free, and not in the list */
	bool failed;
};

/* Stems first..end have their first `depth` octets in common. */
struct bough {
	size_t first, end, depth;
};

/* While stems are planted, their tails are all of them. */
static unsigned char
octet_of(const struct matcher *m, size_t stem, size_t depth)
{
	return m->octets[m->stems[stem].tail + depth];
}

/* Room for children at `place`, whatever their octets. */
static bool
make_room(struct planter *p, size_t place)
{
	size_t room = p->room;
	void *grown;

	if (place + OCTETS <= room)
		return true;
	room = room == 0 ? room_least : room * 2;
	p->failed = room > room_most;
	if (p->failed)
		return false;
	grown = memory_resize(p->nodes, room * sizeof *p->nodes);
	if (grown != NULL) {
		p->nodes = grown;
		grown = memory_resize(p->slots, room * sizeof *p->slots);
	}
	p->failed = grown == NULL;
	if (p->failed)
		return false;
	p->slots = grown;
	for (size_t i = p->room; i < room; i++) {
		p->nodes[i] = (struct node){ .label = LABEL_FREE };
		p->slots[i] = (struct slot){ 0, 0, false };
	}
	p->room = room;
	return true;
}

/* The free nodes below the top are a ring, of which slot 0 is the beginning. */
static void
link_slots(struct planter *p, size_t before, size_t after)
{
	p->slots[before].next = (uint32_t)after;
	p->slots[after].last = (uint32_t)before;
}

/* All up to the node come below the top. */
static void
raise_top(struct planter *p, size_t node)
{
	for (; p->top <= node; p->top++) {
		link_slots(p, p->slots[0].last, p->top);
		link_slots(p, p->top, 0);
	}
}

static void
take_node(struct planter *p, size_t node, unsigned char label)
{
	raise_top(p, node);
	link_slots(p, p->slots[node].last, p->slots[node].next);
	p->nodes[node].label = label;
}

static bool
fits(const struct planter *p, size_t place, const unsigned char *labels,
    size_t count)
{
	if (p->slots[place].taken)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (p->nodes[place + labels[i]].label != LABEL_FREE)
			return false;
	}
	return true;
}

/* Where the children with these labels can be; behind all others after some
 * tries. Nothing of use when there is no room. */
static size_t
find_place(struct planter *p, const unsigned char *labels, size_t count)
{
	size_t at = p->slots[0].next, place;

	for (int tries = 0; at != 0 && tries < TRIES_MAX; tries++) {
		place = at - labels[0];
		if (at >= (size_t)OCTETS + labels[0] && make_room(p, place) &&
		    fits(p, place, labels, count))
			return place;
		at = p->slots[at].next;
	}
	for (place = p->top; make_room(p, place); place++) {
		if (!p->slots[place].taken)
			return place;
	}
	return 0;
}

static size_t
list_labels(const struct planter *p, struct bough b, unsigned char *labels)
{
	size_t count = 0;

	for (size_t i = b.first; i < b.end; i++) {
		unsigned char octet = octet_of(p->m, i, b.depth);

		if (count == 0 || labels[count - 1] != octet)
			labels[count++] = octet;
	}
	return count;
}

/* The stems of b that have the octet of the first one. */
static struct bough
first_branch(const struct planter *p, struct bough b)
{
	unsigned char octet = octet_of(p->m, b.first, b.depth);
	size_t end = b.first + 1;

	while (end < b.end && octet_of(p->m, end, b.depth) == octet)
		end++;
	return (struct bough){ b.first, end, b.depth + 1 };
}

static void
set_known(struct stem *stem, size_t depth)
{
	size_t rest = stem->size - depth;

	stem->known = (uint16_t)depth;
	stem->tail += (uint32_t)depth;
	stem->asked = (uint16_t)((1u << (rest < 16 ? rest : 16)) - 1);
}

/* Node `at` becomes that of the bough, and all below it. The root never has a
 * stem of its own, so that no walk need ask it. */
static void
grow(struct planter *p, size_t at, struct bough b)
{
	bool alone = b.end - b.first == 1 && b.depth > 0;
	unsigned char labels[OCTETS];
	size_t place, count;

	if (alone || p->stems[b.first].size == b.depth) {
		set_known(&p->stems[b.first], b.depth);
		p->nodes[at].stem = (uint16_t)b.first++;
	}
	if (b.first == b.end)
		return;
	count = list_labels(p, b, labels);
	place = find_place(p, labels, count);
	if (p->failed)
		return;
	p->slots[place].taken = true;
	p->nodes[at].children = (uint32_t)place;
	for (size_t i = 0; i < count; i++)
		take_node(p, place + labels[i], labels[i]);
	while (b.first < b.end && !p->failed) {
		struct bough branch = first_branch(p, b);

		grow(p, place + octet_of(p->m, b.first, b.depth), branch);
		b.first = branch.end;
	}
}

/* As many as a walk can come to: up to `top`, and one octet's reach more. */
static bool
keep(struct planter *p, struct arena *a)
{
	size_t count = p->top + OCTETS;
	struct node *kept = NULL;

	if (make_room(p, p->top))
		kept = arena_get(a, count * sizeof *kept);
	if (kept == NULL)
		return false;
	memcpy(kept, p->nodes, count * sizeof *kept);
	p->m->nodes = kept;
	p->m->node_count = (uint32_t)count;
	return true;
}

bool
matcher_plant(struct matcher *m, struct stem *stems, struct arena *a)
{
	struct planter p = { .m = m, .stems = stems, .top = OCTETS };
	bool well = make_room(&p, OCTETS);

	if (well && m->stem_count > NO_STEM + 1) {
		grow(&p, 0, (struct bough){ NO_STEM + 1, m->stem_count, 0 });
		well = !p.failed;
	}
	well = well && keep(&p, a);
	memory_free(p.nodes);
	memory_free(p.slots);
	return well;
}
