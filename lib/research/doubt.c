/*
 * What of a result is hard to believe. The bounds are ours, chosen to lie far
 * beyond what records of real accounts show: they tell a mistake in data, fees
 * or fills, not a good strategy. How sure a Sharpe ratio is tells psr
 * (METHODS 9.6).
 */
#include "research/measure.h"

#include "base/stamp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FEW_TRADES 30

static void
say(struct run *r, const char *text)
{
	size_t n = strlen(r->warnings);

	snprintf(r->warnings + n, sizeof(r->warnings) - n, "%s%s",
	    n > 0 ? ";" : "", text);
}

void
run_doubt(struct run *r, const struct run_parts *p)
{
	char text[160];
	double years = (double)(r->to - r->from) / (365.0 *
	    (double)STAMP_DAY);

	if (p->trades.len == 0)
		say(r, "no trades");
	else if ((size_t)r->trades < p->trades.len)
		say(r, "a position is still open at the end: it counts in the"
		    " equity, not among the trades");
	if (r->trades > 0 && r->trades < FEW_TRADES)
		say(r, "fewer than 30 trades: chance is not told from skill");
	if (r->sharpe > 5 && r->trades > 0) {
		snprintf(text, sizeof(text), "absurd: a Sharpe ratio of %.3g:"
		    " look for fees, fills or data that are too good",
		    r->sharpe);
		say(r, text);
	}
	if (r->trades >= FEW_TRADES && r->win_rate > 0.9)
		say(r, "absurd: more than nine of ten trades win: look for"
		    " losses that are not taken");
	if (r->trades >= FEW_TRADES && r->profit_factor > 10)
		say(r, "absurd: a profit factor above 10");
	if (years >= 0.25 && r->annual_return > 1000)
		say(r, "absurd: more than a thousandfold in a year");
	if (r->trades > 0 && r->intrabar_decided * 5 > r->trades)
		say(r, "more than a fifth of the trades were decided by the"
		    " assumed path inside a bar: try --detail");
	if (r->inexact_ties > 0)
		say(r, "ties that could not be decided exactly");
}
