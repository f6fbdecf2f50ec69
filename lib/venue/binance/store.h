/* Inside lib/venue/binance: struct binance_memory over the store. */
#ifndef VENUE_BINANCE_STORE_H
#define VENUE_BINANCE_STORE_H

#include "venue/binance/binance.h"

/* b->store must not be NULL; borrows b. */
struct binance_memory binance_store_memory(struct binance *b);

#endif
