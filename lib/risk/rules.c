/*
 * The table of policy rules and the form of their values: what a user may
 * write, and the one text that is kept of it.
 */
#include "risk/policy.h"

#include "base/stamp.h"
#include "model/names.h"

#include <string.h>

const struct rule policy_rules[] = {
	[RULE_SYMBOLS] = { .name = "symbols", .seed = "SYMBOL_WHITELIST",
	  .type = RULE_PATTERNS, .sense = RULE_LIST, .whole_account = true,
	  .help = "symbols that may be entered, as patterns; without it a"
	  " paper account may enter all, a live one none" },
	[RULE_MAX_ORDER_NOTIONAL] = { .name = "max-order-notional",
	  .seed = "MAX_ORDER_USDT",
	  .type = RULE_MONEY, .sense = RULE_MAX,
	  .help = "most that one order may be worth" },
	[RULE_MAX_POSITION_NOTIONAL] = { .name = "max-position-notional",
	  .seed = "MAX_POSITION_USDT",
	  .type = RULE_MONEY, .sense = RULE_MAX,
	  .help = "most that a position may be worth, working orders"
	  " included" },
	[RULE_MAX_POSITION_SHARE] = { .name = "max-position-share",
	  .seed = "MAX_POSITION_SIZE",
	  .type = RULE_RATIO, .sense = RULE_MAX, .fallback = "10%",
	  .help = "largest share of equity in one symbol, working orders"
	  " included" },
	[RULE_MAX_LEVERAGE] = { .name = "max-leverage", .seed = "MAX_LEVERAGE",
	  .type = RULE_NUMBER, .sense = RULE_MAX, .fallback = "10",
	  .of_all = true,
	  .help = "most that all positions and working orders may be worth,"
	  " as a multiple of equity" },
	[RULE_MAX_RISK_PER_TRADE] = { .name = "max-risk-per-trade",
	  .seed = "MAX_RISK_PER_TRADE",
	  .type = RULE_RATIO, .sense = RULE_MAX, .fallback = "2%",
	  .help = "largest share of equity lost, fees included, if the"
	  " attached stop is hit; an entry without a stop risks its whole"
	  " notional" },
	[RULE_MIN_ORDER_SIZE] = { .name = "min-order-size",
	  .seed = "MIN_ORDER_SIZE",
	  .type = RULE_AMOUNT, .sense = RULE_MIN,
	  .help = "smallest order, in base units or contracts" },
	[RULE_MAX_ORDER_SIZE] = { .name = "max-order-size",
	  .seed = "MAX_ORDER_SIZE",
	  .type = RULE_AMOUNT, .sense = RULE_MAX,
	  .help = "largest order, in base units or contracts" },
	[RULE_PRICE_COLLAR] = { .name = "price-collar",
	  .type = RULE_RATIO, .sense = RULE_MAX, .fallback = "5%",
	  .binds_exits = true,
	  .help = "how far a limit price may lie on the losing side of the"
	  " last price (of its trigger, for stop-limit orders)" },
	[RULE_MAX_DAILY_NOTIONAL] = { .name = "max-daily-notional",
	  .type = RULE_MONEY, .sense = RULE_MAX, .fallback = "1000000",
	  .whole_account = true,
	  .help = "most that entries and exits of one day may be worth"
	  " together" },
	[RULE_MAX_POSITION_LEVERAGE] = { .name = "max-position-leverage",
	  .type = RULE_NUMBER, .sense = RULE_MAX,
	  .help = "highest leverage that a perpetual may be set to" },
	[RULE_MAX_MARGIN_USED] = { .name = "max-margin-used",
	  .type = RULE_RATIO, .sense = RULE_MAX, .whole_account = true,
	  .help = "largest share of equity that may be initial margin of"
	  " perpetuals, working orders included" },
	[RULE_MAX_MARGIN_RATIO] = { .name = "max-margin-ratio",
	  .type = RULE_RATIO, .sense = RULE_MAX, .whole_account = true,
	  .help = "largest share of equity that may be maintenance margin of"
	  " perpetuals, working orders included" },
	[RULE_MIN_LIQUIDATION_DISTANCE] = { .name = "min-liquidation-distance",
	  .type = RULE_RATIO, .sense = RULE_MIN,
	  .help = "least part of its price that a perpetual must be away from"
	  " its liquidation, working orders filled at their worst" },
	[RULE_REQUIRE_STOP] = { .name = "require-stop",
	  .type = RULE_SWITCH, .sense = RULE_MIN,
	  .help = "on: an entry brings a stop that comes before the"
	  " liquidation, and live stops cover the whole of every position" },
	[RULE_MAX_TOTAL_RISK] = { .name = "max-total-risk",
	  .type = RULE_RATIO, .sense = RULE_MAX, .whole_account = true,
	  .help = "largest share of equity lost if every stop is hit at its"
	  " price, working orders filled first; what has no stop falls by"
	  " risk.shock-percent" },
	[RULES] = { .name = NULL }
};

const struct rule *
rule_find(const char *name)
{
	bool seed = name[0] >= 'A' && name[0] <= 'Z';

	for (const struct rule *r = policy_rules; r->name != NULL; r++) {
		const char *own = seed ? r->seed : r->name;

		/* Names begin alike; what follows tells them apart. */
		if (own != NULL && name[0] == own[0] &&
		    strcmp(own, name) == 0)
			return r;
	}
	return NULL;
}

enum err_code
rule_named(const char *name, const struct rule **out, struct err *err)
{
	const char *words[32];
	size_t n = 0;
	const char *near;

	*out = rule_find(name);
	if (*out != NULL)
		return E_OK;
	for (const struct rule *r = policy_rules; r->name != NULL; r++)
		words[n++] = r->name;
	words[n] = NULL;
	near = word_nearest(name, words);
	if (near != NULL)
		return err_set(err, E_USAGE,
		    "unknown rule \"%s\"; did you mean \"%s\"?", name, near);
	return err_set(err, E_USAGE, "unknown rule \"%s\"; see etrms policy"
	    " list", name);
}

/* Symbol patterns: the letters of symbols, '*' and '?'. */
static bool
pattern_valid(const char *s, size_t n)
{
	static const char set[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/-*?";

	if (n == 0 || n >= SYMBOL_SIZE)
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\0' || strchr(set, s[i]) == NULL)
			return false;
	return true;
}

static enum err_code
parse_patterns(const struct rule *r, const char *text, struct buf *canonical,
    struct err *err)
{
	static const char gaps[] = " \t,";
	size_t n = 0;

	for (const char *s = text; *s != '\0'; s += n) {
		s += strspn(s, gaps);
		n = strcspn(s, gaps);
		if (n == 0)
			break;
		if (!pattern_valid(s, n))
			return err_set(err, E_USAGE,
			    "%s: \"%.*s\" is not a symbol pattern such as"
			    " BTC/USDT or BTC/*", r->name, (int)n, s);
		if (canonical->len > 0)
			buf_putc(canonical, ' ');
		buf_add(canonical, s, n);
		if (canonical->len > 512)
			return err_set(err, E_USAGE,
			    "%s: longer than 512 characters", r->name);
	}
	if (canonical->len == 0)
		return err_set(err, E_USAGE,
		    "%s: no symbol pattern in \"%s\"", r->name, text);
	return E_OK;
}

/* 2%, 50bp, or a plain ratio; a bare number above 1 is a mistake. */
static bool
parse_ratio(const char *text, struct dec *out, bool *bare)
{
	size_t n = strlen(text);
	struct dec d;
	int shift = 0;

	*bare = false;
	if (n > 1 && text[n - 1] == '%') {
		shift = 2;
		n--;
	} else if (n > 2 && strcmp(text + n - 2, "bp") == 0) {
		shift = 4;
		n -= 2;
	} else {
		*bare = true;
	}
	return dec_parse(text, n, &d) &&
	    dec_times(d, dec_make(1, shift), out);
}

/* The value of a canonical or user-written number; "off" is not one. */
static enum err_code
parse_number(const struct rule *r, const char *text, struct dec *out,
    struct err *err)
{
	struct dec d;
	bool bare = false, good;

	if (r->type == RULE_SWITCH) {
		if (strcmp(text, "on") != 0)
			return err_set(err, E_USAGE, "%s: \"%s\" is neither on"
			    " nor off", r->name, text);
		*out = dec_int(1);
		return E_OK;
	}
	good = r->type == RULE_RATIO ? parse_ratio(text, &d, &bare) :
	    dec_parse_text(text, &d);

	if (!good)
		return err_set(err, E_USAGE, r->type == RULE_RATIO ?
		    "%s: \"%s\" is not a percentage such as 2%%" :
		    "%s: \"%s\" is not a decimal number", r->name, text);
	if (dec_sign(d) < 0)
		return err_set(err, E_USAGE, "%s: \"%s\" is negative",
		    r->name, text);
	if (bare && dec_cmp(d, dec_int(1)) >= 0)
		return err_set(err, E_USAGE, "%s: %s is not below 1, all there"
		    " is; for a percentage write %s%%", r->name, text, text);
	*out = dec_trim(d);
	return E_OK;
}

/* What a limit may be multiplied by, behind its number. */
static enum err_code
check_factor(const struct rule *r, const struct limit_factor *f,
    struct err *err)
{
	if (r->sense != RULE_MAX)
		return err_set(err, E_USAGE, "%s: a factor of at most 1 would"
		    " loosen it", r->name);
	if (r->binds_exits)
		return err_set(err, E_USAGE, "%s: binds the way out, too, which"
		    " no market may close", r->name);
	if ((r->whole_account || r->of_all) && f->symbol[0] == '\0')
		return err_set(err, E_USAGE, "%s: is about all symbols; name"
		    " the one whose market it follows: regime_factor"
		    "[\"BTC/USDT\"]@4h", r->name);
	return E_OK;
}

/* regime_factor@4h, regime_factor["BTC/USDT"]@4h: blanks may stand between. */
static bool
parse_factor(const char *s, struct limit_factor *out)
{
	static const char name[] = "regime_factor";

	*out = (struct limit_factor){ .timeframe = 0 };
	s += strspn(s, " ");
	if (strncmp(s, name, strlen(name)) != 0)
		return false;
	s += strlen(name);
	s += strspn(s, " ");
	if (s[0] == '[' && s[1] == '"') {
		size_t n = strcspn(s + 2, "\"");

		if (n == 0 || n >= sizeof(out->symbol) || s[n + 2] != '"' ||
		    s[n + 3] != ']')
			return false;
		memcpy(out->symbol, s + 2, n);
		if (!symbol_valid(out->symbol))
			return false;
		s += n + 4;
		s += strspn(s, " ");
	}
	return *s == '@' && duration_parse(s + 1, strlen(s + 1),
	    &out->timeframe) && out->timeframe >= STAMP_MINUTE &&
	    out->timeframe <= 7 * STAMP_DAY;
}

enum err_code
rule_read(const struct rule *r, const char *text, struct dec *number,
    struct limit_factor *factor, struct err *err)
{
	const char *star = strchr(text, '*');
	char plain[DEC_TEXT_SIZE + 2];
	enum err_code rc;
	size_t n;

	*number = DEC_NONE;
	*factor = (struct limit_factor){ .timeframe = 0 };
	if (r->type == RULE_PATTERNS || strcmp(text, "off") == 0)
		return E_OK;
	if (star == NULL || r->type == RULE_SWITCH)
		return parse_number(r, text, number, err);
	for (n = (size_t)(star - text); n > 0 && text[n - 1] == ' '; n--)
		;
	if (n >= sizeof(plain) || !parse_factor(star + 1, factor))
		return err_set(err, E_USAGE, "%s: \"%s\" is not of the form"
		    " 5000 * regime_factor@4h, with bars of a minute to a"
		    " week", r->name, text);
	memcpy(plain, text, n);
	plain[n] = '\0';
	rc = check_factor(r, factor, err);
	return rc == E_OK ? parse_number(r, plain, number, err) : rc;
}

enum err_code
rule_value(const struct rule *r, const char *text, struct dec *out,
    struct err *err)
{
	struct limit_factor factor;

	return rule_read(r, text, out, &factor, err);
}

static void
write_factor(const struct limit_factor *f, struct buf *canonical)
{
	char frame[STAMP_TEXT_SIZE];

	buf_puts(canonical, " * regime_factor");
	if (f->symbol[0] != '\0')
		buf_printf(canonical, "[\"%s\"]", f->symbol);
	buf_printf(canonical, "@%s", duration_text(f->timeframe, frame));
}

enum err_code
rule_parse(const struct rule *r, const char *text, struct buf *canonical,
    struct err *err)
{
	char digits[DEC_TEXT_SIZE];
	struct limit_factor factor;
	struct dec d;
	enum err_code rc;

	buf_clear(canonical);
	if (strcmp(text, "off") == 0) {
		buf_puts(canonical, text);
		return E_OK;
	}
	if (r->type == RULE_PATTERNS)
		return parse_patterns(r, text, canonical, err);
	rc = rule_read(r, text, &d, &factor, err);
	if (rc != E_OK)
		return rc;
	if (r->type == RULE_SWITCH) {
		buf_puts(canonical, text);
		return E_OK;
	}
	if (r->type == RULE_RATIO && !dec_times(d, dec_int(100), &d))
		return err_set(err, E_USAGE, "%s: \"%s\" is too large",
		    r->name, text);
	buf_puts(canonical, dec_text(d, digits));
	if (r->type == RULE_RATIO)
		buf_putc(canonical, '%');
	if (factor.timeframe != 0)
		write_factor(&factor, canonical);
	return E_OK;
}
