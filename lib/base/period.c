/* Periods: spans of time, and months. */
#include "base/period.h"

#include <stdio.h>
#include <string.h>

#define MONTHS_MOST 1200

static bool
parse_months(const char *text, int64_t *out)
{
	size_t digits = strspn(text, "0123456789");
	int64_t n = 0;

	if (digits == 0 || digits > 4 || strcmp(text + digits, "mo") != 0)
		return false;
	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (text[i] - '0');
	if (n < 1 || n > MONTHS_MOST)
		return false;
	*out = n;
	return true;
}

bool
period_parse(const char *text, struct period *out)
{
	struct period p = { 0 };

	if (!parse_months(text, &p.months) &&
	    !duration_parse(text, strlen(text), &p.span))
		return false;
	*out = p;
	return true;
}

const char *
period_text(const struct period *p, char buf[STAMP_TEXT_SIZE])
{
	if (p->months == 0)
		return duration_text(p->span, buf);
	snprintf(buf, STAMP_TEXT_SIZE, "%lldmo", (long long)p->months);
	return buf;
}

/* The first day of the month after this first day. */
static int64_t
month_after(int64_t first)
{
	return stamp_month(first + 32 * STAMP_DAY, 0);
}

int64_t
period_next(const struct period *p, int64_t last)
{
	int64_t day = stamp_day(last, 0), first = stamp_month(last, 0);
	int64_t into = day - first, end;

	if (p->months == 0)
		return (p->span % STAMP_DAY == 0 ? day : last) + p->span;
	for (int64_t i = 0; i < p->months; i++)
		first = month_after(first);
	end = month_after(first) - STAMP_DAY;
	return first + into < end ? first + into : end;
}
