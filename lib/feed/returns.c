/* Returns from a file or a pipe, line by line. */
#include "feed/returns.h"

#include "base/file.h"
#include "feed/feed.h"

#include <math.h>
#include <stdbool.h>
#include <strings.h>

#define BYTES_MOST ((size_t)256 << 20)
/* More than this is a price, not a return. */
#define RETURN_MOST 1000
#define SHOWN 40	/* of a cell that is wrong */

struct reading {
	const char *path;
	size_t line, column;
	struct returns *out;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '"' || c == '\r';
}

/* The cell of a line in a column, without blanks and quotes; false: the line
 * has none. */
static bool
cell_at(const char *line, size_t n, size_t column, const char **at,
    size_t *len)
{
	const char *end = line + n, *stop;

	for (; column > 0; column--) {
		line = memchr(line, ',', (size_t)(end - line));
		if (line == NULL)
			return false;
		line++;
	}
	stop = memchr(line, ',', (size_t)(end - line));
	if (stop == NULL)
		stop = end;
	while (line < stop && is_blank(*line))
		line++;
	while (stop > line && is_blank(stop[-1]))
		stop--;
	*at = line;
	*len = (size_t)(stop - line);
	return true;
}

/* A plain decimal, perhaps with an exponent, perhaps in percent. strtod alone
 * would take "nan", "inf" and hexadecimals, too. */
static bool
number_read(const char *at, size_t n, double *out)
{
	char text[64], *end;
	bool percent = n > 0 && at[n - 1] == '%';

	n -= percent ? 1 : 0;
	if (n == 0 || n >= sizeof(text) ||
	    strspn(at, "+-.0123456789eE") < n)
		return false;
	memcpy(text, at, n);
	text[n] = '\0';
	*out = strtod(text, &end) / (percent ? 100 : 1);
	return *end == '\0' && isfinite(*out);
}

static enum err_code
wrong(const struct reading *r, struct err *err, const char *at, size_t n,
    const char *why)
{
	return err_set(err, E_DATA, "%s:%zu: \"%.*s\" %s", r->path, r->line,
	    (int)(n < SHOWN ? n : SHOWN), at, why);
}

static enum err_code
line_add(struct reading *r, const char *line, size_t n, struct err *err)
{
	const char *at = line;
	size_t len = n;
	double x;

	if (!cell_at(line, n, r->column, &at, &len))
		return wrong(r, err, line, n, "has too few columns");
	if (!number_read(at, len, &x))
		return wrong(r, err, at, len, "is no return such as 0.012 or "
		    "1.2%");
	if (x < -1)
		return wrong(r, err, at, len, "loses more than all; returns "
		    "are ratios, 0.01 for 1%");
	if (x > RETURN_MOST)
		return wrong(r, err, at, len, "is no return; they are ratios, "
		    "0.01 for 1%");
	if (r->out->len >= FEED_RETURNS_MAX)
		return err_set(err, E_DATA, "%s: more than %d returns", r->path,
		    FEED_RETURNS_MAX);
	vec_push(r->out, x);
	return E_OK;
}

/* A first line that is no number names the columns. */
static enum err_code
heading_read(struct reading *r, const char *line, size_t n, bool *is,
    struct err *err)
{
	const char *at;
	size_t len, columns = 0;
	bool numbers = false;
	double x;

	for (; columns < FEED_FIELDS_MAX && cell_at(line, n, columns, &at,
	    &len); columns++) {
		numbers = numbers || number_read(at, len, &x);
		if (len == strlen("return") && strncasecmp(at, "return",
		    len) == 0) {
			r->column = columns;
			*is = true;
			return E_OK;
		}
	}
	*is = !numbers;
	return columns == 1 ? E_OK : err_set(err, E_DATA, "%s: no column is "
	    "called \"return\"", r->path);
}

enum err_code
feed_returns(const char *path, struct returns *out, struct err *err)
{
	struct reading r = { .path = path, .out = out };
	struct buf text = { 0 };
	enum err_code rc = file_read(path, BYTES_MOST, &text, err);
	const char *at = buf_text(&text), *stop = at + text.len, *end;
	bool first = true;

	for (; rc == E_OK && at < stop; at = end + 1) {
		size_t n;
		bool heading = false;

		end = memchr(at, '\n', (size_t)(stop - at));
		if (end == NULL)
			end = stop;
		n = (size_t)(end - at);
		n -= n > 0 && at[n - 1] == '\r';
		r.line++;
		if (n == 0)
			continue;
		if (n > FEED_LINE_MAX)
			rc = wrong(&r, err, at, n, "begins a line that is too"
			    " long");
		if (rc == E_OK && first)
			rc = heading_read(&r, at, n, &heading, err);
		first = false;
		if (rc == E_OK && !heading)
			rc = line_add(&r, at, n, err);
	}
	if (rc == E_OK && out->len == 0)
		rc = err_set(err, E_DATA, "%s: no returns", path);
	buf_release(&text);
	return rc;
}
