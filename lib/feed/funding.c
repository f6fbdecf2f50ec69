/*
 * Funding rates out of tables with a header. Which column is what is told by
 * the names that exchanges and archives use.
 */
#include "feed/feed.h"
#include "feed/lines.h"
#include "feed/scan.h"

#include "base/mem.h"

#include <string.h>

enum column { COLUMN_TIME, COLUMN_RATE, COLUMN_MARK, COLUMN_SYMBOL, COLUMNS };

static const struct { const char *name; enum column column; } aliases[] = {
	{ "time", COLUMN_TIME }, { "ts", COLUMN_TIME },
	{ "timestamp", COLUMN_TIME }, { "fundingtime", COLUMN_TIME },
	{ "calctime", COLUMN_TIME }, { "fundingratetimestamp", COLUMN_TIME },
	{ "rate", COLUMN_RATE }, { "fundingrate", COLUMN_RATE },
	{ "lastfundingrate", COLUMN_RATE }, { "realizedrate", COLUMN_RATE },
	{ "markprice", COLUMN_MARK }, { "mark", COLUMN_MARK },
	{ "symbol", COLUMN_SYMBOL }, { "instid", COLUMN_SYMBOL },
	{ "coin", COLUMN_SYMBOL }
};
#define ALIASES (sizeof(aliases) / sizeof(aliases[0]))

struct reader {
	struct source *source;
	struct lines lines;
	struct scan scan;		/* for the unit of its times */
	struct fields fields;
	const char *symbol;
	int column[COLUMNS];		/* -1: there is none */
	int count;			/* fields of a line; 0: no header yet */
	enum err_code (*each)(void *self, const struct funding_rate *rate,
	    int64_t line, struct err *err);
	void *self;
	struct funding_sums *sums;
};

static enum err_code
header_read(struct reader *r, struct err *err)
{
	char name[40];

	for (int c = 0; c < COLUMNS; c++)
		r->column[c] = -1;
	for (int i = 0; i < r->fields.n; i++) {
		field_plain(&r->fields, i, name, sizeof(name));
		for (size_t k = 0; k < ALIASES; k++)
			if (strcmp(name, aliases[k].name) == 0 &&
			    r->column[aliases[k].column] < 0)
				r->column[aliases[k].column] = i;
	}
	if (r->column[COLUMN_TIME] < 0 || r->column[COLUMN_RATE] < 0)
		return lines_error(&r->lines, err, "no header that names a "
		    "time and a rate");
	if (r->column[COLUMN_SYMBOL] < 0 && r->symbol == NULL)
		return lines_error(&r->lines, err, "no symbol column: give "
		    "--symbol");
	r->count = r->fields.n;
	return E_OK;
}

/* The symbol of the line; *skip when another one is asked for. */
static enum err_code
symbol_read(struct reader *r, struct funding_rate *to, bool *skip,
    struct err *err)
{
	const char *text = r->column[COLUMN_SYMBOL] < 0 ? r->symbol :
	    field_at(&r->fields, r->column[COLUMN_SYMBOL]);

	if (strchr(text, '/') != NULL ? !symbol_valid(text) ||
	    !TEXT_SET(to->symbol, text) :
	    !feed_swap_symbol(text, to->symbol))
		return lines_fault(&r->lines, "not a symbol that is known",
		    text, err);
	*skip = r->symbol != NULL && strcmp(to->symbol, r->symbol) != 0;
	return E_OK;
}

static enum err_code
values_read(struct reader *r, struct funding_rate *to, struct err *err)
{
	const char *time = field_at(&r->fields, r->column[COLUMN_TIME]);
	const char *rate = field_at(&r->fields, r->column[COLUMN_RATE]);
	const char *mark = r->column[COLUMN_MARK] < 0 ? "" :
	    field_at(&r->fields, r->column[COLUMN_MARK]), *why;
	int64_t ms;

	why = time_scan(&r->scan, time, &ms);
	if (why != NULL)
		return lines_fault(&r->lines, why, time, err);
	r->sums->late += ms % 1000 != 0;
	to->time = (ms - ms % 1000) * 1000;
	if (!dec_parse_loose(rate, strlen(rate), &to->rate) ||
	    dec_cmp(dec_abs(to->rate), dec_int(1)) >= 0)
		return lines_fault(&r->lines, "rate is not a number between"
		    " -1 and 1", rate, err);
	to->mark_price = DEC_NONE;
	if (*mark != '\0' && (!dec_parse_loose(mark, strlen(mark),
	    &to->mark_price) || dec_sign(to->mark_price) <= 0))
		return lines_fault(&r->lines, "mark price is not above 0",
		    mark, err);
	to->rate = dec_trim(to->rate);
	if (dec_known(to->mark_price))
		to->mark_price = dec_trim(to->mark_price);
	return E_OK;
}

static enum err_code
line_take(void *self, const char *line, const char *end, struct err *err)
{
	struct reader *r = self;
	struct funding_rate rate = {0};
	size_t n = (size_t)(end - line);
	const char *why;
	bool skip = false;
	enum err_code rc;

	if (r->lines.number == 1)
		r->count = 0;
	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (n == 0 || line[0] == '#')
		return E_OK;
	if ((why = fields_cut(&r->fields, line, n)) != NULL)
		return lines_error(&r->lines, err, why);
	if (r->count == 0)
		return header_read(r, err);
	if (r->fields.n != r->count)
		return lines_error(&r->lines, err, "another number of fields "
		    "than the header has");
	rc = symbol_read(r, &rate, &skip, err);
	if (rc == E_OK && skip) {
		r->sums->skipped++;
		return E_OK;
	}
	if (rc == E_OK)
		rc = values_read(r, &rate, err);
	if (rc == E_OK)
		rc = r->each(r->self, &rate, r->lines.number, err);
	r->sums->rows += rc == E_OK;
	return rc;
}

enum err_code
feed_fundings(const char *path, int fd, const char *symbol,
    enum err_code (*each)(void *self, const struct funding_rate *rate,
    int64_t line, struct err *err), void *self, struct funding_sums *sums,
    struct err *err)
{
	struct reader r = { .symbol = symbol, .each = each, .self = self,
	    .sums = sums,
	    .scan = { .unit = FEED_AUTO, .seen = FEED_AUTO } };
	enum err_code rc;

	*sums = (struct funding_sums){ 0 };
	rc = source_open(path, fd, &r.source, err);
	if (rc != E_OK)
		return rc;
	r.lines = (struct lines){ .source = r.source, .each = line_take,
	    .self = &r };
	rc = lines_read_all(&r.lines, err);
	if (rc == E_OK && sums->rows == 0)
		rc = err_set(err, E_DATA, "%s: no funding rates %s", path,
		    sums->skipped > 0 ? "of that symbol in it" : "in it");
	lines_release(&r.lines);
	fields_release(&r.fields);
	source_free(r.source);
	return rc;
}
