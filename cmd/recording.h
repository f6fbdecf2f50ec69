/*
 * A recording of an order book as it is written: rows of feed/tape.h. It is
 * whole only with its end, which is written however it came to it.
 */
#ifndef CMD_RECORDING_H
#define CMD_RECORDING_H

#include "cmd/session.h"
#include "venue/live.h"

#include <stdio.h>

struct recording {
	const char *file;
	FILE *to;
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t snapshots, changes, trades, gaps, rows, first, last;
	bool down;			/* the gap is written already */
};
extern const struct record recording_record;

/* E_USAGE: there is such a file already. */
enum err_code recording_open(struct recording *r, const char *file,
    const char *venue, const char *symbol, struct err *err);
/* What a raw book tells, at this time (µs). */
void recording_take(struct recording *r, const struct live_news *news,
    int64_t now);
bool recording_full(const struct recording *r);	/* as many as are read */
/* Writes the end, and syncs it. One without a snapshot is taken away again. */
enum err_code recording_close(struct recording *r, int64_t now,
    struct err *err);

#endif
