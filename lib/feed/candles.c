/*
 * From bytes to the sink: lines, the layout of the first, rows in blocks, the
 * checks. Memory is one window of text and one block of rows.
 */
#include "feed/feed.h"
#include "feed/jsonline.h"
#include "feed/layout.h"
#include "feed/lines.h"
#include "feed/source.h"

#include <string.h>

struct reader {
	struct source *source;
	const struct feed_options *options;
	const struct candle_sink *sink;
	struct feed_sums *sums;
	struct scan scan;
	struct candle_check check;
	struct candle_rows rows;
	struct fields fields;
	struct lines lines;
	bool open;			/* the layout is known */
	bool json;			/* it is NDJSON */
};

static enum err_code
rows_flush(struct reader *r, struct err *err)
{
	enum err_code rc = candle_check(&r->check, &r->rows, err);

	for (size_t i = 0; i < r->rows.len; i++) {
		if (r->sums->rows == 0 || r->rows.time[i] < r->sums->first)
			r->sums->first = r->rows.time[i];
		if (r->sums->rows == 0 || r->rows.time[i] > r->sums->last)
			r->sums->last = r->rows.time[i];
		r->sums->rows++;
	}
	if (rc == E_OK && r->rows.len > 0)
		rc = r->sink->rows(r->sink->self, &r->rows, err);
	candle_rows_clear(&r->rows);
	return rc;
}

/* The first line: layout, and whether it is itself a candle. */
static enum err_code
first_line(struct reader *r, const char *line, size_t n, bool *header,
    struct err *err)
{
	const struct feed_layout *layout = NULL;
	const char *fault;
	enum err_code rc;

	if (n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
		line += 3, n -= 3;
	/* CryptoDataDownload opens with its address */
	*header = n == 0 || line[0] == '#' ||
	    (n > 8 && memcmp(line, "http", 4) == 0 &&
	    memchr(line, ',', n) == NULL);
	if (*header)
		return E_OK;
	fault = fields_cut(&r->fields, line, n);
	if (fault != NULL)
		return lines_error(&r->lines, err, fault);
	rc = layout_find(r->options, &r->fields, &r->scan, header, &layout,
	    err);
	if (rc != E_OK)
		return err_prefix(err, "%s:%lld", source_name(r->source),
		    (long long)r->lines.number);
	scan_without_volume(&r->scan, r->options->price == PRICE_MARK);
	r->check.newest_first = layout != NULL && layout->newest_first;
	r->sums->layout = layout != NULL ? layout->name : "columns";
	r->open = true;
	return E_OK;
}

/* Nothing was said of columns or rows, which NDJSON has not. */
static bool
is_free(const struct feed_options *o)
{
	return o->layout < 0 && o->columns == NULL && o->rows_of == NULL;
}

static enum err_code
line_take(void *self, const char *line, const char *end, struct err *err)
{
	struct reader *r = self;
	char why[160];
	bool header = false;
	size_t n = (size_t)(end - line);
	enum err_code rc = E_OK;

	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (n == 0)
		return E_OK;
	if (!r->open && line[0] == '{' && is_free(r->options)) {
		r->json = r->open = true;
		r->sums->layout = "ndjson";
	}
	if (!r->open) {
		rc = first_line(r, line, n, &header, err);
		if (rc != E_OK || header)
			return rc;
		if (n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
			line += 3;
	}
	if (!(r->json ? jsonline_scan(line, end, r->lines.number,
	    r->options->price == PRICE_MARK, &r->rows, why, sizeof(why)) :
	    line_scan(&r->scan, line, end, r->lines.number, &r->rows,
	    &r->fields, why, sizeof(why))))
		return lines_error(&r->lines, err, why);
	if (r->rows.len == FEED_ROWS)
		rc = rows_flush(r, err);
	return rc;
}

/* One file, or one member of an archive. */
static enum err_code
member_read(struct reader *r, struct err *err)
{
	enum err_code rc;

	r->open = r->json = false;
	r->check.blank.file = source_name(r->source);
	rc = lines_read(&r->lines, err);
	return rc == E_OK ? rows_flush(r, err) : rc;
}

static enum err_code
reader_run(struct reader *r, struct err *err)
{
	enum err_code rc = source_checksum(r->source, &r->sums->checksum, err);
	bool more = true;

	if (rc == E_OK && r->options->need_checksum && !r->sums->checksum)
		rc = err_set(err, E_DATA, "%s: there is no checksum file "
		    "beside it", source_name(r->source));
	while (rc == E_OK) {
		rc = source_next(r->source, &more, err);
		if (rc != E_OK || !more)
			break;
		rc = member_read(r, err);
	}
	if (rc == E_OK && r->sums->rows == 0)
		rc = err_set(err, E_DATA, "%s: no candles in it",
		    source_name(r->source));
	return rc;
}

enum err_code
feed_candles(const char *path, int fd, const struct feed_options *options,
    const struct candle_sink *sink, struct feed_sums *sums, struct err *err)
{
	struct reader r = { .options = options, .sink = sink, .sums = sums };
	enum err_code rc;

	memset(sums, 0, sizeof(*sums));
	r.check.timeframe_ms = options->timeframe / 1000;
	r.check.each = sink->finding;
	r.check.self = sink->self;
	r.check.blank.timeframe = options->timeframe;
	r.check.blank.price = options->price;
	r.check.no_volume = options->price == PRICE_MARK;
	r.scan.only = options->rows_of;
	if (options->venue != NULL)
		TEXT_SET(r.check.blank.venue, options->venue);
	if (options->symbol != NULL)
		TEXT_SET(r.check.blank.symbol, options->symbol);
	rc = source_open(path, fd, &r.source, err);
	if (rc != E_OK)
		return rc;
	r.lines = (struct lines){ .source = r.source, .each = line_take,
	    .self = &r };
	candle_rows_reserve(&r.rows, FEED_ROWS);
	rc = reader_run(&r, err);
	memcpy(sums->counts, r.check.counts, sizeof(sums->counts));
	sums->missing = r.check.missing;
	candle_rows_release(&r.rows);
	fields_release(&r.fields);
	lines_release(&r.lines);
	source_free(r.source);
	return rc;
}
