/*
 * Instrument rows from CSV. The shipped list is part of the program, so that a
 * single copied binary works.
 */
#include "venue/sim/markets.h"

#include "base/buf.h"

#include <string.h>

__asm__(
	".pushsection .rodata\n"
	"instruments_binance: .incbin \"share/instruments/binance.csv\"\n"
	"instruments_binance_end: .byte 0\n"
	".popsection\n");
extern const char instruments_binance[], instruments_binance_end[];

const char *
markets_shipped(const char *venue, size_t *len)
{
	if (strcmp(venue, "binance") != 0)
		return NULL;
	*len = (size_t)(instruments_binance_end - instruments_binance);
	return instruments_binance;
}

static const struct {
	const char *name;
	size_t offset;
} amounts[] = {
	{ "lot", offsetof(struct instrument, lot) },
	{ "min_amount", offsetof(struct instrument, min_amount) },
	{ "max_amount", offsetof(struct instrument, max_amount) },
	{ "min_notional", offsetof(struct instrument, min_notional) },
	{ "max_notional", offsetof(struct instrument, max_notional) },
	{ "band_up", offsetof(struct instrument, band_up) },
	{ "band_down", offsetof(struct instrument, band_down) },
	{ "maker", offsetof(struct instrument, maker) },
	{ "taker", offsetof(struct instrument, taker) },
	{ "contract_size", offsetof(struct instrument, contract_size) },
	{ "max_leverage", offsetof(struct instrument, max_leverage) },
	{ "liquidation_fee", offsetof(struct instrument, liquidation_fee) }
};
#define AMOUNTS (sizeof(amounts) / sizeof(amounts[0]))

#define COLUMNS_MAX 32
#define CELL_SIZE TIER_TEXT_SIZE

struct table {
	const char *name;
	int line;
	char columns[COLUMNS_MAX][CELL_SIZE];
	size_t len;
};

static enum err_code
cell_set(const struct table *t, const char *column, const char *cell,
    struct instrument *i, struct err *err)
{
	struct dec d;

	if (strcmp(column, "symbol") == 0) {
		if (!symbol_valid(cell) || !TEXT_SET(i->symbol, cell))
			return err_set(err, E_DATA, "%s: line %d: \"%s\" is "
			    "not a symbol", t->name, t->line, cell);
		return E_OK;
	}
	if (strcmp(column, "tick") == 0) {
		char tick[CELL_SIZE];

		TEXT_SET(tick, cell);
		for (char *p = tick; *p != '\0'; p++)
			if (*p == ';')
				*p = ',';
		if (instrument_set_tick(i, tick, err) != E_OK)
			return err_prefix(err, "%s: line %d", t->name,
			    t->line);
		return E_OK;
	}
	if (*cell == '\0')
		return E_OK;
	if (strcmp(column, "tiers") == 0) {
		if (instrument_set_tiers(i, cell, err) != E_OK)
			return err_prefix(err, "%s: line %d", t->name,
			    t->line);
		return E_OK;
	}
	if (strcmp(column, "bounds") == 0) {
		char text[CELL_SIZE];

		TEXT_SET(text, cell);
		for (char *p = text; *p != '\0'; p++)
			if (*p == ';')
				*p = ' ';
		if (instrument_read_bounds(i, text, err) != E_OK)
			return err_prefix(err, "%s: line %d", t->name,
			    t->line);
		return E_OK;
	}
	if (!dec_parse_loose(cell, strlen(cell), &d))
		return err_set(err, E_DATA, "%s: line %d: %s \"%s\" is not a "
		    "number", t->name, t->line, column, cell);
	if (strcmp(column, "max_open_orders") == 0) {
		if (!dec_steps(d, dec_int(1), &i->max_open_orders) ||
		    i->max_open_orders < 0)
			return err_set(err, E_DATA, "%s: line %d: "
			    "max_open_orders is not a count", t->name,
			    t->line);
		return E_OK;
	}
	for (size_t n = 0; n < AMOUNTS; n++)
		if (strcmp(column, amounts[n].name) == 0)
			memcpy((char *)i + amounts[n].offset, &d, sizeof(d));
	return E_OK;
}

static bool
column_known(const char *name)
{
	for (size_t n = 0; n < AMOUNTS; n++)
		if (strcmp(name, amounts[n].name) == 0)
			return true;
	return strcmp(name, "symbol") == 0 || strcmp(name, "tick") == 0 ||
	    strcmp(name, "max_open_orders") == 0 ||
	    strcmp(name, "tiers") == 0 || strcmp(name, "bounds") == 0;
}

/* Cuts a line at its commas. */
static enum err_code
cells_cut(const struct table *t, const char *at, size_t len,
    char cells[COLUMNS_MAX][CELL_SIZE], size_t *count, struct err *err)
{
	size_t n = 0, fill = 0;

	for (size_t i = 0; i <= len; i++) {
		if (n == COLUMNS_MAX || fill == CELL_SIZE - 1)
			return err_set(err, E_DATA, "%s: line %d: too long",
			    t->name, t->line);
		if (i == len || at[i] == ',') {
			cells[n++][fill] = '\0';
			fill = 0;
		} else if (at[i] != '\r' && at[i] != ' ' && at[i] != '\0') {
			cells[n][fill++] = at[i];
		}
	}
	*count = n;
	return E_OK;
}

static enum err_code
heading_read(struct table *t, const char *at, size_t len, struct err *err)
{
	enum err_code rc = cells_cut(t, at, len, t->columns, &t->len, err);

	for (size_t n = 0; n < t->len && rc == E_OK; n++)
		if (!column_known(t->columns[n]))
			rc = err_set(err, E_DATA, "%s: line %d: no column "
			    "\"%s\"; there are symbol, tick, lot, min_amount, "
			    "max_amount, min_notional, max_notional, band_up, "
			    "band_down, maker, taker, max_open_orders, "
			    "contract_size, tiers, max_leverage, "
			    "liquidation_fee, bounds",
			    t->name, t->line, t->columns[n]);
	return rc;
}

static enum err_code
row_read(const struct table *t, const char *at, size_t len,
    struct instruments *out, struct err *err)
{
	char cells[COLUMNS_MAX][CELL_SIZE];
	struct instrument *i = vec_add(out);
	size_t n = 0;
	enum err_code rc = cells_cut(t, at, len, cells, &n, err);

	i->maker = i->taker = dec_make(1, 3);
	i->liquidation_fee = DEC_ZERO;
	if (rc == E_OK && n != t->len)
		rc = err_set(err, E_DATA, "%s: line %d: %zu cells under %zu "
		    "columns", t->name, t->line, n, t->len);
	for (size_t c = 0; c < n && rc == E_OK; c++)
		rc = cell_set(t, t->columns[c], cells[c], i, err);
	if (rc == E_OK && instrument_check(i, err) != E_OK)
		rc = err_prefix(err, "%s: line %d", t->name, t->line);
	if (rc == E_OK && i->kind != KIND_SPOT &&
	    strcmp(i->settle, i->quote) != 0)
		rc = err_set(err, E_DATA, "%s: line %d: %s does not settle in "
		    "its quote", t->name, t->line, i->symbol);
	for (size_t k = 0; k + 1 < out->len && rc == E_OK; k++)
		if (strcmp(out->at[k].symbol, i->symbol) == 0)
			rc = err_set(err, E_DATA, "%s: line %d: %s is there "
			    "twice", t->name, t->line, i->symbol);
	return rc;
}

enum err_code
markets_read(const char *text, size_t len, const char *name,
    struct instruments *out, struct err *err)
{
	struct table *t = mem_alloc(sizeof(*t));
	struct instruments made = {0};
	enum err_code rc = E_OK;

	t->name = name;
	for (size_t at = 0; at < len && rc == E_OK; ) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end == NULL ? len - at :
		    (size_t)(end - (text + at));

		t->line++;
		if (n > 0 && text[at] != '#' && text[at] != '\r')
			rc = t->len == 0 ?
			    heading_read(t, text + at, n, err) :
			    row_read(t, text + at, n, &made, err);
		at += n + 1;
	}
	free(t);
	if (rc != E_OK) {
		vec_release(&made);
		return rc;
	}
	vec_release(out);
	*out = made;
	return E_OK;
}

enum err_code
market_plain(const char *symbol, int price_scale, struct instrument *out,
    struct err *err)
{
	char text[DEC_TEXT_SIZE];
	enum err_code rc;

	memset(out, 0, sizeof(*out));
	TEXT_SET(out->symbol, symbol);
	rc = instrument_set_tick(out, dec_text(dec_make(1, price_scale),
	    text), err);
	out->lot = dec_make(1, 8);
	out->maker = out->taker = dec_make(1, 3);
	if (strchr(symbol, ':') == NULL)
		return rc == E_OK ? instrument_check(out, err) : rc;
	out->maker = dec_make(2, 4);
	out->taker = dec_make(5, 4);
	out->liquidation_fee = dec_make(15, 3);
	if (rc == E_OK)
		rc = instrument_set_tiers(out, "0:0.01:50", err);
	return rc == E_OK ? instrument_check(out, err) : rc;
}

int
market_decimals(const struct instrument *i)
{
	int most = 0;

	for (int n = 0; n < i->tick_rows; n++) {
		if (dec_decimals(i->ticks[n].tick) > most)
			most = dec_decimals(i->ticks[n].tick);
		if (dec_decimals(i->ticks[n].from) > most)
			most = dec_decimals(i->ticks[n].from);
	}
	return most;
}

enum err_code
market_shipped(const char *venue, const char *symbol, struct instrument *out,
    bool *found, struct err *err)
{
	struct instruments all = { 0 };
	const struct instrument *row = NULL;
	size_t len = 0;
	const char *text = markets_shipped(venue, &len);
	enum err_code rc = text == NULL ? E_OK : markets_read(text, len,
	    "shipped instruments", &all, err);

	if (rc == E_OK)
		row = instruments_find(&all, symbol);
	if (row != NULL)
		*out = *row;
	*found = row != NULL;
	vec_release(&all);
	return rc;
}

enum err_code
market_known(const char *venue, const char *symbol, int decimals,
    struct instrument *out, int *price_scale, struct err *err)
{
	bool found;
	enum err_code rc = market_shipped(venue, symbol, out, &found, err);

	if (rc != E_OK)
		return rc;
	*price_scale = found ? market_decimals(out) : decimals;
	return found ? E_OK : market_plain(symbol, decimals, out, err);
}
