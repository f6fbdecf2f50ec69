/* Inside lib/venue/binance: one window of an account's history at work. */
#ifndef VENUE_BINANCE_HISTORY_H
#define VENUE_BINANCE_HISTORY_H

#include "venue/binance/reads.h"

#define HISTORY_PAGE 1000

/* A conditional order, and the normal one that it has become: venue ids. */
struct history_link { char algo[ID_SIZE], actual[ID_SIZE]; };

struct history {
	struct binance *b;
	struct venue_changes *out;
	int64_t from, to;		/* ms */
	struct binance_names names;
	struct orders open;		/* everything that works there now */
	VEC(struct history_link) links;
	struct orders ours;	/* may still do something, as we know them */
};

/* Orders and trades of all names, every page. */
enum err_code history_symbols(struct history *h, struct err *err);
/* What works there now, and what became of orders that this store believes to
 * work and that are not among them. */
enum err_code history_working(struct history *h, struct err *err);
/*
 * Shortly after everything was read, only what our own orders have done since:
 * open orders of their symbols, and trades of those that have filled more.
 */
enum err_code history_ours(struct history *h, struct err *err);
/* Reads what this store knows of orders into ours: those that may still do
 * something and (since not 0, µs) those that have changed since. */
enum err_code history_load(struct history *h, int64_t since,
    struct err *err);
/* Tells of an order; what was told of it before is replaced. */
void history_note(struct history *h, const struct order *o);

#endif
