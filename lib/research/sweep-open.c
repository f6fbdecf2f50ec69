/*
 * A sweep as it begins: bars of each symbol, a scout of each for every worker,
 * all that it depends on hashed; and as it ends.
 */
#include "research/sweeprun.h"

#include "base/decfloat.h"
#include "base/parallel.h"
#include "base/stamp.h"
#include "research/assume.h"
#include "research/digest.h"

/* Trials of a chunk: what an interruption loses at most. */
enum { CHUNK_KERNEL = 1024, CHUNK_REPLAY = 16 };
#define FORGOTTEN (30 * STAMP_DAY)	/* sweeps that nobody went on with */

/* All that trials depend on; what only their listing does is left out. */
enum err_code
sweep_key(const struct sweep *w, const struct ground *ground,
    struct run_source *source, char data[SHA256_TEXT_SIZE],
    char key[SHA256_TEXT_SIZE], struct err *err)
{
	struct run terms = { .kind = RUN_OPTIMIZE };
	struct buf text = {0};
	char hash[SHA256_TEXT_SIZE], how[SEARCH_TEXT_SIZE];
	struct digest d;
	enum err_code rc = assume_write(w->b, &terms, source, err);

	if (rc != E_OK)
		return rc;
	ground_hash(ground, ground->to, data);
	ground_hash_instruments(ground, ground->to, hash);
	space_text(w->space, &text);
	buf_putc(&text, '\n');
	if (w->constraint != NULL)
		expr_canonical(w->constraint, &text);
	digest_init(&d);
	digest_text(&d, "etrms sweep 1");
	digest_text(&d, w->version);
	digest_text(&d, terms.strategy_hash);
	digest_text(&d, terms.venue);
	digest_text(&d, terms.symbols);
	digest_text(&d, terms.currency);
	digest_text(&d, terms.assumptions);
	digest_number(&d, terms.timeframe);
	digest_number(&d, ground->from);
	digest_number(&d, ground->to);
	digest_dec(&d, terms.capital);
	digest_text(&d, data);
	digest_text(&d, hash);
	digest_text(&d, search_text(&w->search, how));
	digest_number(&d, w->search.tries);
	digest_number(&d, (int64_t)w->search.seed);
	digest_text(&d, buf_text(&w->objective->text));
	digest_text(&d, buf_text(&text));
	digest_final(&d, key);
	buf_release(&text);
	return E_OK;
}

const char *
sweep_replay_all(const struct sweeping *g)
{
	for (size_t i = 0; i < g->symbols; i++)
		if (g->x[i].replay == NULL)
			return NULL;
	return g->x[0].replay;
}

/* The trials of shards, before any is asked for. */
static enum err_code
merge_begin(struct sweeping *g, struct err *err)
{
	sweep_form_make(g);
	if (g->w->merge_len == 0)
		return E_OK;
	return shards_read(&g->form.form, g->w->merge, g->w->merge_len,
	    &g->merged, err);
}

/* Each symbol by itself, over the bars that the first one has. */
static enum err_code
symbols_open(struct sweeping *g, struct err *err)
{
	const struct sweep *w = g->w;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < g->symbols && rc == E_OK; i++) {
		struct scouting *x = &g->x[i];
		const struct run_market *m;

		g->b[i] = *w->b;
		if (i > 0) {
			g->b[i].symbols = &w->more[i - 1];
			g->b[i].from = g->x[0].ground.from;
			g->b[i].to = g->x[0].ground.to;
		}
		*x = (struct scouting){ .store = w->store, .b = &g->b[i],
		    .source = w->source, .space = w->space,
		    .objective = w->objective, .constraint = w->constraint,
		    .readings = w->readings, .stopped = w->stopped,
		    .self = w->self };
		g->opened++;
		rc = scouting_open(x, err);
		m = &x->ground.markets.at[0];
		if (rc == E_OK && m->bars.len - m->start !=
		    g->x[0].ground.markets.at[0].bars.len -
		    g->x[0].ground.markets.at[0].start)
			rc = err_set(err, E_DATA, "%s: other bars are missing"
			    " than of %s", m->symbol, w->b->symbols[0]);
	}
	return rc;
}

static void
workers_make(struct sweeping *g)
{
	g->workers_len = parallel_workers(&(struct parallel){
	    .items = (size_t)g->size, .jobs = g->w->jobs });
	g->workers = mem_array(g->workers_len, sizeof(*g->workers));
	for (size_t k = 0; k < g->workers_len; k++) {
		g->workers[k].scouts = mem_array(g->symbols,
		    sizeof(*g->workers[k].scouts));
		for (size_t i = 0; i < g->symbols; i++)
			g->workers[k].scouts[i] = scout_new(&g->x[i]);
	}
}

/* Of one symbol its own; of several, of all. */
static enum err_code
keys_make(struct sweeping *g, struct err *err)
{
	struct digest keys, datas;
	enum err_code rc = E_OK;

	digest_init(&keys);
	digest_init(&datas);
	for (size_t i = g->symbols; i-- > 0 && rc == E_OK;) {
		struct sweep w = *g->w;

		w.b = &g->b[i];
		run_source_release(&g->r->source);
		rc = sweep_key(&w, &g->x[i].ground, &g->r->source, g->data,
		    g->r->key, err);
		digest_text(&keys, g->r->key);
		digest_text(&datas, g->data);
	}
	digest_text(&keys, across_names[g->w->across]);
	if (g->symbols > 1) {
		digest_final(&keys, g->r->key);
		digest_final(&datas, g->data);
	}
	return rc;
}

enum err_code
sweep_open(struct sweeping *g, struct err *err)
{
	enum err_code rc;

	g->symbols = 1 + g->w->more_len;
	g->rows = g->symbols > 1 ? g->symbols + 1 : 1;
	g->capital = (double)g->symbols * dec_to_double(g->w->b->capital);
	g->x = mem_array(g->symbols, sizeof(*g->x));
	g->b = mem_array(g->symbols, sizeof(*g->b));
	rc = symbols_open(g, err);
	if (rc != E_OK)
		return rc;
	g->end = g->w->search.tries;
	g->size = sweep_replay_all(g) != NULL ? CHUNK_REPLAY : CHUNK_KERNEL;
	g->trials = mem_array((size_t)g->size * g->rows, sizeof(*g->trials));
	g->blocks = mem_array((size_t)g->size, sizeof(*g->blocks));
	workers_make(g);
	rc = keys_make(g, err);
	if (rc == E_OK)
		rc = sweep_forget(g->w->store, "", g->w->now - FORGOTTEN,
		    err);
	return rc == E_OK ? merge_begin(g, err) : rc;
}

void
sweep_close(struct sweeping *g)
{
	for (size_t k = 0; k < g->workers_len; k++) {
		for (size_t i = 0; i < g->symbols; i++)
			scout_free(g->workers[k].scouts[i]);
		free(g->workers[k].scouts);
		free(g->workers[k].equity);
	}
	while (g->opened > 0)
		scouting_close(&g->x[--g->opened]);
	vec_release(&g->sums.sums);
	seek_free(g->seek);
	free(g->workers);
	free(g->x);
	free(g->b);
	free(g->trials);
	free(g->blocks);
	free(g->merged);
	arena_release(&g->form.names);
}
