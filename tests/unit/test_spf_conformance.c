/* The public conformance tests of RFC 7208: from memory, and over the wire. */
#include "net/resolver.h"
#include "unit/expect.h"
#include "unit/spf_suite.h"

#include <arpa/inet.h>
#include <stdio.h>

enum { CASES = 203, MESSAGE_MAX = 65535 };

/* A name server in this process: it answers from the scenario's zone. */
struct wire {
	uv_loop_t loop;
	uv_udp_t udp;
	struct endpoint endpoint;
	struct zone *zone;
	struct resolver *resolver;
	struct view *view;
	char query[MESSAGE_MAX];
};

static void
expect_all(const struct spf_score *s, const char *how)
{
	printf("spf: %u of %u (%s), %u with the preferred result\n", s->right,
	    s->cases, how, s->preferred);
	fflush(stdout);
	ck_assert_uint_eq(s->cases, CASES);
	ck_assert_uint_eq(s->right, CASES);
}

static void
begin_in_memory(void *context, struct zone *zone)
{
	*(struct zone **)context = zone;
}

static void
fill_from_memory(void *context, struct view *v)
{
	ck_assert_uint_gt(zone_fill(*(struct zone **)context, v), 0);
}

START_TEST(every_case_of_the_suite_is_right_from_memory)
{
	struct spf_score score = { 0 };
	struct zone *zone = NULL;
	struct spf_resolving resolving = { begin_in_memory, fill_from_memory,
		&zone };

	if (spf_suite_run(&resolving, &score))
		expect_all(&score, "memory");
}
END_TEST

static void
on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	struct wire *w = handle->data;

	(void)wanted;
	*room = uv_buf_init(w->query, sizeof w->query);
}

static void
on_query(uv_udp_t *udp, ssize_t size, const uv_buf_t *room,
    const struct sockaddr *from, unsigned int flags)
{
	struct wire *w = udp->data;
	struct buf out;
	uv_buf_t whole;

	(void)flags;
	if (size <= 0 || from == NULL)
		return;
	buf_init(&out, MESSAGE_MAX);
	if (zone_answer(w->zone, (struct span){ room->base, (size_t)size },
		false, &out)) {
		whole = uv_buf_init(out.data, (unsigned int)out.size);
		ck_assert_int_gt(uv_udp_try_send(udp, &whole, 1, from), 0);
	}
	buf_free(&out);
}

static void
wire_open(struct wire *w)
{
	struct sockaddr_in address;
	int size = sizeof address;

	ck_assert_int_eq(uv_loop_init(&w->loop), 0);
	ck_assert_int_eq(uv_udp_init(&w->loop, &w->udp), 0);
	uv_ip4_addr("127.0.0.1", 0, &address);
	ck_assert_int_eq(
	    uv_udp_bind(&w->udp, (struct sockaddr *)&address, 0), 0);
	uv_udp_getsockname(&w->udp, (struct sockaddr *)&address, &size);
	w->udp.data = w;
	w->endpoint.port = ntohs(address.sin_port);
	ck_assert(ip_parse(SPAN("127.0.0.1"), &w->endpoint.ip));
	ck_assert_int_eq(uv_udp_recv_start(&w->udp, on_room, on_query), 0);
}

static void
wire_close(struct wire *w)
{
	resolver_free(w->resolver);
	uv_close((uv_handle_t *)&w->udp, NULL);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&w->loop), 0);
}

static void
begin_on_wire(void *context, struct zone *zone)
{
	struct wire *w = context;
	struct trouble t = { "" };

	resolver_free(w->resolver);
	w->zone = zone;
	w->resolver = resolver_new(&w->loop, &w->endpoint, 1, &t);
	ck_assert_msg(w->resolver != NULL, "%s", t.text);
}

static void
on_answer(void *context, const struct question *q, struct span message,
    enum answer_status failure)
{
	struct wire *w = context;

	view_put(w->view, q, message, failure);
}

static void
fill_over_wire(void *context, struct view *v)
{
	struct wire *w = context;
	const struct question *q;

	w->view = v;
	while ((q = view_take_missing(v)) != NULL)
		resolver_ask(w->resolver, q, on_answer, w);
	while (view_pending(v) > 0)
		uv_run(&w->loop, UV_RUN_ONCE);
}

START_TEST(every_case_of_the_suite_is_right_over_the_wire)
{
	static struct wire w;
	struct spf_score score = { 0 };
	struct spf_resolving resolving = { begin_on_wire, fill_over_wire, &w };

	wire_open(&w);
	if (spf_suite_run(&resolving, &score))
		expect_all(&score, "wire");
	wire_close(&w);
}
END_TEST

Suite *spf_conformance_suite(void);

Suite *
spf_conformance_suite(void)
{
	Suite *s = suite_create("spf_conformance");
	TCase *c = expect_case(s, "spf_conformance");

	tcase_add_test(c, every_case_of_the_suite_is_right_from_memory);
	tcase_add_test(c, every_case_of_the_suite_is_right_over_the_wire);
	return s;
}
