/*
 * Inside the room: one order being judged, and the steps of its judgement.
 */
#ifndef RISK_JUDGE_H
#define RISK_JUDGE_H

#include "risk/exposure.h"
#include "risk/margin.h"
#include "risk/risk.h"
#include "risk/stops.h"

struct judge {
	const struct risk_rules *rules;
	const struct snapshot *s;
	const struct order_request *r;
	bool shrinks;		/* an amendment that makes an order smaller */
	const struct instrument *instrument;
	const struct price *price;
	struct order_effect *effect;	/* of the verdict */
	struct dec pending;	/* orders that may still enlarge something */
	struct entry entry;	/* the part of the order that opens */
	struct margins margins;	/* with it and working orders filled… */
	bool margins_there;	/* …once a rule has asked for them */
	struct findings *findings;
};

/* approve.c: judges; *out is set when it is allowed. */
void judge_all(struct judge *j, struct verdict *verdict,
    struct approved_order **out);
/* Breaches before infos, each in the order in which they were found. */
void findings_order(struct findings *all);
/* a is then of two orders: it takes b. */
void approved_join(struct approved_order *a, struct approved_order *b);

/* a ≤ b × c, exactly; of numbers of 64 bits, as nearly all are, at once. */
static inline bool
within_product(struct dec a, struct dec b, struct dec c)
{
	int up = b.scale + c.scale - a.scale;

	if (!dec_is_short(a) || !dec_is_short(b) || !dec_is_short(c) ||
	    up < 0 || up > DEC_SCALE_MAX)
		return dec_cmp_products(a, dec_int(1), b, c) <= 0;
	/* 2^64 × 10^18 is below 2^127 */
	return (__int128)(int64_t)a.coef * dec_powers[up] <=
	    (__int128)(int64_t)b.coef * (int64_t)c.coef;
}

void effect_unknown(struct order_effect *e);
/* Fills effect, unknown so far; E_DATA: cannot be told, the text says what is
 * missing. */
enum err_code effect_load(struct judge *j, struct err *err);

/* Adds a finding about the order, or about the account ("" symbol). */
struct finding *finding_add(struct findings *out, const struct snapshot *s,
    const char *symbol, const char *rule, int severity) COLD;
void finding_say(struct finding *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))) COLD;

/* Rules that leverage brings (checks-margin.c), as in the table of checks. */
bool check_position_leverage(struct judge *j, const struct limit *l,
    struct finding *f);
bool check_margin_used(struct judge *j, const struct limit *l,
    struct finding *f);
bool check_margin_ratio(struct judge *j, const struct limit *l,
    struct finding *f);
bool check_liquidation_distance(struct judge *j, const struct limit *l,
    struct finding *f);
bool check_require_stop(struct judge *j, const struct limit *l,
    struct finding *f);
bool check_total_risk(struct judge *j, const struct limit *l,
    struct finding *f);
/* The same for the account as it is, with its working orders. */
void check_margins(const struct risk_rules *rules, const struct snapshot *s,
    struct findings *out);
/* A leverage that a symbol would be set to, by its rule. */
void check_leverage_set(const struct risk_rules *rules,
    const struct snapshot *s, const char *symbol, struct dec leverage,
    struct findings *out);
/* The way to liquidation with margin added to, or taken from, a position. */
void check_margin_moved(const struct risk_rules *rules,
    const struct snapshot *s, const char *symbol, struct dec margin,
    struct findings *out);
/* Leverage that a symbol's swap is set to; DEC_NONE: not known. */
struct dec leverage_of(const struct snapshot *s, const struct instrument *i);

/* The rules of the policy: breaches are added, and infos when explaining. */
void policy_check(struct judge *j);

/* Is a snapshot (or price) of this time too old at `now`, or from a future
 * beyond the same bound? */
bool too_old(int64_t time, int64_t now, int64_t max_age);
/* In seconds, exactly; DEC_NONE of what has no time. */
struct dec age_of(int64_t time, int64_t now);

/* 0.025 as "2.5%". Returns buf. */
const char *percent_text(struct dec ratio, char buf[DEC_TEXT_SIZE]);
/* part / whole rounded up at 8 decimals; DEC_NONE when whole is 0. */
struct dec share_of(struct dec part, struct dec whole);

/* False, and why, where the limit is not known now; nothing is within it. */
bool limit_unknown(const struct limit *l, struct finding *f);
static inline bool
limit_known(const struct limit *l, struct finding *f)
{
	return l->by[0] == NULL || dec_known(l->value) || limit_unknown(l, f);
}
/* Says what a limit that follows the market was multiplied by, in numbers and
 * behind the words that are there. */
void limit_tell(const struct limit *l, struct finding *f);
/* The least factor of the limits that bind a symbol, or ("") those of the
 * whole account; 1 where none has one. False: one is not known. */
bool limits_factor(const struct risk_rules *rules, const char *account,
    const char *symbol, struct dec *out);

/* A value against a limit: tells both, says them, true when within. f NULL:
 * nobody asks for the words; so for the checks below. */
bool within_max(const struct limit *l, struct dec value, const char *what,
    const char *unit, struct finding *f);
bool within_share(const struct snapshot *s, const struct limit *l,
    struct dec money, const char *what, struct finding *f);
bool within_leverage(const struct snapshot *s, const struct limit *l,
    struct dec gross, const char *what, struct finding *f);

/* False, and a finding about the symbol: the snapshot is too old. */
bool check_age(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct findings *out);
/* Halts and breakers that bind the account, or a symbol of it. */
void check_halts(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct findings *out);
void check_breakers(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct findings *out);

#endif
