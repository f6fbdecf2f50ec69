/*
 * From bytes to the sink: lines, the layout of the first, rows in blocks, the
 * checks. Memory is one window of text and one block of rows.
 */
#include "feed/feed.h"
#include "feed/layout.h"
#include "feed/source.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW (4 * FEED_LINE_MAX)

struct reader {
	struct source *source;
	const struct feed_options *options;
	const struct candle_sink *sink;
	struct feed_sums *sums;
	struct scan scan;
	struct candle_check check;
	struct candle_rows rows;
	struct fields fields;
	bool open;			/* the layout is known */
	int64_t line;
	char *window;			/* text[at..len) is unread */
	size_t at, len;
};

static enum err_code
line_error(const struct reader *r, struct err *err, const char *why)
{
	return err_set(err, E_DATA, "%s:%lld: %s", source_name(r->source),
	    (long long)r->line, why);
}

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
		return line_error(r, err, fault);
	rc = layout_find(r->options, &r->fields, &r->scan, header, &layout,
	    err);
	if (rc != E_OK)
		return err_prefix(err, "%s:%lld", source_name(r->source),
		    (long long)r->line);
	r->check.newest_first = layout != NULL && layout->newest_first;
	r->sums->layout = layout != NULL ? layout->name : "columns";
	r->open = true;
	return E_OK;
}

static enum err_code
line_take(struct reader *r, const char *line, const char *end,
    struct err *err)
{
	char why[160];
	bool header = false;
	size_t n = (size_t)(end - line);
	enum err_code rc = E_OK;

	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (n == 0)
		return E_OK;
	if (!r->open) {
		rc = first_line(r, line, n, &header, err);
		if (rc != E_OK || header)
			return rc;
		if (n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
			line += 3;
	}
	if (!line_scan(&r->scan, line, end, r->line, &r->rows, &r->fields,
	    why, sizeof(why)))
		return line_error(r, err, why);
	if (r->rows.len == FEED_ROWS)
		rc = rows_flush(r, err);
	return rc;
}

/* Every whole line in the window. */
static enum err_code
window_lines(struct reader *r, struct err *err)
{
	enum err_code rc = E_OK;
	const char *line, *end;

	while (rc == E_OK) {
		line = r->window + r->at;
		end = memchr(line, '\n', r->len - r->at);
		if (end == NULL)
			break;
		r->line++;
		if (end - line > FEED_LINE_MAX)
			return line_error(r, err, "line is longer than 64 KiB");
		rc = line_take(r, line, end, err);
		r->at += (size_t)(end - line) + 1;
	}
	if (rc == E_OK && r->len - r->at > FEED_LINE_MAX) {
		r->line++;
		rc = line_error(r, err, "line is longer than 64 KiB");
	}
	return rc;
}

/* One file, or one member of an archive. */
static enum err_code
member_read(struct reader *r, struct err *err)
{
	enum err_code rc;
	size_t n;

	r->open = false;
	r->line = 0;
	r->at = r->len = 0;
	r->check.blank.file = source_name(r->source);
	do {
		memmove(r->window, r->window + r->at, r->len - r->at);
		r->len -= r->at;
		r->at = 0;
		rc = source_read(r->source, r->window + r->len,
		    WINDOW - r->len, &n, err);
		r->len += n;
		if (rc == E_OK)
			rc = window_lines(r, err);
	} while (rc == E_OK && n > 0);
	if (rc == E_OK && r->len > r->at) {
		r->line++;
		rc = line_error(r, err, "the last line has no line end: the "
		    "file is cut short");
	}
	if (rc == E_OK)
		rc = rows_flush(r, err);
	return rc;
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
	if (options->venue != NULL)
		TEXT_SET(r.check.blank.venue, options->venue);
	if (options->symbol != NULL)
		TEXT_SET(r.check.blank.symbol, options->symbol);
	rc = source_open(path, fd, &r.source, err);
	if (rc != E_OK)
		return rc;
	r.window = mem_alloc(WINDOW);
	candle_rows_reserve(&r.rows, FEED_ROWS);
	rc = reader_run(&r, err);
	memcpy(sums->counts, r.check.counts, sizeof(sums->counts));
	sums->missing = r.check.missing;
	candle_rows_release(&r.rows);
	fields_release(&r.fields);
	free(r.window);
	source_free(r.source);
	return rc;
}
