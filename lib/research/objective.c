/* What sets of a sweep are ranked by, and which of them count. */
#include "research/result.h"
#include "research/scout.h"

#include <math.h>
#include <string.h>

static const struct { const char *name; bool least; } named[] = {
	{ "total_return", false }, { "annual_return", false },
	{ "sharpe", false }, { "sortino", false }, { "calmar", false },
	{ "omega", false }, { "psr", false }, { "sqn", false },
	{ "profit_factor", false }, { "expectancy", false },
	{ "win_rate", false }, { "final_equity", false },
	{ "max_drawdown", true }, { "max_drawdown_days", true },
	{ "volatility", true }, { "ulcer", true },
};
#define NAMED (sizeof(named) / sizeof(named[0]))

/* Fields that no set has by itself. */
static const char *const of_sweeps[] = { "dsr", "pbo", "wfe", "ruin", NULL };

static enum err_code
compile(const char *label, const char *text, enum expr_base want,
    struct expr **out, struct err *err)
{
	const struct expr_context in = { .place = EXPR_RESULT, .label = label,
	    .want = want };
	struct expr *e = NULL;
	struct buf canonical = {0};
	enum err_code rc = expr_compile(&in, text, &e, err);

	if (rc == E_OK)
		expr_canonical(e, &canonical);
	for (size_t i = 0; rc == E_OK && of_sweeps[i] != NULL; i++)
		if (strstr(buf_text(&canonical), of_sweeps[i]) != NULL)
			rc = err_set(err, E_USAGE, "%s: %s is not of a set, but"
			    " of a whole sweep: --assert may ask for it",
			    label, of_sweeps[i]);
	buf_release(&canonical);
	if (rc == E_OK)
		*out = e;
	else
		expr_free(e);
	return rc;
}

enum err_code
objective_read(const char *text, struct objective *out, struct err *err)
{
	enum err_code rc;

	for (size_t i = 0; i < NAMED; i++)
		if (strcmp(named[i].name, text) == 0) {
			out->field = record_field(&run_record, text);
			out->least = named[i].least;
			buf_puts(&out->text, text);
			return E_OK;
		}
	rc = compile("--objective", text, EXPR_NUMBER, &out->expr, err);
	if (rc == E_OK)
		expr_canonical(out->expr, &out->text);
	return rc;
}

void
objective_release(struct objective *o)
{
	expr_free(o->expr);
	buf_release(&o->text);
}

enum err_code
constraint_read(const char *text, struct expr **out, struct err *err)
{
	return text == NULL ? E_OK : compile("--constraint", text,
	    EXPR_CONDITION, out, err);
}

bool
objective_better(const struct objective *o, double a, double b)
{
	if (isnan(a) || isnan(b))
		return !isnan(a) && isnan(b);
	return o->least ? a < b : a > b;
}

void
trials_rank(struct trials *best, size_t most, const struct objective *o,
    const struct trial *t)
{
	size_t at = best->len;

	while (at > 0 && objective_better(o, t->objective,
	    best->at[at - 1].objective))
		at--;
	if (at == most)
		return;
	if (best->len < most)
		(void)vec_add(best);
	memmove(&best->at[at + 1], &best->at[at], (best->len - 1 - at) *
	    sizeof(*best->at));
	best->at[at] = *t;
}
