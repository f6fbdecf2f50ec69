/* What recorded sweeps and walks found. */
#include "research/found.h"

#include "base/pieces.h"

#include <math.h>
#include <string.h>

enum err_code
space_recorded(const struct run *run, const struct run_source *source,
    const char *text, struct space *out, struct err *err)
{
	struct strategy_source in = { .label = run->strategy,
	    .text = buf_text(&source->strategy),
	    .len = source->strategy.len, .timeframe = run->timeframe };
	struct expr_findings findings = {0};
	struct strategy *strategy = NULL;
	struct arena texts = {0};
	VEC(const char *) specs = {0};
	const char *piece;
	size_t n;
	enum err_code rc = strategy_read(&in, &strategy, &findings, err);

	while ((piece = text_piece(&text, &n)) != NULL)
		vec_push(&specs, arena_textn(&texts, piece, n));
	if (rc == E_OK)
		rc = space_make(strategy, specs.at, specs.len, out, err);
	strategy_free(strategy);
	vec_release(&findings);
	vec_release(&specs);
	arena_release(&texts);
	return rc;
}

static enum err_code
trial_take(void *self, const struct trial *t, struct err *err)
{
	struct found *f = self;

	(void)err;
	/* Rows of symbols stand behind that of all together. */
	if (t->symbol != 0) {
		if (f->top.len > 0 && f->top.at[0].number == t->number)
			vec_push(&f->each, *t);
		return E_OK;
	}
	if (t->engine != TRIAL_SKIPPED && t->met && !isnan(t->objective))
		trials_rank(&f->top, FOUND_TOP, &f->objective, t);
	if (f->top.len > 0 && f->top.at[0].number == t->number)
		vec_clear(&f->each);
	heat_take(&f->heat, t);
	return E_OK;
}

static enum err_code
sweep_load(struct store *s, const char *run, const char *heat,
    struct found *f, struct err *err)
{
	enum err_code rc = heat_open(&f->heat, &f->space, &f->objective, heat,
	    f->sweep.importance, err);

	if (rc == E_OK)
		rc = run_trials_each(s, run, trial_take, f, err);
	heat_end(&f->heat);
	return rc;
}

enum err_code
found_load(struct store *s, const struct run *run,
    const struct run_source *source, const char *heat, struct found *out,
    struct err *err)
{
	bool sweep = run->kind == RUN_OPTIMIZE;
	const struct sweep_about *about = sweep ? &out->sweep.about :
	    &out->walk.about;
	enum err_code rc;

	out->kind = run->kind;
	rc = sweep ? run_sweep_load(s, run->id, &out->sweep, err) :
	    run_walk_load(s, run->id, &out->windows, &out->walk, err);
	if (rc == E_OK)
		rc = space_recorded(run, source, about->space, &out->space,
		    err);
	if (rc == E_OK)
		rc = objective_read(about->objective, &out->objective, err);
	if (rc == E_OK && sweep)
		rc = sweep_load(s, run->id, heat, out, err);
	out->sweep.run = out->walk.run = run->id;
	return rc;
}

void
found_release(struct found *f)
{
	space_release(&f->space);
	objective_release(&f->objective);
	vec_release(&f->top);
	vec_release(&f->each);
	vec_release(&f->windows);
	heat_release(&f->heat);
}
