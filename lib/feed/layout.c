/*
 * Layouts as tables: the downloads of exchanges by position, everything with
 * a header by the names that are used for the columns of candles.
 */
#include "feed/layout.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct feed_layout feed_layouts[] = {
	{ "header", "columns by the names in the first line",
	  NULL, 0, FEED_AUTO, false },
	{ "binance", "Binance Vision klines, spot and USD-M futures",
	  "time,open,high,low,close,volume,-,quote_volume,trades,"
	  "taker_buy_volume,taker_buy_quote_volume,-", 12, FEED_AUTO, false },
	{ "kraken", "Kraken OHLCVT downloads, time in seconds",
	  "time,open,high,low,close,volume,trades", 7, FEED_S, false },
	{ "bybit", "Bybit klines: volume, then turnover, time in ms",
	  "time,open,high,low,close,volume,quote_volume", 7, FEED_MS, false },
	{ "plain", "time, open, high, low, close, volume",
	  "time,open,high,low,close,volume", 6, FEED_AUTO, false },
	{ "coinbase", "Coinbase candles: time, low, high, open, close, volume",
	  "time,low,high,open,close,volume", 0, FEED_S, true },
	{ "cryptodatadownload", "CryptoDataDownload, newest row first",
	  NULL, 0, FEED_AUTO, true },
	{ .name = NULL }
};

const char *const feed_layout_names[] = { "header", "binance", "kraken",
    "bybit", "plain", "coinbase", "cryptodatadownload", NULL };

/* Names of columns as they are found, in snake_case; the first row that is
 * found in a header wins. */
static const struct alias { const char *name; int target; } aliases[] = {
	{ "time", FIELD_TIME }, { "open_time_ms", FIELD_TIME },
	{ "open_time", FIELD_TIME }, { "ts", FIELD_TIME },
	{ "unix", FIELD_TIME }, { "unix_timestamp", FIELD_TIME },
	{ "timestamp", FIELD_TIME }, { "start_time", FIELD_TIME },
	{ "starttime", FIELD_TIME }, { "start", FIELD_TIME },
	{ "opentime", FIELD_TIME }, { "datetime", FIELD_TIME },
	{ "date", FIELD_TIME },
	{ "open", CANDLE_OPEN }, { "high", CANDLE_HIGH },
	{ "low", CANDLE_LOW }, { "close", CANDLE_CLOSE },
	{ "volume", CANDLE_VOLUME }, { "vol", CANDLE_VOLUME },
	{ "base_volume", CANDLE_VOLUME },
	{ "quote_volume", CANDLE_QUOTE_VOLUME },
	{ "quote_asset_volume", CANDLE_QUOTE_VOLUME },
	{ "turnover", CANDLE_QUOTE_VOLUME },
	{ "trades", CANDLE_TRADES }, { "count", CANDLE_TRADES },
	{ "tradecount", CANDLE_TRADES }, { "trade_count", CANDLE_TRADES },
	{ "number_of_trades", CANDLE_TRADES },
	{ "taker_buy_volume", CANDLE_TAKER_VOLUME },
	{ "taker_buy_base_volume", CANDLE_TAKER_VOLUME },
	{ "taker_buy_base_asset_volume", CANDLE_TAKER_VOLUME },
	{ "taker_buy_quote_volume", CANDLE_TAKER_QUOTE },
	{ "taker_buy_quote_asset_volume", CANDLE_TAKER_QUOTE },
	{ "symbol", FIELD_SYMBOL }, { "tic", FIELD_SYMBOL },
	{ .name = NULL }
};

/* The names that a column map uses, in the user's words. */
static const struct alias map_names[] = {
	{ "time", FIELD_TIME }, { "open", CANDLE_OPEN },
	{ "high", CANDLE_HIGH }, { "low", CANDLE_LOW },
	{ "close", CANDLE_CLOSE }, { "volume", CANDLE_VOLUME },
	{ "quote_volume", CANDLE_QUOTE_VOLUME }, { "trades", CANDLE_TRADES },
	{ "taker_buy_volume", CANDLE_TAKER_VOLUME },
	{ "taker_buy_quote_volume", CANDLE_TAKER_QUOTE },
	{ "symbol", FIELD_SYMBOL },
	{ .name = NULL }
};

static const struct alias *
alias_find(const struct alias *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

/* "Open Time" as open_time, without a byte order mark. */
static void
name_plain(const char *text, char *out, size_t size)
{
	size_t n = 0;

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	for (; *text != '\0' && n + 1 < size; text++)
		out[n++] = *text == ' ' || *text == '-' ? '_' :
		    (char)tolower((unsigned char)*text);
	out[n] = '\0';
}

static void
scan_set(struct scan *s, int fields)
{
	s->fields = fields;
	memset(s->target, FIELD_SKIP, sizeof(s->target));
}

static int
scan_field(const struct scan *s, int target)
{
	for (int i = 0; i < s->fields; i++)
		if (s->target[i] == target)
			return i;
	return -1;
}

/* "volume_btc": of the base when the symbol or the order says so. */
static int
volume_of(const struct feed_options *o, const struct scan *s, const char *name)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	if (strncmp(name, "volume_", 7) != 0)
		return FIELD_SKIP;
	if (o->symbol != NULL && symbol_split(o->symbol, base, quote, settle)) {
		if (strcasecmp(name + 7, quote) == 0)
			return CANDLE_QUOTE_VOLUME;
		if (strcasecmp(name + 7, base) == 0)
			return CANDLE_VOLUME;
	}
	return scan_field(s, CANDLE_VOLUME) < 0 ? CANDLE_VOLUME :
	    CANDLE_QUOTE_VOLUME;
}

/* Targets from a line of names; false when it is none. */
static bool
header_map(const struct feed_options *o, const struct fields *f,
    struct scan *s)
{
	VEC(const struct alias *) found = {0};
	char name[64];
	int better;

	scan_set(s, f->n);
	for (int i = 0; i < f->n; i++) {
		const struct alias *a;
		int target;

		name_plain(field_at(f, i), name, sizeof(name));
		a = alias_find(aliases, name);
		vec_push(&found, a);
		target = a != NULL ? a->target : volume_of(o, s, name);
		/* data frames are written with a nameless index first */
		if (i == 0 && name[0] == '\0' && f->n > 1)
			target = FIELD_TIME;
		better = target == FIELD_SKIP ? -1 : scan_field(s, target);
		if (better >= 0 && a != NULL && found.at[better] != NULL &&
		    a < found.at[better]) {
			s->target[better] = FIELD_SKIP;
			better = -1;
		}
		if (better < 0)
			s->target[i] = (signed char)target;
	}
	vec_release(&found);
	return scan_field(s, CANDLE_OPEN) >= 0 &&
	    scan_field(s, CANDLE_CLOSE) >= 0;
}

static enum err_code
scan_complete(const struct feed_options *o, const struct scan *s,
    enum err_code code, struct err *err)
{
	for (const struct alias *a = map_names; a->target < CANDLE_OPTIONAL;
	    a++)
		if (scan_field(s, a->target) < 0 &&
		    (a->target != CANDLE_VOLUME || o->price != PRICE_MARK))
			return err_set(err, code, "no column for %s; name it "
			    "with --columns", a->name);
	return E_OK;
}

/* The field that a map's right side names: a number, or a name in the header. */
static int
map_field(const char *text, const struct fields *f)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end != text && *end == '\0')
		return n >= 0 && n < f->n ? (int)n : -1;
	for (int i = 0; i < f->n; i++)
		if (strcmp(field_at(f, i), text) == 0)
			return i;
	return -1;
}

/* One word of --columns: "open", "open=1", "open=Opening". */
static enum err_code
map_word(char *word, int position, const struct fields *f, struct scan *s,
    struct err *err)
{
	char *is = strchr(word, '=');
	const struct alias *a;
	int field = position;

	if (strcmp(word, "-") == 0 || *word == '\0')
		return E_OK;
	if (is != NULL)
		*is = '\0';
	a = alias_find(map_names, word);
	if (a == NULL)
		return err_set(err, E_USAGE, "--columns: no column %s in a "
		    "candle; there are time, open, high, low, close, volume, "
		    "quote_volume, trades, taker_buy_volume, "
		    "taker_buy_quote_volume, symbol", word);
	if (is != NULL)
		field = map_field(is + 1, f);
	if (field < 0 || field >= f->n)
		return err_set(err, E_USAGE, "--columns: the first line has "
		    "no field %s for %s", is != NULL ? is + 1 : "", word);
	if (scan_field(s, a->target) >= 0)
		return err_set(err, E_USAGE, "--columns: %s is there twice",
		    word);
	s->target[field] = (signed char)a->target;
	return E_OK;
}

static enum err_code
map_apply(const char *columns, const struct fields *f, struct scan *s,
    struct err *err)
{
	char *text = mem_text(columns), *rest = text, *word;
	enum err_code rc = E_OK;
	int position = 0;

	scan_set(s, f->n);
	while (rc == E_OK && (word = strsep(&rest, ",")) != NULL)
		rc = map_word(word, position++, f, s, err);
	free(text);
	return rc;
}

/* Does the line hold a candle, as far as its time and open tell? */
static bool
line_is_data(const struct scan *s, const struct fields *f)
{
	struct scan probe = *s;
	const int open = scan_field(s, CANDLE_OPEN);
	const int time = scan_field(s, FIELD_TIME);
	struct dec d;
	int64_t ms;

	if (open >= 0 && dec_parse_loose(field_at(f, open), f->len[open], &d))
		return true;
	return time >= 0 && time_scan(&probe, field_at(f, time), &ms) == NULL;
}

static enum err_code
layout_apply(const struct feed_layout *l, const struct fields *first,
    struct scan *s, bool *header, struct err *err)
{
	enum err_code rc = map_apply(l->columns, first, s, err);

	if (rc != E_OK)
		return err_set(err, E_DATA, "%d field%s; layout %s has more",
		    first->n, first->n == 1 ? "" : "s", l->name);
	if (l->fields > 0 && first->n != l->fields)
		return err_set(err, E_DATA, "%d fields; layout %s has %d",
		    first->n, l->name, l->fields);
	if (s->unit == FEED_AUTO)
		s->unit = l->unit;
	*header = !line_is_data(s, first);
	return E_OK;
}

/* Without a header: by the number of fields, then by the first time. */
static const struct feed_layout *
layout_by_shape(const struct fields *f)
{
	for (const struct feed_layout *l = feed_layouts; l->name != NULL; l++) {
		struct scan probe = { .unit = FEED_AUTO, .seen = FEED_AUTO };
		int64_t ms;

		if (l->fields == 0 || l->fields != f->n ||
		    time_scan(&probe, field_at(f, 0), &ms) != NULL)
			continue;
		if (l->unit == FEED_AUTO || probe.seen == l->unit)
			return l;
	}
	return NULL;
}

enum err_code
layout_find(const struct feed_options *o, const struct fields *first,
    struct scan *s, bool *header, const struct feed_layout **layout,
    struct err *err)
{
	const struct feed_layout *l = o->layout < 0 ? NULL :
	    &feed_layouts[o->layout];
	enum err_code rc;

	s->unit = (enum feed_unit)o->time_unit;
	s->seen = FEED_AUTO;
	if (o->columns != NULL) {
		*layout = NULL;
		rc = map_apply(o->columns, first, s, err);
		if (rc == E_OK)
			rc = scan_complete(o, s, E_USAGE, err);
		*header = rc == E_OK && !line_is_data(s, first);
		return rc;
	}
	if (l == NULL || l->columns == NULL) {
		*header = header_map(o, first, s);
		*layout = l != NULL ? l : &feed_layouts[0];
		if (*header)
			return scan_complete(o, s, E_DATA, err);
		if (l == NULL)
			l = layout_by_shape(first);
		if (l == NULL)
			return err_set(err, E_DATA, "no header and no layout "
			    "that is known; give --layout or --columns");
		if (l->columns == NULL)
			return err_set(err, E_DATA, "no header that names "
			    "open and close, as layout %s has", l->name);
	}
	*layout = l;
	return layout_apply(l, first, s, header, err);
}
