/* A Monte Carlo run once more from its record. */
#include "research/montecarlo.h"

#include "base/pieces.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The value of a name in "name=value;…". */
static bool
param_of(const struct run *r, const char *name, char *out, size_t size)
{
	size_t n;
	const char *value = text_named(r->params, name, strlen(name), &n);

	if (value == NULL || n >= size)
		return false;
	memcpy(out, value, n);
	out[n] = '\0';
	return true;
}

/* As it was asked for; false: its record says nothing that can be. */
static bool
asked(const struct run *r, struct montecarlo *m, char id[ID_SIZE])
{
	char text[64];

	if (!param_of(r, "method", text, sizeof(text)))
		return false;
	while (m->method < PATH_ALL && strcmp(text,
	    path_method_names[m->method]) != 0)
		m->method++;
	if (!param_of(r, "ruin_level", text, sizeof(text)))
		return false;
	m->ruin_level = strtod(text, NULL);
	if (param_of(r, "block", text, sizeof(text)))
		m->block = strtod(text, NULL);
	if (param_of(r, "horizon", text, sizeof(text)))
		m->horizon = (size_t)strtoull(text, NULL, 10);
	if (param_of(r, "jitter", text, sizeof(text)))
		m->jitter = strtod(text, NULL);
	if (param_of(r, "missed", text, sizeof(text)))
		m->missed = strtod(text, NULL);
	if (param_of(r, "slippage", text, sizeof(text)))
		m->slippage = strtod(text, NULL);
	if (param_of(r, "extra_fee", text, sizeof(text)))
		m->fee = strtod(text, NULL);
	if (!param_of(r, "paths", text, sizeof(text)))
		return false;
	m->paths = (size_t)strtoull(text, NULL, 10);
	m->run = param_of(r, "run", id, ID_SIZE) ? id : NULL;
	return m->method < PATH_ALL && m->paths >= 1 &&
	    m->paths <= MONTECARLO_PATHS &&
	    m->horizon <= MONTECARLO_HORIZON;
}

static void
results_compare(struct repetition *r, const struct chances *was,
    const struct chances *is)
{
	const struct run_outcome *a = &was->outcome, *b = &is->outcome;

	if (chances_same(was, is) && strcmp(r->recorded->result_hash,
	    r->run.result_hash) == 0)
		return;
	differs_in(&r->differs, "result", "ruin %.6g, median return %.17g"
	    " when it was run, now %.6g, %.17g", a->ruin, a->total_return,
	    b->ruin, b->total_return);
}

static enum err_code
repeat(struct store *s, const struct montecarlo *m, struct repetition *r,
    const struct chances *was, struct err *err)
{
	struct chances is = { .outcome = { .run = NULL } };
	struct montecarlo_work w = { .m = m };
	struct err why = { 0 };
	size_t done;
	enum err_code rc = montecarlo_open(s, m, &w, &why);

	/* The run that it asked about is not there, or is not what it was. */
	if (rc == E_USAGE || rc == E_DATA) {
		differs_in(&r->differs, "data", "%s", why.text);
		montecarlo_release(&w);
		return E_OK;
	}
	if (rc == E_OK)
		rc = montecarlo_draw(&w, 0, m->paths, &done, &why);
	if (rc == E_OK)
		rc = montecarlo_sum(&w, m->paths, &r->run, &is, &why);
	if (rc == E_OK) {
		r->run.status = r->recorded->status;
		run_hash(&r->run, &r->parts);
		if (strcmp(r->run.data_hash, r->recorded->data_hash) != 0)
			differs_in(&r->differs, "data", "what it is drawn"
			    " from is not what it was");
		else
			results_compare(r, was, &is);
	} else {
		err_set(err, rc, "%s", why.text);
	}
	chances_release(&is);
	montecarlo_release(&w);
	return rc;
}

enum err_code
montecarlo_repeat(struct store *s, struct repetition *r, struct err *err)
{
	const struct run *run = r->recorded;
	struct montecarlo m = { .timeframe = run->timeframe,
	    .capital = run->capital, .seed = run->seed,
	    .path = run->strategy_path, .about = run };
	struct chances was = { .outcome = { .run = NULL } };
	struct buf wrong = { 0 };
	char id[ID_SIZE];
	enum err_code rc = run_check(s, run->id, &wrong, err);

	if (rc == E_OK && wrong.len > 0)
		differs_in(&r->differs, "record", "%s",
		    buf_text(&wrong));
	else if (rc == E_OK && !asked(run, &m, id))
		differs_in(&r->differs, "record", "its parameters are not"
		    " those of a Monte Carlo run");
	else if (rc == E_OK)
		rc = run_chances_load(s, run->id, &was, err);
	m.returns = &was.returns;
	if (rc == E_OK && r->differs.what == NULL)
		rc = repeat(s, &m, r, &was, err);
	chances_release(&was);
	buf_release(&wrong);
	return rc;
}
