#include "inquiry/asker.h"

#include "base/memory.h"

enum {
	ANSWERS_MEMORY_MAX = 8 << 20,
	WORK_MEMORY_MAX = 8 << 20,
	MICROSECONDS = 1000000,
};

struct asker {
	asker_run run;
	void *context;
	struct arena *answers, *work;
	struct view *view;
	int64_t deadline;
	bool ran; /* since the last answer */
	bool done;
};

struct asker *
asker_new(asker_run run, void *context, unsigned int seconds, int64_t now)
{
	struct asker *a = memory_get(sizeof *a);

	if (a == NULL)
		return NULL;
	a->run = run;
	a->context = context;
	a->deadline = now + (int64_t)seconds * MICROSECONDS;
	a->answers = arena_new(ANSWERS_MEMORY_MAX);
	a->work = arena_new(WORK_MEMORY_MAX);
	if (a->answers != NULL)
		a->view = view_new(a->answers);
	if (a->view != NULL && a->work != NULL)
		return a;
	asker_free(a);
	return NULL;
}

void
asker_free(struct asker *a)
{
	if (a == NULL)
		return;
	arena_free(a->answers);
	arena_free(a->work);
	memory_free(a);
}

bool
asker_succeeded(const struct asker *a)
{
	return a->done && !arena_failed(a->work) && !arena_failed(a->answers);
}

/* From the start; a want of memory ends it too. */
static void
run(struct asker *a)
{
	arena_reset(a->work);
	a->done = a->run(a->context, a->view, a->work) ||
		  arena_failed(a->work) || arena_failed(a->answers);
	a->ran = true;
}

static void
wish(void *self, int64_t now, struct wish *w)
{
	struct asker *a = self;

	*w = (struct wish){ .kind = WISH_WAIT, .deadline = a->deadline };
	if (!a->done && now >= a->deadline) {
		view_give_up(a->view);
		run(a);
		a->done = true;
	}
	if (!a->done && !a->ran && view_pending(a->view) == 0)
		run(a);
	if (a->done) {
		w->kind = WISH_DONE;
		return;
	}
	w->question = view_take_missing(a->view);
	if (w->question != NULL)
		w->kind = WISH_RESOLVE;
}

static void
answered(void *self, const struct question *question, struct span message,
    enum answer_status failure)
{
	struct asker *a = self;

	view_put(a->view, question, message, failure);
	a->ran = false;
}

const struct machine_class asker_machine = {
	.wish = wish,
	.answered = answered,
};
