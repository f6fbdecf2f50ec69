/* Trades, quotes, and order books from files. */
#include "feed/tape.h"

#include "feed/feed.h"
#include "feed/lines.h"
#include "feed/scan.h"
#include "model/market.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *const tape_kind_names[TAPE_KINDS] = { "snapshot", "change",
	"trade", "quote", "gap", "end" };

enum column { COLUMN_KIND, COLUMN_RECEIVED, COLUMN_TIME, COLUMN_BEFORE,
    COLUMN_FIRST, COLUMN_LAST, COLUMN_UPDATE, COLUMN_SNAPSHOT, COLUMN_SIDE,
    COLUMN_MAKER, COLUMN_PRICE, COLUMN_AMOUNT, COLUMN_BID, COLUMN_BID_AMOUNT,
    COLUMN_ASK, COLUMN_ASK_AMOUNT, COLUMNS };

/* Of several that a file has, the first of this list counts. */
static const struct { const char *name; enum column column; } aliases[] = {
	{ "kind", COLUMN_KIND }, { "recvns", COLUMN_RECEIVED },
	{ "time", COLUMN_TIME }, { "ts", COLUMN_TIME },
	{ "timestamp", COLUMN_TIME },
	{ "tradems", COLUMN_TIME }, { "transacttime", COLUMN_TIME },
	{ "eventms", COLUMN_TIME }, { "datetime", COLUMN_TIME },
	{ "beforeid", COLUMN_BEFORE }, { "firstid", COLUMN_FIRST },
	{ "lastid", COLUMN_LAST }, { "updateid", COLUMN_UPDATE },
	{ "lastupdateid", COLUMN_SNAPSHOT }, { "side", COLUMN_SIDE },
	{ "buyerismaker", COLUMN_MAKER }, { "isbuyermaker", COLUMN_MAKER },
	{ "price", COLUMN_PRICE }, { "qty", COLUMN_AMOUNT },
	{ "amount", COLUMN_AMOUNT }, { "quantity", COLUMN_AMOUNT },
	{ "size", COLUMN_AMOUNT }, { "volume", COLUMN_AMOUNT },
	{ "bid", COLUMN_BID }, { "bidqty", COLUMN_BID_AMOUNT },
	{ "ask", COLUMN_ASK }, { "askqty", COLUMN_ASK_AMOUNT }
};
#define ALIASES (sizeof(aliases) / sizeof(aliases[0]))

struct reader {
	struct source *source;
	struct lines lines;
	struct scan scan;		/* for the unit of its times */
	struct fields fields;
	int column[COLUMNS];		/* -1: there is none */
	int count;			/* fields of a line; 0: not known yet */
	enum tape_kind kind;		/* of all rows, where no column says */
	bool recording, ended;
	int64_t rows;
	enum err_code (*each)(void *self, const struct tape_row *row,
	    struct err *err);
	void *self;
};

static bool
has(const struct reader *r, enum column c)
{
	return r->column[c] >= 0;
}

/* Which kind of rows the columns are of; false: of none. */
static bool
kind_find(struct reader *r)
{
	bool level = has(r, COLUMN_PRICE) && has(r, COLUMN_AMOUNT);
	bool time = has(r, COLUMN_TIME) || has(r, COLUMN_RECEIVED);

	r->recording = has(r, COLUMN_KIND);
	if (r->recording)
		return level && time && has(r, COLUMN_BEFORE) &&
		    has(r, COLUMN_LAST) && has(r, COLUMN_SIDE);
	if (has(r, COLUMN_BID) && has(r, COLUMN_BID_AMOUNT) &&
	    has(r, COLUMN_ASK) && has(r, COLUMN_ASK_AMOUNT)) {
		r->kind = TAPE_QUOTE;
		return time && has(r, COLUMN_UPDATE);
	}
	r->kind = TAPE_TRADE;
	if (has(r, COLUMN_SNAPSHOT))
		r->kind = TAPE_SNAPSHOT;
	else if (has(r, COLUMN_FIRST) && has(r, COLUMN_LAST) &&
	    has(r, COLUMN_SIDE))
		r->kind = TAPE_CHANGE;
	return level && time && (r->kind != TAPE_SNAPSHOT ||
	    has(r, COLUMN_SIDE));
}

static enum err_code
header_read(struct reader *r, struct err *err)
{
	char name[40];

	for (size_t k = 0; k < ALIASES; k++)
		for (int i = 0; i < r->fields.n; i++) {
			field_plain(&r->fields, i, name, sizeof(name));
			if (strcmp(name, aliases[k].name) == 0 &&
			    !has(r, aliases[k].column))
				r->column[aliases[k].column] = i;
		}
	r->count = r->fields.n;
	if (kind_find(r))
		return E_OK;
	return lines_error(&r->lines, err, "no header of trades, quotes, an"
	    " order book or changes of one");
}

/* Trades without a header: aggTrades of Binance, time and sales of Kraken. */
static enum err_code
bare_find(struct reader *r, struct err *err)
{
	r->kind = TAPE_TRADE;
	r->count = r->fields.n;
	if (r->count == 8) {
		r->column[COLUMN_PRICE] = 1;
		r->column[COLUMN_AMOUNT] = 2;
		r->column[COLUMN_TIME] = 5;
		r->column[COLUMN_MAKER] = 6;
	} else if (r->count == 3) {
		r->column[COLUMN_TIME] = 0;
		r->column[COLUMN_PRICE] = 1;
		r->column[COLUMN_AMOUNT] = 2;
	} else
		return lines_error(&r->lines, err, "no header, and neither 8"
		    " fields (aggTrades) nor 3 (time, price, volume)");
	return E_OK;
}

static const char *
text_at(const struct reader *r, enum column c)
{
	return has(r, c) ? field_at(&r->fields, r->column[c]) : "";
}

/* An id, "" is 0. */
static enum err_code
id_read(const struct reader *r, enum column c, int64_t *out, struct err *err)
{
	const char *text = text_at(r, c);
	struct dec d = DEC_ZERO;

	if (*text != '\0' && (!dec_parse_text(text, &d) || d.scale != 0 ||
	    d.coef < 0 || d.coef > INT64_MAX / 2))
		return lines_fault(&r->lines, "not an id", text, err);
	*out = (int64_t)d.coef;
	return E_OK;
}

static enum err_code
amount_read(const struct reader *r, enum column c, bool zero,
    struct dec *out, struct err *err)
{
	const char *text = text_at(r, c);

	if (!dec_parse_loose(text, strlen(text), out) ||
	    dec_sign(*out) < (zero ? 0 : 1))
		return lines_fault(&r->lines, zero ? "not an amount from 0 on" :
		    "not a number above 0", text, err);
	*out = dec_trim(*out);
	return E_OK;
}

static enum err_code
time_read(struct reader *r, int64_t *out, struct err *err)
{
	const char *text = text_at(r, COLUMN_RECEIVED), *why;
	int64_t ms;

	if (has(r, COLUMN_RECEIVED)) {
		enum err_code rc = id_read(r, COLUMN_RECEIVED, out, err);

		*out /= 1000;
		return rc;
	}
	text = text_at(r, COLUMN_TIME);
	why = time_scan(&r->scan, text, &ms);
	if (why != NULL)
		return lines_fault(&r->lines, why, text, err);
	*out = ms * 1000;
	return E_OK;
}

static bool
is_yes(const char *text)
{
	return strcmp(text, "1") == 0 || strcmp(text, "true") == 0 ||
	    strcmp(text, "True") == 0;
}

static bool
is_no(const char *text)
{
	return strcmp(text, "0") == 0 || strcmp(text, "false") == 0 ||
	    strcmp(text, "False") == 0;
}

/* Where the maker bought, a seller came. */
static enum err_code
trade_side(const struct reader *r, int *out, struct err *err)
{
	const char *maker = text_at(r, COLUMN_MAKER);
	const char *side = text_at(r, COLUMN_SIDE);

	*out = TAPE_NO_SIDE;
	if (has(r, COLUMN_MAKER) && !is_yes(maker) && !is_no(maker))
		return lines_fault(&r->lines, "buyer_is_maker is not true or"
		    " false", maker, err);
	if (has(r, COLUMN_MAKER))
		*out = is_yes(maker) ? SIDE_SELL : SIDE_BUY;
	else if (strcmp(side, "buy") == 0 || strcmp(side, "sell") == 0)
		*out = *side == 'b' ? SIDE_BUY : SIDE_SELL;
	else if (has(r, COLUMN_SIDE))
		return lines_fault(&r->lines, "side is not buy or sell", side,
		    err);
	return E_OK;
}

static enum err_code
level_side(const struct reader *r, int *out, struct err *err)
{
	const char *side = text_at(r, COLUMN_SIDE);

	if (strcmp(side, "b") != 0 && strcmp(side, "bid") != 0 &&
	    strcmp(side, "a") != 0 && strcmp(side, "ask") != 0)
		return lines_fault(&r->lines, "side is not bid or ask", side,
		    err);
	*out = *side == 'b' ? BOOK_BID : BOOK_ASK;
	return E_OK;
}

static enum err_code
level_read(const struct reader *r, struct tape_row *to, struct err *err)
{
	enum err_code rc;

	to->price = to->amount = DEC_NONE;
	if (r->recording && *text_at(r, COLUMN_SIDE) == '\0')
		return E_OK;
	rc = to->kind == TAPE_TRADE ? trade_side(r, &to->side, err) :
	    level_side(r, &to->side, err);
	if (rc == E_OK)
		rc = amount_read(r, COLUMN_PRICE, false, &to->price, err);
	if (rc == E_OK)
		rc = amount_read(r, COLUMN_AMOUNT, to->kind == TAPE_CHANGE,
		    &to->amount, err);
	return rc;
}

static enum err_code
quote_read(const struct reader *r, struct tape_row *to, struct err *err)
{
	const struct { enum column c; struct dec *to; } parts[] = {
		{ COLUMN_BID, &to->price }, { COLUMN_BID_AMOUNT, &to->amount },
		{ COLUMN_ASK, &to->ask }, { COLUMN_ASK_AMOUNT,
		    &to->ask_amount } };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < 4 && rc == E_OK; i++)
		rc = amount_read(r, parts[i].c, false, parts[i].to, err);
	return rc;
}

static enum err_code
kind_read(struct reader *r, struct tape_row *to, struct err *err)
{
	const char *text = text_at(r, COLUMN_KIND);
	int kind = enum_value(tape_kind_names, TAPE_KINDS, text);

	to->kind = r->kind;
	if (!r->recording)
		return E_OK;
	if (kind < 0 || kind == TAPE_QUOTE)
		return lines_fault(&r->lines, "kind is not snapshot, change,"
		    " trade, gap or end", text, err);
	to->kind = (enum tape_kind)kind;
	r->ended = kind == TAPE_END;
	return E_OK;
}

static enum err_code
ids_read(const struct reader *r, struct tape_row *to, struct err *err)
{
	enum err_code rc = id_read(r, r->kind == TAPE_QUOTE ? COLUMN_UPDATE :
	    has(r, COLUMN_SNAPSHOT) ? COLUMN_SNAPSHOT : COLUMN_LAST,
	    &to->last, err);

	if (rc == E_OK)
		rc = id_read(r, r->recording ? COLUMN_BEFORE : COLUMN_FIRST,
		    &to->before, err);
	if (!r->recording && to->before > 0)
		to->before--;
	if (rc == E_OK && to->kind == TAPE_CHANGE && to->before > to->last)
		rc = lines_fault(&r->lines, "an event that ends before it"
		    " begins", text_at(r, COLUMN_LAST), err);
	return rc;
}

static enum err_code
row_take(struct reader *r, struct err *err)
{
	struct tape_row row = { .side = TAPE_NO_SIDE };
	enum err_code rc;

	if (r->ended)
		return lines_error(&r->lines, err, "a row behind the end of"
		    " the recording");
	if (r->rows >= TAPE_ROWS_MAX)
		return lines_error(&r->lines, err, "more than 8000000 rows");
	rc = kind_read(r, &row, err);
	if (rc == E_OK)
		rc = time_read(r, &row.time, err);
	if (rc == E_OK && row.kind != TAPE_TRADE)
		rc = ids_read(r, &row, err);
	if (rc == E_OK && row.kind == TAPE_QUOTE)
		rc = quote_read(r, &row, err);
	else if (rc == E_OK && row.kind <= TAPE_TRADE)
		rc = level_read(r, &row, err);
	if (rc == E_OK && row.kind == TAPE_TRADE && !dec_known(row.price))
		rc = lines_error(&r->lines, err, "a trade without a side");
	if (rc != E_OK)
		return rc;
	r->rows++;
	return r->each(r->self, &row, err);
}

static enum err_code
line_take(void *self, const char *line, const char *end, struct err *err)
{
	struct reader *r = self;
	size_t n = (size_t)(end - line);
	const char *why;
	enum err_code rc = E_OK;

	if (r->lines.number == 1)
		r->count = 0;
	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (n == 0 || line[0] == '#')
		return E_OK;
	if ((why = fields_cut(&r->fields, line, n)) != NULL)
		return lines_error(&r->lines, err, why);
	if (r->count == 0) {
		bool bare = isdigit((unsigned char)line[0]);

		for (int c = 0; c < COLUMNS; c++)
			r->column[c] = -1;
		rc = bare ? bare_find(r, err) : header_read(r, err);
		if (rc != E_OK || !bare)
			return rc;
	}
	if (r->fields.n != r->count)
		return lines_error(&r->lines, err, "another number of fields "
		    "than the first line has");
	return row_take(r, err);
}

enum err_code
feed_tape(const char *path, int fd, enum err_code (*each)(void *self,
    const struct tape_row *row, struct err *err), void *self,
    struct err *err)
{
	struct reader r = { .each = each, .self = self,
	    .scan = { .unit = FEED_AUTO, .seen = FEED_AUTO } };
	enum err_code rc = source_open(path, fd, &r.source, err);

	if (rc != E_OK)
		return rc;
	r.lines = (struct lines){ .source = r.source, .each = line_take,
	    .self = &r };
	rc = lines_read_all(&r.lines, err);
	if (rc == E_OK && r.recording && !r.ended)
		rc = err_set(err, E_DATA, "%s: the recording has no end: it"
		    " was cut short", path);
	if (rc == E_OK && r.rows == 0)
		rc = err_set(err, E_DATA, "%s: no rows in it", path);
	lines_release(&r.lines);
	fields_release(&r.fields);
	source_free(r.source);
	return rc;
}
