/*
 * One file for thousands of sets: its statements are read once, a set is the
 * values that they look at. What is refused is read as a file of its own, so
 * that it is told as one.
 */
#include "strategy/read.h"

#include <stdatomic.h>

struct strategy_mold {
	struct strategy *s;		/* of no values; NULL: it is refused */
	atomic_size_t holders;		/* whoever made it, and what was cast */
};

struct strategy_mold *
strategy_mold_new(const struct strategy_source *in)
{
	struct strategy_mold *m = mem_alloc(sizeof(*m));
	struct strategy_source bare = *in;

	bare.params_len = 0;
	m->s = read_text(&bare);
	atomic_init(&m->holders, 1);
	if (expr_reader_refused(m->s->reader)) {
		strategy_free(m->s);
		m->s = NULL;
	}
	return m;
}

void
strategy_mold_free(struct strategy_mold *m)
{
	if (m == NULL || atomic_fetch_sub(&m->holders, 1) > 1)
		return;
	strategy_free(m->s);
	free(m);
}

static struct strategy *
cast(struct strategy_mold *m, const struct strategy_source *in)
{
	const struct strategy *from = m->s;
	struct strategy *s = mem_alloc(sizeof(*s));
	struct reading x = { .s = s, .in = in };

	s->name = from->name;
	s->about = from->about;
	s->source = from->source;
	s->timeframe = from->timeframe;
	x.r = s->reader = expr_reader_cast(from->reader);
	s->of = m;
	atomic_fetch_add(&m->holders, 1);
	for (size_t i = 0; i < from->with.len; i++)
		vec_push(&s->with, from->with.at[i]);
	for (size_t i = 0; i < from->rules.len; i++)
		vec_push(&s->rules, from->rules.at[i]);
	for (size_t i = 0; i < from->params.len; i++) {
		const struct strategy_param *of = &from->params.at[i];
		struct strategy_param *p = vec_add(&s->params);

		*p = (struct strategy_param){ of->name, .value = of->value,
		    .low = of->low, .high = of->high, .step = of->step,
		    .at = of->at };
		for (size_t k = 0; k < of->choices.len; k++)
			vec_push(&p->choices, of->choices.at[k]);
		take_param(&x, p);
	}
	return s;
}

enum err_code
strategy_mold_set(struct strategy_mold *m, const struct strategy_source *in,
    struct strategy **out, struct err *err)
{
	struct expr_findings findings = {0};
	struct strategy *s;
	enum err_code rc = E_DATA;
	struct err why = {0};
	bool met = true;

	if (m->s == NULL || !in->unnamed)
		return strategy_read_set(in, out, err);
	s = cast(m, in);
	if (!expr_reader_refused(s->reader))
		rc = read_values(in, s, &met, &findings, &why);
	vec_release(&findings);
	if (!met || (rc == E_OK && !strategy_allowed(s))) {
		strategy_free(s);
		s = NULL;
		rc = E_OK;
	}
	if (rc == E_OK) {
		*out = s;
		return E_OK;
	}
	strategy_free(s);
	return strategy_read_set(in, out, err);
}
