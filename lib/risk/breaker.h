/*
 * Breaker verdicts, pure: compiled conditions over a snapshot and the
 * account's history. The gate's runner stores trips and takes the actions.
 */
#ifndef RISK_BREAKER_H
#define RISK_BREAKER_H

#include "expr/expr.h"
#include "model/candle.h"
#include "model/curve.h"
#include "model/snapshot.h"
#include "risk/book.h"
#include "risk/risk.h"

/* `--do 'reduce 50%, notify'` */
enum action_kind { ACTION_NOTIFY, ACTION_BLOCK_ENTRIES, ACTION_REDUCE,
    ACTION_CLOSE, ACTION_HALT, ACTION_KINDS };
extern const char *const action_names[];
struct action { enum action_kind kind; struct dec ratio; };
struct actions VEC_OF(struct action);
enum err_code actions_parse(const char *text, struct actions *out,
    struct err *err);			/* E_USAGE */
const char *action_text(struct action a, char buf[LABEL_SIZE]);
bool actions_block_entries(const struct actions *a);

/*
 * What conditions may look back on. Everything is borrowed; a NULL is not
 * known, and what needs it is unknown.
 */
struct risk_history {
	const struct curve *curve;	/* oldest first, now included */
	const struct fills *fills;		/* all, oldest first */
	const struct orders *stops;		/* filled stop orders */
	const struct fundings *fundings;
	/* Of these fills and that curve, kept by the caller; NULL: each plan
	 * reads its own. */
	struct book *book;
	struct peaks *peaks;
	int64_t day_start;
	struct risk_terms terms;		/* of potential_drawdown */
	const struct risk_rules *rules;		/* of regime_factor */
	/* Closed bars for @4h and ["ETH/USDT"], as expr_source wants them. */
	const struct candles *(*bars)(void *self, const char *symbol,
	    int64_t timeframe);
	/* Settled rates of a perpetual, for `funding`. */
	const struct funding_rates *(*funding)(void *self, const char *symbol);
	void *self;
};

/*
 * The memory of `for 10m`, by symbol judged ("" for the whole account) and
 * slot. NULL functions: nothing is remembered, `for` is unknown.
 */
struct held_memory {
	void (*recall)(void *self, const char *symbol, unsigned slot,
	    struct expr_memory *out);
	void (*remember)(void *self, const char *symbol, unsigned slot,
	    const struct expr_memory *m);
	void *self;
};

/*
 * A breaker ready to be asked: its expression compiled, its actions parsed.
 * E_USAGE shows what is wrong with --when or --do. Asked again with a curve
 * that grew, it reads the new points only.
 */
struct breaker_plan;
enum err_code breaker_compile(const struct breaker *b,
    struct breaker_plan **out, struct err *err);
void breaker_plan_free(struct breaker_plan *p);		/* NULL is fine */
const struct actions *breaker_actions(const struct breaker_plan *p);
void breaker_canonical(const struct breaker_plan *p, struct buf *when,
    struct buf *act);
/* Which parts of struct risk_history it reads. */
struct breaker_reads {
	bool curve, fills, stops, fundings, bars, memory;
	bool positions;		/* beyond their size and mark */
	bool rules;		/* the policy */
};
struct breaker_reads breaker_reads(const struct breaker_plan *p);

/* Does its scope cover this account, and this symbol of it (NULL: any)? */
bool breaker_covers(const struct breaker *b, const char *account,
    const char *venue, const char *symbol);
/* Does it refuse entries at this moment: tripped or cooling, enabled, and
 * with an action beyond notify? Its scope is not looked at. */
bool breaker_blocks(const struct breaker *b, int64_t now);

/*
 * The verdict. Conditions over position.* are judged for each position in the
 * scope, others of a symbol's breaker for each symbol in it, the rest once
 * for the account. Everything that tripped at this moment is in hits, so that
 * one latch acts on all of it; a hit without a symbol means the whole scope.
 */
enum breaker_answer { BREAKER_NO, BREAKER_TRIPS, BREAKER_UNKNOWN };
struct breaker_hit {
	char symbol[SYMBOL_SIZE];
	struct dec value, limit;	/* of the comparison that decided */
	char message[257];
};
struct breaker_hits VEC_OF(struct breaker_hit);
struct breaker_verdict {
	enum breaker_answer answer;
	struct breaker_hits hits;	/* TRIPS: at least one */
	char message[257];	/* of the first hit, or what is unknown */
};
void breaker_verdict_release(struct breaker_verdict *v);
enum err_code breaker_judge(struct breaker_plan *p,
    const struct snapshot *s, const struct risk_history *h, int64_t now,
    int64_t stale, const struct held_memory *memory,
    struct breaker_verdict *out, struct err *err);

/*
 * A breaker need not be asked at each mark. Within what is found here, the
 * present included, it surely says no; exact, see calm.c. A condition over equity
 * alone: while equity stays within low and high and no transfer happens.
 * Another: while no price moves by more than 2^-shift of what it is now, and
 * nothing else happens (no fill, order, transfer or funding). One that prices
 * do not move, or without a position to be about: while nothing happens. The
 * curve may grow meanwhile. scale: the fewest decimals that the venue rounds
 * money to. *out holds what was found before, for a start.
 */
enum calm_kind { CALM_NOT, CALM_EQUITY, CALM_PRICES, CALM_STILL };
struct breaker_calm {
	enum calm_kind kind;
	struct dec low, high;
	unsigned shift;
};
void breaker_calm(struct breaker_plan *p, const struct snapshot *s,
    const struct risk_history *h, int64_t now, int64_t stale, int scale,
    struct breaker_calm *out);

/*
 * The same of a condition over the gain of positions and nothing else
 * (breaker_gains()), from less: of the snapshot only its time, currency and
 * instruments are looked at. False: breaker_calm() may find more.
 */
bool breaker_gains(const struct breaker_plan *p);
bool breaker_calm_gain(struct breaker_plan *p,
    const struct position_sums *held, const struct snapshot *s,
    const struct risk_history *h, int64_t now, int64_t stale, int scale,
    struct breaker_calm *out);

/* Does it surely say no to an account that is known now, whatever else it is,
 * when that holds nothing (flat), or can have at most so many positions? */
bool breaker_idle(struct breaker_plan *p, bool flat, size_t most);

/*
 * What a strategy asks about its account (LANGUAGE 5, 6.5), by the same
 * answers; position.* is that of the symbol. Asked again with a history that
 * grew, it reads what is new.
 */
struct account_asker;
struct account_asker *account_asker_new(void);
void account_asker_free(struct account_asker *a);	/* NULL is fine */
void account_ask(struct account_asker *a, const struct snapshot *s,
    const struct risk_history *h, const char *symbol,
    const struct expr_ask *ask, struct expr_value *out);

/* `risk check`: conditions that are unknown, or true and not yet acted on. */
enum err_code risk_check_breakers(const struct risk_rules *rules,
    const struct snapshot *s, const struct risk_history *h,
    const struct held_memory *memory, struct findings *out, struct err *err);

#endif
