/*
 * The simulated venue as a pure machine: instruments, balances and orders;
 * bars and instructions go in, events come out (SIMVENUE.md, to the last
 * digit). No store, no clock, no file: the same input gives the same events.
 *
 *	sim = sim_new(&setup, &err);
 *	sim_give(sim, &instruction);		// takes effect at its time
 *	while (sim_next(sim, &source, INT64_MAX, &mark, err) == E_OK &&
 *	    mark.point != SIM_NONE)
 *		if (sim_equity(sim, …) …)
 *			sim_act(sim, &instruction, err);	// here and now
 *	sim_finish(sim, err);
 *
 * It stands only at marks. There its whole state is a text (sim_save), and a
 * run that goes on from that text goes on as if it had never stopped.
 *
 * One rule, one file: walk.c (what happens when in a bar), check.c (refusals),
 * fill.c (how much is filled, and its money; market.c: a plain market order at
 * once), price.c (ticks, slippage), trail.c (trailing triggers), order.c (life
 * of an order), links.c (legs, pairs, reduce-only), amend.c, fees.c (rates),
 * waiting.c (which waiting order is met next), balance.c (reserves, equity,
 * transfers), always.c (what always holds), quiet.c (bars in which nothing
 * happens; ahead.c: many at once);
 * of perpetuals swap.c (opening, closing, flipping), margin.c (what is needed
 * and what is free, liquidation prices), liquidate.c, funding.c, leverage.c
 * (leverage and margin instructions).
 */
#ifndef VENUE_SIM_SIM_H
#define VENUE_SIM_SIM_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "base/stamp.h"
#include "model/curve.h"
#include "model/holdings.h"
#include "model/instrument.h"
#include "model/order.h"
#include "model/snapshot.h"

enum sim_point { SIM_NONE, SIM_OPEN, SIM_FIRST, SIM_SECOND, SIM_CLOSE,
    SIM_END, SIM_POINTS };
extern const char *const sim_point_names[];

enum sim_event_kind { SIM_ACCEPTED, SIM_REJECTED, SIM_TRIGGERED, SIM_FILLED,
    SIM_CANCELED, SIM_EXPIRED, SIM_AMENDED, SIM_TRANSFER, SIM_LEVERAGE,
    SIM_MARGIN, SIM_FUNDING, SIM_LIQUIDATED, SIM_INSURANCE, SIM_MARK,
    SIM_BALANCE, SIM_POSITION, SIM_EVENTS };
extern const char *const sim_event_names[];

/* One record of SIMVENUE.md 11. Texts that are borrowed live as long as the
 * sim, lists until the sink returns; what does not apply is null. */
struct sim_event {
	int64_t seq;			/* from 1 */
	int64_t time;			/* µs */
	int point, event;		/* enum sim_point, sim_event_kind */
	char id[ID_SIZE], parent[ID_SIZE];
	const char *symbol, *side, *type, *action, *reason, *currency;
	struct dec amount, price, trigger_price, cost;
	const char *taker_or_maker, *fee_currency, *margin_mode;
	struct dec fee, realized_pnl, remaining;
	struct dec leverage, margin, rate, mark_price, insurance;
	struct dec equity_open, equity_first, equity_second;
	struct dec equity, net_equity;
	struct text_list unpriced;
	struct dec total, free, used;
	char time_text[STAMP_TEXT_SIZE];	/* of time, for the record */
	/* not in the record: */
	int64_t number;			/* of the order, 0: none */
	int order_side, order_type, how;	/* where they are told */
};
extern const struct record sim_event_record;
/* The event as the record shows it, with its time in words. */
struct sim_event sim_event_row(const struct sim_event *e);

/* What became of an order, by the sim's own words: see event.c. */
struct sim_told;
struct sim_sink {
	void (*event)(void *self, const struct sim_event *e);
	void *self;
	/* Told as an amendment when the amount of a linked order follows its
	 * entry or its partner: no record of its own. NULL: nobody asks. */
	void (*resized)(void *self, const struct sim_event *e);
	/* Told in the place of a mark's record, while the sim stands there: for
	 * those who ask sim_mark_value(). NULL: there is the record. */
	void (*mark)(void *self, int64_t seq);
	/* Told in the place of the record that an order is accepted, filled or
	 * at its end, for those who make none of it. NULL: there is one. */
	void (*order)(void *self, const struct sim_told *t);
};

/* One bar; prices × 10^price_scale of its symbol. */
struct sim_bar {
	size_t symbol;
	int64_t open, high, low, close;
	int64_t volume;			/* × 10^volume_scale */
	int volume_scale;
};
/* A settlement of funding, whenever it was: what comes a few milliseconds
 * after an open counts at the next one. */
struct sim_funding {
	size_t symbol;
	int64_t time;			/* µs */
	struct dec rate;
	struct dec mark;	/* DEC_NONE: the mark at the open that counts */
};
/* All bars that open at one time, by rising symbol. len 0: there are none.
 * The arrays are the source's, until its next call. */
struct sim_group {
	int64_t time;			/* µs */
	const struct sim_bar *bars;
	size_t len;
	/* Bars of mark prices that open then, by rising symbol; a symbol that
	 * has none is marked to its last price. */
	const struct sim_bar *marks;
	size_t marks_len;
	/* Settlements after the time asked for, up to this one; by time, then
	 * symbol. */
	const struct sim_funding *fundings;
	size_t fundings_len;
	int64_t span;		/* how long its bars last; 0: the timeframe */
	bool inner;	/* detail bars; more of the same main bars follow */
};
/* Groups of one bar each, nothing else with them, as arrays: those that open
 * after a time, before `end`. Prices × factor; the source's, until its next
 * call. */
struct sim_columns {
	size_t symbol, len;
	const int64_t *open_time_ms, *open, *high, *low, *close, *volume;
	int64_t factor, end;
	int volume_scale;
};
/* The first group that opens after a time. */
struct sim_source {
	enum err_code (*next)(void *self, int64_t after,
	    struct sim_group *out, struct err *err);
	void *self;
	/* False: they are not as simple. NULL: they never are. */
	bool (*columns)(void *self, int64_t after, struct sim_columns *out);
};

struct sim_instrument {
	struct instrument i;
	/* of its bars and marks; at least its tick's decimals */
	int price_scale;
};

struct sim_opening {
	char currency[ASSET_SIZE];
	struct dec amount;
};
struct sim_scale {
	char currency[ASSET_SIZE];
	int scale;		/* 0..18; 8 where none is given */
};

/* Fees from a volume traded in the 30 days before today on. */
#define FEE_TIERS 24
struct sim_fee_tier { struct dec volume, maker, taker; };

struct sim_settings {
	bool limit_touch;	/* a limit fills when it is touched */
	bool fee_received;	/* a buy pays its fee in what it receives */
	struct dec slippage_bps, spread_bps, impact_bps;
	struct dec volume_share;	/* of a bar's volume, ours; 0: no end */
	struct sim_fee_tier fee_tiers[FEE_TIERS];
	int fee_tier_rows;	/* 0: the fees of the instruments */
	int64_t latency;	/* µs */
};

/* What a sim is made of; everything is copied. */
struct sim_setup {
	char currency[ASSET_SIZE];	/* of equity */
	int64_t timeframe;		/* µs */
	struct sim_settings settings;
	VEC(struct sim_instrument) instruments;
	VEC(struct sim_opening) openings;
	VEC(struct sim_scale) scales;
	struct sim_sink sink;		/* .event NULL: nobody listens */
	/* Was this id of a closed order used before the state was loaded? NULL:
	 * the sim remembers them all. */
	bool (*taken)(void *self, const char *id);
	void *taken_self;
};
void sim_setup_release(struct sim_setup *s);

struct sim;
/* E_DATA: an instrument or a balance that cannot be. */
enum err_code sim_new(const struct sim_setup *setup, struct sim **out,
    struct err *err);
void sim_free(struct sim *sim);		/* NULL is fine */
/* A price known before the first bar: the close before a paper account began,
 * and when that was. The clock stands at `now`. */
void sim_begin(struct sim *sim, int64_t now);
void sim_know_price(struct sim *sim, size_t symbol, int64_t price,
    int64_t time);

/*
 * The book that orders meet when they come, where there is one: bids, highest
 * first, and asks, lowest first. What takes is filled level by level, for the
 * average; what the book does not hold goes on as what a bar's volume leaves.
 * It is part of no state: sim_book_forget() ends it.
 */
struct book_levels;
void sim_book(struct sim *sim, size_t symbol, const struct book_levels *book);
void sim_book_forget(struct sim *sim);

enum sim_action { SIM_DO_ORDER, SIM_DO_CANCEL, SIM_DO_AMEND, SIM_DO_DEPOSIT,
    SIM_DO_WITHDRAW, SIM_DO_LEVERAGE, SIM_DO_MARGIN, SIM_DO_OCO,
    SIM_ACTIONS };
extern const char *const sim_action_names[];

struct sim_instruction {
	int what;			/* enum sim_action */
	int64_t at;			/* µs; latency is added by sim_give */
	char id[ID_SIZE];		/* order, cancel, amend */
	/* .type ORDER_TYPES: unknown; of an amend, what is to change */
	struct order_request order;
	bool unsupported;	/* it asks for what there is not: hedge mode */
	char currency[ASSET_SIZE];	/* deposit, withdraw */
	struct dec amount;		/* of a transfer; of margin, signed */
	char symbol[SYMBOL_SIZE];	/* leverage, margin */
	struct dec leverage;		/* DEC_NONE: stays */
	int margin_mode;		/* enum margin_mode; -1: stays */
	int64_t input;			/* its place in the input; set inside */
	/* From here on of an oco alone: others leave it as it is. */
	char second_id[ID_SIZE];
	bool second_unsupported;
	struct order_request second;
};

/* Where the next one that is given may be made, so that it need not be copied;
 * until the sim is stepped. */
struct sim_instruction *sim_give_place(struct sim *sim);
/* Takes part in the first group at or after its time (plus latency). */
void sim_give(struct sim *sim, const struct sim_instruction *i);
/* Acts at the mark where the sim stands. What becomes of it is told to the
 * sink: accepted, or rejected with a reason. E_DATA: an overflow. */
enum err_code sim_act(struct sim *sim, const struct sim_instruction *i,
    struct err *err);

struct sim_mark {
	int64_t time;			/* of the mark */
	int64_t group;			/* open time of the bars */
	int point;			/* SIM_NONE: no bar before `until` */
	bool inner;	/* of detail bars, the last of the main bar apart */
	struct dec equity, net_equity;
};

/*
 * Runs to the next mark: open, first, second, close. A group is begun only
 * when its bars close at or before `until`; there is none: SIM_NONE, and the
 * sim stays where it is. E_DATA: bars that cannot be, or an overflow; the sim
 * is unusable then.
 */
enum err_code sim_next(struct sim *sim, const struct sim_source *source,
    int64_t until, struct sim_mark *mark, struct err *err);
/*
 * Steps over the whole of the next group, or over what is left of one that has
 * begun, as sim_next() up to its close would, when nothing happens in it and
 * the caller is content with where prices and equity go. Returns equity as
 * sim_equity() would have it, until the next call; NULL: nothing was done, step
 * through it. Nobody is told of its mark.
 *
 * The bands may change when the sim was stepped or acted upon, or after
 * sim_quiet_forget(): what follows from them is kept from one call to the next.
 */
struct sim_value {
	struct dec equity, net_equity, transferred;
	struct dec high, low;		/* of equity over the group's marks */
	struct dec units;		/* METHODS 8.5; of nothing, unknown */
};
/* Where a symbol's price and mark may be. */
struct sim_band { size_t symbol; int64_t low, high, mark_low, mark_high; };
struct sim_content {
	struct dec low, high;	/* of equity at its marks; DEC_NONE: any */
	const struct sim_band *bands;	/* by rising symbol */
	size_t bands_len;
};
const struct sim_value *sim_quiet(struct sim *sim,
    const struct sim_source *source, int64_t until,
    const struct sim_content *content, struct sim_mark *mark);
void sim_quiet_forget(struct sim *sim);
/*
 * The same for many groups: the next ones that sim_quiet() would step over, at
 * most so many, are worked out ahead; false: they have to be asked for one by
 * one, as more than one symbol has bars. The sim stays where it is until
 * sim_quiet_pass() steps over the first n of them; anything else that is done
 * with it makes them void.
 */
struct sim_aheads {
	struct sim_columns bars;		/* from the first of them on */
	VEC(int64_t) times;			/* when each opens */
	VEC(struct curve_value) values;		/* its equity, in the scale */
};						/* of sim_quiet_value() */
void sim_aheads_release(struct sim_aheads *a);
bool sim_quiet_ahead(struct sim *sim, const struct sim_source *source,
    int64_t until, const struct sim_content *content, size_t most,
    struct sim_aheads *out);
/* What in a value stays the same for all of them. */
const struct sim_value *sim_quiet_value(const struct sim *sim);
void sim_quiet_pass(struct sim *sim, const struct sim_aheads *ahead,
    size_t n);
/* The end of a replay: what never took effect is rejected, balances are told.
 * `late` are instructions for marks that never came, in any order. */
enum err_code sim_finish(struct sim *sim, const struct sim_instruction *late,
    size_t n, struct err *err);

/* What is, at the mark where it stands. */
int64_t sim_time(const struct sim *sim);
int sim_point(const struct sim *sim);
enum err_code sim_equity(struct sim *sim, struct sim_value *out,
    struct err *err);
/* The same for a sink that is told of a close, where equity was reckoned just
 * now; false: of no use, the sim has failed. */
bool sim_mark_value(struct sim *sim, struct sim_value *out);
/* These add rows; account and venue are left empty. */
enum err_code sim_balances(struct sim *sim, struct balances *out,
    struct err *err);
enum err_code sim_positions(struct sim *sim, struct positions *out,
    struct err *err);
/* No more of them than this, in place of what *out held. */
enum err_code sim_position_sums(struct sim *sim, struct position_sums *out,
    struct err *err);
void sim_prices(const struct sim *sim, struct prices *out);
/* What is set for a swap, also while nothing is held; false: it is none. */
bool sim_leverage(const struct sim *sim, const char *symbol,
    struct dec *leverage, int *margin_mode);
void sim_instruments(const struct sim *sim, struct instruments *out);
void sim_orders(const struct sim *sim, struct orders *out);	/* working */
/* The number of an order as its id at the venue. */
void number_text(int64_t number, char out[ID_SIZE]);

/* The state as canonical text, without the setup; and back, into a sim made
 * of the same setup (more instruments may have come). E_DATA: not a state. */
void sim_save(const struct sim *sim, struct buf *out);
enum err_code sim_load(struct sim *sim, const char *text, size_t len,
    struct err *err);
/* From now on setup.taken answers for the closed orders so far. */
void sim_forget_closed(struct sim *sim);

#endif
