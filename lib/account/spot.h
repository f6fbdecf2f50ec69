/*
 * Coins as positions. An exchange says what coins there are, not by which
 * symbol they would be sold; the simulated venue says both.
 */
#ifndef ACCOUNT_SPOT_H
#define ACCOUNT_SPOT_H

#include "model/snapshot.h"
#include "venue/venue.h"

/*
 * Adds a long position for each coin of a spot wallet of which there is enough
 * to be sold: by its pair with the account's currency, else by the first pair
 * whose price is known. Coins that cannot be sold for anything stay balances.
 */
void spot_positions(struct snapshot *s);
/* Once the account's fills are known (oldest first): by the pair that it
 * traded a coin in last. */
void spot_symbols(struct snapshot *s, const struct fills *fills);

/*
 * What is held at a venue now, coins among it: all that could be sold, or of a
 * spot symbol its coin, as far as a lot of it is there.
 */
enum err_code spot_read(struct venue *v, const char *symbol,
    const char *currency, struct positions *out, struct err *err);

#endif
