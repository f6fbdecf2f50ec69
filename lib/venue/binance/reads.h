/*
 * Inside lib/venue/binance: what the files of the reading half share. Each
 * ..._parse() reads one opened answer, closes it and changes its output only
 * on success, so that it can be tried with any bytes.
 */
#ifndef VENUE_BINANCE_READS_H
#define VENUE_BINANCE_READS_H

#include "venue/binance/binance.h"

/* May this account's key be asked for? */
bool binance_keyed(const struct binance *b);
/* The unified symbol; what no list has keeps its native name. */
void binance_name(struct binance *b, enum binance_market market,
    const char *native, char out[SYMBOL_SIZE]);
/* Loads the lists that are kept, if they are young enough; asks nobody. */
enum err_code binance_symbols_kept(struct binance *b, struct err *err);

/* limits.c: what the list of a market says of its rate limits. */
void binance_limits_parse(const struct json_at *top,
    enum binance_market market, struct binance_limit_list *out);

/* lists.c */
bool binance_symbol_read(const struct json_at *at,
    enum binance_market market, struct binance_symbol *one);
enum err_code binance_lists_read(struct binance *b, struct err *err);
enum err_code binance_brackets_read(struct binance *b, struct err *err);
enum err_code binance_brackets_parse(struct binance *b, struct json_in *in);

/*
 * ask.c: calls without parameters, each answered from what was asked ahead or
 * asked now, all at once. Entries are the caller's to binance_drop().
 */
#define BINANCE_MANY 4
enum err_code binance_fetch(struct binance *b, const enum binance_end *ends,
    size_t n, struct binance_call **calls, struct err *err);
void binance_drop(struct binance_call **calls, size_t n);
enum err_code binance_ask(struct venue *v, unsigned what,
    struct http_batch *batch, struct err *err);

/*
 * Was a futures call refused because this key has nothing to do with futures?
 * Only what the venue says of the key's rights is believed; without such an
 * end point (testnet) the refusal itself. True: err is to be forgotten.
 */
bool binance_without_futures(struct binance *b, struct binance_call *c,
    struct err *err);

/* The same of moves between wallets, which a key without the right to move may
 * be refused the list of (not documented, 2026-11). */
bool binance_without_moves(struct binance *b, struct binance_call *c,
    struct err *err);

enum err_code binance_rights(struct venue *v, struct venue_rights *out,
    struct err *err);
enum err_code binance_rights_parse(struct json_in *in,
    struct venue_rights *out);

enum err_code binance_balances(struct venue *v, struct balances *out,
    struct err *err);
enum err_code binance_spot_balances_parse(struct json_in *in,
    struct balances *out);
enum err_code binance_futures_balances_parse(struct json_in *in,
    struct balances *out);

enum err_code binance_positions(struct venue *v, struct positions *out,
    struct err *err);
enum err_code binance_positions_parse(struct binance *b, struct json_in *in,
    struct positions *out);
enum err_code binance_configs_parse(struct json_in *in,
    struct binance_configs *out);
enum err_code binance_instruments(struct venue *v, struct instruments *out,
    struct err *err);
enum err_code binance_leverage_of(struct venue *v, const char *symbol,
    struct dec *leverage, int *margin_mode, struct err *err);

/* fees.c */
enum err_code binance_fees(struct venue *v, const char *const *symbols,
    size_t n, bool *news, struct err *err);
/* The account's own rates take the place of the list's, as far as they are
 * known; asks nobody. */
void binance_fee_apply(struct binance *b, struct instrument *i);
enum err_code binance_spot_fees_parse(struct binance *b, struct json_in *in);
enum err_code binance_swap_fee_parse(struct binance *b, struct json_in *in,
    const struct binance_symbol *one);
void binance_fees_release(struct binance_fees *f);

enum err_code binance_prices(struct venue *v, struct prices *out,
    struct err *err);
enum err_code binance_rates(struct venue *v, struct prices *out,
    struct err *err);
enum err_code binance_prices_parse(struct binance *b, struct json_in *in,
    enum binance_market market, bool marks, struct prices *out);
enum err_code binance_time(struct venue *v, int64_t *now, struct err *err);

enum err_code binance_open_orders(struct venue *v, struct orders *out,
    struct err *err);
/* Appends; a list of orders. */
enum err_code binance_orders_parse(struct binance *b, struct json_in *in,
    enum binance_shape shape, struct orders *out);
enum err_code binance_find_order(struct venue *v, const struct order *o,
    bool *found, struct order *out, struct err *err);

/*
 * A conditional order that has become a normal one: what that one did, under
 * the ids of the first. actual: the normal order's native id.
 */
enum err_code binance_follow(struct binance *b, const char *native,
    const char *actual, struct order *algo, struct err *err);
/* One order of a known symbol, in the id space that algo names. *actual (may
 * be NULL) gets the venue id of the normal order behind it, or "". */
enum err_code binance_look_up(struct binance *b,
    const struct binance_symbol *s, bool algo, const char *client_id,
    bool *found, struct order *out, char actual[ID_SIZE], struct err *err);

/* history.c */
enum err_code binance_changes(struct venue *v, const char *cursor,
    struct venue_changes *out, struct err *err);
enum err_code binance_history(struct venue *v, const char *symbol,
    int64_t since, struct venue_changes *out, struct err *err);
/* Appends what it reads; *last is the last id there is, *rows how many rows the
 * page had. */
enum err_code binance_fills_parse(struct binance *b, struct json_in *in,
    enum binance_market market, const char *symbol, const char *native,
    struct fills *out, int64_t *last, size_t *rows);
/* Names (may be NULL) gets the symbols that there was something about. */
enum err_code binance_income_parse(struct binance *b, struct json_in *in,
    struct venue_changes *out, struct binance_names *names, size_t *rows);
enum err_code binance_deposits_parse(struct json_in *in,
    struct transfers *out, size_t *rows);
enum err_code binance_withdrawals_parse(struct json_in *in,
    struct transfers *out, size_t *rows);
/* Between the funding wallet and those of this account: asked for by type. */
#define BINANCE_MOVES 4
struct binance_move { const char *type; bool in; };
extern const struct binance_move binance_moves[BINANCE_MOVES];
enum err_code binance_moves_parse(struct json_in *in,
    const struct binance_move *m, struct transfers *out, size_t *rows);

extern const struct market_ops binance_market_ops;
enum err_code binance_ticker_parse(struct binance *b, struct json_in *in,
    enum binance_market market, const char *native, struct tickers *out);
/* last (may be NULL): of the changes that are in it. */
enum err_code binance_book_parse(struct json_in *in, const char *symbol,
    struct book_levels *out, int64_t *last);
/* At least depth levels of each side, if there are as many. */
enum err_code binance_book_read(struct binance *b,
    const struct binance_symbol *s, int depth, struct book_levels *out,
    int64_t *last, struct err *err);
enum err_code binance_trades_parse(struct json_in *in, const char *symbol,
    struct market_trades *out);
enum err_code binance_funding_parse(struct json_in *in, const char *native,
    const char *symbol, struct funding_rates *out);

/* candles.c */
extern const int64_t binance_timeframes[];
int64_t binance_interval(const char *name);	/* "1h"; 0: none of those */
const char *binance_interval_name(int64_t timeframe);	/* NULL: none */
enum err_code binance_candles(struct venue *v, const char *symbol,
    int64_t timeframe, int price, int64_t from_ms, int64_t to_ms,
    struct candle_rows *out, struct err *err);
enum err_code binance_forming(struct venue *v, const char *symbol,
    int64_t timeframe, int price, int64_t open_ms, struct candle_rows *out,
    struct err *err);
enum err_code binance_funding_rates(struct venue *v, const char *symbol,
    int64_t from, int64_t to, struct funding_rates *out, struct err *err);

enum err_code binance_earn(struct venue *v, const char *asset, bool held,
    struct earn_products *out, struct err *err);
enum err_code binance_earn_parse(struct json_in *in, int kind, bool held,
    struct earn_products *out, size_t *rows, int64_t *total);

#endif
