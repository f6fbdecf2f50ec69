/*
 * etrms venue advance: lets a paper account's clock run over its candles.
 */
#include "cmd/market.h"
#include "cmd/trade.h"

#include "account/follow.h"
#include "base/stamp.h"
#include "store/accounts.h"

#include <string.h>

struct args { int64_t to, by; bool fetch; };

static const struct opt opts[] = {
	{ OPT_STAMP, 0, "to", "time", NULL, "up to this time",
	  AT(int64_t, to) },
	{ OPT_DURATION, 0, "by", "duration", NULL, "so much further: 4h, 1d",
	  AT(int64_t, by) },
	{ OPT_FLAG, 0, "fetch", NULL, NULL,
	  "first ask the venue of its prices for what has closed since; without"
	  " --to and --by up to now", AT(bool, fetch) },
	{ .kind = OPT_DONE }
};

struct advance_row {
	char account[LABEL_SIZE];
	int64_t from, to, bars, fills, judged, tripped, acted, unknown;
};

static const struct field fields[] = {
	{ "account", FIELD_CHARS, FIELD_AT(struct advance_row, account),
	  .help = "account label" },
	{ "from", FIELD_STAMP, FIELD_AT(struct advance_row, from),
	  .help = "where its clock stood" },
	{ "to", FIELD_STAMP, FIELD_AT(struct advance_row, to),
	  .help = "where its clock stands now" },
	{ "bars", FIELD_INT, FIELD_AT(struct advance_row, bars),
	  .help = "steps of its timeframe that were walked" },
	{ "fills", FIELD_INT, FIELD_AT(struct advance_row, fills),
	  .help = "fills on the way" },
	{ "judged", FIELD_INT, FIELD_AT(struct advance_row, judged),
	  .help = "verdicts that breakers gave" },
	{ "tripped", FIELD_INT, FIELD_AT(struct advance_row, tripped),
	  .help = "breakers that tripped" },
	{ "acted", FIELD_INT, FIELD_AT(struct advance_row, acted),
	  .help = "actions that breakers took" },
	{ "unknown", FIELD_INT, FIELD_AT(struct advance_row, unknown),
	  .help = "actions whose outcome is not known" },
	{ .name = NULL }
};
const struct record advance_record = {
	"advance", "what happened while a paper account's clock ran", fields
};

/* Every series that the account runs on, before its door is opened; what a
 * perpetual has paid since, for its positions to pay it, too. */
static enum err_code
fetch(struct session *s, const struct account *a, int64_t *now,
    struct err *err)
{
	struct serieses all = {0};
	struct venue *v = NULL;
	enum err_code rc = market_open(s, a->prices, NULL, &v, err);

	if (rc == E_OK)
		rc = v->ops->time(v, now, err);
	if (rc == E_OK)
		rc = series_list(s->store, a->prices, NULL, a->timeframe, -1,
		    &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		const struct series *one = &all.at[i];
		const struct followed f = { one->venue, one->symbol,
		    one->timeframe, one->price };

		rc = follow_candles(s->store, v, &f, one->to, *now, err);
		if (rc == E_OK && one->price == PRICE_LAST &&
		    strchr(one->symbol, ':') != NULL)
			rc = follow_funding(s->store, v, &f, one->to, *now,
			    err);
	}
	vec_release(&all);
	venue_close(v);
	return rc;
}

static enum err_code
goal(struct gate *g, const struct args *a, int64_t fetched, int64_t *until,
    struct err *err)
{
	char text[STAMP_TEXT_SIZE];
	int64_t now;
	enum err_code rc;

	if (gate_account(g)->live_prices == 1) {
		struct clock system = clock_system();

		*until = clock_now(&system);	/* for the bar alone */
		return E_OK;
	}
	if (a->fetch && a->to == 0 && a->by == 0) {
		rc = gate_now(g, &now, err);
		*until = fetched > now ? fetched : now;
		return rc;
	}
	if ((a->to != 0) == (a->by != 0))
		return err_set(err, E_USAGE, "give one of --to and --by");
	if ((rc = gate_now(g, &now, err)) != E_OK)
		return rc;
	if (a->to != 0 && a->to < now)
		return err_set(err, E_USAGE, "--to: the clock of account %s "
		    "stands at %s, and does not go back",
		    gate_account(g)->label, stamp_text(now, text));
	*until = a->to != 0 ? a->to : now + a->by;
	return E_OK;
}

/* Progress is told by the gate through the notice, as a time. */
struct bar {
	struct gate_options inner;
	struct progress *progress;
	int64_t from;
};

static void
notice(void *self, const char *kind, const char *account,
    const char *message)
{
	struct bar *b = self;
	int64_t at;

	if (strcmp(kind, "progress") != 0)
		b->inner.notice(b->inner.self, kind, account, message);
	else if (stamp_parse(message, strlen(message), &at))
		progress_set(b->progress, (at - b->from) / STAMP_SECOND);
}

static enum err_code
open_door(struct session *s, const struct args *args, struct bar *bar,
    int64_t *fetched, struct gate **g, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct account a;
	enum err_code rc = account_pick(s->store, s->globals->account, &a,
	    err);

	if (rc == E_OK && a.live_prices == 1 && (args->to != 0 ||
	    args->by != 0))
		rc = err_set(err, E_USAGE, "account %s: its clock is that of "
		    "%s: without --to and --by it runs up to now", a.label,
		    a.prices);
	if (rc == E_OK && args->fetch && a.mode == MODE_LIVE)
		rc = err_set(err, E_USAGE, "account %s: the clock of a live "
		    "account is its own", a.label);
	if (rc == E_OK && args->fetch && a.live_prices != 1)
		rc = fetch(s, &a, fetched, err);
	bar->inner = o;
	o.stay = true;
	o.notice = notice;
	o.self = bar;
	return rc == E_OK ? gate_open(s->store, a.label, &o, g, err) : rc;
}

static enum err_code
print(struct gate *g, const struct advance *done, struct out *out,
    struct err *err)
{
	struct advance_row row = { .from = done->from, .to = done->to,
	    .bars = done->bars, .fills = (int64_t)done->fills,
	    .judged = (int64_t)done->watch.judged,
	    .tripped = (int64_t)done->watch.tripped,
	    .acted = (int64_t)done->watch.acted,
	    .unknown = (int64_t)done->watch.unknown };

	TEXT_SET(row.account, gate_account(g)->label);
	return out_row(out, &row, err);
}

static enum err_code
advance(struct session *s, struct gate *g, struct bar *bar, int64_t until,
    struct out *out, struct err *err)
{
	struct advance done = { 0 };
	struct err why = { .code = E_OK };
	enum err_code rc = gate_now(g, &bar->from, err);

	bar->progress = progress_start("advance",
	    (until - bar->from) / STAMP_SECOND, s->globals->quiet);
	if (rc == E_OK)
		rc = gate_account(g)->live_prices == 1 ?
		    gate_follow(g, &done, err) :
		    gate_advance(g, until, &done, err);
	progress_end(bar->progress);
	if ((rc == E_OK || rc == E_PARTIAL) &&
	    print(g, &done, out, &why) != E_OK && rc == E_OK)
		rc = err_set(err, why.code, "%s", why.text);
	if (rc == E_OK && done.bars == 0 &&
	    gate_account(g)->live_prices != 1)
		session_warn(s, "account %s: no candle closes in that time",
		    gate_account(g)->label);
	if (rc == E_OK && done.watch.unknown > 0)
		rc = err_set(err, E_UNKNOWN, "account %s: the outcome of a "
		    "breaker's order is not known: run etrms order reconcile",
		    gate_account(g)->label);
	watch_release(&done.watch);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct bar bar = { .progress = NULL };
	struct gate *g = NULL;
	struct out *out = NULL;
	int64_t until = 0, fetched = 0;
	enum err_code rc = session_out(s, &advance_record, &out, err);

	(void)operands;
	if (rc == E_OK)
		rc = open_door(s, args, &bar, &fetched, &g, err);
	if (rc == E_OK)
		rc = goal(g, args, fetched, &until, err);
	if (rc == E_OK)
		rc = advance(s, g, &bar, until, out, err);
	return trade_end(g, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms venue advance --by 4h", "let four hours pass", 0 },
	{ "etrms venue advance --account demo --to 2024-03-02T12:00Z",
	  "up to a time", 0 },
	{ "etrms venue advance --fetch", "paper on live prices: demo, which is"
	  " no exchange, has none", 2 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_UNKNOWN, E_NETWORK, E_LIMITED, E_BUSY,
    E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_venue_advance = {
	.name = "venue advance",
	.group = "market data",
	.summary = "let a paper account's clock run",
	.about =
	"A paper account has a clock of its own, which stands still until it "
	"is advanced. Bar by bar its orders meet the candles of its series; "
	"at the open, the adverse extreme, the favourable extreme and the "
	"close of each bar every breaker is asked, and one that trips acts "
	"there and then, through the gate.\n\n"
	"The clock ends at the last bar that closes by the given time. Exit "
	"code 0 says that the clock ran, whether or not a breaker tripped: "
	"the record counts trips and actions, breaker events tells them. "
	"With --fetch a paper account runs on live prices: candles and funding "
	"that its exchange has published since are fetched first, and the "
	"clock runs up to now; cron repeats it. An account with --live-prices "
	"needs no option: it does that before every command, and this one "
	"says what came of it. Killed anywhere, the same command goes on from "
	"where it was.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &advance_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.mutates = true,
	.run = run
};
