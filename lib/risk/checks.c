/*
 * The policy's rules as functions in a table: each takes the order's effect
 * and a limit, tells the value it compared, and says its numbers in words.
 * A value that equals its limit is within it.
 */
#include "risk/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct finding *
finding_add(struct findings *out, const struct snapshot *s,
    const char *symbol, const char *rule, int severity)
{
	struct finding *f = vec_add(out);

	TEXT_SET(f->rule, rule);
	f->severity = severity;
	TEXT_SET(f->account, s->account.label);
	TEXT_SET(f->venue, s->account.venue);
	TEXT_SET(f->symbol, symbol);
	f->value = f->limit = DEC_NONE;
	f->base_limit = f->regime_factor = DEC_NONE;
	f->snapshot_time = s->time;
	return f;
}

void
finding_say(struct finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(f->message, sizeof(f->message), fmt, ap) < 0)
		f->message[0] = '\0';
	va_end(ap);
}

const char *
percent_text(struct dec ratio, char buf[DEC_TEXT_SIZE])
{
	struct dec d;

	if (!dec_times(ratio, dec_int(100), &d)) {
		buf[0] = '?';
		buf[1] = '\0';
		return buf;
	}
	dec_text(d, buf);
	if (strlen(buf) + 2 <= DEC_TEXT_SIZE)
		strcat(buf, "%");
	return buf;
}

struct dec
share_of(struct dec part, struct dec whole)
{
	struct dec out;

	if (!dec_div(part, whole, 8, ROUND_UP, &out))
		return DEC_NONE;
	return out;
}

/* Amount against a limit, both in the account's currency or base units. */
bool
within_max(const struct limit *l, struct dec value, const char *what,
    const char *unit, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	bool pass;

	if (!limit_known(l, f))
		return false;
	pass = dec_cmp(value, l->value) <= 0;
	if (f == NULL)
		return pass;
	f->value = value;
	f->limit = l->value;
	finding_say(f, "%s %s%s%s, %s %s%s%s", what, dec_text(value, a),
	    unit[0] ? " " : "", unit, pass ? "within" : "above",
	    dec_text(l->value, b), unit[0] ? " " : "", unit);
	limit_tell(l, f);
	return pass;
}

/* Money against a share of equity, exactly: no division decides. */
bool
within_share(const struct snapshot *s, const struct limit *l,
    struct dec money, const char *what, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE], c[DEC_TEXT_SIZE];
	char d[DEC_TEXT_SIZE];
	struct dec equity = s->equity;
	bool pass;

	if (!limit_known(l, f))
		return false;
	pass = within_product(money, l->value, equity);
	if (f == NULL)
		return pass;
	f->value = share_of(money, equity);
	f->limit = l->value;
	finding_say(f, "%s %s %s, %s of equity %s, %s %s", what,
	    dec_text(money, a), s->currency, percent_text(f->value, b),
	    dec_text(equity, c), pass ? "within" : "above",
	    percent_text(l->value, d));
	limit_tell(l, f);
	return pass;
}

bool
within_leverage(const struct snapshot *s, const struct limit *l,
    struct dec gross, const char *what, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE], c[DEC_TEXT_SIZE];
	bool pass;

	if (!limit_known(l, f))
		return false;
	pass = within_product(gross, l->value, s->equity);
	if (f == NULL)
		return pass;
	f->value = share_of(gross, s->equity);
	f->limit = l->value;
	finding_say(f, "%s %s %s on equity %s, %s %s times", what,
	    dec_text(gross, a), s->currency, dec_text(s->equity, b),
	    pass ? "within" : "above", dec_text(l->value, c));
	limit_tell(l, f);
	return pass;
}

static bool
check_symbols(struct judge *j, const struct limit *l, struct finding *f)
{
	bool pass = limit_lists(l, j->r->symbol);

	if (f == NULL)
		return pass;
	finding_say(f, "%s is %s the list %s%s%s%s%s", j->r->symbol,
	    pass ? "on" : "not on", l->text, l->also[0] ? " and " : "",
	    l->also[0] ? l->also[0] : "", l->also[1] ? " and " : "",
	    l->also[1] ? l->also[1] : "");
	return pass;
}

static bool
check_order_notional(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return within_max(l, j->effect->notional, "the order is worth",
	    j->s->currency, f);
}

static bool
check_position_notional(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return within_max(l, j->effect->position_after,
	    "the position would be worth", j->s->currency, f);
}

static bool
check_position_share(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return within_share(j->s, l, j->effect->position_after,
	    "the position would be worth", f);
}

static bool
check_leverage(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return within_leverage(j->s, l, j->effect->gross_after,
	    "exposure would be", f);
}

static bool
check_risk_per_trade(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return within_share(j->s, l, j->effect->risk,
	    j->r->stop_loss.kind == LEVEL_NONE ?
	    "without a stop the trade risks" : "the trade risks", f);
}

static bool
check_min_size(struct judge *j, const struct limit *l,
    struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	bool pass = dec_cmp(j->effect->amount, l->value) >= 0;

	if (f == NULL)
		return pass;
	f->value = j->effect->amount;
	f->limit = l->value;
	finding_say(f, "the order is for %s, %s %s",
	    dec_text(j->effect->amount, a), pass ? "at least" : "below",
	    dec_text(l->value, b));
	return pass;
}

static bool
check_max_size(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return within_max(l, j->effect->amount, "the order is for", "", f);
}

/*
 * A limit price on the losing side of the market: a buy above it, a sell
 * below. A stop-limit's price is looked at from its trigger, where the market
 * will be. The other side is patience, not a slip of the finger.
 */
static bool
check_collar(struct judge *j, const struct limit *l, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE], c[DEC_TEXT_SIZE];
	char d[DEC_TEXT_SIZE];
	const struct order_request *r = j->r;
	struct dec from = dec_known(r->trigger_price) ? r->trigger_price :
	    j->price->last;
	struct dec away;
	bool pass;

	if (f == NULL && !dec_known(r->price))
		return true;
	if (!dec_known(r->price)) {
		f->limit = l->value;
		finding_say(f, "the order has no limit price");
		return true;
	}
	if (!(r->side == SIDE_BUY ? dec_sub(r->price, from, &away) :
	    dec_sub(from, r->price, &away))) {
		if (f != NULL)
			finding_say(f, "the distance of the price does not"
			    " fit");
		return false;
	}
	away = dec_max(away, DEC_ZERO);
	pass = within_product(away, l->value, from);
	if (f == NULL)
		return pass;
	f->limit = l->value;
	f->value = share_of(away, from);
	finding_say(f, "a %s at %s is %s worse than %s, %s %s",
	    side_names[r->side], dec_text(r->price, a),
	    percent_text(f->value, b), dec_text(from, c),
	    pass ? "within" : "above", percent_text(l->value, d));
	return pass;
}

static bool
check_daily_notional(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return within_max(l, j->effect->day_after,
	    "with this and working orders the day's turnover would be",
	    j->s->currency, f);
}

static bool (*const checks[RULES])(struct judge *j, const struct limit *l,
    struct finding *f) = {
	[RULE_SYMBOLS] = check_symbols,
	[RULE_MAX_ORDER_NOTIONAL] = check_order_notional,
	[RULE_MAX_POSITION_NOTIONAL] = check_position_notional,
	[RULE_MAX_POSITION_SHARE] = check_position_share,
	[RULE_MAX_LEVERAGE] = check_leverage,
	[RULE_MAX_RISK_PER_TRADE] = check_risk_per_trade,
	[RULE_MIN_ORDER_SIZE] = check_min_size,
	[RULE_MAX_ORDER_SIZE] = check_max_size,
	[RULE_PRICE_COLLAR] = check_collar,
	[RULE_MAX_DAILY_NOTIONAL] = check_daily_notional,
	[RULE_MAX_POSITION_LEVERAGE] = check_position_leverage,
	[RULE_MAX_MARGIN_USED] = check_margin_used,
	[RULE_MAX_MARGIN_RATIO] = check_margin_ratio,
	[RULE_MIN_LIQUIDATION_DISTANCE] = check_liquidation_distance,
	[RULE_REQUIRE_STOP] = check_require_stop,
	[RULE_MAX_TOTAL_RISK] = check_total_risk
};

/* Not set: without a list a live account may enter nothing; a paper one
 * anything. */
static bool
unlisted_live(const struct judge *j, const struct limit *l)
{
	return l->rule == &policy_rules[RULE_SYMBOLS] &&
	    strcmp(l->scope, "default") == 0 &&
	    j->s->account.mode == MODE_LIVE;
}

/* Words are made only where they are read. */
static void
check_one(struct judge *j, enum rule_place rule, const struct limit *l)
{
	struct finding *f;

	if (!j->rules->explain && checks[rule](j, l, NULL))
		return;
	f = finding_add(j->findings, j->s, j->r->symbol, l->rule->name,
	    SEVERITY_INFO);
	if (!checks[rule](j, l, f))
		f->severity = SEVERITY_BREACH;
}

void
policy_check(struct judge *j)
{
	uint32_t left = policy_asked(j->rules->policy, j->effect->reduces);

	for (; left != 0; left &= left - 1) {
		enum rule_place rule = (enum rule_place)__builtin_ctz(left);
		const struct limit *l = policy_plain(j->rules->policy, rule);
		struct limit own;

		if (l == NULL) {
			own = risk_limit(j->rules, rule, j->s->account.label,
			    j->r->symbol);
			l = &own;
		}
		if (l->set)
			check_one(j, rule, l);
		else if (unlisted_live(j, l))
			finding_say(finding_add(j->findings, j->s,
			    j->r->symbol, l->rule->name, SEVERITY_BREACH),
			    "a live account needs a list of symbols: etrms"
			    " policy set symbols");
	}
}
