/*
 * A run for people to look at: one page that is whole in itself, or a drawing
 * for the terminal. Neither computes a result anew: the numbers are the run's
 * record, the pictures are its parts.
 */
#ifndef RESEARCH_REPORT_H
#define RESEARCH_REPORT_H

#include "base/buf.h"
#include "out/out.h"
#include "research/found.h"
#include "store/chances.h"

struct report {
	const struct run *run;
	const struct run_source *source;
	const struct run_parts *parts;	/* all of them */
	const struct chances *chances;	/* of a Monte Carlo run; else NULL */
	const struct found *found;	/* of a sweep or a walk; else NULL */
};

/* HTML with its style and its pictures inside: no script, no request, light
 * and dark, for screen and paper. Every text of the run is escaped. */
void report_page(const struct report *r, struct buf *to);
/* The curve, its drawdown and the main numbers. */
void report_terminal(const struct report *r, const struct out_style *style,
    struct buf *to);

#endif
