/*
 * Reads the instruments of a scenario and what their prices do: main bars and
 * detail bars, of which those to be executed are chosen, marks and funding.
 */
#include "tests/model/venuemodel/model.h"

static void
ticks_read(struct instrument *in, const json_t *tick)
{
	size_t i;
	json_t *row;

	if (!json_is_array(tick)) {
		vec_add(&in->ticks)->tick = number_read(tick, "tick");
		return;
	}
	json_array_foreach(tick, i, row) {
		struct tick t;

		t.from = number_read(json_array_get(row, 0), "tick");
		t.tick = number_read(json_array_get(row, 1), "tick");
		vec_push(&in->ticks, t);
	}
}

static void
tiers_read(struct instrument *in, const json_t *tiers)
{
	static const char *const keys[] = { "floor", "mmr", "max_leverage",
		NULL };
	size_t i;
	json_t *row;

	json_array_foreach(tiers, i, row) {
		struct tier *t = vec_add(&in->tiers);

		keys_check(row, keys, "tier");
		t->floor = number_or_zero(row, "floor");
		t->mmr = number_or_zero(row, "mmr");
		t->max_leverage = number_or_zero(row, "max_leverage");
	}
}

static void
limits_read(struct instrument *in, const json_t *object)
{
	in->min_amount = number_or_zero(object, "min_amount");
	in->max_amount = number_or_zero(object, "max_amount");
	in->min_notional = number_or_zero(object, "min_notional");
	in->max_notional = number_or_zero(object, "max_notional");
	in->band_up = number_or_zero(object, "band_up");
	in->band_down = number_or_zero(object, "band_down");
	in->maker = number_or_zero(object, "maker");
	in->taker = number_or_zero(object, "taker");
	in->max_open_orders = number_or_zero(object, "max_open_orders");
	in->liquidation_fee = number_or_zero(object, "liquidation_fee");
}

static void
kind_read(struct instrument *in, const json_t *object)
{
	const char *kind = text_get(object, "kind");
	const char *settle =
	    json_string_value(json_object_get(object, "settle"));

	in->swap = strcmp(kind, "swap") == 0;
	if (!in->swap && strcmp(kind, "spot") != 0)
		bad_file("%s: neither spot nor swap", in->symbol);
	in->settle = settle == NULL ? in->quote : settle;
	if (strcmp(in->settle, in->quote) != 0)
		bad_file("%s: not linear", in->symbol);
	in->contract_size = number_get(object, "contract_size");
	if (!dec_known(in->contract_size))
		in->contract_size = dec_int(1);
	if (in->swap)
		tiers_read(in, json_object_get(object, "tiers"));
}

static void
instrument_read(struct model *m, const json_t *object)
{
	static const char *const keys[] = { "symbol", "kind", "base", "quote",
		"settle", "tick", "lot", "min_amount", "max_amount",
		"min_notional", "max_notional", "band_up", "band_down",
		"contract_size", "maker", "taker", "max_open_orders", "tiers",
		"liquidation_fee", NULL };
	struct instrument in = { .last = DEC_NONE, .mark = DEC_NONE };

	keys_check(object, keys, "instrument");
	in.symbol = text_get(object, "symbol");
	in.base = text_get(object, "base");
	in.quote = text_get(object, "quote");
	in.leverage = dec_int(1);
	in.basis = DEC_ZERO;
	ticks_read(&in, json_object_get(object, "tick"));
	in.lot = number_read(json_object_get(object, "lot"), "lot");
	kind_read(&in, object);
	limits_read(&in, object);
	for (size_t i = 0; i < in.ticks.len; i++)
		if (dec_decimals(in.ticks.at[i].tick) +
		    dec_decimals(in.lot) + dec_decimals(in.contract_size) >
		    DEC_SCALE_MAX)
			bad_file("%s: too many decimals", in.symbol);
	vec_push(&m->instruments, in);
}

static void
bar_check(const struct instrument *in, const struct bars *bars,
    const struct bar *b)
{
	const struct bar *before = bars->len == 0 ? NULL :
	    &bars->at[bars->len - 1];

	if (before != NULL && b->t < before->t + before->length)
		bad_file("%s: bars overlap or are unsorted", in->symbol);
	if (less(b->high, dec_max(b->open, b->close)) ||
	    less(dec_min(b->open, b->close), b->low) ||
	    dec_sign(b->low) <= 0)
		bad_file("%s: an impossible bar", in->symbol);
}

static void
bars_read(const struct instrument *in, struct bars *bars, int64_t length,
    const json_t *rows)
{
	json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) {
		struct bar b = { .volume = DEC_NONE, .length = length };

		b.t = time_read(json_array_get(row, 0), "bar");
		b.open = number_read(json_array_get(row, 1), "open");
		b.high = number_read(json_array_get(row, 2), "high");
		b.low = number_read(json_array_get(row, 3), "low");
		b.close = number_read(json_array_get(row, 4), "close");
		if (json_array_size(row) > 5)
			b.volume = number_read(json_array_get(row, 5),
			    "volume");
		bar_check(in, bars, &b);
		vec_push(bars, b);
	}
}

static void
rates_read(struct instrument *in, const json_t *rows)
{
	json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) {
		struct rate *f = vec_add(&in->funding);
		const json_t *mark = json_array_get(row, 2);

		f->t = time_read(json_array_get(row, 0), "funding");
		f->rate = number_read(json_array_get(row, 1), "rate");
		f->mark = mark == NULL || json_is_null(mark) ? DEC_NONE :
		    number_read(mark, "mark");
	}
}

/* By the symbols of an object, one of the four kinds of rows. */
static void
rows_read(struct model *m, json_t *object, char kind)
{
	const char *symbol;
	json_t *rows;

	json_object_foreach(object, symbol, rows) {
		struct instrument *in = instrument_of(m, symbol);

		if (in == NULL)
			bad_file("rows of unknown %s", symbol);
		if (kind == 'b')
			bars_read(in, &in->main, m->bar_length, rows);
		else if (kind == 'd')
			bars_read(in, &in->detail, m->detail_length, rows);
		else if (kind == 'm')
			bars_read(in, &in->marks, m->bar_length, rows);
		else
			rates_read(in, rows);
	}
}

static size_t
find_bar(const struct bars *bars, int64_t t)
{
	size_t i = 0;

	while (i < bars->len && bars->at[i].t != t)
		i++;
	return i;
}

/* Whether every symbol with a main bar at t has all of its detail bars. */
static bool
in_detail(const struct model *m, int64_t t)
{
	if (m->detail_length == 0)
		return false;
	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		if (find_bar(&in->main, t) == in->main.len)
			continue;
		for (int64_t at = t; at < t + m->bar_length;
		    at += m->detail_length)
			if (find_bar(&in->detail, at) == in->detail.len)
				return false;
	}
	return true;
}

static void
bars_choose(const struct model *m, struct instrument *in)
{
	for (size_t i = 0; i < in->main.len; i++) {
		const struct bar *b = &in->main.at[i];

		if (!in_detail(m, b->t)) {
			vec_push(&in->bars, *b);
			continue;
		}
		for (int64_t at = b->t; at < b->t + m->bar_length;
		    at += m->detail_length)
			vec_push(&in->bars,
			    in->detail.at[find_bar(&in->detail, at)]);
	}
}

void
market_read(struct model *m, const json_t *root)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(root, "instruments"), i, row)
		instrument_read(m, row);
	rows_read(m, json_object_get(root, "bars"), 'b');
	rows_read(m, json_object_get(root, "detail"), 'd');
	rows_read(m, json_object_get(root, "marks"), 'm');
	rows_read(m, json_object_get(root, "funding"), 'f');
	for (i = 0; i < m->instruments.len; i++)
		bars_choose(m, &m->instruments.at[i]);
}
