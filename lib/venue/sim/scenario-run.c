/*
 * Runs a scenario from mark to mark.
 */
#include "venue/sim/scenario.h"

/* The instructions for this mark; those for marks that are past are late. */
static enum err_code
steps_run(const struct scenario *s, struct sim *sim,
    const struct sim_mark *mark, size_t *next, struct err *err,
    struct scenario *late)
{
	enum err_code rc = E_OK;

	for (; *next < s->steps.len && rc == E_OK; ++*next) {
		const struct scenario_step *step = &s->steps.at[*next];

		if (step->i.at > mark->group ||
		    (step->i.at == mark->group && step->point > mark->point))
			break;
		if (step->i.at == mark->group && step->point == mark->point)
			rc = sim_act(sim, &step->i, err);
		else
			vec_push(&late->given, step->i);
	}
	return rc;
}

static enum err_code
run_marks(const struct scenario *s, struct sim **sim, struct sim_bars *bars,
    struct scenario *late,
    enum err_code (*at_mark)(void *self, struct sim **sim, struct err *err),
    void *self, struct err *err)
{
	struct sim_source source = sim_bars_source(bars);
	struct sim_mark mark;
	size_t next = 0;
	enum err_code rc;

	for (;;) {
		rc = sim_next(*sim, &source, INT64_MAX, &mark, err);
		if (rc != E_OK || mark.point == SIM_NONE)
			break;
		if (at_mark != NULL)
			rc = at_mark(self, sim, err);
		if (rc == E_OK)
			rc = steps_run(s, *sim, &mark, &next, err, late);
		if (rc != E_OK)
			break;
	}
	for (; rc == E_OK && next < s->steps.len; next++)
		vec_push(&late->given, s->steps.at[next].i);
	return rc;
}

enum err_code
scenario_run(const struct scenario *s, const struct sim_sink *sink,
    enum err_code (*at_mark)(void *self, struct sim **sim, struct err *err),
    void *self, struct err *err)
{
	struct sim_setup setup = s->setup;
	struct sim_bars bars = { 0 };
	struct scenario late = { 0 };
	struct sim *sim = NULL;
	enum err_code rc;

	setup.sink = *sink;
	rc = scenario_bars(s, &bars, err);
	if (rc == E_OK)
		rc = sim_new(&setup, &sim, err);
	for (size_t i = 0; rc == E_OK && i < s->given.len; i++)
		sim_give(sim, &s->given.at[i]);
	if (rc == E_OK)
		rc = run_marks(s, &sim, &bars, &late, at_mark, self, err);
	if (rc == E_OK)
		rc = sim_finish(sim, late.given.at, late.given.len, err);
	sim_free(sim);
	sim_bars_release(&bars);
	vec_release(&late.given);
	return rc;
}
