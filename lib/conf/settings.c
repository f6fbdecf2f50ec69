/*
 * The settings table: every key there is, and what its values may be.
 */
#include "conf/conf.h"

#include "base/dec.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "base/vec.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const formats[] = { "table", "json", "ndjson", "csv",
    "auto", NULL };
static const char *const whens[] = { "auto", "always", "never", NULL };
static const char *const limit_fills[] = { "through", "touch", NULL };
static const char *const fee_assets[] = { "quote", "received", NULL };

const struct setting settings[] = {
	{ "time.day-start", SET_TIME_OF_DAY, "00:00",
	  "When a trading day begins, in UTC." },
	{ "output.format", SET_ENUM, "auto",
	  "How rows are printed; auto is a table on a terminal and ndjson in"
	  " a pipe.", formats },
	{ "output.color", SET_ENUM, "auto",
	  "Whether tables are coloured; auto is on a terminal only.", whens },
	{ "portfolio.currency", SET_TEXT, "USDT",
	  "The currency that everything is valued in." },
	{ "risk.max-age", SET_DURATION, "5m",
	  "How old a snapshot may be before risk check calls it stale.",
	  .min = STAMP_SECOND, .max = 7 * STAMP_DAY },
	{ "risk.shock-percent", SET_DEC, "10",
	  "How far what has no stop is taken to fall, in percent, where risk"
	  " asks what all stops together would lose; 0: the default." },
	{ "risk.exit-slippage-bps", SET_DEC, "0",
	  "What getting out is taken to lose in price there, in hundredths of"
	  " a percent." },
	{ "risk.exit-fees", SET_BOOL, "false",
	  "Whether the taker fees of getting out are counted there, too." },
	{ "network.proxy", SET_TEXT, "none",
	  "Proxy that all connections go through (CONNECT), such as"
	  " http://proxy:3128; variables such as https_proxy are not read.",
	  .file_only = true },
	{ "network.ca-file", SET_TEXT, "none",
	  "File of certificates that are trusted beside the system's.",
	  .file_only = true },
	{ "network.connect-timeout", SET_DURATION, "5s",
	  "How long making a connection may take.",
	  .min = STAMP_SECOND, .max = 30 * STAMP_SECOND },
	{ "network.timeout", SET_DURATION, "15s",
	  "How long one request may take, from its connection to the end of"
	  " its answer.",
	  .min = STAMP_SECOND, .max = STAMP_MINUTE },
	{ "binance.url", SET_TEXT, "none",
	  "Address of Binance's public data in place of its own; http only to"
	  " this machine." },
	{ "hook.timeout", SET_DURATION, "5s",
	  "How long a hook may take before it is killed (etrms help hooks).",
	  .min = STAMP_SECOND, .max = STAMP_MINUTE },
	{ "sim.limit-fill", SET_ENUM, "through",
	  "When a resting limit order fills on new paper accounts: when the"
	  " price goes through it, or touches it.", limit_fills },
	{ "sim.fee-in", SET_ENUM, "quote",
	  "The asset in which new paper accounts pay the fee of a purchase.",
	  fee_assets },
	{ "sim.slippage-bps", SET_DEC, "1",
	  "Slippage of market and stop orders on new paper accounts, in"
	  " hundredths of a percent." },
	{ "sim.spread-bps", SET_DEC, "0",
	  "Spread between bid and ask on new paper accounts, in hundredths of"
	  " a percent." },
	{ "sim.impact-bps", SET_DEC, "0",
	  "What taking a whole bar's volume moves the price on new paper"
	  " accounts, in hundredths of a percent." },
	{ "sim.volume-share", SET_DEC, "0",
	  "How much of a bar's volume the fills of new paper accounts may be;"
	  " 0: no limit." },
	{ .key = NULL }
};

const struct setting *
setting_find(const char *key)
{
	for (const struct setting *s = settings; s->key != NULL; s++)
		if (strcmp(s->key, key) == 0)
			return s;
	return NULL;
}

enum err_code
setting_unknown(const char *key, struct err *err)
{
	VEC(const char *) keys = {0};
	const char *near;
	enum err_code rc;

	for (const struct setting *s = settings; s->key != NULL; s++)
		vec_push(&keys, s->key);
	vec_push(&keys, NULL);
	near = word_nearest(key, keys.at);
	if (near != NULL)
		rc = err_set(err, E_USAGE, "unknown setting '%s' (did you mean"
		    " '%s'?)", key, near);
	else
		rc = err_set(err, E_USAGE, "unknown setting '%s'; see 'etrms"
		    " config list'", key);
	vec_release(&keys);
	return rc;
}

char *
setting_variable(const char *key)
{
	struct buf name = {0};

	buf_puts(&name, "ETRMS_");
	for (; *key != '\0'; key++)
		buf_putc(&name, *key == '.' || *key == '-' ? '_' :
		    (char)toupper((unsigned char)*key));
	return buf_take(&name);
}

void
setting_range(const struct setting *s, struct buf *to)
{
	char from[STAMP_TEXT_SIZE], upto[STAMP_TEXT_SIZE];

	switch (s->type) {
	case SET_TEXT:
		buf_puts(to, "text");
		break;
	case SET_BOOL:
		buf_puts(to, "true or false");
		break;
	case SET_INT:
		buf_printf(to, "a whole number from %lld to %lld",
		    (long long)s->min, (long long)s->max);
		break;
	case SET_DURATION:
		buf_printf(to, "a duration from %s to %s",
		    duration_text(s->min, from), duration_text(s->max, upto));
		break;
	case SET_DEC:
		buf_puts(to, "a plain decimal number, not negative");
		break;
	case SET_TIME_OF_DAY:
		buf_puts(to, "a time of day such as 00:00 or 17:30");
		break;
	case SET_ENUM:
		buf_puts(to, "one of ");
		for (size_t i = 0; s->choices[i] != NULL; i++)
			buf_printf(to, "%s%s", i == 0 ? "" : ", ",
			    s->choices[i]);
		break;
	}
}

static bool
read_bool(const char *value, int64_t *number)
{
	static const char *const words[] = { "false", "true", "no", "yes",
	    "off", "on", "0", "1", NULL };

	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(value, words[i]) == 0) {
			*number = i % 2;
			return true;
		}
	return false;
}

static bool
read_int(const struct setting *s, const char *value, int64_t *number)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(value, &end, 10);
	if (!isdigit((unsigned char)value[value[0] == '-']) || *end != '\0' ||
	    errno != 0)
		return false;
	*number = n;
	return n >= s->min && n <= s->max;
}

static bool
read_time_of_day(const char *v, int64_t *number)
{
	int hour, minute;

	if (strlen(v) != 5 || v[2] != ':')
		return false;
	for (int i = 0; i < 5; i++)
		if (i != 2 && !isdigit((unsigned char)v[i]))
			return false;
	hour = (v[0] - '0') * 10 + v[1] - '0';
	minute = (v[3] - '0') * 10 + v[4] - '0';
	*number = hour * STAMP_HOUR + minute * STAMP_MINUTE;
	return hour < 24 && minute < 60;
}

static bool
read_choice(const struct setting *s, const char *value, int64_t *number)
{
	for (int i = 0; s->choices[i] != NULL; i++)
		if (strcmp(s->choices[i], value) == 0) {
			*number = i;
			return true;
		}
	return false;
}

/* A line of the file and one shell word must be able to hold it. */
static bool
is_plain(const char *value)
{
	for (; *value != '\0'; value++)
		if (iscntrl((unsigned char)*value))
			return false;
	return true;
}

static bool
value_reads(const struct setting *s, const char *value, int64_t *number)
{
	struct dec d;

	*number = 0;
	if (value[0] == '\0' || !is_plain(value))
		return false;
	switch (s->type) {
	case SET_TEXT:
		return true;
	case SET_BOOL:
		return read_bool(value, number);
	case SET_INT:
		return read_int(s, value, number);
	case SET_DURATION:
		return duration_parse(value, strlen(value), number) &&
		    *number >= s->min && *number <= s->max;
	case SET_DEC:
		return dec_parse_text(value, &d) && dec_sign(d) >= 0;
	case SET_TIME_OF_DAY:
		return read_time_of_day(value, number);
	case SET_ENUM:
		return read_choice(s, value, number);
	}
	return false;
}

enum err_code
setting_check(const struct setting *s, const char *value, int64_t *number,
    struct err *err)
{
	struct buf range = {0};
	enum err_code rc;

	if (value_reads(s, value, number))
		return E_OK;
	setting_range(s, &range);
	rc = err_set(err, E_USAGE, "%s: '%s' is not %s", s->key, value,
	    buf_text(&range));
	buf_release(&range);
	return rc;
}
