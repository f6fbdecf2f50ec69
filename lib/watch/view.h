/*
 * A venue with the eyes open: between two looks at it, the next read of each
 * kind takes what was read last, brought up to date by what its lines told
 * (venue/live.h). The venue's own table of functions is put aside meanwhile,
 * so that whoever reads it, the gate and its snapshots, reads this.
 */
#ifndef WATCH_VIEW_H
#define WATCH_VIEW_H

#include "base/clock.h"
#include "venue/live.h"
#include "venue/venue.h"

enum view_read { VIEW_CHANGES = 1, VIEW_TIME = 2, VIEW_INSTRUMENTS = 4,
    VIEW_PRICES = 8, VIEW_BALANCES = 16, VIEW_POSITIONS = 32 };

/* What lines told of a market since its prices were read. */
struct streamed {
	char symbol[SYMBOL_SIZE];
	struct dec last, mark;
	int64_t last_time, mark_time;
};

struct view {			/* all-zero: not begun */
	struct venue_ops ops;	/* in the place of the venue's own */
	const struct venue_ops *real;
	struct venue *venue;
	struct clock clock;
	/* Bits of enum view_read: what is at hand and still true, and what the
	 * next read of its kind takes from there, once. */
	unsigned good, offered;
	bool look, thorough;	/* changes() has something to say */
	bool handed;		/* `told` was given to a read */
	int64_t offset;		/* the venue's clock minus ours */
	struct venue_changes told;	/* by a line, not taken over yet */
	struct instruments instruments;
	struct prices prices;
	struct balances balances;
	struct positions positions;
	VEC(struct streamed) streamed;
};

/* The venue stays the caller's, and is as it was once the view is released. */
void view_begin(struct view *w, struct venue *v, const struct clock *clock);
void view_release(struct view *w);

/* What was told; a price says whether it is another than before. */
void view_told(struct view *w, const struct venue_changes *c);
bool view_price(struct view *w, const struct ticker *t);
/* Nobody tells prices any more. */
void view_blind(struct view *w);

/* The venue is asked for everything; thorough: also for what others may have
 * done at the account a moment ago (venue.thorough). */
void view_ask(struct view *w, bool thorough);
/*
 * The next read of changes takes what was told, unless there is something to
 * look at; view_taken() says that it is in the ledger. Then the next read of
 * each other kind takes what is at hand, until view_withdraw().
 */
void view_offer_changes(struct view *w);
void view_taken(struct view *w);
void view_offer(struct view *w);
void view_withdraw(struct view *w);

/* Appends the symbols whose prices matter to what is held. */
struct symbol_name { char text[SYMBOL_SIZE]; };
struct symbol_names VEC_OF(struct symbol_name);
void symbol_names_add(struct symbol_names *all, const char *symbol);
void symbol_names_copy(struct symbol_names *to,
    const struct symbol_names *from);
/* In any order. */
bool symbol_names_same(const struct symbol_names *a,
    const struct symbol_names *b);
/* Coins by their pair with that currency, where it is listed. */
void symbol_names_hold(struct symbol_names *all, const char *currency,
    const struct instruments *listed, const struct balances *b);
void view_symbols(const struct view *w, struct symbol_names *out);

#endif
