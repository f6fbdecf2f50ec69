/*
 * The world behind the served venue: two simulated markets, spot and
 * perpetuals, each with a wallet of its own as at the exchanges, over the same
 * bars; one clock; and the book of everything that was ordered (book.h).
 *
 * Two times: that of the bars, where the markets stand, and the one that
 * clients are told. With CLOCK_BARS they are the same. With CLOCK_WALL clients
 * are told this machine's time, and the bars are shifted so that the latest
 * one has just closed, whatever speed they pass with.
 */
#ifndef SERVE_WORLD_H
#define SERVE_WORLD_H

#include "base/clock.h"
#include "model/candle.h"
#include "serve/book.h"
#include "venue/sim/bars.h"
#include "venue/sim/scenario.h"
#include "venue/sim/sim.h"

enum served_clock { CLOCK_WALL, CLOCK_BARS, SERVED_CLOCKS };
extern const char *const served_clock_names[];	/* ends with NULL */

struct world_symbol {
	struct instrument i;
	enum market market;
	char native[SYMBOL_SIZE];	/* BTCUSDT */
	int price_scale;
	size_t index;			/* in its market's sim */
	/* Of a perpetual: what its sim knows the short by that is held beside
	 * a long, as one more symbol at index + 1; "" of spot. */
	char beside[SYMBOL_SIZE];
	struct candles bars, marks;	/* all of them; marks may be none */
};

struct world_funding { size_t symbol; struct sim_funding row; };

struct world_setup {
	int64_t timeframe;		/* µs */
	int64_t start;			/* 0: see below */
	bool middle;	/* start 0: in the middle of the bars, not at the first */
	char currency[ASSET_SIZE];
	struct sim_settings settings;
	VEC(struct world_symbol) symbols;
	VEC(struct world_funding) fundings;	/* by time, then symbol */
	VEC(struct sim_opening) balances[MARKETS];
	enum served_clock clock;
	int64_t speed;		/* bars' seconds per second; 0: stands still */
};
void world_setup_release(struct world_setup *s);

/* Where the setup's bars come from. E_USAGE, E_DATA. */
struct store;
/* Symbols NULL or empty: all that are stored. csv: rows that replace the
 * shipped instruments; NULL: none. */
enum err_code world_from_store(struct world_setup *out, struct store *s,
    const char *venue, const char *const *symbols, size_t n,
    const char *csv, size_t csv_len, const char *csv_name, struct err *err);
/* Takes what the scenario has but its actions: orders come from clients. Its
 * balances go to the wallet of perpetuals if it has no spot, else to spot. */
enum err_code world_from_scenario(struct world_setup *out, const char *text,
    size_t len, const char *name, struct err *err);

struct world_market {
	struct sim *sim;		/* NULL: there is none */
	struct sim_bars bars;
	struct sim_source source;
	VEC(size_t) symbols;	/* in the world's list; perpetuals twice */
	VEC(struct sim_funding) fundings;
};

struct world {
	struct world_setup setup;	/* what it was made of; owned */
	struct world_market markets[MARKETS];
	struct book book;
	struct clock clock;		/* this machine's */
	int64_t now;			/* of the bars */
	int64_t end;			/* close of the last bar */
	int64_t begun_wall, begun_now;
	int64_t skew;			/* of what clients are told, µs */
	bool hedged;	/* long and short of a perpetual are held apart */
	char refusal[REASON_SIZE];	/* of the latest instruction; "" none */
	char fault[200];		/* why it cannot go on; "" it can */
};

/* Takes the setup over, also when it fails. */
enum err_code world_open(struct world *w, struct world_setup *setup,
    struct clock clock, struct err *err);
void world_release(struct world *w);

/* What clients are told: now, and when something of the bars' time is. */
int64_t world_time(const struct world *w);
int64_t world_told(const struct world *w, int64_t bars_time);
int64_t world_shift(const struct world *w);

/* Lets the next n bars pass; fewer when they end. */
enum err_code world_advance(struct world *w, int64_t n, int64_t *done,
    struct err *err);
/* Lets those pass whose time has come. */
enum err_code world_follow(struct world *w, struct err *err);
/* When the next one is due, by the machine's clock, µs from now; -1: never. */
int64_t world_due(const struct world *w);

/* Gives an instruction to a market, where it stands. NULL: it was done; else
 * the reason of the refusal. */
const char *world_act(struct world *w, enum market m,
    const struct sim_instruction *i);

const struct world_symbol *world_symbol(const struct world *w, enum market m,
    const char *native);
size_t world_symbol_at(const struct world *w, const struct world_symbol *s);
/* worldsymbols.c: the name that the sim has for one side of a symbol. */
const char *world_sim_name(const struct world_symbol *s, int held);
/* Back, with the side as the account holds it now (enum held_side); NULL: no
 * symbol has that name. */
const struct world_symbol *world_symbol_held(const struct world *w,
    const char *sim_name, int *held);
/* The position of one side, borrowed from all; NULL: there is none. */
const struct position *world_position(const struct positions *all,
    const struct world_symbol *s, int held);
/* The sides on which a perpetual is held: HELD_BOTH, or the other two. */
int world_first_side(const struct world *w);
int world_last_side(const struct world *w);

/* The price where it stands; 0 unknown. */
struct dec world_last(const struct world *w, const struct world_symbol *s);
struct dec world_mark(const struct world *w, const struct world_symbol *s);
/* How many of its bars have closed. */
size_t world_bars(const struct world *w, const struct world_symbol *s);

#endif
