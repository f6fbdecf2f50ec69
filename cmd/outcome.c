/* What paths came to, printed and judged. */
#include "cmd/outcome.h"

#include "base/decfloat.h"
#include "cmd/runterms.h"
#include "research/result.h"

#include <math.h>
#include <string.h>

/* A path that was drawn. */
struct path_row {
	int64_t path;
	double final_equity, total_return, lowest_equity, max_drawdown,
	    drawdown_length, sharpe;
};
#define P(name, type, member, text, ...) \
	{ name, type, FIELD_AT(struct path_row, member), .help = text, \
	  ##__VA_ARGS__ }
#define RATIO .unit = UNIT_RATIO, .flags = FIELD_PERCENT
const struct record path_record = { "path",
	"what a path of a Monte Carlo run came to", (const struct field[]) {
	P("path", FIELD_INT, path, "its number, from 1"),
	P("final_equity", FIELD_DOUBLE, final_equity, "at its end"),
	P("total_return", FIELD_DOUBLE, total_return, "profit by capital",
	    RATIO),
	P("lowest_equity", FIELD_DOUBLE, lowest_equity, "on its way"),
	P("max_drawdown", FIELD_DOUBLE, max_drawdown, "deepest fall below the"
	    " highest so far", RATIO),
	P("drawdown_length", FIELD_DOUBLE, drawdown_length, "steps of the"
	    " longest time below the highest so far"),
	P("sharpe", FIELD_DOUBLE, sharpe, "mean return by its deviation, a"
	    " year"),
	{ .name = NULL } } };

static enum err_code
paths_print(const struct montecarlo_work *w, size_t paths, struct out *out,
    struct err *err)
{
	double capital = dec_to_double(w->run.capital);
	enum err_code rc = out_part(out, &path_record, "paths", err);

	for (size_t i = 0; i < paths && rc == E_OK; i++) {
		const struct path_end *e = &w->ends[i];
		const struct path_row row = { .path = (int64_t)i + 1,
		    .final_equity = e->equity * capital,
		    .total_return = e->equity - 1,
		    .lowest_equity = e->lowest * capital,
		    .max_drawdown = e->drawdown, .drawdown_length = e->length,
		    .sharpe = e->sharpe * sqrt(w->ppy) };

		rc = out_row(out, &row, err);
	}
	return rc;
}

enum err_code
outcome_print(struct session *s, const struct montecarlo_work *w,
    const struct chances *c, bool bands, bool each_path, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &run_outcome_record, &out, err);

	if (rc == E_OK)
		rc = out_part(out, &run_outcome_record, NULL, err);
	if (rc == E_OK)
		rc = out_row(out, &c->outcome, err);
	if (rc == E_OK)
		rc = out_part(out, &run_quantile_record, "quantiles", err);
	for (size_t i = 0; i < c->quantiles.len && rc == E_OK; i++)
		rc = out_row(out, &c->quantiles.at[i], err);
	if (rc == E_OK && bands)
		rc = out_part(out, &run_band_record, "bands", err);
	for (size_t i = 0; bands && i < c->bands.len && rc == E_OK; i++)
		rc = out_row(out, &c->bands.at[i], err);
	if (rc == E_OK && each_path)
		rc = paths_print(w, (size_t)c->outcome.paths, out, err);
	return out_end(out, rc, err);
}

/* What --assert asks for is of the outcome, or else of the run. */
struct result { const struct run_outcome *outcome; struct run *run; };

static void
result_give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	const struct result *r = self;
	const struct field *f = record_field(&run_outcome_record, ask->name);
	double x;

	if (f == NULL || f->type != FIELD_DOUBLE) {
		run_field_give(r->run, ask, out);
		return;
	}
	memcpy(&x, (const char *)r->outcome + f->offset, sizeof(x));
	*out = run_number(x);
}

enum err_code
outcome_assert(const struct expr *e, const struct run_outcome *outcome,
    struct run *run, struct err *err)
{
	struct result result = { outcome, run };
	const struct expr_source source = { .self = &result,
	    .value = result_give };

	return run_assert(e, &source, err);
}
