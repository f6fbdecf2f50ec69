/*
 * Looking back on the equity curve, unitised (METHODS 8.5): what one unit is
 * worth, so that transfers are neither profit nor drawdown. Between two points
 * the curve stands at the earlier one; before its first it stands there.
 */
#ifndef RISK_CURVE_H
#define RISK_CURVE_H

#include "model/curve.h"

/* What a unit is worth, kept as its parts; units > 0. */
struct unit_price { struct dec equity, units; };

/* Exact, by products; <0, 0, >0. */
int unit_price_cmp(struct unit_price a, struct unit_price b);
/* 1 - now / then as num / den, never below 0; false when it is not known.
 * *rounded: the products did not fit and were rounded against us. */
bool unit_price_fall(struct unit_price now, struct unit_price then,
    struct dec *num, struct dec *den, bool *rounded);
/* The account's own, now; false: not known. */
bool unit_price_now(const struct snapshot *s, struct unit_price *out);
/* The curve's at a time; false when it is empty. *at: which point. */
bool curve_price(const struct curve *curve, int64_t time,
    struct unit_price *out, size_t *at);

/*
 * The highest unit price of the last `period` (0: of all) by a queue of
 * candidates, so that a growing curve costs each point once, whatever periods
 * are asked for. All-zero is new.
 */
struct peak { size_t point; bool high; struct unit_price price; };
struct peaks {
	int64_t longest;		/* period that was asked for */
	struct peak *at;
	size_t from, len, cap;		/* candidates are at[from..len) */
	struct unit_price top;		/* of all; units 0: nothing yet */
	size_t next;			/* the first point not looked at */
	int64_t last_time, last_now;
};
void peaks_release(struct peaks *p);
/* false: the curve is empty. */
bool peaks_highest(struct peaks *p, const struct curve *curve,
    int64_t period, int64_t now, struct unit_price *out);

#endif
