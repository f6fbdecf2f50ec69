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
	/* Of a limit that follows the market: before, and what it was
	 * multiplied by; else DEC_NONE. */
	struct dec base_limit, regime_factor;
	char message[257];	/* its numbers in words */
	int64_t snapshot_time;
};
struct findings VEC_OF(struct finding);
extern const struct record finding_record;

/*
 * What getting out is taken to cost where nothing says it (METHODS 8.5):
 * positions without a stop fall by the shock, or to their liquidation where
 * that is nearer. All-zero: a shock of a tenth, no fees, no slippage.
 */
struct risk_terms {
	struct dec shock;	/* ratio; 0: a tenth */
	struct dec slippage;	/* ratio of the price, lost on the way out */
	bool exit_fees;		/* taker fee of the way out */
};

/*
 * Everything that binds an order, read in the transaction that judges it.
 *
 * An order that only makes a position smaller passes every rule of size and
 * entry, halts and breakers too: getting out is always allowed. The collar,
 * unknown instruments, missing prices and a stale snapshot bind it as well.
 */
struct stakes;
struct approved_order;
struct risk_rules {
	const struct policy *policy;
	const struct halts *halts;
	const struct breakers *breakers;	/* tripped ones block entries */
	int64_t now;		/* the account's clock */
	int64_t max_age;	/* of a snapshot, µs */
	struct dec fee_rate;	/* taker rate, where the instrument has none */
	struct risk_terms terms;
	bool explain;		/* verdicts list the rules that passed, too */
	bool brief;		/* nobody reads the effect of a way out: of it
				 * no more is known than that it reduces */
	/* What limits that follow the market are multiplied by, by the bars
	 * that have closed by `now`; borrowed, and good until asked about
	 * another time. NULL: it is not known. */
	const struct regime_now *(*regime)(void *self, const char *symbol,
	    int64_t timeframe, int64_t now);
	void *regime_self;
	/* Room for what orders are judged by, kept from one to the next and
	 * released by stakes_release() (risk/exposure.h); NULL: made anew. */
	struct stakes *room;
	/* Where an approved order that was freed waits to be used again, let
	 * go by approved_release(); NULL: memory is asked for each. */
	struct approved_order **spare;
};

/* The limit in force at `now`: policy_limit(), multiplied. */
struct limit risk_limit(const struct risk_rules *rules, enum rule_place rule,
    const char *account, const char *symbol);
/*
 * `risk show --limits`: those that are set, each with what it is at `now`. Of
 * one symbol; or, "", of those held, and what holds for the whole account.
 */
struct limit_row {
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	const char *rule, *scope, *text;	/* borrowed from the policy */
	struct dec base_limit, regime_factor, limit;
	char message[257];
};
struct limit_rows VEC_OF(struct limit_row);
extern const struct record limit_record;
void risk_limits(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct limit_rows *out);

/* What the order would do, in numbers; every rule answers with them. */
struct order_effect {
	bool reduces;			/* only makes a position smaller */
	struct dec reference;		/* used: the dearest it can fill at */
	/* money is in the account's currency; what is unknown is DEC_NONE */
	struct dec amount, notional;	/* of this order */
	struct dec position_after;	/* of the symbol, working included */
	struct dec gross_after;		/* of all symbols */
	struct dec risk;		/* loss if the attached stop is hit */
	struct dec day_after;		/* turnover of the day */
	/* swaps, working orders filled; DEC_NONE on spot accounts */
	struct dec margin_after;	/* initial margin of all swaps */
	struct dec maintenance_after;
	struct dec liquidation_after;	/* price, of the order's position */
	struct dec total_risk_after;	/* lost if every stop is hit */
};

struct verdict {
	bool allowed;
	struct findings findings;	/* breaches, then infos, with explain */
	struct order_effect effect;
};
void verdict_release(struct verdict *v);
/* A no of somebody else's (a hook), as a breach of a rule of that name. */
void verdict_refuse(struct verdict *v, const struct account *a,
    const char *symbol, int64_t now, const char *rule, const char *message);

/*
 * Judges one order. *out is set (caller frees with approved_free) only when
 * verdict->allowed. The returned code is E_OK whenever the verdict stands,
 * allowed or not; an error means that it could not be judged, and refuses.
 */
enum err_code risk_approve(const struct risk_rules *rules,
    const struct snapshot *s, const struct order_request *r,
    struct verdict *verdict, struct approved_order **out, struct err *err);
/*
 * Judges an amendment of a working order: what is left of it with the new
 * terms as an order of its own, in place of what it is now. One that makes it
 * no larger and no likelier passes as a smaller position does.
 */
enum err_code risk_approve_amend(const struct risk_rules *rules,
    const struct snapshot *s, const struct order *o,
    const struct order_terms *c, struct verdict *verdict,
    struct approved_order **out, struct err *err);
/* Judges two orders of which one will be done: both must be allowed, each as
 * if it were the only one, so that their exposure counts once. */
enum err_code risk_approve_pair(const struct risk_rules *rules,
    const struct snapshot *s, const struct order_request r[2],
    struct verdict *verdict, struct approved_order **out, struct err *err);
/* Judges a change of leverage or of an isolated position's margin (DEC_NONE:
 * none): what makes a loss come sooner is bound by halts, breakers,
 * max-position-leverage and min-liquidation-distance. */
void risk_approve_leverage(const struct risk_rules *rules,
    const struct snapshot *s, const char *symbol, struct dec leverage,
    struct dec margin, bool riskier, struct verdict *verdict);
/* Of a pair the second one; else NULL. */
const struct order_request *approved_second(const struct approved_order *a);
const struct order_request *approved_request(const struct approved_order *a);
void approved_free(struct approved_order *a);
void approved_release(struct approved_order **spare);

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
	/* of swaps: money, and as shares of equity */
	struct dec initial_margin, maintenance_margin;
	struct dec margin_used, margin_ratio;
	/* the position nearest to its liquidation; unknown: none has one */
	char liquidation_symbol[SYMBOL_SIZE];
	struct dec liquidation_distance;
	struct dec stop_cover;		/* share of exposure with a live stop */
	struct dec potential_loss;	/* money, if every stop is hit */
	struct dec potential_drawdown;	/* METHODS 8.5 */
};
extern const struct record exposure_record;
enum err_code risk_exposure(const struct snapshot *s,
    const struct curve *curve, int64_t day_start,
    const struct risk_terms *terms, struct exposure *out, struct err *err);

/* Numbers of `risk show --positions`, in the account's currency. */
struct position_risk {
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int side;			/* enum position_side */
	char currency[ASSET_SIZE];
	struct dec notional, share, leverage;	/* share: of equity */
	char margin_mode[ASSET_SIZE];
	struct dec initial_margin, maintenance_margin;
	struct dec mark_price, liquidation_price, liquidation_distance;
	struct dec stop_loss_price;	/* the nearest live stop */
	struct dec stop_cover;		/* share of it that has one */
	struct dec potential_loss;	/* if they are hit, the rest falls */
	struct dec potential_share;	/* of equity */
	int64_t time;
};
struct position_risks VEC_OF(struct position_risk);
extern const struct record position_risk_record;
/* One a position, in the snapshot's order. */
void risk_positions(const struct snapshot *s, const struct risk_terms *terms,
    struct position_risks *out);

#endif
