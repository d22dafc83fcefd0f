#include "policy/tag_list.h"

/* RFC 6376 3.2: ALPHA *( ALPHA / DIGIT / "_" ). */
static bool
is_tag_name(struct span name)
{
	if (name.size == 0 || !ascii_is_letter(name.data[0]))
		return false;
	for (size_t i = 1; i < name.size; i++) {
		if (!ascii_is_letter(name.data[i]) &&
		    !ascii_is_digit(name.data[i]) && name.data[i] != '_')
			return false;
	}
	return true;
}

bool
tag_next(struct span *list, struct tag *tag)
{
	struct span whole, rest;

	do {
		if (list->size == 0)
			return false;
		whole = span_trim(span_next(list, ';'));
	} while (whole.size == 0);
	rest = whole;
	*tag = (struct tag){ .name = span_trim(span_next(&rest, '=')) };
	tag->well =
	    is_tag_name(tag->name) && span_find(whole, '=') < whole.size;
	tag->value = tag->well ? span_trim(rest) : whole;
	return true;
}

struct span
tag_find(struct span list, struct span name)
{
	struct tag tag;

	while (tag_next(&list, &tag)) {
		if (tag.well && span_equal(tag.name, name))
			return tag.value.data != NULL ? tag.value : SPAN("");
	}
	return SPAN_NONE;
}

bool
tag_has_version(struct span list, struct span version)
{
	struct tag tag;

	return list.size > 0 && tag_next(&list, &tag) && tag.well &&
	       span_equal(tag.name, SPAN("v")) &&
	       span_equal(tag.value, version);
}
