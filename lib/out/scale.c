/* Scales and their ticks: round numbers, round times. */
#include "out/chart.h"

#include "base/stamp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double
scale_at(const struct scale *s, double value)
{
	return s->log ? log(value / s->lo) / log(s->hi / s->lo) :
	    (value - s->lo) / (s->hi - s->lo);
}

void
scale_widen(struct scale *s, const double *value, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		s->lo = fmin(s->lo, value[i]);	/* fmin skips NaN */
		s->hi = fmax(s->hi, value[i]);
	}
}

double
tick_step(double span, int most)
{
	static const double nice[] = { 1, 2, 5, 10 };
	double raw = span / most, ten;

	if (!(raw > 0) || !isfinite(raw))
		return 1;
	ten = pow(10, floor(log10(raw)));
	for (size_t i = 0; i < 3; i++)
		if (nice[i] * ten * (1 + 1e-9) >= raw)
			return nice[i] * ten;
	return 10 * ten;
}

void
number_group(struct buf *to, const char *digits)
{
	size_t n;

	if (*digits == '-')
		buf_putc(to, *digits++);
	n = strspn(digits, "0123456789");
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buf_putc(to, ',');
		buf_putc(to, digits[i]);
	}
	buf_puts(to, digits + n);
}

static int
decimals_of(double step)
{
	int n = (int)-floor(log10(step) + 1e-9);

	return n < 0 ? 0 : n > 12 ? 12 : n;
}

/* Large round ones in thousands, millions, milliards: 1,500k, 20M, 3G. */
static void
tick_text(struct tick *t, double value, double step, enum tick_kind kind)
{
	static const struct { double unit; const char *letter; } units[] = {
		{ 1e9, "G" }, { 1e6, "M" }, { 1e4, "k" }
	};
	struct buf text = {0};
	char digits[64];
	const char *end = kind == TICK_PERCENT ? "%" : "";
	double by = kind == TICK_PERCENT ? 100 : 1;

	for (size_t i = 0; kind == TICK_NUMBER && i < 3; i++)
		if (step >= units[i].unit) {
			by = i == 2 ? 1e-3 : 1 / units[i].unit;
			end = units[i].letter;
			break;
		}
	if (fabs(value) < step / 2)
		value = 0;
	snprintf(digits, sizeof(digits), "%.*f", decimals_of(step * by),
	    value * by);
	number_group(&text, digits);
	buf_puts(&text, value == 0 && by < 1 ? "" : end);
	TEXT_SET(t->text, buf_text(&text));
	buf_release(&text);
	t->value = value;
}

/* 1, 2 and 5 × 10^k, or the powers alone where those are too many. */
static void
ticks_log(struct ticks *t, const struct scale *s, enum tick_kind kind, int most)
{
	static const int digits[] = { 1, 2, 5 };
	double decades = log10(s->hi / s->lo);
	size_t each = decades * 3 <= most ? 3 : 1;
	int skip = (int)ceil(decades / (most > 1 ? most : 1));
	int first = (int)floor(log10(s->lo)), last = (int)ceil(log10(s->hi));

	for (int k = first; k <= last; k++)
		for (size_t i = 0; i < each && t->len < TICKS_MOST; i++) {
			double v = digits[i] * pow(10, k);

			if ((each > 1 || k % skip == 0) && v >= s->lo * (1 - 1e-9) &&
			    v <= s->hi * (1 + 1e-9))
				tick_text(&t->at[t->len++], v, v, kind);
		}
}

void
ticks_values(struct ticks *t, const struct scale *s, enum tick_kind kind,
    int most)
{
	double step = tick_step(s->hi - s->lo, most);
	double first = ceil(s->lo / step - 1e-9);

	*t = (struct ticks){0};
	if (s->log) {
		ticks_log(t, s, kind, most);
		return;
	}
	for (double k = first; k * step <= s->hi + step * 1e-9 &&
	    t->len < TICKS_MOST; k++)
		tick_text(&t->at[t->len++], k * step, step, kind);
}

/* From one tick of time to the next: so many months, or so many µs. */
static const struct rhythm { int months; int64_t length; } rhythms[] = {
	{ 0, STAMP_MINUTE }, { 0, 5 * STAMP_MINUTE }, { 0, 15 * STAMP_MINUTE },
	{ 0, 30 * STAMP_MINUTE }, { 0, STAMP_HOUR }, { 0, 3 * STAMP_HOUR },
	{ 0, 6 * STAMP_HOUR }, { 0, 12 * STAMP_HOUR }, { 0, STAMP_DAY },
	{ 0, 2 * STAMP_DAY }, { 0, 7 * STAMP_DAY }, { 0, 14 * STAMP_DAY },
	{ 1, 0 }, { 3, 0 }, { 6, 0 }, { 12, 0 }, { 24, 0 }, { 60, 0 },
	{ 120, 0 }, { 300, 0 }, { 1200, 0 }
};
#define RHYTHMS (sizeof(rhythms) / sizeof(*rhythms))

static int64_t
rhythm_length(const struct rhythm *r)
{
	return r->months > 0 ? r->months * 30 * STAMP_DAY : r->length;
}

/* The first tick at or after t. */
static int64_t
rhythm_first(const struct rhythm *r, int64_t t)
{
	int64_t start;

	if (r->months == 0) {
		/* Weeks begin on Monday: the fourth day after the epoch. */
		int64_t by = r->length % (7 * STAMP_DAY) == 0 ? 4 * STAMP_DAY :
		    0;

		start = (t - by) / r->length * r->length + by;
		return start < t ? start + r->length : start;
	}
	for (start = stamp_month(t, 0); ; start = stamp_month(start +
	    32 * STAMP_DAY, 0)) {
		struct stamp_parts p = stamp_split(start);

		if (start >= t && (p.year * 12 + p.month - 1) % r->months == 0)
			return start;
	}
}

static int64_t
rhythm_next(const struct rhythm *r, int64_t t)
{
	if (r->months == 0)
		return t + r->length;
	for (int i = 0; i < r->months; i++)
		t = stamp_month(t + 32 * STAMP_DAY, 0);
	return t;
}

/* The largest unit that is new at t; the first one says what year it is. */
static void
time_text(char text[40], int64_t t, const struct rhythm *r, bool first)
{
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct stamp_parts p = stamp_split(t);
	const char *month = months[p.month - 1];

	if (r->months >= 12 || (p.month == 1 && r->months > 0))
		snprintf(text, 40, "%d", p.year);
	else if (r->months > 0)
		snprintf(text, 40, first ? "%s %d" : "%s", month, p.year);
	else if (r->length < STAMP_DAY && (p.hour != 0 || p.minute != 0) &&
	    !first)
		snprintf(text, 40, "%02d:%02d", p.hour, p.minute);
	else if (first && p.hour + p.minute != 0)
		snprintf(text, 40, "%d %s %02d:%02d", p.day, month, p.hour,
		    p.minute);
	else
		snprintf(text, 40, first ? "%d %s %d" : "%d %s", p.day, month,
		    p.year);
}

void
ticks_times(struct ticks *t, int64_t from, int64_t to, int most)
{
	const struct rhythm *r = rhythms;
	int64_t at;

	*t = (struct ticks){0};
	if (most > TICKS_MOST)
		most = TICKS_MOST;
	if (to <= from || most < 1)
		return;
	while (r < rhythms + RHYTHMS - 1 &&
	    (to - from) / rhythm_length(r) >= most)
		r++;
	at = rhythm_first(r, from);
	for (; at <= to && t->len < TICKS_MOST; at = rhythm_next(r, at)) {
		struct tick *tick = &t->at[t->len];

		tick->value = (double)at;
		tick->minor = t->len % 2 != 0;
		time_text(tick->text, at, r, t->len == 0);
		t->len++;
	}
}
