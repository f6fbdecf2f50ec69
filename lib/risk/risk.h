/*
 * Risk: pure judgement. A snapshot goes in, a verdict comes out; nothing here
 * reads a store, a clock or a network. Only this room makes a struct
 * approved_order, and lib/gate sends nothing else. Missing or stale input is a
 * refusal with a reason of its own.
 */
#ifndef RISK_RISK_H
#define RISK_RISK_H

#include "base/err.h"
#include "model/order.h"
#include "model/snapshot.h"
#include "risk/policy.h"
#include "store/ledger.h"
#include "store/rules.h"

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_BREACH };
extern const char *const severity_names[];

struct finding {
	char rule[LABEL_SIZE];
	int severity;
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	struct dec value, limit;
	char message[257];	/* its numbers in words */
	int64_t snapshot_time;
};
struct findings VEC_OF(struct finding);
extern const struct record finding_record;

/*
 * Everything that binds an order, read in the transaction that judges it.
 *
 * An order that only makes a position smaller passes every rule of size and
 * entry, halts and breakers too: getting out is always allowed. The collar,
 * unknown instruments, missing prices and a stale snapshot bind it as well.
 */
struct risk_rules {
	const struct policy *policy;
	const struct halts *halts;
	const struct breakers *breakers;	/* tripped ones block entries */
	int64_t now;		/* the account's clock */
	int64_t max_age;	/* of a snapshot, µs */
	struct dec fee_rate;	/* taker rate used where the instrument has none */
	bool explain;		/* verdicts list the rules that passed, too */
};

/* What the order would do, in numbers; every rule answers with them. */
struct order_effect {
	bool reduces;			/* only makes a position smaller */
	struct dec reference;		/* price used: the dearest it can fill at */
	/* money is in the account's currency; what is unknown is DEC_NONE */
	struct dec amount, notional;	/* of this order */
	struct dec position_after;	/* notional of the symbol, with working */
	struct dec gross_after;		/* of all symbols */
	struct dec share_after;		/* of equity */
	struct dec leverage_after;
	struct dec risk;		/* loss if the attached stop is hit */
	struct dec day_after;		/* turnover of the day */
};

struct approved_order;

struct verdict {
	bool allowed;
	struct findings findings;	/* breaches first; then, with explain, infos */
	struct order_effect effect;
};
void verdict_release(struct verdict *v);

/*
 * Judges one order. *out is set (caller frees with approved_free) only when
 * verdict->allowed. The returned code is E_OK whenever the verdict stands,
 * allowed or not; an error means that it could not be judged, and refuses.
 */
enum err_code risk_approve(const struct risk_rules *rules,
    const struct snapshot *s, const struct order_request *r,
    struct verdict *verdict, struct approved_order **out, struct err *err);
const struct order_request *approved_request(const struct approved_order *a);
void approved_free(struct approved_order *a);

/* Judges the whole account: `risk check`. Adds to findings. */
enum err_code risk_check(const struct risk_rules *rules,
    const struct snapshot *s, struct findings *out, struct err *err);

/* Numbers of `risk show`. */
struct exposure {
	char account[LABEL_SIZE], currency[ASSET_SIZE];
	struct dec equity, gross, net, leverage, free, used;
	struct dec largest_share;
	char largest_symbol[SYMBOL_SIZE];
	int64_t open_positions, open_orders;
	struct dec day_notional, drawdown, drawdown_day;	/* ratios */
	int64_t time;
};
extern const struct record exposure_record;
enum err_code risk_exposure(const struct snapshot *s,
    const struct equity_points *curve, int64_t day_start,
    struct exposure *out, struct err *err);

#endif
