/*
 * Messages: header, MIME, delivery reports and the texts of bounces. Input: a
 * message or an mbox.
 */
#include "fuzz/fuzz.h"
#include "fuzz/intake_promises.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size <= 1 << 15)
		check_intake(INPUT_MAIL, fuzz_input(data, size));
	return 0;
}
