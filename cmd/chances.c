/* Parts of Monte Carlo runs, for backtest show. */
#include "cmd/chances.h"

static enum err_code
rows_print(const struct chances *c, enum chances_part part, struct out *out,
    struct err *err)
{
	enum err_code rc = E_OK;

	if (part == CHANCES_OUTCOME)
		return out_row(out, &c->outcome, err);
	if (part == CHANCES_BANDS) {
		for (size_t i = 0; i < c->bands.len && rc == E_OK; i++)
			rc = out_row(out, &c->bands.at[i], err);
		return rc;
	}
	for (size_t i = 0; i < c->quantiles.len && rc == E_OK; i++)
		rc = out_row(out, &c->quantiles.at[i], err);
	return rc;
}

enum err_code
chances_show(struct session *s, const struct recorded *r,
    enum chances_part part, struct err *err)
{
	static const struct record *const records[] = { &run_outcome_record,
	    &run_quantile_record, &run_band_record };
	struct chances c = { .outcome = { .run = NULL } };
	struct out *out = NULL;
	enum err_code rc = run_chances_load(s->store, r->run.id, &c, err);

	chances_name(&c, r->run.id);
	if (rc == E_OK)
		rc = session_out(s, records[part], &out, err);
	if (rc == E_OK)
		rc = rows_print(&c, part, out, err);
	chances_release(&c);
	return out_end(out, rc, err);
}
