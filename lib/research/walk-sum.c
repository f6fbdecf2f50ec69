/* What a walk comes to: efficiency, drift, and a sentence. */
#include "research/sweeprun.h"
#include "research/walkrun.h"

#include "base/decfloat.h"
#include "quant/stats.h"

#include <math.h>
#include <stdio.h>

#define EFFICIENT 0.5		/* METHODS 9.9 */

/* The deviation of what was chosen, in values where they are numbers. */
static void
drift_put(const struct walking *g, struct walk_summary *out)
{
	const struct space *s = g->w->sweep.space;
	size_t n = g->chosen.len, *at = mem_array(s->axes.len + 1,
	    sizeof(*at));
	double *x = mem_array(n + 1, sizeof(*x));
	struct buf text = {0};

	for (size_t i = 0; i < s->axes.len && n > 1; i++) {
		const struct axis *a = &s->axes.at[i];
		bool number = a->listed == NULL && a->kind == AXIS_NUMBER;

		for (size_t k = 0; k < n; k++) {
			space_places(s, g->chosen.at[k], at);
			x[k] = (double)at[i] * (number ?
			    dec_to_double(a->step) : 1);
		}
		if (a->len > 1)
			buf_printf(&text, "%s%s=%.4g%s", text.len > 0 ? ";" :
			    "", a->name, stat_deviation(x, n), number ? "" :
			    " steps");
	}
	TEXT_SET(out->drift, buf_text(&text));
	buf_release(&text);
	free(at);
	free(x);
}

static void
words_put(const struct walking *g, struct walk_summary *s)
{
	double n = (double)g->chosen.len, train = expm1(g->train / n),
	    test = expm1(g->test / n);

	if (isnan(s->wfe))
		snprintf(s->words, sizeof(s->words), "out of sample %lld"
		    " windows made %.1f%% a year, compounded; in sample there"
		    " was no gain to hold it against", (long long)s->windows,
		    100 * test);
	else
		snprintf(s->words, sizeof(s->words), "out of sample %lld"
		    " windows made %.1f%% a year, compounded, where their"
		    " choices had made %.1f%% in sample: %.0f%% of it was kept%s"
		    "; %lld of the windows gained", (long long)s->windows,
		    100 * test, 100 * train, 100 * s->wfe, s->wfe < EFFICIENT
		    ? ", and half is asked for" : "", (long long)s->won);
}

enum err_code
walk_sum(struct walking *g, struct err *err)
{
	struct walk_summary *s = &g->r->summary;
	bool free_choice = g->w->sweep.constraint == NULL;

	if (g->chosen.len == 0)
		return err_set(err, E_NO, "--%s: in none of %lld windows a set"
		    " %shas a value of %s", free_choice ? "objective" :
		    "constraint", (long long)g->windows, free_choice ? "" :
		    "meets it and ", buf_text(&g->w->sweep.objective->text));
	sweep_about(&g->w->sweep, &s->about);
	s->train = g->w->train;
	s->test = g->w->test;
	s->embargo = g->w->embargo;
	s->anchored = g->w->anchored;
	s->windows = g->windows;
	s->wfe = g->train > 0 ? expm1(g->test / (double)g->chosen.len) /
	    expm1(g->train / (double)g->chosen.len) : NAN;
	drift_put(g, s);
	words_put(g, s);
	return E_OK;
}
