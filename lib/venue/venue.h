/*
 * Where one can trade. A venue is anything that implements struct venue_ops:
 * an exchange (one folder each) or the simulated venue. Only lib/gate submits,
 * cancels and amends; lib/account reads. A venue knows no policy, no ledger
 * and no other venue.
 *
 * Answers are facts: "could not find out" is its own result and never becomes
 * "failed". Reads change their output only on success.
 */
#ifndef VENUE_VENUE_H
#define VENUE_VENUE_H

#include "base/clock.h"
#include "base/err.h"
#include "model/account.h"
#include "model/curve.h"
#include "model/candle.h"
#include "model/fundingrate.h"
#include "model/holdings.h"
#include "model/instrument.h"
#include "model/market.h"
#include "model/order.h"
#include "model/snapshot.h"

/*
 * Called once, when the connection stands and before the first byte of a
 * submit leaves: the gate commits SENDING there. False: do not send (a second
 * call for one submit is always answered false, RELIABILITY.md 2).
 */
struct send_guard {
	bool (*sending)(void *self);
	void *self;
};

enum venue_result {
	VENUE_ACCEPTED,		/* the answer echoes the order */
	VENUE_REJECTED,		/* the venue's own definitive no */
	VENUE_UNKNOWN,		/* it may exist: only reconcile knows */
	VENUE_NOT_SENT		/* proven that no byte left */
};

struct venue_answer {
	enum venue_result result;
	char venue_id[ID_SIZE];
	char reason[REASON_SIZE];	/* code of a rejection */
	int64_t time;			/* of the venue */
};

/*
 * What happened at the venue since a cursor: order updates (state, filled,
 * reason; found by client_order_id, or by venue_id when it is foreign), fills
 * (order_id is the venue's id of the order), transfers and funding. Applying
 * the same changes twice is harmless: everything carries the venue's id.
 */
struct venue_changes {
	struct orders orders;	/* in the order in which they happened */
	struct fills fills;
	struct transfers transfers;
	struct fundings fundings;
	struct curve equity;	/* simulated venue only: its marks */
	char cursor[ID_SIZE];	/* where to go on */
	bool more;		/* ask again */
	/* Told, not read: it may be late, so terms of an order that are other
	 * than ours are not news. */
	bool told;
	/* What the venue does not show to this key, for people, when that is
	 * found out; NULL. */
	const char *unread;
};
void venue_changes_clear(struct venue_changes *c);
/* What happened then comes behind what is there; the cursor is the later one. */
void venue_changes_join(struct venue_changes *c,
    const struct venue_changes *more);
void venue_changes_release(struct venue_changes *c);

struct venue;
struct venue_kind;
struct candle_rows;
struct http;
struct http_batch;
struct http_ops;
struct live;
struct live_options;
struct net_limits;
struct signer;
struct store;

/*
 * What a venue on the network needs from outside, given when it is opened and
 * asked for when it is first needed: paper accounts never load a module. All
 * of it is borrowed and outlives the venue.
 */
struct venue_env {
	void *self;
	/* The client that all venues share, so that one run can ask them all
	 * at once. */
	enum err_code (*network)(void *self, const struct http_ops **ops,
	    struct http **http, struct err *err);
	/* Who signs for an account. NULL: public data only. */
	enum err_code (*signer)(void *self, const struct account *a,
	    const struct signer **out, struct err *err);
	/* What all processes know about hosts: a venue tells its rate budgets
	 * there before network() or, where it is NULL until then, after it.
	 * NULL: nobody counts. */
	const struct net_limits *limits;
	struct clock clock;	/* all-zero: the system's */
	/* How old a kept list of instruments may be, µs; 0: a day. */
	int64_t instruments_age;
	/* The address that a venue's public data is asked at; "" is its own.
	 * NULL: always that. */
	const char *(*address)(void *self, const struct venue_kind *kind);
	/* Where lists are kept when the venue's store can only be read: asked
	 * when there is something to keep. NULL: in the venue's store. */
	enum err_code (*keep)(void *self, struct store **out,
	    struct err *err);
};

/* What a key may do: `account test`. -1: the venue does not say. */
struct venue_rights {
	signed char read, trade_spot, trade_futures;
	signed char withdraw;		/* or move money to other accounts */
	signed char transfer;		/* between own wallets */
	signed char ip_restricted;
	signed char hedged;		/* futures: sides are held apart */
	int64_t created, expires;	/* of the key; 0: not said, never */
	char text[TEXT_SIZE];		/* "read, trade-spot, trade-futures" */
};

/* What anybody may ask; instruments and prices are in venue_ops. */
struct market_ops {
	/* symbol NULL: all of them. */
	enum err_code (*ticker)(struct venue *v, const char *symbol,
	    struct tickers *out, struct err *err);
	/* At least `depth` levels of each side, if there are as many. */
	enum err_code (*book)(struct venue *v, const char *symbol, int depth,
	    struct book_levels *out, struct err *err);
	/* The latest, oldest first. */
	enum err_code (*trades)(struct venue *v, const char *symbol,
	    int limit, struct market_trades *out, struct err *err);
	/*
	 * One page: the first bars that open at or after from_ms and before
	 * to_ms, oldest first, as many as the venue gives at once. What is
	 * added to *out; no row: there is none. Bars that have not closed are
	 * not among them. price is an enum candle_price.
	 */
	enum err_code (*candles)(struct venue *v, const char *symbol,
	    int64_t timeframe, int price, int64_t from_ms, int64_t to_ms,
	    struct candle_rows *out, struct err *err);
	/* The bar that opens at open_ms as far as it has come, closed or not;
	 * no row: nothing has been traded in it. Added to *out. */
	enum err_code (*forming)(struct venue *v, const char *symbol,
	    int64_t timeframe, int price, int64_t open_ms,
	    struct candle_rows *out, struct err *err);
	/* One page from `from` (µs) on, oldest first; to is excluded. */
	enum err_code (*funding_rates)(struct venue *v, const char *symbol,
	    int64_t from, int64_t to, struct funding_rates *out,
	    struct err *err);
	const int64_t *timeframes;	/* µs, ends with 0 */
	/* The prices that these markets tell by themselves (venue/live.h);
	 * symbols ends with NULL. E_USAGE: the venue does not list one of
	 * them. NULL: they have to be asked. */
	enum err_code (*live)(struct venue *v, const struct live_options *o,
	    const char *const *symbols, struct live **out, struct err *err);
	/* The order book of a market, kept up to date: at most depth levels of
	 * each side are told whenever it has changed. NULL: it has to be
	 * asked. */
	enum err_code (*live_book)(struct venue *v,
	    const struct live_options *o, const char *symbol, int depth,
	    struct live **out, struct err *err);
};

/* What venues_ask() asks for. */
enum venue_ask {
	ASK_INSTRUMENTS = 1, ASK_BALANCES = 2, ASK_POSITIONS = 4,
	ASK_PRICES = 8, ASK_OPEN_ORDERS = 16, ASK_TIME = 32, ASK_RATES = 64,
	ASK_HOLDINGS = ASK_BALANCES | ASK_RATES,
	ASK_SNAPSHOT = ASK_INSTRUMENTS | ASK_BALANCES | ASK_POSITIONS |
	    ASK_PRICES | ASK_TIME
};

struct venue_ops {
	const char *name;
	bool simulated;
	/* How long after it was signed a submit may still be taken in, µs
	 * (RELIABILITY.md 2, ABSENT); 0: the venue documents none. */
	int64_t window;

	enum err_code (*instruments)(struct venue *v, struct instruments *out,
	    struct err *err);
	enum err_code (*balances)(struct venue *v, struct balances *out,
	    struct err *err);
	enum err_code (*positions)(struct venue *v, struct positions *out,
	    struct err *err);
	enum err_code (*prices)(struct venue *v, struct prices *out,
	    struct err *err);
	/* Only those at which assets are exchanged: spot's. NULL: prices()
	 * costs no more. */
	enum err_code (*rates)(struct venue *v, struct prices *out,
	    struct err *err);
	enum err_code (*open_orders)(struct venue *v, struct orders *out,
	    struct err *err);
	/* One order by the client id that `asked` has; its symbol and type
	 * say where to look. *found false: the venue's own "no such order". */
	enum err_code (*find_order)(struct venue *v,
	    const struct order *asked, bool *found, struct order *out,
	    struct err *err);
	enum err_code (*changes)(struct venue *v, const char *cursor,
	    struct venue_changes *out, struct err *err);
	/* The same without a copy, borrowed until it is asked for again. NULL:
	 * the venue keeps nothing that it could lend. */
	enum err_code (*lend)(struct venue *v, const char *cursor,
	    const struct venue_changes **out, struct err *err);
	/* All orders and fills of one symbol since a time, every page, also
	 * what changes() has told or will only tell later; no cursor. NULL:
	 * changes() always has all of it. */
	enum err_code (*history)(struct venue *v, const char *symbol,
	    int64_t since, struct venue_changes *out, struct err *err);
	enum err_code (*time)(struct venue *v, int64_t *now, struct err *err);
	/* What the venue tells of the account by itself (venue/live.h): the
	 * rows that changes() has, under the same ids. NULL: it is asked. */
	enum err_code (*live)(struct venue *v, const struct live_options *o,
	    struct live **out, struct err *err);

	/*
	 * Can the venue take this order, or this pair, as it is: its kind, its
	 * steps and bounds? Asked before anything is judged or written down.
	 * E_USAGE says why not. NULL: it says so itself when it is sent one.
	 */
	enum err_code (*can_submit)(struct venue *v,
	    const struct order_request *r, size_t n, struct err *err);
	enum err_code (*can_amend)(struct venue *v, const struct order *o,
	    const struct order_terms *c, struct err *err);

	/*
	 * Does submit() leave the stops and targets attached to this entry
	 * with the venue? Where it does not, the gate makes orders of its own
	 * of them once the entry has filled. NULL: it always does.
	 */
	bool (*attaches)(struct venue *v, const struct order_request *r);

	/*
	 * Sends one order under client_id. E_OK whenever *answer says what is
	 * known; an error only when nothing can have left (VENUE_NOT_SENT).
	 */
	enum err_code (*submit)(struct venue *v, const struct order_request *r,
	    const char *client_id, const struct send_guard *guard,
	    struct venue_answer *answer, struct err *err);
	enum err_code (*cancel)(struct venue *v, const struct order *o,
	    struct venue_answer *answer, struct err *err);
	/*
	 * Two orders of which one will be done, under two client ids and one
	 * guard; NULL where the venue has no such thing.
	 */
	enum err_code (*submit_pair)(struct venue *v,
	    const struct order_request r[2], const char *const client_ids[2],
	    const struct send_guard *guard, struct venue_answer answers[2],
	    struct err *err);
	/* Changes what is known in c, the rest stays; amount is the total. */
	enum err_code (*amend)(struct venue *v, const struct order *o,
	    const struct order_terms *c, struct venue_answer *answer,
	    struct err *err);
	/* Leverage DEC_NONE or mode -1: stays. NULL: the venue trades spot
	 * only. Refusals are VENUE_REJECTED with the venue's code. */
	enum err_code (*leverage)(struct venue *v, const char *symbol,
	    struct dec leverage, int margin_mode, struct venue_answer *answer,
	    struct err *err);
	/* What is set for a swap, also while nothing is held. */
	enum err_code (*leverage_of)(struct venue *v, const char *symbol,
	    struct dec *leverage, int *margin_mode, struct err *err);
	/* Adds to (> 0) or takes from the margin of an isolated position. */
	enum err_code (*margin)(struct venue *v, const char *symbol,
	    struct dec amount, struct venue_answer *answer, struct err *err);
	/* Does the account hold long and short of a perpetual apart, as the
	 * venue has it now? And choosing it; refusals are VENUE_REJECTED.
	 * NULL: it has one position of each. */
	enum err_code (*hedged)(struct venue *v, bool *out, struct err *err);
	enum err_code (*set_hedged)(struct venue *v, bool hedged,
	    struct venue_answer *answer, struct err *err);
	/* Paper money in and out; NULL at venues where it is not ours to move. */
	enum err_code (*transfer)(struct venue *v, const char *asset,
	    struct dec amount, struct venue_answer *answer, struct err *err);
	/*
	 * Learns what this account pays for these symbols (n 0: for all of
	 * spot), asking at most once a day; instruments() tells it from then
	 * on. *news: something has been learned. NULL: instruments() knows.
	 */
	enum err_code (*fees)(struct venue *v, const char *const *symbols,
	    size_t n, bool *news, struct err *err);
	/* What the account's key may do. NULL: there is no key. */
	enum err_code (*rights)(struct venue *v, struct venue_rights *out,
	    struct err *err);
	/*
	 * Puts the requests of these reads into the batch; after it has run,
	 * the next read of each kind takes its answer from there. NULL: reads
	 * cost nothing.
	 */
	enum err_code (*ask)(struct venue *v, unsigned what,
	    struct http_batch *batch, struct err *err);
	const struct market_ops *market;	/* NULL: no data of its own */
	/*
	 * Places for coins that rest; asset NULL: all. held: only what the
	 * account has there; else what is offered, and where it has some of
	 * it the amount. NULL: the venue has none.
	 */
	enum err_code (*earn)(struct venue *v, const char *asset, bool held,
	    struct earn_products *out, struct err *err);
	void (*close)(struct venue *v);
};

struct venue {
	const struct venue_ops *ops;
	struct account account;
	/* changes() reads all that may be news, though it did so a moment ago;
	 * set and cleared by its caller. */
	bool thorough;
	/* the implementation's own state follows in its struct */
};

void venue_close(struct venue *v);	/* NULL is fine */

/* venue_ops.fees, where there is one; what fails says whose fees count then,
 * for a warning. */
enum err_code venue_learn_fees(struct venue *v, const char *const *symbols,
    size_t n, bool *news, struct err *err);

/*
 * Asks all of them at once, in the time of the slowest; their next reads give
 * the answers. E_OK also when some did not answer: their reads say so.
 */
enum err_code venues_ask(struct venue *const *v, size_t n, unsigned what,
    struct err *err);

/* The table of venues: `venue list`, completion, and what opens an account. */
struct store;
struct venue_kind {
	const char *name;		/* "sim" */
	const char *help;
	bool simulated;
	/* The setting with the address that public data is asked at; NULL:
	 * it has none of its own. */
	const char *address;
	enum err_code (*open)(struct store *s, const struct account *a,
	    const struct venue_env *env, struct venue **out,
	    struct err *err);
};
extern const struct venue_kind venue_kinds[];	/* ends with a NULL name */
/*
 * env is borrowed; NULL where only simulated accounts can be meant. An account
 * that needs only a venue's public data has no label, and s may be NULL then.
 */
enum err_code venue_open(struct store *s, const struct account *a,
    const struct venue_env *env, struct venue **out, struct err *err);
/* A venue for its public data alone, by its name. E_USAGE: there is no such
 * venue, or it has no data of its own. */
enum err_code venue_market(struct store *s, const char *name,
    const struct venue_env *env, struct venue **out, struct err *err);

#endif
