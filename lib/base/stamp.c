/*
 * Calendar of UTC stamps, proleptic Gregorian. Days to and from civil dates
 * after Howard Hinnant, "chrono-compatible low-level date algorithms" (2013).
 */
#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

#define LAST_YEAR 9999
#define DURATION_MAX (3650 * STAMP_DAY)

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days since 1970-01-01. Years begin in March here, so leap days end them. */
static int64_t
days_from_date(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400), of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

static void
date_from_days(int64_t days, struct stamp_parts *out)
{
	int64_t z = days + 719468, era = floor_div(z, 146097);
	int64_t day = z - era * 146097;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;

	out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
	out->month = (int)(month < 10 ? month + 3 : month - 9);
	out->year = (int)(year + era * 400 + (out->month <= 2));
}

static int
days_in_month(int year, int month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
	    30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

struct stamp_parts
stamp_split(int64_t t)
{
	int64_t days = floor_div(t, STAMP_DAY), rest = t % STAMP_DAY;
	struct stamp_parts p = {0};

	if (rest < 0)
		rest += STAMP_DAY;
	date_from_days(days, &p);
	p.hour = (int)(rest / STAMP_HOUR);
	p.minute = (int)(rest / STAMP_MINUTE % 60);
	p.second = (int)(rest / STAMP_SECOND % 60);
	p.micro = (int)(rest % STAMP_SECOND);
	p.weekday = (int)(days + 3 - floor_div(days + 3, 7) * 7) + 1;
	return p;
}

/* In so many digits, and what stands behind them. */
static char *
put_number(char *to, int x, int digits, char behind)
{
	for (int i = digits; i-- > 0; x /= 10)
		to[i] = (char)('0' + x % 10);
	to[digits] = behind;
	return to + digits + 1;
}

const char *
stamp_text(int64_t t, char buf[STAMP_TEXT_SIZE])
{
	struct stamp_parts p = stamp_split(t);
	char *end = buf;

	buf[0] = '\0';
	if (t == 0)
		return buf;
	if (p.year >= 0 && p.year <= 9999)
		end = put_number(end, p.year, 4, '-');
	else
		end += snprintf(end, STAMP_TEXT_SIZE, "%04d-", p.year);
	end = put_number(end, p.month, 2, '-');
	end = put_number(end, p.day, 2, 'T');
	end = put_number(end, p.hour, 2, ':');
	end = put_number(end, p.minute, 2, ':');
	end = put_number(end, p.second, 2, 'Z');
	if (p.micro % 1000 != 0) {
		end[-1] = '.';
		end = put_number(end, p.micro, 6, 'Z');
	} else if (p.micro != 0) {
		end[-1] = '.';
		end = put_number(end, p.micro / 1000, 3, 'Z');
	}
	*end = '\0';
	return buf;
}

/* Text not yet read. */
struct cursor { const char *s, *end; };

static bool
take_char(struct cursor *in, char c)
{
	if (in->s == in->end || *in->s != c)
		return false;
	in->s++;
	return true;
}

/* Exactly `digits` digits. */
static bool
take_number(struct cursor *in, int digits, int *out)
{
	int n = 0;

	for (; digits > 0; digits--) {
		if (in->s == in->end || *in->s < '0' || *in->s > '9')
			return false;
		n = n * 10 + (*in->s++ - '0');
	}
	*out = n;
	return true;
}

/* One to six digits as millionths. */
static bool
take_fraction(struct cursor *in, int *out)
{
	int n = 0, digits = 0;

	for (; in->s < in->end && *in->s >= '0' && *in->s <= '9'; digits++) {
		if (digits == 6)
			return false;
		n = n * 10 + (*in->s++ - '0');
	}
	if (digits == 0)
		return false;
	for (; digits < 6; digits++)
		n *= 10;
	*out = n;
	return true;
}

static bool
take_date(struct cursor *in, struct stamp_parts *p)
{
	return take_number(in, 4, &p->year) && take_char(in, '-') &&
	    take_number(in, 2, &p->month) && take_char(in, '-') &&
	    take_number(in, 2, &p->day) && p->year >= 1970 && p->month >= 1 &&
	    p->month <= 12 && p->day >= 1 &&
	    p->day <= days_in_month(p->year, p->month);
}

static bool
take_hour_minute(struct cursor *in, int *hour, int *minute)
{
	return take_number(in, 2, hour) && take_char(in, ':') &&
	    take_number(in, 2, minute) && *hour <= 23 && *minute <= 59;
}

static bool
take_time(struct cursor *in, struct stamp_parts *p)
{
	if (!take_hour_minute(in, &p->hour, &p->minute))
		return false;
	if (!take_char(in, ':'))
		return true;
	if (!take_number(in, 2, &p->second) || p->second > 59)
		return false;
	return !take_char(in, '.') || take_fraction(in, &p->micro);
}

/* Z or ±hh:mm: what to subtract. */
static bool
take_zone(struct cursor *in, int64_t *offset)
{
	int hour, minute, sign;

	*offset = 0;
	if (take_char(in, 'Z'))
		return true;
	sign = take_char(in, '+') ? 1 : take_char(in, '-') ? -1 : 0;
	if (sign == 0 || !take_hour_minute(in, &hour, &minute))
		return false;
	*offset = sign * (hour * STAMP_HOUR + minute * STAMP_MINUTE);
	return true;
}

bool
stamp_parse(const char *s, size_t n, int64_t *out)
{
	struct cursor in = { s, s + n };
	struct stamp_parts p = {0};
	int64_t offset = 0, t;

	if (!take_date(&in, &p))
		return false;
	if (in.s < in.end && (!take_char(&in, 'T') || !take_time(&in, &p) ||
	    !take_zone(&in, &offset)))
		return false;
	t = days_from_date(p.year, p.month, p.day) * STAMP_DAY +
	    p.hour * STAMP_HOUR + p.minute * STAMP_MINUTE +
	    p.second * STAMP_SECOND + p.micro - offset;
	if (in.s != in.end || t < 0 ||
	    t >= days_from_date(LAST_YEAR + 1, 1, 1) * STAMP_DAY)
		return false;
	*out = t;
	return true;
}

static const struct unit_row { char name; int64_t size; } units[] = {
	{ 'w', 7 * STAMP_DAY }, { 'd', STAMP_DAY }, { 'h', STAMP_HOUR },
	{ 'm', STAMP_MINUTE }, { 's', STAMP_SECOND }, { 0, 0 }
};

const char *
duration_text(int64_t d, char buf[STAMP_TEXT_SIZE])
{
	uint64_t rest = d < 0 ? -(uint64_t)d : (uint64_t)d;
	const struct unit_row *u;
	int n = 0, digits = 6;

	if (d < 0)
		buf[n++] = '-';
	for (u = units; u->name != 's'; u++) {
		uint64_t size = (uint64_t)u->size;

		if (rest >= size)
			n += snprintf(buf + n, STAMP_TEXT_SIZE - (size_t)n,
			    "%llu%c", (unsigned long long)(rest / size),
			    u->name);
		rest %= size;
	}
	if (rest == 0 && d != 0) {
		buf[n] = '\0';
		return buf;
	}
	n += snprintf(buf + n, STAMP_TEXT_SIZE - (size_t)n, "%d",
	    (int)(rest / STAMP_SECOND));
	rest %= STAMP_SECOND;
	if (rest != 0) {
		for (; rest % 10 == 0; rest /= 10)
			digits--;
		n += snprintf(buf + n, STAMP_TEXT_SIZE - (size_t)n, ".%0*d",
		    digits, (int)rest);
	}
	memcpy(buf + n, "s", 2);
	return buf;
}

bool
duration_parse(const char *s, size_t n, int64_t *out)
{
	const char *end = s + n;
	const struct unit_row *u = units;
	int64_t total = 0;

	if (n == 0)
		return false;
	while (s < end) {
		const char *first = s;
		int64_t count = 0;

		for (; s < end && *s >= '0' && *s <= '9'; s++) {
			count = count * 10 + (*s - '0');
			if (count > DURATION_MAX / STAMP_SECOND)
				return false;
		}
		if (s == first || s == end)
			return false;
		while (u->name != 0 && u->name != *s)
			u++;
		if (u->name == 0 || count > DURATION_MAX / u->size)
			return false;
		total += count * u->size;
		u++;
		s++;
	}
	if (total < STAMP_SECOND || total > DURATION_MAX)
		return false;
	*out = total;
	return true;
}

int64_t
stamp_day(int64_t t, int64_t day_start)
{
	return floor_div(t - day_start, STAMP_DAY) * STAMP_DAY + day_start;
}

int64_t
stamp_week(int64_t t, int64_t day_start)
{
	int64_t day = stamp_day(t, day_start);

	return day - (stamp_split(day - day_start).weekday - 1) * STAMP_DAY;
}

int64_t
stamp_month(int64_t t, int64_t day_start)
{
	int64_t day = stamp_day(t, day_start);

	return day - (stamp_split(day - day_start).day - 1) * STAMP_DAY;
}
