/* Inside lib/venue/binance: one window of an account's history at work. */
#ifndef VENUE_BINANCE_HISTORY_H
#define VENUE_BINANCE_HISTORY_H

#include "venue/binance/reads.h"

/* A conditional order, and the normal one that it has become: venue ids. */
struct history_link { char algo[ID_SIZE], actual[ID_SIZE]; };

struct history {
	struct binance *b;
	struct venue_changes *out;
	int64_t from, to;		/* ms */
	bool narrow;			/* only what works here, and fills */
	struct binance_names names;
	struct orders open;		/* everything that works there now */
	VEC(struct history_link) links;
};

/* Orders and trades of all names, every page. */
enum err_code history_symbols(struct history *h, struct err *err);
/* What works there now, and what became of orders that this store believes to
 * work and that are not among them. */
enum err_code history_working(struct history *h, struct err *err);

#endif
