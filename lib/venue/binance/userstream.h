/*
 * What Binance tells of an account by itself: orders, fills, balances and
 * positions, one message at a time. Rows are those that the reads give, under
 * the same ids, so that taking both changes nothing twice. What a message does
 * not say for sure (funding, orders that were conditional) asks for a look
 * through venue_ops.changes instead.
 */
#ifndef VENUE_BINANCE_USERSTREAM_H
#define VENUE_BINANCE_USERSTREAM_H

#include "venue/binance/binance.h"

enum binance_told {
	TOLD_NOTHING,		/* of no meaning here, or of an unknown kind */
	TOLD_ROWS,
	TOLD_LOOK,		/* something changed: ask for changes() */
	TOLD_SUBSCRIBED,	/* the stream runs from now on */
	TOLD_REFUSED,		/* it does not: code and message */
	TOLD_ENDED		/* it will not go on: connect again, then look */
};

struct binance_event {
	enum binance_told told;
	char kind[32];			/* as Binance calls it */
	struct venue_changes changes;	/* orders and fills; no cursor */
	struct balances balances;	/* only what changed */
	struct positions positions;
	int code;			/* of a refusal */
	char message[TEXT_SIZE];
};
void binance_event_release(struct binance_event *e);

/* E_DATA: it cannot be read; *out is then empty. Connect again and look: what
 * was in it is not known. */
enum err_code binance_event_read(struct binance *b,
    enum binance_market market, const char *text, size_t len,
    struct binance_event *out, struct err *err);

#endif
