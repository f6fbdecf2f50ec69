/*
 * What the simulated venue of an account is made of; for the venue*.c files of
 * this folder alone.
 */
#ifndef VENUE_SIM_VENUEDATA_H
#define VENUE_SIM_VENUEDATA_H

#include "model/candle.h"
#include "store/sim.h"
#include "venue/sim/bars.h"
#include "venue/sim/venue.h"

#define WINDOW_BARS 100000	/* of each symbol in memory at a time */

/* What became of an instruction. */
struct outcome {
	char id[ID_SIZE];
	const char *event, *reason;
	int64_t number;
};

/* A symbol as it is at a live venue now. */
struct sim_join {
	struct sim_market m;		/* how far its bar was seen in it */
	struct dec last, mark;
};
struct sim_joins VEC_OF(struct sim_join);

/* A bar that has not closed. */
struct tip { size_t symbol; struct candle bar, mark; };

struct sim_venue {
	struct venue v;
	struct store *s;		/* borrowed; NULL: all is in memory */
	struct sim_world world;
	struct buf markets_csv;
	struct sim_markets markets;
	struct sim *sim;
	int64_t version;		/* of the state in the store */
	struct sim_history pending;	/* not in the store yet */
	size_t news;			/* events in it, or not told yet */
	int64_t events;			/* so far */
	VEC(struct sim_band) held;	/* sim_venue_hold() */
	/* venue-hold.c: quiet bars that were worked out ahead, how many of them
	 * were told to have passed, and what for; the sim stands before them. */
	struct sim_aheads ahead;
	size_t passed, most;
	int64_t ahead_until;
	struct sim_content content;	/* sim_venue_content() */
	/* What changes() has told last; without a store its rows stay until
	 * somebody asks for what came after lent_seq, and what has happened
	 * since then waits in `told`. */
	struct venue_changes lent, told;
	int64_t lent_seq, told_seq;
	VEC(struct outcome) outcomes;	/* of the instruction under way */
	bool asking;			/* there is one */
	struct equity_point point;	/* the last one */
	bool point_asked, point_found;
	bool stepping;			/* between marks of an advance */
	bool broken;			/* memory and store may differ */

	/* The candles that are stepped through. */
	struct sim_bars bars;
	VEC(struct candles) candles, marks, details;
	VEC(struct sim_funding) fundings;
	int64_t window_end;		/* they are loaded up to it; 0: none */
	int64_t data_end;		/* close of the last bar there is */
	struct sim_source source;	/* of bars, where there is no store */
	bool markets_fresh;		/* looked for new symbols */

	/* Of accounts with live prices: whom they follow, what that lists, and
	 * the bars that have not closed at tip_time; .tip_group, when the group
	 * of them opened that was given out, 0: none. */
	const struct venue_env *env;
	struct venue *market;
	struct instruments listed;
	VEC(struct tip) tips;		/* by rising symbol */
	int64_t tip_time, tip_group;
	VEC(struct sim_bar) cut, cut_marks;
};

static inline struct sim_venue *
self_of(struct venue *v)
{
	return (struct sim_venue *)v;
}

/* venue-hold.c: makes the sim pass what was told to have passed. */
void venue_catch_up(struct sim_venue *v);

/* Where the clock stands. Everything but the next quiet bar asks for it so. */
static inline struct sim *
venue_sim(struct sim_venue *v)
{
	if (v->ahead.times.len > 0)
		venue_catch_up(v);
	return v->sim;
}

/* What is asked and what follows from it are one transaction. */
static inline enum err_code
venue_joined(struct sim_venue *v, struct err *err)
{
	return v->s == NULL ? E_OK : store_begin(v->s, err);
}

static inline enum err_code
venue_parted(struct sim_venue *v, enum err_code rc, struct err *err)
{
	return v->s == NULL ? rc : store_end(v->s, rc, err);
}

/* venue-world.c: the account's markets, and a sim of them. */
enum err_code world_markets(struct sim_venue *v, bool *added,
    struct err *err);
enum err_code world_raise_scales(struct sim_venue *v, bool *raised,
    struct err *err);
/* Has the account the symbol; is it one that can be simulated? */
bool world_knows(const struct sim_venue *v, const char *symbol);
bool world_can(const char *symbol);
/* The row of a symbol: the user's, the shipped one, or the plain one. */
enum err_code world_market(struct sim_venue *v, const char *symbol,
    int decimals, struct sim_market *m, struct err *err);
/* A sim of the world as it is, in this state (NULL: at its opening). */
enum err_code world_build(struct sim_venue *v, const struct buf *state,
    struct err *err);
enum err_code world_rebuild(struct sim_venue *v, struct err *err);

/* venue-history.c: events become rows, rows become what struct venue says. */
void history_take(void *self, const struct sim_event *e);
void history_mark(void *self, int64_t seq);
void outcome_add(struct sim_venue *v, int event, const char *id,
    const char *reason, int64_t number);
struct equity_point history_point_of(const struct sim_history_row *r);
enum err_code history_changes(struct venue *v, const char *cursor,
    struct venue_changes *out, struct err *err);
enum err_code history_lend(struct venue *v, const char *cursor,
    const struct venue_changes **out, struct err *err);
enum err_code history_order(struct sim_venue *v, const char *id, bool *found,
    struct order *out, struct err *err);
struct sim_history_row history_row(const char *event);
/* A point of the curve; false: the curve stands where it was. */
bool history_point(struct sim_venue *v, int64_t seq, int64_t time,
    const struct sim_value *value);
/* venue-told.c: an event, or the row that was made of one, into what struct
 * venue says; and an order as a row leaves it. */
void history_say(const struct sim_venue *v, const struct sim_event *e,
    struct venue_changes *out);
void history_say_order(const struct sim_venue *v, const struct sim_told *t,
    struct venue_changes *out);
void history_order_of(const struct sim_venue *v,
    const struct sim_history_row *r, enum order_state state,
    struct order *out);
void history_add(const struct sim_venue *v, const struct sim_history_row *r,
    struct venue_changes *out);
/* What the rows of an order make of it; false: they say nothing of one. */
bool history_follow(const struct sim_venue *v,
    const struct sim_history *rows, struct order *out);
/* The last row that was told, INT64_MIN: none. */
enum err_code history_cursor(const struct sim_venue *v, const char *cursor,
    int64_t *after, struct err *err);
/* Opening balances and the first point, before any event of the sim. */
void history_open(struct sim_venue *v, const struct sim_opening *openings,
    size_t n, int64_t time);

/* memory.c: the same without a store. What happened joins what is to be
 * told. */
void history_told(void *self, const struct sim_told *t);
void venue_memory_take(struct sim_venue *v, const struct sim_event *e);
enum err_code venue_memory_lend(struct sim_venue *v, const char *cursor,
    struct err *err);
enum err_code venue_memory_order(struct sim_venue *v, const char *id,
    bool *found, struct order *out, struct err *err);

/* venue-bars.c */
enum err_code venue_bars_ready(struct sim_venue *v, int64_t until,
    struct err *err);
void venue_bars_release(struct sim_venue *v);

/* venue-tips.c: where the bars come from, and from when on they are wanted. */
const struct sim_source *venue_source_of(struct sim_venue *v,
    struct sim_source *room);
static inline const struct sim_source *
venue_source(struct sim_venue *v, struct sim_source *room)
{
	return v->s == NULL ? &v->source : venue_source_of(v, room);
}
int64_t venue_bars_from(const struct sim_venue *v);
enum err_code venue_tips_keep(struct sim_venue *v, struct err *err);

/* venue-live.c: struct venue_ops' functions; of accounts without live prices
 * they do nothing. */
enum err_code live_can_submit(struct venue *venue,
    const struct order_request *r, size_t n, struct err *err);
enum err_code live_can_amend(struct venue *venue, const struct order *o,
    const struct order_terms *c, struct err *err);
/* In its price's steps; E_DATA: it has too many digits. */
enum err_code live_steps(const struct sim_join *j, int64_t *last,
    int64_t *mark, struct err *err);
/* The bars of v->tips, from the venue, at v->tip_time. */
enum err_code live_tips(struct sim_venue *v, struct err *err);

/* venue.c */
struct sim_venue *venue_new(const struct account *a);
enum err_code venue_flush(struct sim_venue *v, struct err *err);
/* Another process may have moved it since it was read. */
enum err_code venue_refresh(struct sim_venue *v, struct err *err);

/* venue-act.c */
enum err_code venue_submit(struct venue *v, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *answer, struct err *err);
enum err_code venue_submit_pair(struct venue *v,
    const struct order_request r[2], const char *const client_ids[2],
    const struct send_guard *guard, struct venue_answer answers[2],
    struct err *err);
enum err_code venue_cancel(struct venue *v, const struct order *o,
    struct venue_answer *answer, struct err *err);
enum err_code venue_amend(struct venue *v, const struct order *o,
    const struct order_terms *c, struct venue_answer *answer,
    struct err *err);
enum err_code venue_leverage(struct venue *v, const char *symbol,
    struct dec leverage, int margin_mode, struct venue_answer *answer,
    struct err *err);
enum err_code venue_margin(struct venue *v, const char *symbol,
    struct dec amount, struct venue_answer *answer, struct err *err);
enum err_code venue_transfer(struct venue *v, const char *asset,
    struct dec amount, struct venue_answer *answer, struct err *err);

#endif
