/*
 * What a venue says to everybody: tickers, order books, trades. Field names:
 * RECORDS.md.
 */
#ifndef MODEL_MARKET_H
#define MODEL_MARKET_H

#include "base/dec.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"
#include "model/order.h"	/* enum side */

struct ticker {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	struct dec last, bid, ask, high, low, open;
	struct dec percentage;		/* change since open, in per cent */
	struct dec base_volume, quote_volume;
	struct dec mark_price, index_price, funding_rate;	/* swaps */
	int64_t time;
};
struct tickers VEC_OF(struct ticker);
extern const struct record ticker_record;
struct ticker ticker_empty(void);	/* every amount unknown */

enum book_side { BOOK_BID, BOOK_ASK };
extern const char *const book_side_names[];

/* One price of an order book. Books are bids, highest first, then asks, lowest
 * first. */
struct book_level {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int side;			/* enum book_side */
	struct dec price, amount;
	int64_t time;
};
struct book_levels VEC_OF(struct book_level);
extern const struct record book_level_record;

/* A trade between others; side is that of the one who took. */
struct market_trade {
	char id[ID_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int side;			/* enum side */
	struct dec price, amount, cost;
	int64_t time;
};
struct market_trades VEC_OF(struct market_trade);
extern const struct record market_trade_record;

/* A place for coins that rest (Binance Simple Earn). */
enum earn_kind { EARN_FLEXIBLE, EARN_LOCKED };
extern const char *const earn_kind_names[];

struct earn_product {
	char id[ID_SIZE], account[LABEL_SIZE], venue[VENUE_SIZE];
	char asset[ASSET_SIZE];
	int kind;			/* enum earn_kind */
	struct dec rate;		/* a year's interest, as a part of one */
	int64_t duration;		/* µs; 0: until it is taken out */
	struct dec min_amount, max_amount;
	struct dec amount;		/* held by the account */
	signed char sold_out;
	char status[ID_SIZE];
};
struct earn_products VEC_OF(struct earn_product);
extern const struct record earn_product_record;

/* A step of a plan that makes one asset into another: a market order, and
 * what would come of it. The names are those of orders, so that order place
 * reads them. */
struct conversion {
	int64_t step;
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int side, type;			/* enum side, enum order_type */
	struct dec amount, average, cost, fee;
	char fee_currency[ASSET_SIZE];
	struct dec slippage;		/* from the best price, as a ratio */
	struct dec received;		/* after the fee */
	char asset[ASSET_SIZE];		/* that is received */
};
extern const struct record conversion_record;

#endif
