#include "base/trouble.h"

#include <stdarg.h>
#include <stdio.h>

void
trouble_set(struct trouble *t, const char *format, ...)
{
	va_list arguments;

	if (t == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(t->text, sizeof t->text, format, arguments);
	va_end(arguments);
}
