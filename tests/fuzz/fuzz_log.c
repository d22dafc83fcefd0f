/*
 * Logs, pasted replies and sentences: any text. Input: the text.
 */
#include "fuzz/fuzz.h"
#include "fuzz/intake_promises.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_input(data, size);

	if (size > 1 << 15)
		return 0;
	check_intake(INPUT_LOG, text);
	check_intake(INPUT_AUTO, text);
	return 0;
}
