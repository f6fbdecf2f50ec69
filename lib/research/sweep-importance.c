/*
 * How much of the objective each parameter explains: the share of its variance
 * that lies between the values of one parameter, whatever the others are (the
 * correlation ratio, eta squared).
 */
#include "research/sweeprun.h"

#include <math.h>

#define VALUES_MOST 10000	/* of an axis */

void
importance_begin(struct sweeping *g)
{
	const struct space *s = g->w->space;

	g->sums.groups = mem_array(s->axes.len + 1,
	    sizeof(*g->sums.groups));
	for (size_t i = 0; i < s->axes.len; i++)
		if (s->axes.at[i].len > 1 && s->axes.at[i].len <= VALUES_MOST)
			g->sums.groups[i] = mem_array(s->axes.at[i].len,
			    sizeof(**g->sums.groups));
}

void
importance_take(struct sweeping *g, const struct trial *t)
{
	const struct space *s = g->w->space;
	struct sweep_sums *to = &g->sums;
	double away = t->objective - to->middle;
	int64_t set = t->set;

	if (isnan(t->objective))
		return;
	to->values++;
	to->middle += away / to->values;
	to->spread += away * (t->objective - to->middle);
	for (size_t i = s->axes.len; i-- > 0;) {
		int64_t n = (int64_t)s->axes.at[i].len;

		if (to->groups[i] != NULL) {
			to->groups[i][set % n].n++;
			to->groups[i][set % n].sum += t->objective;
		}
		set /= n;
	}
}

void
importance_end(struct sweeping *g, char *to, size_t size)
{
	const struct space *s = g->w->space;
	struct sweep_sums *x = &g->sums;
	struct buf text = {0};

	for (size_t i = 0; i < s->axes.len && x->groups != NULL; i++) {
		double between = 0;

		for (size_t k = 0; x->groups[i] != NULL &&
		    k < s->axes.at[i].len; k++) {
			const struct group *v = &x->groups[i][k];
			double away = v->n > 0 ? v->sum / v->n - x->middle : 0;

			between += v->n * away * away;
		}
		if (x->groups[i] != NULL && x->spread > 0)
			buf_printf(&text, "%s%s=%.3g", text.len > 0 ? ";" : "",
			    s->axes.at[i].name, between / x->spread);
		free(x->groups[i]);
	}
	free(x->groups);
	x->groups = NULL;
	text_set(to, size, buf_text(&text));
	buf_release(&text);
}
