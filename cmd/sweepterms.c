/* The terms of a sweep: what they describe, opened and checked. */
#include "cmd/sweepterms.h"

#include "cmd/online.h"
#include "gate/gate.h"

#include <string.h>
#include <unistd.h>

static bool
stopped(void *self)
{
	(void)self;
	return gate_interrupted();
}

static void
tell(void *self, int64_t done, int64_t of)
{
	struct sweep_plan *p = self;

	if (p->bar == NULL)
		p->bar = progress_start("sets", of,
		    p->run.s->globals->quiet);
	progress_set(p->bar, done);
}

static void
sweep_fill(struct sweep_plan *p)
{
	const struct sweep_terms *a = p->sets;
	struct session *s = p->run.s;
	bool genetic = a->search == SEARCH_GENETIC;
	struct search how = { .kind = (enum search_kind)a->search,
	    .seed = (uint64_t)p->run.terms->seed, .refine = a->refine };

	if (genetic) {
		how.population = a->population > 0 ? a->population :
		    SWEEP_POPULATION;
		how.generations = a->generations > 0 ? a->generations :
		    SWEEP_GENERATIONS;
	} else {
		how.tries = a->search == SEARCH_GRID || a->trials >
		    p->space.coarse ? p->space.coarse : a->trials;
	}

	p->run.b.symbols_len = 1;
	p->source = (struct strategy_source){ .label = p->run.file.path,
	    .text = buf_text(&p->run.text), .len = p->run.text.len,
	    .timeframe = p->run.terms->timeframe };
	p->sweep = (struct sweep){ .store = s->store, .b = &p->run.b,
	    .source = &p->source, .space = &p->space,
	    .more = (const char *const *)&p->operands->at[2],
	    .more_len = p->operands->len - 2,
	    .across = (enum across)a->across,
	    .search = how, .objective = &p->objective,
	    .quant = a->refine > 0 ? &((const struct quant_module *)
	    p->quant.table)->ops : NULL,
	    .constraint = p->constraint, .jobs = (unsigned)a->jobs,
	    .top = 1, .version = ETRMS_VERSION,
	    .now = clock_now(&s->clock), .stopped = stopped, .tell = tell,
	    .self = p, .merge = a->merge.at, .merge_len = a->merge.len };
}

static enum err_code
shard_check(struct sweep_plan *p, struct err *err)
{
	const struct sweep_terms *a = p->sets;

	if (a->shard == NULL)
		return E_OK;
	if (a->merge.len > 0)
		return err_set(err, E_USAGE, "--shard and --merge: one of"
		    " them");
	if (a->assert != NULL)
		return err_set(err, E_USAGE, "--shard is a part of the sweep:"
		    " --assert goes with --merge");
	return shard_parse(a->shard, &p->shard, err);
}

static enum err_code
search_check(const struct sweep_terms *a, struct err *err)
{
	if (a->search != SEARCH_GENETIC && (a->population > 0 ||
	    a->generations > 0))
		return err_set(err, E_USAGE, "--%s: only with --search"
		    " genetic", a->population > 0 ? "population" :
		    "generations");
	return E_OK;
}

/* The sets between those of the search, and what goes over them. */
static enum err_code
refine_open(struct sweep_plan *p, struct err *err)
{
	enum err_code rc = space_refine(&p->space, p->run.strategy, err);

	return rc == E_OK ? module_open(&p->quant, &quant_module, err) : rc;
}

/* Each symbol is run by itself; but money is of one kind. */
static enum err_code
symbols_check(const struct sweep_plan *p, struct err *err)
{
	const struct texts *all = p->operands;
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	if (all->len - 1 > SWEEP_SYMBOLS)
		return err_set(err, E_USAGE, "%zu symbols: at most %d",
		    all->len - 1, SWEEP_SYMBOLS);
	for (size_t i = 2; i < all->len; i++) {
		const char *money = settle;

		if (!symbol_split(all->at[i], base, quote, settle))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", all->at[i]);
		if (settle[0] == '\0')
			money = quote;
		if (strcmp(money, p->run.currency) != 0)
			return err_set(err, E_USAGE, "%s is traded in %s, and"
			    " %s in %s: sets are ranked in one money",
			    all->at[i], money, all->at[1], p->run.currency);
		for (size_t k = 1; k < i; k++)
			if (strcmp(all->at[k], all->at[i]) == 0)
				return err_set(err, E_USAGE, "%s is given"
				    " twice", all->at[i]);
	}
	return E_OK;
}

enum err_code
sweep_plan_open(struct sweep_plan *p, struct session *s,
    const struct run_terms *terms, const struct sweep_terms *sets,
    const struct texts *operands, struct err *err)
{
	enum err_code rc = objective_read(sets->objective, &p->objective,
	    err);

	p->run.s = s;
	p->run.terms = terms;
	p->sets = sets;
	p->operands = operands;
	if (rc == E_OK)
		rc = shard_check(p, err);
	if (rc == E_OK)
		rc = search_check(sets, err);
	if (rc == E_OK)
		rc = constraint_read(sets->constraint, &p->constraint, err);
	if (rc == E_OK)
		rc = run_assertion(sets->assert, &p->assertion, err);
	if (rc == E_OK)
		rc = run_plan_open(&p->run, operands, NULL, 0, err);
	if (rc == E_OK)
		rc = symbols_check(p, err);
	if (rc == E_OK)
		rc = space_make(p->run.strategy, sets->params.at,
		    sets->params.len, &p->space, err);
	if (rc == E_OK && sets->refine > 0)
		rc = refine_open(p, err);
	if (rc != E_OK)
		return rc;
	sweep_fill(p);
	return session_signals(&p->signals, err);
}

void
sweep_plan_release(struct sweep_plan *p)
{
	space_release(&p->space);
	objective_release(&p->objective);
	expr_free(p->constraint);
	expr_free(p->assertion);
	run_plan_release(&p->run);
	module_close(&p->quant);
	if (p->signals >= 0)
		close(p->signals);
}

void
sweep_warn(struct session *s, int64_t replayed, int64_t trials,
    const char *reason)
{
	if (replayed == 0)
		return;
	if (replayed == trials)
		session_warn(s, "every set went through the replay%s%s",
		    reason[0] != '\0' ? ": " : "", reason);
	else
		session_warn(s, "%lld of %lld sets went through the replay"
		    "%s%s", (long long)replayed, (long long)trials,
		    reason[0] != '\0' ? ": " : "", reason);
}
