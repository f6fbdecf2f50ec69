/*
 * What the rules of a strategy ask about position and account: answered from
 * the account as risk sees it at this close, and from what the desk keeps.
 */
#include "research/desk.h"

#include "base/decfloat.h"

#include <math.h>

enum err_code
desk_view(struct strategist *t)
{
	if (t->view != NULL || t->rc != E_OK)
		return t->rc;
	t->rc = gate_view(t->gate, &t->view, &t->err);
	if (t->rc != E_OK)
		t->view = NULL;
	return t->rc;
}

double
desk_close(const struct desk *d)
{
	const struct candles *c = &d->market->bars;

	return dec_to_double(candles_price(c, c->close[d->bar]));
}

/* The bar that a time lies in. */
static size_t
bar_at(const struct desk *d, int64_t time)
{
	size_t n = candles_until(&d->market->bars, time / 1000);

	return n > d->bar ? d->bar : n > 0 ? n - 1 : 0;
}

int64_t
bars_since(const struct desk *d, int64_t time)
{
	return (int64_t)d->bar - (int64_t)bar_at(d, time);
}

bool
is_open_time(const struct desk *d, int64_t time)
{
	return d->market->bars.open_time_ms[bar_at(d, time)] * 1000 == time;
}

static void
ask_account(struct desk *d, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct strategist *t = d->t;
	const struct risk_history h = { .curve = t->past.curve,
	    .fills = t->past.fills, .stops = t->past.stops,
	    .fundings = t->past.fundings, .book = t->past.book,
	    .peaks = t->past.peaks };

	if (desk_view(t) == E_OK)
		account_ask(t->asker, t->view, &h, d->market->symbol, ask,
		    out);
}

/* Profit less fees, of both legs; false: not known. */
static bool
profit_of(struct desk *d, double *profit, double *cost)
{
	static const struct expr_ask ask = { .id = EXPR_POSITION_PROFIT,
		.name = "position.profit", .base = EXPR_NUMBER,
		.unit = UNIT_MONEY };
	const struct position *p;
	struct expr_value v = { .known = false };
	struct dec entry = d->trade.side > 0 ? d->trade.paid : d->trade.got;

	ask_account(d, &ask, &v);
	if (!v.known)
		return false;
	*profit = dec_to_double(v.num) / dec_to_double(v.den);
	*cost = dec_to_double(entry);
	if (d->hedge == NULL || d->hedge->side == 0)
		return true;
	p = snapshot_position(d->t->view, d->hedge->market->symbol);
	if (p == NULL || !dec_known(p->unrealized_pnl))
		return false;
	*profit += dec_to_double(p->unrealized_pnl) +
	    dec_to_double(d->hedge->gain) - dec_to_double(d->hedge->fees);
	*cost += dec_to_double(d->hedge->bought_for);
	return true;
}

double
desk_gain(struct desk *d)
{
	double profit, cost;

	return d->side != 0 && profit_of(d, &profit, &cost) && cost > 0 ?
	    profit / cost : NAN;
}

static void
give_double(double x, struct expr_value *out)
{
	struct dec num;

	if (dec_from_double(x, 12, &num)) {
		*out = expr_dec(num);
		out->rounded = true;
	}
}

static void
value(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	struct desk *d = self;
	bool held = d->side != 0;

	switch (ask->id) {
	case EXPR_POSITION_SIDE:
		*out = expr_text(d->side > 0 ? "long" : held ? "short" :
		    "flat");
		break;
	case EXPR_POSITION_SIZE:
		*out = expr_dec(held ? d->held : DEC_ZERO);
		break;
	case EXPR_POSITION_GAIN:
		give_double(desk_gain(d), out);
		break;
	case EXPR_POSITION_BEST:
		give_double(held ? d->best : NAN, out);
		break;
	case EXPR_POSITION_WORST:
		give_double(held ? d->worst : NAN, out);
		break;
	case EXPR_POSITION_ENTRIES:
		if (held)
			*out = expr_int((int64_t)d->entries.len);
		break;
	case EXPR_BARS_HELD:
		if (held)
			*out = expr_int(bars_since(d, d->trade.time) + 1);
		break;
	case EXPR_HELD:
		if (held)
			*out = expr_time(d->t->now - d->trade.time);
		break;
	default:
		if (held || ask->id < EXPR_POSITION_SIDE ||
		    ask->id > EXPR_HELD)
			ask_account(d, ask, out);
		break;
	}
}

enum truth
desk_truth(struct desk *d, int rule)
{
	const struct expr_source source = { .self = d, .now = d->t->now,
	    .stale = INT64_MAX, .value = value };

	return expr_rules_truth(d->rules, rule, d->bar, &source);
}

double
desk_number(struct desk *d, int rule)
{
	const struct expr_source source = { .self = d, .now = d->t->now,
	    .stale = INT64_MAX, .value = value };

	return expr_rules_number(d->rules, rule, d->bar, &source);
}

bool
side_meets(enum strategy_side rule, int side)
{
	return rule == SIDE_BOTH || (rule == SIDE_LONG) == (side > 0);
}

/* What somebody wrote as 0.05 is that, not the double next to it. */
struct dec
dec_near(double x, int scale, enum round r)
{
	char text[DOUBLE_TEXT_SIZE];
	struct dec d;

	double_text(x, text);
	if (!dec_parse_loose(text, strlen(text), &d) &&
	    !dec_from_double(x, DEC_SCALE_MAX, &d))
		return DEC_NONE;
	return dec_round(d, scale, r, &d) ? d : DEC_NONE;
}

struct decision *
wish_add(struct desk *d, struct decisions *out, enum decision_kind kind,
    enum wish wish)
{
	struct decision *n = decision_add(out, kind);

	vec_push(&d->t->asked, ((struct asked){ d, wish, false }));
	if (kind == DECIDE_ORDER) {
		TEXT_SET(n->order.symbol, d->market->symbol);
		TEXT_SET(n->order.strategy, d->t->s->name);
	}
	return n;
}
