/*
 * The simulated venue of paper accounts: struct venue over a struct sim whose
 * state and history live in the store and whose bars are the account's stored
 * candles. Its clock moves only when it is advanced.
 *
 * Orders, cancels and transfers act at the mark where the clock stands: at the
 * close of the latest bar between two advances, at the breaker's mark while
 * one is stepping, except at a close in mid-advance: what is decided there
 * meets the next open, so the order is accepted and waits for it.
 */
#ifndef VENUE_SIM_VENUE_H
#define VENUE_SIM_VENUE_H

#include "store/store.h"
#include "venue/sim/sim.h"
#include "venue/venue.h"

struct sim_venue_options {
	VEC(struct sim_opening) balances;	/* at least one */
	/* Where the clock begins, µs. 0: at the close of the account's oldest
	 * bar, so that prices are known. */
	int64_t start;
	struct sim_settings settings;
	int64_t detail;		/* timeframe inside the bars, µs; 0: none */
	/* Rows that replace the shipped ones, as in share/instruments; its
	 * name for messages. NULL: none. */
	const char *instruments_csv, *instruments_name;
	struct sim_joins *joins;	/* sim_venue_ask(); owned */
};
void sim_venue_options_release(struct sim_venue_options *o);
/* "volume:maker:taker;…" into the settings, and back. E_USAGE names the row. */
enum err_code fee_tiers_read(const char *text, struct sim_settings *out,
    struct err *err);
void fee_tiers_text(const struct sim_settings *s, struct buf *out);

/*
 * Of an account with live prices that is to be: what its opening balances are
 * worth at `market` now, which is when it starts. E_USAGE: there is no price
 * of one.
 */
enum err_code sim_venue_ask(const struct account *a, struct venue *market,
    struct sim_venue_options *o, struct err *err);

/*
 * Opens the venue's side of a paper account that account_add() has added (its
 * currency, prices and timeframe say which world it lives in). Tells the
 * opening balances as transfers of kind opening through changes(). E_USAGE:
 * no candles, an asset without price; E_DATA: the instruments file.
 */
enum err_code sim_venue_create(struct store *s, const struct account *a,
    const struct sim_venue_options *o, struct err *err);

/* What venue_open() calls for accounts of venue "sim". env: for those that
 * follow a live venue; NULL: they are only read. */
enum err_code sim_venue_open(struct store *s, const struct account *a,
    const struct venue_env *env, struct venue **out, struct err *err);

/*
 * Accounts with live prices (account.live_prices). Their markets are those that
 * somebody asked for; an order, or leverage, asks for its symbol. Orders meet
 * the live book, and are refused where prices are not of now.
 *
 * The minute that has not closed is walked as far as it has come: what it adds
 * to what was seen of it before is a bar of its own, from the last price to the
 * one now; an extreme that is no further than those seen is not new.
 */
/* The venue that is followed; it is asked for nothing by this. */
enum err_code sim_venue_market(struct venue *v, struct venue **out,
    struct err *err);
/* Asks how far the bars have come that have not closed at `time`, which is now:
 * sim_venue_next() goes on over that after the stored bars, up to `time`.
 * E_DATA: they cannot be. */
enum err_code sim_venue_tips(struct venue *v, int64_t time,
    struct err *err);
/* The list of the venue as it is now: steps and bounds that changed. */
enum err_code sim_venue_relist(struct venue *v, struct err *err);
/* Does that list still have the symbol? */
bool sim_venue_lists(const struct venue *v, const char *symbol);
/* Nothing is traded: the clock alone goes on. */
enum err_code sim_venue_wait(struct venue *v, int64_t time, struct err *err);
/* Adds a symbol, and what values its assets, with its price of now. E_USAGE:
 * the venue does not list it. */
enum err_code sim_venue_join(struct venue *v, const char *symbol,
    struct err *err);
/* Adds what values an asset, where the venue lists that. */
enum err_code sim_venue_worth(struct venue *v, const char *asset,
    struct err *err);

/*
 * The same venue without a store, for replays: a sim of setup, whose bars come
 * from a source. It tells its opening balances, too, and forgets what changes()
 * has told when it is asked for what came after.
 */
struct sim_known { size_t symbol; int64_t price, time; };
struct sim_memory {
	const struct sim_setup *setup;	/* its sink is the venue's own */
	struct sim_source source;	/* borrowed until it is closed */
	/* Where the clock begins, and prices known then, as the simulation
	 * has them. 0: at the close of the first bars, with theirs. */
	int64_t start;
	const struct sim_known *known;
	size_t known_len;
};
enum err_code sim_venue_memory(const struct account *a,
    const struct sim_memory *m, struct venue **out, struct err *err);

/*
 * Steps in memory to the next mark of the first group whose bars close at or
 * before `until`; mark->point SIM_NONE when there is none left. Reads answer
 * from memory at once; the store learns of it at the flush (submit, cancel and
 * transfer flush, too). After a failure the venue is only good for closing.
 */
enum err_code sim_venue_next(struct venue *v, int64_t until,
    struct sim_mark *mark, struct err *err);
/*
 * Steps over the next group, or what is left of one, at once, to its close,
 * when nothing happens in it and the caller is content with what it brings:
 * equity stays between low and high at all its marks (DEC_NONE: wherever it
 * goes), and, when `held` says so, prices stay where sim_venue_holds() wants
 * them. Returns how many marks that were; 0: nothing was done, step through it.
 * What the caller is content with it says again after sim_venue_hold().
 */
void sim_venue_content(struct venue *v, struct dec low, struct dec high,
    bool held);
int sim_venue_quiet(struct venue *v, int64_t until, struct sim_mark *mark);
/*
 * The bars after one that it passed over of which it is known that it would
 * pass over them, too: the caller is content with the same. Each has passed
 * once sim_pass() said so, and may be followed by a look at the venue, which
 * ends it.
 */
struct sim_passing {
	const int64_t *opens;		/* when each opens */
	size_t len, next;
	int64_t span;			/* from there to its close */
	int marks;			/* of each */
	size_t *passed;			/* as far as the venue knows */
};
struct sim_passing sim_venue_passing(struct venue *v);
static inline bool
sim_pass(struct sim_passing *p, int64_t *open)
{
	if (p->next == p->len || *p->passed != p->next)
		return false;
	*open = p->opens[p->next];
	*p->passed = ++p->next;
	return true;
}
/* Appends what happened and saves the state, in one transaction. */
enum err_code sim_venue_flush(struct venue *v, struct err *err);
/* How much happened that the store (in memory: changes()) has not been told:
 * events, and in memory points of the curve, if they are asked for. */
size_t sim_venue_news(struct venue *v, bool points);
/* May changes() tell of an event? False: of points of the curve at most. */
bool sim_venue_tells(const struct venue *v);
/* How much has happened at all since it was opened: the same number, and only
 * prices, the clock and the curve have moved. */
int64_t sim_venue_events(const struct venue *v);
/* Is no position open? How many can there be? */
bool sim_venue_flat(struct venue *v);
size_t sim_venue_symbols(const struct venue *v);
/* Remembers the prices of everything held, a further time beside those of the
 * times before; later: has none of them moved by more than 2^-shift of what it
 * was then? */
void sim_venue_hold(struct venue *v, unsigned shift, bool further);
bool sim_venue_holds(struct venue *v);
/* The fewest decimals that it rounds money to. */
int sim_venue_scale(const struct venue *v);
/* What its positions are worth and bring, in place of what *out held. */
enum err_code sim_venue_sums(struct venue *v, struct position_sums *out,
    struct err *err);
/* Equity, units and the group's extremes where the clock stands. */
enum err_code sim_venue_value(struct venue *v, struct sim_value *out,
    struct err *err);

#endif
