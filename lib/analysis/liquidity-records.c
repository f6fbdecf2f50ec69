/* Liquidity as records. */
#include "analysis/liquidity.h"

#include "model/order.h"

#define AT(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct market_liquidity, member)
#define SAID(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct market_liquidity, said.member)
#define BPS(member, text, more) { AT(DOUBLE, member), .help = text, \
	.flags = (more) }
#define COUNT(member, text) { AT(INT, member), .help = text, \
	.flags = FIELD_WIDE }
static const struct field fields[] = {
	{ SAID(STAMP, time), .help = "of the book", .flags = FIELD_MINOR },
	{ SAID(CHARS, symbol), .help = "unified symbol" },
	{ SAID(CHARS, venue), .help = "of the book", .flags = FIELD_MINOR },
	{ SAID(ENUM, source), .help = "live or recorded",
	  .names = liquidity_source_names, .names_len = LIQUIDITY_SOURCES,
	  .flags = FIELD_WIDE },
	{ AT(DOUBLE, bid), .help = "the best one", .unit = UNIT_PRICE },
	{ AT(DOUBLE, ask), .help = "the best one", .unit = UNIT_PRICE },
	{ SAID(DOUBLE, mid), .help = "between them", .unit = UNIT_PRICE,
	  .flags = FIELD_WIDE },
	{ SAID(DOUBLE, spread_bps), .help = "quoted spread, in basis points"
	  " of the mid" },
	BPS(mean_spread_bps, "the same over the recording, by time",
	    FIELD_WIDE),
	{ AT(DOUBLE, microprice), .help = "mid weighted by the amounts of"
	  " the other side (Stoikov 2018)", .unit = UNIT_PRICE,
	  .flags = FIELD_MINOR },
	{ SAID(DOUBLE, bid_depth), .help = "value of bids within 10 bps of"
	  " the mid", .unit = UNIT_MONEY },
	{ SAID(DOUBLE, ask_depth), .help = "value of asks there",
	  .unit = UNIT_MONEY },
	{ SAID(DOUBLE, imbalance), .help = "(bids - asks) / both, of that" },
	{ AT(DOUBLE, book_imbalance), .help = "the same of five levels, in"
	  " the base asset", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, ofi), .help = "order-flow imbalance in the base asset"
	  " (Cont, Kukanov and Stoikov 2014)", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, effective_bps), .help = "effective spread: twice what"
	  " trades paid against the mid before, by value",
	  .flags = FIELD_MINOR },
	BPS(realised_bps, "against the mid 60 s later (Huang and Stoll 1996)",
	    FIELD_WIDE),
	BPS(impact_bps, "effective less realised, of the same trades",
	    FIELD_WIDE),
	{ SAID(DOUBLE, kyle_lambda), .help = "price change by a unit of"
	  " signed volume, buckets of 30 s (Kyle 1985)",
	  .flags = FIELD_WIDE },
	BPS(kyle_t, "its t", FIELD_WIDE),
	BPS(kyle_r2, "what it explains", FIELD_WIDE),
	{ SAID(DOUBLE, amihud), .help = "mean |return| by value of the"
	  " candles, × 10^6 (Amihud 2002)", .flags = FIELD_WIDE },
	BPS(roll_bps, "spread from the bounce of trades (Roll 1984); null:"
	    " they do not", FIELD_WIDE),
	BPS(corwin_schultz_bps, "spread from highs and lows of the candles"
	    " (Corwin and Schultz 2012)", FIELD_WIDE),
	{ SAID(DOUBLE, vpin), .help = "imbalance of the last 50 buckets of"
	  " equal volume (Easley, Lopez de Prado and O'Hara 2012)",
	  .flags = FIELD_WIDE },
	{ SAID(DOUBLE, size), .help = "of the typical order",
	  .unit = UNIT_MONEY, .flags = FIELD_WIDE },
	{ SAID(DOUBLE, slippage_bps), .help = "what it costs at market"
	  " against the mid, on the dearer side; null: the book runs out" },
	{ SAID(ENUM, advice), .help = "order type for it: market, limit,"
	  " iceberg", .names = order_advice_names,
	  .names_len = ORDER_ADVICES },
	{ SAID(DOUBLE, score), .help = "0 to 100: mean rank of spread, depth,"
	  " Amihud and slippage among the answers of 30 days" },
	{ SAID(ENUM, regime), .help = "low below 30, high above 70, normal",
	  .names = liquidity_regime_names, .names_len = LIQUIDITY_REGIMES },
	COUNT(hour_answers, "answers of 30 days in the same hour of the day,"
	    " UTC"),
	BPS(usual_spread_bps, "median of theirs; null: they are fewer than"
	    " 10", FIELD_WIDE),
	BPS(spread_deviations, "how many robust deviations (1.4826 MAD) the"
	    " spread is above that; null: theirs do not differ", FIELD_WIDE),
	{ AT(DOUBLE, usual_depth), .help = "median of their bids and asks"
	  " within 10 bps", .unit = UNIT_MONEY, .flags = FIELD_WIDE },
	BPS(depth_deviations, "the depth above that", FIELD_WIDE),
	BPS(usual_slippage_bps, "median of theirs for orders of that size",
	    FIELD_WIDE),
	BPS(slippage_deviations, "the slippage above that", FIELD_WIDE),
	COUNT(walls, "levels of 10 medians or more within 1 %"),
	COUNT(large_trades, "beyond 8 robust deviations"),
	COUNT(anomalies, "other oddities: see --part anomalies"),
	{ AT(CHARS, missing), .help = "what could not be told, and why",
	  .flags = FIELD_WIDE },
	COUNT(trades, "that it was made of"),
	COUNT(changes, "of the book that were applied"),
	COUNT(gaps, "that the recording tells of"),
	COUNT(quotes, "updates at which quotes tell the touch, too"),
	COUNT(quotes_other, "those where they tell another one"),
	{ AT(DURATION, duration), .help = "of the recording",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record liquidity_record = { "liquidity",
	"how easily a market is traded", fields };

#define DEPTH(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct liquidity_depth, member)
static const struct field depth_fields[] = {
	{ DEPTH(CHARS, symbol), .help = "unified symbol" },
	{ DEPTH(DOUBLE, bps), .help = "from the mid" },
	{ DEPTH(DOUBLE, bid), .help = "value of bids so near",
	  .unit = UNIT_MONEY },
	{ DEPTH(DOUBLE, ask), .help = "value of asks so near",
	  .unit = UNIT_MONEY },
	{ DEPTH(DOUBLE, imbalance), .help = "(bids - asks) / both" },
	{ DEPTH(BOOL, whole), .help = "whether the book reaches so far on"
	  " both sides" },
	{ .name = NULL }
};
const struct record liquidity_depth_record = { "liquidity_depth",
	"value that stands near the mid", depth_fields };

#define SLIP(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct slippage, member)
static const struct field slip_fields[] = {
	{ SLIP(CHARS, symbol), .help = "unified symbol",
	  .flags = FIELD_MINOR },
	{ "side", FIELD_ENUM, FIELD_AT(struct slippage, side),
	  .help = "of the order", .names = side_names, .names_len = 2 },
	{ SLIP(DOUBLE, size), .help = "its value at the mid",
	  .unit = UNIT_MONEY },
	{ SLIP(DOUBLE, amount), .help = "its amount", .unit = UNIT_QTY },
	{ SLIP(DOUBLE, filled), .help = "what the book has of it",
	  .unit = UNIT_QTY, .flags = FIELD_WIDE },
	{ SLIP(DOUBLE, average), .help = "price of that",
	  .unit = UNIT_PRICE },
	{ SLIP(DOUBLE, worst), .help = "last price that it takes",
	  .unit = UNIT_PRICE, .flags = FIELD_MINOR },
	{ SLIP(DOUBLE, mid_bps), .help = "cost against the mid, without"
	  " fees" },
	{ SLIP(DOUBLE, touch_bps), .help = "cost beyond the touch" },
	{ SLIP(DOUBLE, fee_bps), .help = "taker fee, beside that; null: without"
	  " --fee, of a symbol whose fee is not known" },
	{ SLIP(BOOL, complete), .help = "false: the book runs out" },
	{ SLIP(DOUBLE, law_bps), .help = "impact by the square-root law, Y"
	  " 0.9 (Almgren 2005); null: without candles", .flags = FIELD_WIDE },
	{ SLIP(ENUM, advice), .help = "order type: market, limit, iceberg",
	  .names = order_advice_names, .names_len = ORDER_ADVICES },
	{ SLIP(INT, slices), .help = "orders to split it into" },
	{ SLIP(CHARS, reason), .help = "why", .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record slippage_record = { "slippage",
	"what an order would cost at market, and how to place it",
	slip_fields };
