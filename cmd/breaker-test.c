/*
 * etrms breaker test: what a breaker would have said over the stored history.
 */
#include "cmd/breaker.h"
#include "cmd/holdings.h"

#include "account/market.h"
#include "risk/book.h"
#include "store/candles.h"

#include <string.h>

struct args {
	const char *when, *symbol;
	int64_t since, until;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'w', "when", "condition", NULL,
	  "a condition that is no breaker yet", AT(const char *, when) },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "with --when: for this symbol or pattern",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_STAMP, 0, "since", "time", NULL, "points from this time on",
	  AT(int64_t, since) },
	{ OPT_STAMP, 0, "until", "time", NULL, "points before this time",
	  AT(int64_t, until) },
	{ .kind = OPT_DONE }
};

static const char *const answer_names[] = { "false", "true", "unknown" };

struct row {
	int64_t time;
	char account[LABEL_SIZE];
	int answer;			/* enum breaker_answer */
	char symbols[257];
	struct dec value, limit, equity;
	char message[257];
};

static const struct field fields[] = {
	{ "time", FIELD_STAMP, FIELD_AT(struct row, time), .help =
	  "of the point where the answer changed" },
	{ "account", FIELD_CHARS, FIELD_AT(struct row, account), .help =
	  "label" },
	{ "answer", FIELD_ENUM, FIELD_AT(struct row, answer), .help =
	  "true, false or unknown", .names = answer_names, .names_len = 3 },
	{ "symbols", FIELD_CHARS, FIELD_AT(struct row, symbols), .help =
	  "for which it is true, between blanks" },
	{ "value", FIELD_DEC, FIELD_AT(struct row, value), .help =
	  "of the comparison that decided" },
	{ "limit", FIELD_DEC, FIELD_AT(struct row, limit), .help =
	  "its other side" },
	{ "equity", FIELD_DEC, FIELD_AT(struct row, equity), .help =
	  "at that time", .unit = UNIT_MONEY },
	{ "message", FIELD_CHARS, FIELD_AT(struct row, message), .help =
	  "its numbers in words" },
	{ .name = NULL }
};
const struct record breaker_answer_record = {
	"breaker answer", "where the answer of a breaker's condition changed",
	fields
};

/* The closes of one symbol, and how far they have been read. */
struct track {
	char symbol[SYMBOL_SIZE];
	struct candles bars;
	size_t next;
};
struct recollection {
	char symbol[SYMBOL_SIZE];
	unsigned slot;
	struct expr_memory memory;
};

/* One account's history, going forward. */
struct replay {
	struct session *s;
	const struct args *a;
	struct breaker breaker;
	struct breaker_plan *plan;
	struct out *out;
	int64_t stale;
	/* of the account at work */
	struct outlook past;
	struct curve curve;		/* of the past, up to a point */
	struct snapshot at;		/* as it was at a point */
	struct book book;
	struct fills seen;		/* a view of past.fills */
	struct market market;
	VEC(struct track) tracks;
	VEC(struct recollection) memory;
};

static struct expr_memory *
memory_of(struct replay *r, const char *symbol, unsigned slot)
{
	struct recollection *m;

	for (size_t i = 0; i < r->memory.len; i++)
		if (r->memory.at[i].slot == slot &&
		    strcmp(r->memory.at[i].symbol, symbol) == 0)
			return &r->memory.at[i].memory;
	m = vec_add(&r->memory);
	TEXT_SET(m->symbol, symbol);
	m->slot = slot;
	return &m->memory;
}

static void
recall(void *self, const char *symbol, unsigned slot, struct expr_memory *out)
{
	*out = *memory_of(self, symbol, slot);
}

static void
remember(void *self, const char *symbol, unsigned slot,
    const struct expr_memory *m)
{
	*memory_of(self, symbol, slot) = *m;
}

/* Candles of every symbol that a price is known for; none is fine. */
static enum err_code
load_tracks(struct replay *r, const struct snapshot *now, struct err *err)
{
	const struct account *a = &now->account;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < now->prices.len && rc == E_OK &&
	    curve_len(&r->past.curve) > 0; i++) {
		struct serieses known = {0};
		struct track *t;

		rc = series_list(r->s->store, a->prices,
		    now->prices.at[i].symbol, a->timeframe, PRICE_LAST, &known,
		    err);
		if (rc == E_OK && known.len > 0) {
			t = vec_add(&r->tracks);
			TEXT_SET(t->symbol, now->prices.at[i].symbol);
			rc = candles_load(r->s->store, a->prices, t->symbol,
			    a->timeframe, PRICE_LAST, curve_time(&r->past.curve, 0) -
			    a->timeframe, 0, &t->bars, err);
		}
		vec_release(&known);
	}
	return rc;
}

/* Prices as of a time: the last close, fresh while its next bar runs. */
static void
move_prices(struct replay *r, int64_t now)
{
	int64_t bar = r->at.account.timeframe;

	vec_clear(&r->at.prices);
	for (size_t i = 0; i < r->tracks.len; i++) {
		struct track *t = &r->tracks.at[i];
		struct price *p;
		int64_t closed;

		while (t->next < t->bars.len &&
		    t->bars.open_time_ms[t->next] * 1000 + bar <= now)
			t->next++;
		if (t->next == 0)
			continue;
		closed = t->bars.open_time_ms[t->next - 1] * 1000 + bar;
		p = vec_add(&r->at.prices);
		TEXT_SET(p->symbol, t->symbol);
		p->last = p->mark = candles_price(&t->bars,
		    t->bars.close[t->next - 1]);
		p->time = now - closed <= bar ? now : closed;
	}
}

/* What one is worth, and its profit; a swap with the leverage of today. */
static void
value_position(const struct instrument *i, const struct book_entry *e,
    struct dec mark, struct position *p)
{
	struct dec value;

	p->contract_size = i->contract_size;
	p->entry_price = book_entry_price(e, i->contract_size);
	p->mark_price = mark;
	if (i->kind == KIND_SWAP) {
		p->leverage = dec_sign(i->leverage) > 0 ? i->leverage :
		    dec_int(1);
		TEXT_SET(p->margin_mode, margin_mode_names[i->margin_mode]);
	}
	if (!dec_known(mark) || !instrument_value(i, mark, e->amount, &value) ||
	    !(e->side == POSITION_LONG ?
	    dec_sub(value, e->cost, &p->unrealized_pnl) :
	    dec_sub(e->cost, value, &p->unrealized_pnl)) ||
	    !dec_round(p->unrealized_pnl, 8, ROUND_FLOOR, &p->unrealized_pnl))
		p->unrealized_pnl = DEC_NONE;
}

/* Positions as the fills until then left them. */
static enum err_code
move_positions(struct replay *r, int64_t now, struct err *err)
{
	while (r->seen.len < r->past.fills.len &&
	    r->past.fills.at[r->seen.len].time <= now)
		r->seen.len++;
	vec_clear(&r->at.positions);
	if (!book_read(&r->book, &r->seen, &r->at))
		return err_set(err, E_DATA, "%s: the fills do not add up",
		    r->at.account.label);
	for (size_t i = 0; i < r->book.entries.len; i++) {
		const struct book_entry *e = &r->book.entries.at[i];
		const struct price *price = snapshot_price(&r->at, e->symbol);
		const struct instrument *m = snapshot_instrument(&r->at,
		    e->symbol);
		struct position *p;

		if (!e->open || m == NULL)
			continue;
		p = vec_add(&r->at.positions);
		*p = position_empty();
		TEXT_SET(p->account, r->at.account.label);
		TEXT_SET(p->symbol, e->symbol);
		p->side = e->side;
		p->contracts = e->amount;
		value_position(m, e, price != NULL ? price->last : DEC_NONE, p);
	}
	return E_OK;
}

/* Stops that were hit, and funding paid, until then. */
static void
cut_past(const struct replay *r, int64_t now, struct orders *stops,
    struct fundings *fundings)
{
	for (size_t i = 0; i < r->past.stops.len; i++)
		if (r->past.stops.at[i].last_update_time <= now)
			vec_push(stops, r->past.stops.at[i]);
	for (size_t i = 0; i < r->past.fundings.len; i++)
		if (r->past.fundings.at[i].time <= now)
			vec_push(fundings, r->past.fundings.at[i]);
}

static enum err_code
judge_at(struct replay *r, size_t i, struct breaker_verdict *out,
    struct err *err)
{
	const struct equity_point e = curve_point(&r->past.curve, i);
	struct orders stops = {0};
	struct fundings fundings = {0};
	struct breaker_reads reads = breaker_reads(r->plan);
	struct held_memory memory = { recall, remember, r };
	struct risk_history h = { .curve = &r->curve, .fills = &r->seen,
	    .stops = &stops, .fundings = &fundings,
	    .day_start = r->past.day_start, .terms = r->past.terms,
	    .bars = market_bars, .funding = market_rates,
	    .self = &r->market };
	enum err_code rc;

	curve_add(&r->curve, &e);
	r->market.now = e.time;
	r->at.time = r->at.taken = e.time;
	r->at.equity = e.equity;
	r->at.units = e.units;
	r->at.transferred = e.transferred;
	move_prices(r, e.time);
	rc = move_positions(r, e.time, err);
	if (reads.stops || reads.fundings)
		cut_past(r, e.time, &stops, &fundings);
	if (rc == E_OK)
		rc = breaker_judge(r->plan, &r->at, &h, e.time, r->stale,
		    &memory, out, err);
	vec_release(&stops);
	vec_release(&fundings);
	return rc;
}

static void
row_fill(const struct replay *r, const struct breaker_verdict *v,
    struct row *out)
{
	*out = (struct row){ .time = r->at.time, .answer = (int)v->answer,
	    .equity = r->at.equity, .value = DEC_NONE, .limit = DEC_NONE };
	TEXT_SET(out->account, r->at.account.label);
	TEXT_SET(out->message, v->message);
	for (size_t i = 0; i < v->hits.len; i++) {
		size_t n = strlen(out->symbols);

		if (i == 0) {
			out->value = v->hits.at[0].value;
			out->limit = v->hits.at[0].limit;
		}
		snprintf(out->symbols + n, sizeof(out->symbols) - n, "%s%s",
		    n > 0 ? " " : "", v->hits.at[i].symbol);
	}
}

static enum err_code
run_curve(struct replay *r, struct err *err)
{
	struct breaker_verdict v = {0};
	struct row row, before = { .answer = -1 };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < curve_len(&r->past.curve) && rc == E_OK; i++) {
		int64_t time = curve_time(&r->past.curve, i);

		rc = judge_at(r, i, &v, err);
		if (rc != E_OK || time < r->a->since ||
		    (r->a->until != 0 && time >= r->a->until))
			continue;
		row_fill(r, &v, &row);
		if (row.answer != before.answer ||
		    strcmp(row.symbols, before.symbols) != 0)
			rc = out_row(r->out, &row, err);
		before = row;
	}
	breaker_verdict_release(&v);
	return rc;
}

static enum err_code
each(void *self, const struct snapshot *now, struct err *err)
{
	struct replay *r = self;
	enum err_code rc;

	if (!breaker_covers(&r->breaker, now->account.label,
	    now->account.venue, NULL))
		return E_OK;
	r->at = (struct snapshot){ .account = now->account };
	TEXT_SET(r->at.currency, now->currency);
	for (size_t i = 0; i < now->instruments.len; i++)
		vec_push(&r->at.instruments, now->instruments.at[i]);
	rc = outlook_load(r->s, now->account.label, &r->past, err);
	if (rc == E_OK)
		rc = breaker_compile(&r->breaker, &r->plan, err);
	if (rc == E_OK)
		rc = load_tracks(r, now, err);
	r->seen = (struct fills){ r->past.fills.at, 0, 0 };
	r->market = (struct market){ .store = r->s->store,
	    .account = &r->at.account };
	if (rc == E_OK)
		rc = run_curve(r, err);
	for (size_t i = 0; i < r->tracks.len; i++)
		candles_release(&r->tracks.at[i].bars);
	vec_release(&r->tracks);
	market_release(&r->market);
	vec_release(&r->memory);
	book_release(&r->book);
	curve_release(&r->curve);
	breaker_plan_free(r->plan);
	r->plan = NULL;
	snapshot_release(&r->at);
	outlook_release(&r->past);
	r->past = (struct outlook){0};
	return rc;
}

static enum err_code
choose(struct session *s, const struct args *a, const struct texts *operands,
    struct breaker *out, struct err *err)
{
	enum err_code rc;

	*out = (struct breaker){ .enabled = 1 };
	if ((operands->len > 0) == (a->when != NULL))
		return err_set(err, E_USAGE, "breaker test: give a breaker's"
		    " name, or --when");
	if (operands->len > 0 && a->symbol != NULL)
		return err_set(err, E_USAGE, "--symbol: goes with --when");
	if (operands->len > 0)
		return breaker_load(s->store, operands->at[0], out, err);
	rc = breaker_fill(out, "test", a->when, "notify", NULL,
	    NULL, a->symbol, NULL, err);
	return rc == E_OK ? breaker_complete(s, out, err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct replay r = { .s = s, .a = args,
	    .stale = conf_int(s->conf, "risk.max-age") };
	enum err_code rc = choose(s, args, operands, &r.breaker, err);

	if (rc == E_OK)
		rc = session_out(s, &breaker_answer_record, &r.out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, &r, err);
	return out_end(r.out, rc, err);
}

static const struct operand operands[] = {
	{ "name", true, false, WORDS_BREAKER, "the breaker" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker test daily-loss", "when it would have tripped", 0 },
	{ "etrms breaker test --when 'drawdown(1d) > 3%' --account demo",
	  "a condition, before it becomes a breaker", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_LOCKED, E_DATA,
    0 };

const struct cmd cmd_breaker_test = {
	.name = "breaker test",
	.group = "risk",
	.summary = "ask a breaker about the stored history",
	.about = "Judges a breaker's condition, or that of --when, at every"
	    " stored point of the equity curve of each account in its scope,"
	    " and prints a row where the answer is another than at the point"
	    " before. Nothing is latched and nothing is done. A paper account"
	    " has a point at each close; what a breaker saw inside a bar is in"
	    " breaker events.\n\n"
	    "Equity, transfers, fills, positions and prices are as they were"
	    " at that time. Balances are not known for the past, and working"
	    " orders are left out: balance and free are unknown, open_orders"
	    " is 0 and no position has a stop.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &breaker_answer_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_VAULT,
	.run = run
};
