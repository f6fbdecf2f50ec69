/*
 * Average-cost accounts over fills.
 */
#include "risk/book.h"
#include "risk/value.h"

#include <string.h>

#define MONEY_SCALE 8

bool
purse_add(struct purse *p, const char *asset, struct dec amount)
{
	struct purse_item *i;

	for (size_t n = 0; n < p->len; n++)
		if (strcmp(p->at[n].asset, asset) == 0)
			return dec_add(p->at[n].amount, amount,
			    &p->at[n].amount);
	i = vec_add(p);
	TEXT_SET(i->asset, asset);
	i->amount = amount;
	return dec_known(amount);
}

bool
purse_value(const struct purse *p, const struct snapshot *s,
    struct dec *out)
{
	struct dec sum = DEC_ZERO, one;
	bool path;

	for (size_t n = 0; n < p->len; n++)
		if (value_in(&s->prices, p->at[n].asset, p->at[n].amount,
		    s->currency, &path, &one, NULL) != E_OK || !path ||
		    !dec_add(sum, one, &sum))
			return false;
	*out = sum;
	return true;
}

void
book_release(struct book *b)
{
	for (size_t i = 0; i < b->entries.len; i++)
		vec_release(&b->entries.at[i].spent);
	vec_release(&b->entries);
	vec_release(&b->events);
	vec_release(&b->assets);
	*b = (struct book){0};
}

const struct book_entry *
book_find(const struct book *b, const char *symbol)
{
	for (size_t i = 0; i < b->entries.len; i++)
		if (strcmp(b->entries.at[i].symbol, symbol) == 0)
			return &b->entries.at[i];
	return NULL;
}

/* Nearly always one of very few. */
static unsigned
asset_place(struct book *b, const char *name)
{
	for (size_t i = 0; i < b->assets.len; i++)
		if (strcmp(b->assets.at[i].name, name) == 0)
			return (unsigned)i;
	TEXT_SET(vec_add(&b->assets)->name, name);
	return (unsigned)b->assets.len - 1;
}

static struct book_entry *
entry_of(struct book *b, const char *symbol)
{
	struct book_entry *e;
	char quote[ASSET_SIZE], settle[ASSET_SIZE];

	for (size_t i = 0; i < b->entries.len; i++)
		if (strcmp(b->entries.at[i].symbol, symbol) == 0)
			return &b->entries.at[i];
	e = vec_add(&b->entries);
	TEXT_SET(e->symbol, symbol);
	if (!symbol_split(symbol, e->base, quote, settle))
		quote[0] = settle[0] = '\0';
	e->spot = settle[0] == '\0';
	TEXT_SET(e->money, e->spot ? quote : settle);
	e->place = asset_place(b, e->money);
	return e;
}

static void
event_add(struct book *b, const struct book_entry *e, int64_t time,
    enum book_kind kind, unsigned asset, struct dec amount)
{
	struct book_event *v;

	vec_reserve(&b->events, 1);
	v = &b->events.at[b->events.len++];
	v->time = time;
	v->amount = amount;
	v->kind = (unsigned)kind & 3;
	v->entry = (unsigned)(e - b->entries.at) & 0x3fffffff;
	v->asset = asset;
}

/* A trade is over: its profit less the fees that were paid in money. */
static bool
trade_end(struct book *b, struct book_entry *e, int64_t time)
{
	struct dec profit = e->realised;

	for (size_t i = 0; i < e->spent.len; i++)
		if (strcmp(e->spent.at[i].asset, e->money) == 0 &&
		    !dec_sub(profit, e->spent.at[i].amount, &profit))
			return false;
	event_add(b, e, time, BOOK_TRADE, e->place, profit);
	vec_clear(&e->spent);
	e->realised = DEC_ZERO;
	e->entries = e->since = 0;
	e->open = false;
	return true;
}

static bool
enlarge(struct book_entry *e, struct dec amount, struct dec cost,
    int64_t time)
{
	if (!e->open)
		e->since = time;
	e->open = true;
	e->entries++;
	return dec_add(e->amount, amount, &e->amount) &&
	    dec_add(e->cost, cost, &e->cost);
}

/*
 * Takes `amount` (at most what is held) out at `value`: its share of the cost
 * goes, rounded against the trader, and the difference is realised.
 */
static bool
shrink(struct book *b, struct book_entry *e, struct dec amount,
    struct dec value, struct dec told, int64_t time)
{
	struct dec share = e->cost, profit;
	bool all = dec_cmp(amount, e->amount) >= 0;

	if (!all && (!dec_muldiv(e->cost, amount, e->amount, MONEY_SCALE,
	    e->side == POSITION_LONG ? ROUND_CEIL : ROUND_FLOOR, &share)))
		return false;
	share = dec_min(share, e->cost);
	if (!(e->side == POSITION_LONG ? dec_sub(value, share, &profit) :
	    dec_sub(share, value, &profit)))
		return false;
	if (dec_known(told))
		profit = told;
	event_add(b, e, time, BOOK_REALISED, e->place, profit);
	if (!dec_sub(e->cost, share, &e->cost) ||
	    !dec_sub(e->amount, amount, &e->amount))
		return false;
	return dec_add(e->realised, profit, &e->realised);
}

static bool
is_flat(const struct book_entry *e, const struct instrument *i)
{
	if (e->spot && i != NULL && dec_sign(i->lot) > 0)
		return dec_cmp(e->amount, i->lot) < 0;
	return dec_sign(e->amount) <= 0;
}

/* Coins that a fill's fee took out of the position itself. */
static struct dec
fee_in_coins(const struct book_entry *e, const struct fill *f)
{
	return e->spot && strcmp(f->fee_currency, e->base) == 0 &&
	    dec_sign(f->fee) > 0 ? f->fee : DEC_ZERO;
}

/* The part of a fill that is against the position; amount and value keep the
 * rest. */
static bool
close_part(struct book *b, struct book_entry *e, const struct fill *f,
    const struct instrument *i, struct dec coins, struct dec *amount,
    struct dec *value)
{
	struct dec part = dec_min(*amount, e->amount), part_value = *value;

	if (dec_cmp(part, *amount) < 0 && !dec_muldiv(*value, part, *amount,
	    MONEY_SCALE, ROUND_FLOOR, &part_value))
		return false;
	if (!shrink(b, e, part, part_value, f->realized_pnl, f->time) ||
	    !dec_sub(*amount, part, amount) ||
	    !dec_sub(*value, part_value, value))
		return false;
	coins = dec_min(coins, e->amount);
	if (dec_sign(coins) > 0 &&
	    !shrink(b, e, coins, DEC_ZERO, DEC_NONE, f->time))
		return false;
	return !is_flat(e, i) || !e->open || trade_end(b, e, f->time);
}

static bool
take_fill(struct book *b, struct book_entry *e, const struct fill *f,
    const struct instrument *i, struct dec coins)
{
	int side = f->side == SIDE_BUY ? POSITION_LONG : POSITION_SHORT;
	struct dec amount = f->amount, value = f->cost;

	if (dec_sign(e->amount) > 0 && e->side != side &&
	    !close_part(b, e, f, i, coins, &amount, &value))
		return false;
	/* Spot coins that were never bought here have no cost to realise. */
	if (dec_sign(amount) <= 0 || (e->spot && side == POSITION_SHORT))
		return true;
	/* A fee taken out of the coins: they cost the same and are fewer. */
	if (!dec_sub(amount, coins, &amount))
		return false;
	e->side = side;
	return enlarge(e, amount, value, f->time);
}

static bool
add_fill(struct book *b, const struct fill *f, const struct snapshot *s)
{
	const struct instrument *i = snapshot_instrument(s, f->symbol);
	struct book_entry *e = entry_of(b, f->symbol);
	struct dec coins = fee_in_coins(e, f);

	if (dec_sign(f->amount) <= 0 || !dec_known(f->cost))
		return false;
	if (dec_known(f->fee) && !dec_is_zero(f->fee)) {
		event_add(b, e, f->time, BOOK_FEE, asset_place(b,
		    f->fee_currency), f->fee);
		if (dec_is_zero(coins) &&
		    !purse_add(&e->spent, f->fee_currency, f->fee))
			return false;
	}
	return take_fill(b, e, f, i, coins);
}

bool
book_read(struct book *b, const struct fills *fills,
    const struct snapshot *s)
{
	size_t before;
	bool good = true;

	if (b->read > fills->len || (b->read > 0 &&
	    strcmp(fills->at[b->read - 1].id, b->last_id) != 0))
		book_release(b);
	before = b->read;
	for (; b->read < fills->len && good; b->read++)
		good = add_fill(b, &fills->at[b->read], s);
	if (!good)
		book_release(b);
	else if (b->read > 0 && b->read != before)
		TEXT_SET(b->last_id, fills->at[b->read - 1].id);
	return good;
}

struct dec
book_entry_price(const struct book_entry *e, struct dec contract_size)
{
	struct dec units = e->amount, out;

	if (dec_sign(contract_size) > 0 &&
	    !dec_times(units, contract_size, &units))
		return DEC_NONE;
	if (!dec_div(e->cost, units, MONEY_SCALE, ROUND_HALF_EVEN, &out))
		return DEC_NONE;
	return out;
}

static bool
asked(const struct book *b, const struct book_event *v, enum book_kind kind,
    int64_t since, const char *symbol)
{
	return v->kind == kind && v->time >= since && (symbol == NULL ||
	    strcmp(b->entries.at[v->entry].symbol, symbol) == 0);
}

bool
book_sum(const struct book *b, enum book_kind kind, int64_t since,
    const char *symbol, const struct snapshot *s, struct dec *out)
{
	struct purse sum = {0};
	bool good = true;

	for (size_t i = 0; i < b->events.len && good; i++) {
		const struct book_event *v = &b->events.at[i];

		if (asked(b, v, kind, since, symbol))
			good = purse_add(&sum, b->assets.at[v->asset].name,
			    v->amount);
	}
	good = good && purse_value(&sum, s, out);
	vec_release(&sum);
	return good;
}

int64_t
book_trades(const struct book *b, int64_t since, const char *symbol)
{
	int64_t n = 0;

	for (size_t i = 0; i < b->events.len; i++)
		n += asked(b, &b->events.at[i], BOOK_TRADE, since, symbol);
	return n;
}

int64_t
book_loss_streak(const struct book *b, const char *symbol)
{
	int64_t n = 0;

	for (size_t i = b->events.len; i > 0; i--) {
		const struct book_event *v = &b->events.at[i - 1];

		if (!asked(b, v, BOOK_TRADE, 0, symbol))
			continue;
		if (dec_sign(v->amount) >= 0)
			break;
		n++;
	}
	return n;
}
