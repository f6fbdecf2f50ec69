/*
 * What the array kernel is not for, and what it makes once for all sets.
 */
#include "research/kernelrun.h"

#include "base/column.h"
#include "base/decfloat.h"
#include "base/mem.h"

#include <stdlib.h>

const char *const kernel_exit_names[] = { "held", "rule", "after", "opposite",
	"stop", "target", "trail", NULL };

/* A trail that begins later has a stop to move, for both sides. */
static bool
has_stop(const struct strategy *s)
{
	for (size_t i = 0; i < s->rules.len; i++)
		if (s->rules.at[i].kind == STRATEGY_STOP &&
		    s->rules.at[i].side == SIDE_BOTH)
			return true;
	return false;
}

const char *
kernel_unfit(const struct strategy *s)
{
	if (strategy_path(s))
		return "it looks at the position or the account";
	for (size_t i = 0; i < s->rules.len; i++) {
		const struct strategy_rule *r = &s->rules.at[i];

		if (r->kind == STRATEGY_HEDGE)
			return "it trades two symbols";
		if (r->kind == STRATEGY_ENTER && r->form != ENTER_MARKET)
			return "its entries wait for a price";
		if (r->kind == STRATEGY_PYRAMID)
			return "it adds to what it holds";
		if (r->kind == STRATEGY_TARGET && r->form == FORM_LEVEL)
			return "its target moves";
		if (r->kind == STRATEGY_TRAIL && r->second >= 0 &&
		    strategy_rule(s, STRATEGY_TARGET) && !has_stop(s))
			return "its trail begins without a stop, beside a"
			    " target";
		if (r->kind == STRATEGY_SIZE && r->form == SIZE_KELLY)
			return "its size looks at the trades before";
	}
	return NULL;
}

static bool
rate_of(struct dec rate, struct kernel_rate *out)
{
	rate = dec_trim(rate);
	if (!dec_is_short(rate) || rate.scale > 12)
		return false;
	*out = (struct kernel_rate){ .coef = (int64_t)rate.coef,
	    .scale = rate.scale };
	return true;
}

/* As the venue adds them up. */
static bool
slippage_set(struct kernel *k, const struct kernel_terms *t)
{
	struct dec one = dec_int(1), half, part, up, down;

	if (!dec_div(t->spread_bps, dec_int(2), DEC_SCALE_MAX, ROUND_UP,
	    &half) || !dec_add(t->slippage_bps, dec_trim(half), &part) ||
	    !dec_div(part, dec_int(10000), DEC_SCALE_MAX, ROUND_UP, &part) ||
	    dec_sign(part) < 0 || dec_cmp(part, one) > 0 ||
	    !dec_add(one, part, &up) || !dec_sub(one, part, &down))
		return false;
	k->slips = dec_sign(part) > 0;
	k->terms.slip = dec_to_double(part);
	return rate_of(up, &k->up) && rate_of(down, &k->down);
}

/* Lots of an order from a limit on amounts; raw values from one on notionals. */
static void
bounds_set(struct kernel *k)
{
	const struct instrument *i = k->m.instrument;
	struct dec n;
	const __int128 never = (__int128)1 << 120;

	k->least = 1;
	k->most = INT64_C(1) << 52;
	k->least_value = 0;
	k->most_value = never;
	if (dec_sign(i->min_amount) > 0 && dec_step(i->min_amount, i->lot,
	    ROUND_CEIL, &n))
		dec_steps(n, i->lot, &k->least);
	if (dec_sign(i->max_amount) > 0 && dec_step(i->max_amount, i->lot,
	    ROUND_FLOOR, &n))
		dec_steps(n, i->lot, &k->most);
	if (k->most > INT64_C(1) << 52)
		k->most = INT64_C(1) << 52;
	if (dec_sign(i->min_notional) > 0 && dec_round(i->min_notional,
	    k->value_scale, ROUND_CEIL, &n))
		k->least_value = n.coef * dec_powers[k->value_scale - n.scale];
	if (dec_sign(i->max_notional) > 0 && dec_round(i->max_notional,
	    k->value_scale, ROUND_FLOOR, &n))
		k->most_value = n.coef * dec_powers[k->value_scale - n.scale];
}

/* A rate of raw values; times that do not fit in 64 bits are such that no value
 * × times does, or MOST. */
static void
rate_set(const struct kernel *k, struct kernel_rate *r)
{
	int e = k->value_scale + r->scale - ENTRY_MONEY_SCALE;

	r->by = e > 0 ? dec_powers[e] : 1;
	if (__builtin_mul_overflow(r->coef, e < 0 ? dec_powers[-e] : 1,
	    &r->times))
		r->times = INT64_MAX;
}

static struct kernel_parts
parts_of(const struct kernel *k, struct kernel_rate fee)
{
	int more = k->value_scale + fee.scale - ENTRY_MONEY_SCALE;
	struct kernel_parts p = { .all = more > 0 ? dec_powers[more] : 1 };

	if (__builtin_mul_overflow(k->lot_value, dec_powers[fee.scale] +
	    fee.coef, &p.each) || (more < 0 &&
	    __builtin_mul_overflow(p.each, dec_powers[-more], &p.each)))
		p.each = 0;
	return p;
}

static void
rates_set(struct kernel *k)
{
	k->whole.coef = 1;
	rate_set(k, &k->whole);
	rate_set(k, &k->maker);
	rate_set(k, &k->taker);
	k->parts[0] = parts_of(k, (struct kernel_rate){ .scale = 0 });
	k->parts[1] = parts_of(k, k->taker);
	k->exact = !k->slips && k->tick == 1;
}

static int64_t
size_of(int64_t x)
{
	return x < 0 ? -x : x;
}

/* Slippage makes no price more than twice itself and a tick. */
static void
narrow_set(struct kernel *k)
{
	const struct candles *c = k->m.bars;
	int64_t times = size_of(k->taker.times), price;

	if (size_of(k->maker.times) > times)
		times = size_of(k->maker.times);
	if (k->whole.times > times)
		times = k->whole.times;
	price = 2 * column_most(c->high, c->len) * k->factor + k->tick;
	k->narrow = times == INT64_MAX ? 0 : (INT64_C(1) << 60) / times /
	    k->lot_value / price;
}

/* Of a fee before it is cut to units of money. */
enum { MOST_SCALE = DEC_SCALE_MAX + ENTRY_MONEY_SCALE };

static enum err_code
units_set(struct kernel *k, struct err *err)
{
	const struct instrument *i = k->m.instrument;
	const struct candles *c = k->m.bars;
	struct dec size = i->kind == KIND_SPOT ? dec_int(1) : i->contract_size;
	struct dec tick = dec_trim(i->ticks[0].tick);
	struct dec lot = dec_trim(i->lot), each;

	if (i->tick_rows != 1)
		return err_set(err, E_DATA, "%s: its tick changes with the "
		    "price: that is for the replay", i->symbol);
	k->price_scale = tick.scale > c->price_scale ? tick.scale :
	    c->price_scale;
	k->factor = dec_powers[k->price_scale - c->price_scale];
	if (!dec_steps(tick, dec_make(1, k->price_scale), &k->tick) ||
	    !dec_times(lot, dec_trim(size), &each) || !dec_is_short(each) ||
	    each.scale + k->price_scale > DEC_SCALE_MAX ||
	    each.scale + k->price_scale + k->maker.scale > MOST_SCALE ||
	    each.scale + k->price_scale + k->taker.scale > MOST_SCALE ||
	    (c->most > 0 ? c->most : column_most(c->high, c->len)) >
	    (INT64_C(1) << 52) / k->factor)
		return err_set(err, E_DATA, "%s: prices and lots that are too "
		    "fine for the kernel: that is for the replay", i->symbol);
	k->lot_value = (int64_t)each.coef;
	k->value_scale = each.scale + k->price_scale;
	k->value_parts = (double)dec_powers[k->value_scale];
	k->unit = 1 / k->value_parts;
	rates_set(k);
	narrow_set(k);
	bounds_set(k);
	return E_OK;
}

static enum err_code
terms_set(struct kernel *k, const struct kernel_terms *t, struct err *err)
{
	const struct instrument *i = k->m.instrument;
	struct dec maker = dec_known(t->maker) ? t->maker : i->maker;
	struct dec taker = dec_known(t->taker) ? t->taker : i->taker;
	int64_t cash;

	k->t = *t;
	k->spot = i->kind == KIND_SPOT;
	k->leverage = k->spot ? 1 : dec_to_double(t->leverage);
	k->terms.instrument = i;
	k->terms.taker = dec_to_double(taker);
	k->terms.leverage = k->leverage;
	if (!rate_of(maker, &k->maker) || !rate_of(taker, &k->taker) ||
	    !slippage_set(k, t) || !(k->leverage >= 1))
		return err_set(err, E_DATA, "%s: fees, slippage or leverage "
		    "that the kernel does not count with", i->symbol);
	if (!dec_steps(t->capital, dec_make(1, ENTRY_MONEY_SCALE), &cash) ||
	    cash <= 0 || cash > INT64_C(1) << 60)
		return err_set(err, E_DATA, "capital: above 0, of 8 decimals,"
		    " at most 11 million millions");
	k->capital = cash;
	return E_OK;
}

/* Each counts at the first open at or after its time. */
static void
fundings_set(struct kernel *k)
{
	const struct funding_rates *f = k->m.funding;
	const int64_t *at = k->m.bars->open_time_ms;
	size_t bar = k->m.start;

	if (f == NULL || k->spot || bar >= k->n)
		return;
	k->fundings = mem_array(f->len, sizeof(*k->fundings));
	for (size_t i = 0; i < f->len; i++) {
		if (f->at[i].time <= at[k->m.start] * 1000)
			continue;
		while (bar < k->n && at[bar] * 1000 < f->at[i].time)
			bar++;
		if (bar == k->n)
			break;
		k->fundings[k->fundings_len++] = (struct kernel_funding){ bar,
		    f->at[i].rate, f->at[i].mark_price };
	}
}

static void
masks_make(struct kernel *k)
{
	size_t words = (k->n + 63) / 64 + KERNEL_BEYOND;

	for (int i = 0; i < 2; i++) {
		k->enter[i] = mem_array(words, sizeof(uint64_t));
		k->leave[i] = mem_array(words, sizeof(uint64_t));
		for (int j = 0; j < 2; j++)
			k->any[i][j] = mem_array(words, sizeof(uint64_t));
	}
	k->entry = mem_array(words, sizeof(uint64_t));
	k->none = mem_array(words, sizeof(uint64_t));
}

enum err_code
kernel_new(const struct kernel_market *m, const struct kernel_terms *t,
    struct kernel **out, struct err *err)
{
	struct kernel *k = mem_alloc(sizeof(*k));
	enum err_code rc;

	k->m = *m;
	k->n = m->bars->len;
	k->open = m->bars->open;
	k->close = m->bars->close;
	rc = k->n == 0 || m->start >= k->n ? err_set(err, E_DATA,
	    "there are no bars to trade over") : terms_set(k, t, err);
	if (rc == E_OK)
		rc = units_set(k, err);
	if (rc != E_OK) {
		kernel_free(k);
		return rc;
	}
	fundings_set(k);
	masks_make(k);
	*out = k;
	return E_OK;
}

const double *
kernel_sigma(struct kernel *k)
{
	if (k->sigma == NULL) {
		k->sigma = mem_array(k->n, sizeof(*k->sigma));
		entry_sigma(k->m.bars, k->m.timeframe, k->sigma);
	}
	return k->sigma;
}

void
kernel_free(struct kernel *k)
{
	if (k == NULL)
		return;
	for (int i = 0; i < 2; i++) {
		free(k->enter[i]);
		free(k->leave[i]);
		free(k->any[i][0]);
		free(k->any[i][1]);
		vec_release(&k->entries[i]);
		vec_release(&k->exits[i]);
	}
	free(k->entry);
	free(k->none);
	free(k->fundings);
	free(k->sigma);
	free(k);
}
