/* What a backtest of rebalances came to, for people to look at: one page that
 * is whole in itself. */
#ifndef RESEARCH_MIX_REPORT_H
#define RESEARCH_MIX_REPORT_H

#include "research/mix.h"

/* Borrowed. */
struct mix_report {
	const struct mix_market *market;
	const struct mix_terms *terms;
	const struct mix_run *runs;		/* MIX_KINDS of them */
	const struct mix_result *results;	/* of each */
	const char *const *symbol;		/* of each asset */
	const char *quote;
	double cash;				/* part that is wanted */
	size_t lookback;			/* rows; 0: fixed weights */
	const char *const *notes;		/* to be told beside it */
	size_t notes_len;
};
void mix_page(const struct mix_report *r, struct buf *to);

/* Inside the room: the pictures of the page, each a figure. */
void mix_curves(const struct mix_report *r, struct buf *to);
void mix_falls(const struct mix_report *r, struct buf *to);
/* Each asset's part and the cash's, against target and band. */
void mix_lanes(const struct mix_report *r, struct buf *to);
/* What rebalances moved and cost, and what was paid until the next. */
void mix_moves(const struct mix_report *r, struct buf *to);
/* How far from a target a weight may be; NaN: as far as it likes. */
double mix_band(const struct mix_terms *t, double target);

#endif
