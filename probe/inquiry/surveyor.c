#include "inquiry/surveyor.h"

#include "base/memory.h"

/* Answers live in one arena, each run of the survey in another that is emptied
 * before the next run. */
enum {
	ANSWERS_MEMORY_MAX = 8 << 20,
	SURVEY_MEMORY_MAX = 8 << 20,
	MICROSECONDS = 1000000,
};

struct surveyor {
	struct arena *answers, *work;
	struct view *view;
	struct survey_request request;
	struct survey survey;
	int64_t deadline;
	bool ran; /* since the last answer */
	bool done;
};

struct surveyor *
surveyor_new(const struct survey_request *r, int64_t now)
{
	struct surveyor *s = memory_get(sizeof *s);

	if (s == NULL)
		return NULL;
	s->answers = arena_new(ANSWERS_MEMORY_MAX);
	s->work = arena_new(SURVEY_MEMORY_MAX);
	if (s->answers != NULL)
		s->view = view_new(s->answers);
	if (s->view == NULL || s->work == NULL) {
		surveyor_free(s);
		return NULL;
	}
	s->request = *r;
	s->request.helo = arena_copy(s->answers, r->helo);
	s->request.sender = arena_copy(s->answers, r->sender);
	s->deadline = now + (int64_t)SURVEY_SECONDS * MICROSECONDS;
	return s;
}

void
surveyor_free(struct surveyor *s)
{
	if (s == NULL)
		return;
	arena_free(s->answers);
	arena_free(s->work);
	memory_free(s);
}

/* Again from the start, when there is something new to know. */
static void
run(struct surveyor *s)
{
	if (s->ran || view_pending(s->view) > 0)
		return;
	arena_reset(s->work);
	s->done = survey_find(s->view, &s->request, s->work, &s->survey) ||
		  arena_failed(s->work) || arena_failed(s->answers);
	s->ran = true;
}

static void
wish(void *self, int64_t now, struct wish *w)
{
	struct surveyor *s = self;

	*w = (struct wish){ .kind = WISH_WAIT, .deadline = s->deadline };
	if (now >= s->deadline && !s->done && !s->request.out_of_time) {
		s->request.out_of_time = true;
		view_give_up(s->view);
		arena_reset(s->work);
		s->done = true;
		if (!survey_find(s->view, &s->request, s->work, &s->survey))
			s->survey.ptr.status = PTR_TEMPERROR;
	}
	if (!s->done)
		run(s);
	if (s->done) {
		w->kind = WISH_DONE;
		return;
	}
	w->question = view_take_missing(s->view);
	if (w->question != NULL)
		w->kind = WISH_RESOLVE;
}

static void
answered(void *self, const struct question *question, struct span message,
    enum answer_status failure)
{
	struct surveyor *s = self;

	view_put(s->view, question, message, failure);
	s->ran = false;
}

const struct machine_class surveyor_machine = {
	.wish = wish,
	.answered = answered,
};

const struct survey *
surveyor_result(const struct surveyor *s)
{
	bool failed = arena_failed(s->work) || arena_failed(s->answers);

	return failed ? NULL : &s->survey;
}
