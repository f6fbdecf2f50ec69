/*
 * Who decides. A strategy, a bot, a rebalance: each is a struct trader, asked
 * at every close, and what it wants goes through the gate like any order. It
 * says what, never how it is sent; so the same trader runs over history in
 * memory, over a paper account, and live.
 *
 *	static enum err_code
 *	decide(void *self, const struct moment *m, struct decisions *out,
 *	    struct err *err)
 *	{
 *		struct decision *d = decision_add(out, DECIDE_ORDER);
 *
 *		TEXT_SET(d->order.symbol, "BTC/USDT");
 *		d->order.quote = dec_int(1000);
 *		return E_OK;
 *	}
 */
#ifndef GATE_TRADER_H
#define GATE_TRADER_H

#include "gate/gate.h"

enum decision_kind { DECIDE_ORDER, DECIDE_CANCEL, DECIDE_AMEND,
    DECIDE_REDUCE };

struct decision {
	enum decision_kind kind;
	struct order_request order;	/* DECIDE_ORDER */
	char order_id[ID_SIZE];		/* DECIDE_CANCEL, _AMEND: as the
					 * ledger's */
	struct order_terms terms;	/* DECIDE_AMEND */
	/* DECIDE_REDUCE, as gate_reduce(); key and tag are those of order */
	char symbol[SYMBOL_SIZE];
	struct dec ratio;
};
struct decisions VEC_OF(struct decision);
/* One more, with nothing in it that counts. */
struct decision *decision_add(struct decisions *all, enum decision_kind kind);

/* When it is asked: bars have closed, their fills are in the ledger. */
struct moment {
	struct gate *gate;
	int64_t time;		/* of the close */
	int64_t open;		/* open time of those bars */
	size_t fills;		/* so far: the same, and nothing is held or
				 * owed that was not before */
};

struct trader {
	enum err_code (*decide)(void *self, const struct moment *m,
	    struct decisions *out, struct err *err);
	/*
	 * What became of a decision: E_OK, E_REFUSED, E_REJECTED or E_UNKNOWN
	 * with its words in *why, and the orders that it touched. NULL: it
	 * does not want to know.
	 */
	enum err_code (*outcome)(void *self, const struct decision *d,
	    enum err_code rc, const struct err *why,
	    const struct orders *orders, struct err *err);
	void *self;
};

/* The account at this moment, as risk sees it: borrowed until the gate is used
 * again. */
enum err_code gate_view(struct gate *g, const struct snapshot **out,
    struct err *err);

/*
 * gate_advance() with a trader: it is asked at every close, and what it decides
 * there meets the next open. An outcome with any but the four codes above ends
 * it and is returned. Over a ledger and a venue in memory this is the
 * replay of a strategy; over a paper account it does the same, to the digit.
 */
struct decided { size_t orders, cancels, amends, refused, rejected, unknown; };
struct replay { struct advance advance; struct decided decided; };
enum err_code gate_replay(struct gate *g, const struct trader *t,
    int64_t until, struct replay *out, struct err *err);

#endif
