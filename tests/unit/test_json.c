#include "report/json.h"

#include "unit/expect.h"

#include <jansson.h>
#include <limits.h>

Suite *json_suite(void);

START_TEST(commas_stand_between_values_and_nowhere_else)
{
	struct buf out;
	struct json j = { .out = &out };

	buf_init(&out, 4096);
	json_begin_object(&j, NULL);
	json_begin_array(&j, "none");
	json_end_array(&j);
	json_begin_array(&j, "some");
	json_number(&j, NULL, 1);
	json_bool(&j, NULL, true);
	json_begin_object(&j, NULL);
	json_end_object(&j);
	json_begin_object(&j, NULL);
	json_word(&j, "a", "b");
	json_bool(&j, "c", false);
	json_end_object(&j);
	json_begin_array(&j, NULL);
	json_begin_array(&j, NULL);
	json_end_array(&j);
	json_end_array(&j);
	json_end_array(&j);
	json_text(&j, "text", SPAN("x"));
	json_end_object(&j);
	expect_text(buf_text(&out),
	    "{\"none\":[],\"some\":[1,true,{},{\"a\":\"b\",\"c\":false},"
	    "[[]]],\"text\":\"x\"}",
	    "nested values");
	buf_free(&out);
}
END_TEST

START_TEST(numbers_are_whole_and_times_have_one_decimal)
{
	struct buf out;
	struct json j = { .out = &out };

	buf_init(&out, 4096);
	json_begin_array(&j, NULL);
	json_number(&j, NULL, 0);
	json_number(&j, NULL, -1);
	json_number(&j, NULL, INT64_MAX);
	json_number(&j, NULL, INT64_MIN);
	json_milliseconds(&j, NULL, 0);
	json_milliseconds(&j, NULL, 99);
	json_milliseconds(&j, NULL, 100);
	json_milliseconds(&j, NULL, 12345678);
	json_end_array(&j);
	expect_text(buf_text(&out),
	    "[0,-1,9223372036854775807,-9223372036854775808,0.0,0.0,0.1,"
	    "12345.6]",
	    "numbers");
	buf_free(&out);
}
END_TEST

/* Any octets are valid JSON, and those that are text come back. */
START_TEST(every_octet_makes_a_valid_string)
{
	struct buf out;

	buf_init(&out, 4096);
	for (int octet = 0; octet < 256; octet++) {
		struct json j = { .out = &out };
		char text[2] = { (char)octet, 'x' };
		json_error_t error;
		json_t *array;
		const json_t *value;

		buf_clear(&out);
		json_begin_array(&j, NULL);
		json_text(&j, NULL, (struct span){ text, 2 });
		json_end_array(&j);
		array = json_loadb(out.data, out.size, JSON_ALLOW_NUL, &error);
		ck_assert_msg(array != NULL, "%02x: %s", octet, error.text);
		value = json_array_get(array, 0);
		if (octet < 0x80)
			expect_span((struct span){ json_string_value(value),
					json_string_length(value) },
			    (struct span){ text, 2 }, "ASCII");
		else
			expect_text(json_string_value(value), "\xef\xbf\xbdx",
			    "no UTF-8");
		json_decref(array);
	}
	buf_free(&out);
}
END_TEST

Suite *
json_suite(void)
{
	Suite *s = suite_create("json");
	TCase *t = expect_case(s, "json");

	tcase_add_test(t, commas_stand_between_values_and_nowhere_else);
	tcase_add_test(t, numbers_are_whole_and_times_have_one_decimal);
	tcase_add_test(t, every_octet_makes_a_valid_string);
	return s;
}
