/* Replays as they go on; recorded runs: loading them, and walking over their
 * parts row by row. */
#include "cmd/backtest.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "gate/gate.h"

bool
replay_bar_set(void *self, int64_t time, int64_t from, int64_t to)
{
	struct replay_bar *b = self;

	if (!b->shown)
		b->progress = progress_start(b->what, (to - from) /
		    STAMP_SECOND, b->s->globals->quiet);
	b->shown = true;
	progress_set(b->progress, (time - from) / STAMP_SECOND);
	return !gate_interrupted();
}

void
replay_bar_end(struct replay_bar *b)
{
	progress_end(b->progress);
	b->progress = NULL;
	b->shown = false;
}

const char *const backtest_parts[] = {
	"trades", "equity", "orders", "refusals", "events", "outcome",
	"quantiles", "bands", NULL
};
const struct record *const backtest_part_records[] = {
	&run_trade_record, &run_point_record, &run_order_record,
	&violation_record, &breaker_event_record, &run_outcome_record,
	&run_quantile_record, &run_band_record, NULL
};

void
recorded_release(struct recorded *r)
{
	run_source_release(&r->source);
	run_parts_release(&r->parts);
	chances_release(&r->chances);
}

enum err_code
recorded_load(struct session *s, const char *id, unsigned parts,
    struct recorded *out, struct err *err)
{
	enum err_code rc = run_load(s->store, id, &out->run, &out->source,
	    err);

	if (rc == E_OK && parts != 0)
		rc = run_parts_load(s->store, out->run.id, parts, &out->parts,
		    err);
	if (rc == E_OK && parts == RUN_PART_ALL &&
	    out->run.kind == RUN_MONTECARLO)
		rc = run_chances_load(s->store, out->run.id, &out->chances,
		    err);
	chances_name(&out->chances, out->run.id);
	return rc;
}

enum { PART_OUTCOME = 5, PART_QUANTILES, PART_BANDS };

bool
backtest_part_has(const struct recorded *r, int part)
{
	return part < PART_OUTCOME || r->run.kind == RUN_MONTECARLO;
}

#define EACH_ROW(rows) \
	for (size_t i = 0; i < (rows)->len && rc == E_OK; i++) \
		rc = each(self, &(rows)->at[i], err)

static enum err_code
points(const struct recorded *r, enum err_code (*each)(void *self,
    const void *row, struct err *err), void *self, struct err *err)
{
	const struct curve *c = &r->parts.equity;
	struct run_point row = { .run = r->run.id };
	double highest = 0, now;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < curve_len(c) && rc == E_OK; i++) {
		row.time = curve_time(c, i);
		row.equity = curve_point(c, i).equity;
		now = dec_to_double(row.equity);
		if (now > highest)
			highest = now;
		row.drawdown = highest > 0 ? (highest - now) / highest : 0;
		rc = each(self, &row, err);
	}
	return rc;
}

enum err_code
backtest_part_rows(const struct recorded *r, int part,
    enum err_code (*each)(void *self, const void *row, struct err *err),
    void *self, struct err *err)
{
	const struct run_parts *p = &r->parts;
	enum err_code rc = E_OK;

	switch (part) {
	case PART_OUTCOME:
		return each(self, &r->chances.outcome, err);
	case PART_QUANTILES:
		EACH_ROW(&r->chances.quantiles);
		return rc;
	case PART_BANDS:
		EACH_ROW(&r->chances.bands);
		return rc;
	}
	switch (1u << part) {
	case RUN_PART_TRADES:
		EACH_ROW(&p->trades);
		break;
	case RUN_PART_EQUITY:
		rc = points(r, each, self, err);
		break;
	case RUN_PART_ORDERS:
		EACH_ROW(&p->orders);
		break;
	case RUN_PART_REFUSALS:
		EACH_ROW(&p->refusals);
		break;
	case RUN_PART_EVENTS:
		EACH_ROW(&p->events);
		break;
	}
	return rc;
}
