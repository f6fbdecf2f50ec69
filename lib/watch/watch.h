/*
 * Watching accounts: their breakers are asked and act, and scheduled orders go
 * when they are due. Once (monitor_look), or on and on (monitor_run): then an
 * exchange is asked every so often as before, and meanwhile its lines say what
 * happens at the account and what prices do, so that the ledger follows and
 * breakers are asked at once. The ledger stays the truth: what a line tells
 * enters by the gate's sync under the venue's ids, and after each connection
 * the exchange is asked what it did not tell. Paper accounts on live prices
 * catch up whenever a price of theirs is told to have moved.
 */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include "gate/gate.h"
#include "venue/live.h"

struct loop;
struct view;

/* What looks came to. Rows are the caller's to print and clear. */
struct monitor_sums {
	size_t judged, tripped, acted, unknown;
	size_t done, failed;		/* scheduled orders */
	enum err_code code;		/* of the first that failed */
	struct err first;
	struct err silent;		/* of an account that was not judged */
	struct breaker_events events;
	struct slots slots;
};
void monitor_sums_release(struct monitor_sums *s);
/* One look at an account. Breakers first: what they stop is not ordered. */
enum err_code monitor_look(struct store *s, const char *label,
    const struct gate_options *o, struct monitor_sums *sums,
    struct err *err);
/* The same; where v is not NULL, through it: it offers what it has. stakes,
 * where it is not NULL, gets the symbols whose prices may change anything. */
struct symbol_names;
enum err_code monitor_look_through(struct store *s, const char *label,
    const struct gate_options *o, struct view *v, struct symbol_names *stakes,
    struct monitor_sums *sums, struct err *err);

/* What became of the line of an account, or of its markets' prices. */
enum stream_kind { STREAM_UP, STREAM_DOWN };
enum stream_part { STREAM_ACCOUNT, STREAM_PRICES, STREAM_PARTS };
struct stream_event {
	int64_t time;
	char account[LABEL_SIZE], venue[VENUE_SIZE];
	int stream, kind;		/* enum stream_part, stream_kind */
	char message[TEXT_SIZE];
};
extern const struct record stream_event_record;

struct monitor_options {
	struct store *store;
	const struct gate_options *gate;
	const struct accounts *accounts;
	int64_t every;			/* µs between two looks at a venue */
	int64_t duration;		/* µs; 0: until stop_fd is readable */
	int stop_fd;
	/* A live account's venue, which monitor_run() closes. */
	enum err_code (*venue)(void *self, const struct account *a,
	    struct venue **out, struct err *err);
	/* The same of the one whose prices a paper account follows. */
	enum err_code (*market)(void *self, const struct account *a,
	    struct venue **out, struct err *err);
	/* How lines are made, in that loop. */
	enum err_code (*wire)(void *self, struct loop *l,
	    struct live_options *out, struct err *err);
	/* After each look at a venue that worked; may add to sums. */
	enum err_code (*looked)(void *self, const struct account *a,
	    struct monitor_sums *sums, struct err *err);
	/* There are rows in sums, which it takes. */
	enum err_code (*rows)(void *self, struct monitor_sums *sums,
	    struct err *err);
	enum err_code (*stream)(void *self, const struct stream_event *e,
	    struct err *err);
	/* An account cannot be looked at (E_OK: can again). Told when that
	 * changes. */
	void (*silent)(void *self, const struct account *a,
	    const struct err *why);
	void *self;
};

/*
 * Until it is told to stop. An account that cannot be reached keeps no other
 * from being looked at; sums->silent is of one that could not be at the end.
 * Fails only where nothing can be watched: the store, the output, a vault that
 * does not open.
 */
enum err_code monitor_run(const struct monitor_options *o,
    struct monitor_sums *sums, struct err *err);

#endif
