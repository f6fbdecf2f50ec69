/*
 * Inside the room: a breaker ready to be asked, and one question to it.
 */
#ifndef RISK_PLAN_H
#define RISK_PLAN_H

#include "risk/book.h"
#include "risk/breaker.h"
#include "risk/curve.h"
#include "risk/exposure.h"
#include "risk/stops.h"

struct breaker_plan {
	struct breaker breaker;
	struct expr *when;
	struct actions actions;
	bool counts_fills;	/* reads what fills add up to */
	/* What calm.c asks of the condition, each time the same: */
	struct calm_traits {
		bool never;	/* it cannot be foreseen */
		bool equity;	/* it reads nothing but equity */
		bool still;	/* it reads nothing that prices move */
		bool position;	/* it is about one position after the other */
		bool stakes;	/* it reads what positions are worth */
		/* breaker_idle() was asked of one position fewer (0: of
		 * no number yet), and they were too few for it. */
		size_t counted;
		bool few;
		/* It reads nothing but gains of positions, and is false for
		 * all from -down to up. */
		struct gains {
			bool known;
			struct dec down, up;
		} gains;
	} calm;
	/* what was read of the history so far */
	struct peaks peaks;
	struct book book;
};

/* One evaluation: for a symbol, or ("" symbol) for the account. */
struct question {
	struct breaker_plan *plan;
	const struct snapshot *s;
	const struct risk_history *h;
	const struct held_memory *memory;
	const struct stakes *held;	/* positions; NULL: not valued */
	const struct book *book;	/* NULL: not known */
	int64_t now, stale;
	const char *symbol;
	const struct position *position;	/* of symbol; NULL: flat */
	const struct price *price;		/* of symbol, fresh; or NULL */
};

/* What the fills add up to; NULL: not asked for, or the numbers do not fit. */
const struct book *plan_book(struct breaker_plan *p,
    const struct risk_history *h, const struct snapshot *s);

/* calm.c: reads those traits. */
void calm_prepare(struct breaker_plan *p);
/* Shifts of bands: from a quarter of what it is on. */
#define CALM_WIDEST 2
#define CALM_NARROWEST 20
/* Is it about a position of that symbol? */
bool question_scopes(const struct question *q, const char *symbol);
/* calm-gain.c: reads `gains`; and what they say of the positions in scope. */
void calm_gain_prepare(struct breaker_plan *p);
bool calm_gain(const struct question *q, int scale, struct breaker_calm *out);

/* struct expr_source's value(), with a struct question as self. */
void question_value(void *self, const struct expr_ask *ask,
    struct expr_value *out);

/* A symbol's breaker looks at its symbol; the others at everything. */
bool question_covers(const struct question *q, const char *symbol);
/* Is this position one that the question is about? */
bool question_holds(const struct question *q, const struct position *p);

/* The highest unit price of a period, now included where nothing was before;
 * false: not known. */
bool past_peak(const struct question *q, int64_t period,
    struct unit_price *out);

/* Answers about the past (past.c). */
void past_potential_drawdown(const struct question *q,
    const struct expr_ask *ask, struct expr_value *out);
void past_drawdown(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out);
void past_profit(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out);
void past_of_book(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out);
void past_funding(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out);
void past_stops_hit(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out);

#endif
