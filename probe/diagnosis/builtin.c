#include "diagnosis/builtin.h"

#include "diagnosis/rows.h"

static bool
has_text(const struct span extra[TABLE_COUNT])
{
	for (int i = 0; extra != NULL && i < TABLE_COUNT; i++) {
		if (extra[i].size > 0)
			return true;
	}
	return false;
}

struct tables *
tables_new(const struct span extra[TABLE_COUNT], struct trouble *trouble)
{
	return has_text(extra) ? tables_build(extra, &tables_compiled, trouble)
			       : &tables_compiled;
}
