/* What was wrong in the reading of the tables, as it is now. */
#include "unit/expect.h"
#include "unit/read.h"

Suite *regressions_tables_suite(void);

/* The tables say DATA, as the senders' logs do; the stage is MESSAGE. */
START_TEST(a_row_for_data_speaks_for_replies_to_the_message)
{
	struct arena *a = arena_new(1 << 20);
	struct reading r =
	    read_reply(read_tables(), a, "MESSAGE", "", "552 sorry");

	expect_text(
	    cause_word(r.cause), "message-too-big", "552 to the message");
	r = read_reply(read_tables(), a, "RCPT", "", "552 sorry");
	expect_text(cause_word(r.cause), "mailbox-full", "552 to RCPT");
	arena_free(a);
}
END_TEST

Suite *
regressions_tables_suite(void)
{
	Suite *suite = suite_create("regressions_tables");
	TCase *tests = tcase_create("once wrong");

	tcase_add_test(tests, a_row_for_data_speaks_for_replies_to_the_message);
	suite_add_tcase(suite, tests);
	return suite;
}
