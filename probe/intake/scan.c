#include "intake/scan.h"

bool
scan_after(struct span text, struct span mark, struct span *rest)
{
	size_t at = span_search(text, mark);

	if (at == text.size)
		return false;
	*rest = span_part(text, at + mark.size, text.size);
	return true;
}

bool
scan_after_last(struct span text, struct span mark, struct span *rest)
{
	struct span here = text;
	bool found = false;

	while (scan_after(here, mark, &here)) {
		*rest = here;
		found = true;
	}
	return found;
}

struct span
scan_until(struct span text, struct span mark)
{
	return span_part(text, 0, span_search(text, mark));
}

struct span
scan_value(struct span text, struct span mark, struct span end)
{
	struct span rest;

	if (!scan_after(text, mark, &rest))
		return SPAN_NONE;
	return scan_until(rest, end);
}

struct span
scan_last_word(struct span text)
{
	size_t begin = text.size;

	while (begin > 0 && text.data[begin - 1] != ' ')
		begin--;
	return span_part(text, begin, text.size);
}

struct span
scan_address(struct span text)
{
	text = span_trim(text);
	if (text.size > 1 && text.data[0] == '<' &&
	    text.data[text.size - 1] == '>')
		return span_part(text, 1, text.size - 1);
	return text;
}

struct span
scan_angle(struct span text)
{
	return scan_value(text, SPAN("<"), SPAN(">"));
}

bool
scan_is_code(struct span text)
{
	if (text.size < 3 || text.data[0] < '2' || text.data[0] > '5' ||
	    !ascii_is_digit(text.data[1]) || !ascii_is_digit(text.data[2]))
		return false;
	return text.size == 3 || text.data[3] == ' ' || text.data[3] == '-' ||
	       text.data[3] == '#';
}

struct span
scan_continuation(struct span line)
{
	struct enhanced enhanced;
	size_t size;

	if (!scan_is_code(line))
		return line;
	line = span_part(line, 4, line.size);
	size = enhanced_read(line, &enhanced);
	if (size < line.size && line.data[size] == ' ')
		size++;
	return span_part(line, size, line.size);
}

bool
scan_stage(struct span words, enum stage *stage)
{
	static const struct {
		struct span word;
		enum stage stage;
	} known[] = {
		{ { "RCPT", 4 }, STAGE_RCPT },
		{ { "MAIL", 4 }, STAGE_MAIL },
		{ { "end of", 6 }, STAGE_MESSAGE },
		{ { "end-of", 6 }, STAGE_MESSAGE },
		{ { "data", 4 }, STAGE_MESSAGE },
		{ { "message", 7 }, STAGE_MESSAGE },
		{ { "EHLO", 4 }, STAGE_EHLO },
		{ { "HELO", 4 }, STAGE_HELO },
		{ { "STARTTLS", 8 }, STAGE_STARTTLS },
		{ { "TLS", 3 }, STAGE_TLS },
		{ { "AUTH", 4 }, STAGE_AUTH },
		{ { "VRFY", 4 }, STAGE_RCPT },
		{ { "CONNECT", 7 }, STAGE_BANNER },
		{ { "initial connection", 18 }, STAGE_BANNER },
		{ { "QUIT", 4 }, STAGE_QUIT },
		{ { "RSET", 4 }, STAGE_RSET },
	};

	words = span_trim(words);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!span_starts_nocase(words, known[i].word))
			continue;
		*stage = known[i].stage;
		return true;
	}
	return false;
}
