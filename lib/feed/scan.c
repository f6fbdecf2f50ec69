/*
 * The scanners. line_fast() is the hot loop of every import: it only accepts
 * what needs no thought and leaves the rest to line_slow().
 */
#include "feed/scan.h"

#include "base/stamp.h"
#include "model/candlescan.h"

#include <csv.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *const feed_unit_names[] = { "s", "ms", "us", "iso", NULL };

static const char *const column_names[CANDLE_COLUMNS] = {
	[CANDLE_OPEN] = "open", [CANDLE_HIGH] = "high", [CANDLE_LOW] = "low",
	[CANDLE_CLOSE] = "close", [CANDLE_VOLUME] = "volume",
	[CANDLE_QUOTE_VOLUME] = "quote_volume", [CANDLE_TRADES] = "trades",
	[CANDLE_TAKER_VOLUME] = "taker_buy_volume",
	[CANDLE_TAKER_QUOTE] = "taker_buy_quote_volume"
};

/* The units by size: where one ends the next begins (1973 to 5138). */
#define TIME_LEAST INT64_C(100000000)
static const struct unit_range {
	enum feed_unit unit;
	int64_t below, per_ms, ms_per;
} unit_ranges[] = {
	{ FEED_S, INT64_C(100000000000), 1, 1000 },
	{ FEED_MS, INT64_C(100000000000000), 1, 1 },
	{ FEED_US, INT64_C(100000000000000000), 1000, 1 }
};
#define TIME_MS_MAX INT64_C(253402300800000)	/* the year 10000 */

void
fields_release(struct fields *f)
{
	buf_release(&f->text);
}

const char *
field_at(const struct fields *f, int i)
{
	return buf_text(&f->text) + f->start[i];
}

void
field_plain(const struct fields *f, int i, char *out, size_t size)
{
	size_t n = 0;

	for (const char *at = field_at(f, i); *at != '\0' && n + 1 < size;
	    at++)
		if (isalnum((unsigned char)*at))
			out[n++] = (char)tolower((unsigned char)*at);
	out[n] = '\0';
}

/* NULL, or what is wrong with a number of seconds, ms or µs. */
static const char *
time_convert(struct scan *s, int64_t v, int64_t *ms)
{
	const struct unit_range *u = &unit_ranges[0];

	if (v < 0)
		return "time before 1970";
	if (s->unit == FEED_AUTO) {
		if (v < TIME_LEAST)
			return "time too small to tell its unit; give "
			    "--time-unit";
		for (; v >= u->below; u++)
			if (u->unit == FEED_US)
				return "time too large";
		/* exchanges went from ms to µs inside a history; never to s */
		if (s->seen != FEED_AUTO && s->seen != u->unit &&
		    (s->seen == FEED_S || u->unit == FEED_S))
			return "time in another unit than the rows before";
		s->seen = u->unit;
	} else {
		u = &unit_ranges[s->unit];
	}
	if (v % u->per_ms != 0)
		return "time is not a whole millisecond";
	if (__builtin_mul_overflow(v / u->per_ms, u->ms_per, ms) ||
	    *ms >= TIME_MS_MAX)
		return "time too large";
	return NULL;
}

/* Two digits, or -1. */
static int
two(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + s[1] - '0';
}

/*
 * 2024-03-01, 2024-03-01 08:30[:15[.25]][+00:00| UTC], 2024.03.01 08:30
 * (MetaTrader), 2020-05-01 11-PM (CryptoDataDownload); without zone UTC.
 */
static const char *
time_date(const char *text, int64_t *ms)
{
	char form[STAMP_TEXT_SIZE + 8];
	size_t n = strlen(text);
	int64_t t;
	int hour;

	if (n >= 4 && strcmp(text + n - 4, " UTC") == 0)
		n -= 4;
	if (n < 10 || n >= STAMP_TEXT_SIZE)
		return "not a time";
	memcpy(form, text, n);
	form[n] = '\0';
	if (form[4] == '.' && form[7] == '.')
		form[4] = form[7] = '-';
	if (n == 16 && form[13] == '-' &&
	    (form[14] == 'A' || form[14] == 'P') && form[15] == 'M' &&
	    (hour = two(form + 11)) >= 1 && hour <= 12) {
		hour = hour % 12 + (form[14] == 'P' ? 12 : 0);
		snprintf(form + 10, sizeof(form) - 10, "T%02d:00Z", hour);
	} else if (n > 10) {
		if (form[10] == ' ')
			form[10] = 'T';
		if (strpbrk(form + 11, "Zz+-") == NULL)
			memcpy(form + n, "Z", 2);
	}
	if (!stamp_parse(form, strlen(form), &t))
		return "not a time";
	if (t % 1000 != 0)
		return "time is not a whole millisecond";
	*ms = t / 1000;
	return NULL;
}

void
scan_without_volume(struct scan *s, bool without)
{
	s->no_volume = without;
	for (int i = 0; i < s->fields && without; i++)
		if (s->target[i] >= CANDLE_VOLUME)
			s->target[i] = FIELD_SKIP;
}

const char *
time_scan(struct scan *s, const char *text, int64_t *ms)
{
	struct dec d;
	int64_t v;
	unsigned char scale;

	if (s->unit == FEED_ISO)
		return time_date(text, ms);
	if (!dec_parse_loose(text, strlen(text), &d)) {
		if (s->unit != FEED_AUTO)
			return "time is not a number";
		return s->seen == FEED_AUTO || s->seen == FEED_ISO ?
		    (s->seen = FEED_ISO, time_date(text, ms)) :
		    "not a time in the unit of the rows before";
	}
	if (s->seen == FEED_ISO)
		return "not a date as in the rows before";
	d = dec_trim(d);
	if (!candle_number(d, &v, &scale) || scale != 0)
		return "time is not whole";
	return time_convert(s, v, ms);
}

static bool
line_fast(struct scan *s, const char *p, const char *end, struct candle_rows *r)
{
	const size_t at = r->len;
	bool good = true;
	int field = 0;

	for (; field < s->fields && good; field++) {
		const int target = s->target[field];

		if (target >= 0) {
			good = candle_scan(&p, &r->coef[target][at],
			    &r->scale[target][at]);
		} else if (target == FIELD_TIME) {
			int64_t v;
			unsigned char scale;

			good = candle_scan(&p, &v, &scale) && scale == 0 &&
			    s->seen != FEED_ISO && s->unit != FEED_ISO &&
			    time_convert(s, v, &r->time[at]) == NULL;
		} else if (target == FIELD_SYMBOL) {
			good = false;
		} else {	/* ends at the line's end at the latest */
			while (*p != ',' && *p != '"' &&
			    (unsigned char)*p >= ' ')
				p++;
		}
		if (good && field < s->fields - 1)
			good = *p++ == ',';
	}
	return good && p == end && (r->scale[CANDLE_TRADES][at] == 0 ||
	    r->scale[CANDLE_TRADES][at] == CANDLE_UNKNOWN);
}

static void
cut_field(void *text, size_t n, void *self)
{
	struct fields *f = self;

	if (f->n < FEED_FIELDS_MAX) {
		f->start[f->n] = f->text.len;
		f->len[f->n] = n;
		buf_add(&f->text, text == NULL ? "" : text, n);
		buf_putc(&f->text, '\0');
	}
	f->n++;
}

const char *
fields_cut(struct fields *f, const char *line, size_t n)
{
	struct csv_parser p;
	bool good;

	buf_clear(&f->text);
	f->n = 0;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < ' ' && line[i] != '\t') {
			snprintf(f->fault, sizeof(f->fault),
			    "byte 0x%02x is not text",
			    (unsigned)(unsigned char)line[i]);
			return f->fault;
		}
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		bug("libcsv does not start");
	good = csv_parse(&p, line, n, cut_field, NULL, f) == n &&
	    csv_fini(&p, cut_field, NULL, f) == 0;
	csv_free(&p);
	if (!good)
		return "quotes do not match";
	if (f->n > FEED_FIELDS_MAX)
		return "more than 64 fields";
	/* the guard that table programs are given against formulas */
	for (int i = 0; i < f->n; i++)
		if (f->len[i] > 1 && field_at(f, i)[0] == '\'' &&
		    strchr("=+-@", field_at(f, i)[1]) != NULL)
			f->start[i]++, f->len[i]--;
	return NULL;
}

/* Puts one field where its target says. NULL, or what is wrong. */
static const char *
value_slow(int target, const char *text, size_t len, struct candle_rows *r)
{
	struct dec d = DEC_NONE;

	if (len == 0 && target < CANDLE_OPTIONAL)
		return "is empty";
	if (len > 0 && !dec_parse_loose(text, len, &d))
		return "is not a number that fits";
	if (!candle_number(d, &r->coef[target][r->len],
	    &r->scale[target][r->len]))
		return "has more than 18 digits";
	if (target == CANDLE_TRADES && len > 0 &&
	    r->scale[target][r->len] != 0)
		return "is not whole";
	return NULL;
}

static bool
line_slow(struct scan *s, const struct fields *f, struct candle_rows *r,
    bool *skip, char *why, size_t size)
{
	const char *fault = NULL;

	*skip = false;
	for (int i = 0; i < f->n && i < s->fields && s->only != NULL; i++)
		if (s->target[i] == FIELD_SYMBOL &&
		    strcmp(field_at(f, i), s->only) != 0)
			*skip = true;
	for (int i = 0; i < f->n && i < s->fields && fault == NULL &&
	    !*skip; i++) {
		const int target = s->target[i];
		const char *text = field_at(f, i);
		const char *name = "";

		if (target == FIELD_TIME) {
			fault = time_scan(s, text, &r->time[r->len]);
		} else if (target == FIELD_SYMBOL) {
			if (s->symbol[0] == '\0')
				snprintf(s->symbol, sizeof(s->symbol), "%s",
				    text);
			if (strncmp(s->symbol, text, SYMBOL_SIZE - 1) != 0)
				fault = "another symbol than the rows before";
		} else if (target >= 0) {
			fault = value_slow(target, text, f->len[i], r);
			name = column_names[target];
		}
		if (fault != NULL)
			snprintf(why, size, "%s%s%s (\"%.40s\")", name,
			    *name ? " " : "", fault, text);
	}
	return fault == NULL;
}

bool
line_scan(struct scan *s, const char *line, const char *end, int64_t number,
    struct candle_rows *rows, struct fields *scratch, char *why, size_t size)
{
	const enum feed_unit seen = s->seen;
	const char *fault;
	bool skip;

	if (end > line && end[-1] == '\r')
		end--;
	if (rows->len == rows->cap)
		bug("no room for a candle");
	for (int c = CANDLE_OPTIONAL; c < CANDLE_COLUMNS; c++) {
		rows->coef[c][rows->len] = 0;
		rows->scale[c][rows->len] = CANDLE_UNKNOWN;
	}
	rows->coef[CANDLE_TRADES][rows->len] = 0;
	if (s->no_volume) {
		rows->coef[CANDLE_VOLUME][rows->len] = 0;
		rows->scale[CANDLE_VOLUME][rows->len] = 0;
	}
	rows->line[rows->len] = number;
	if (line_fast(s, line, end, rows)) {
		rows->len++;
		return true;
	}
	s->seen = seen;
	fault = fields_cut(scratch, line, (size_t)(end - line));
	if (fault != NULL) {
		snprintf(why, size, "%s", fault);
		return false;
	}
	if (scratch->n != s->fields) {
		snprintf(why, size, "%d field%s where %d are expected",
		    scratch->n, scratch->n == 1 ? "" : "s", s->fields);
		return false;
	}
	if (!line_slow(s, scratch, rows, &skip, why, size))
		return false;
	rows->len += !skip;
	return true;
}
