/*
 * Accounts: a labelled login at a venue, paper or live.
 */
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

#include "base/dec.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"

enum account_mode { MODE_PAPER, MODE_LIVE };
extern const char *const account_mode_names[];

struct account {
	char label[LABEL_SIZE], venue[VENUE_SIZE];
	int mode;
	signed char testnet;
	char base_url[TEXT_SIZE];
	signed char active, is_default;
	char rights[TEXT_SIZE];
	signed char ip_restricted;
	int64_t created;
	/* paper accounts (venue sim): where their world comes from */
	char currency[ASSET_SIZE];	/* values are shown in it */
	char prices[VENUE_SIZE];	/* venue of the candle series used */
	int64_t timeframe;		/* of the series that drives it, µs */
	signed char live_prices;	/* it follows that venue as it is now */
};
struct accounts VEC_OF(struct account);
extern const struct record account_record;

#endif
