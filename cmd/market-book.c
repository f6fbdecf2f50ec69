/*
 * etrms market book: what is bid and asked for a symbol; once, on and on, or
 * recorded.
 */
#include "cmd/market.h"
#include "cmd/online.h"
#include "cmd/recording.h"

#include "net/loop.h"
#include "venue/live.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#define WATCH_MOST 100		/* levels of each side */
#define TURN (200 * INT64_C(1000))	/* µs; between two looks at the line */

struct args {
	const char *venue, *record;
	int64_t depth, duration;
	bool watch;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "binance", "whose book",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_INT, 'n', "depth", "levels", "10", "prices of each side",
	  AT(int64_t, depth), .min = 1, .max = 1000 },
	{ OPT_FLAG, 'w', "watch", NULL, NULL,
	  "go on, with every change (at most 100 levels)", AT(bool, watch) },
	{ OPT_TEXT, 'r', "record", "file", NULL,
	  "write the book, every change and every trade into a new file",
	  AT(const char *, record), .words = WORDS_FILE },
	{ OPT_DURATION, 0, "for", "time", NULL, "end a watch or a recording"
	  " after so long (default: on INT or TERM)",
	  AT(int64_t, duration) },
	{ .kind = OPT_DONE }
};

/* The venue may know more levels than were asked for. */
static enum err_code
print(const struct book_levels *all, int64_t depth, struct out *out,
    struct err *err)
{
	int64_t shown[2] = { 0, 0 };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++)
		if (shown[all->at[i].side == BOOK_ASK]++ < depth)
			rc = out_row(out, &all->at[i], err);
	return rc;
}

struct watch {
	struct session *s;
	struct out *out;
	const char *symbol;
	bool table, stop;
	struct recording *recording;	/* NULL: it is shown */
	struct book_levels shown;
	enum err_code rc;		/* of a row */
	struct err *err;
};

static const struct book_level *
find_level(const struct book_levels *all, const struct book_level *l)
{
	for (size_t i = 0; i < all->len; i++)
		if (all->at[i].side == l->side &&
		    dec_cmp(all->at[i].price, l->price) == 0)
			return &all->at[i];
	return NULL;
}

/* What has gone is told with an amount of 0, and then what is new or other. */
static void
print_changes(struct watch *w, const struct book_levels *now)
{
	for (size_t i = 0; i < w->shown.len && w->rc == E_OK; i++) {
		struct book_level gone = w->shown.at[i];

		if (find_level(now, &gone) != NULL)
			continue;
		gone.amount = DEC_ZERO;
		if (now->len > 0)
			gone.time = now->at[0].time;
		w->rc = out_row(w->out, &gone, w->err);
	}
	for (size_t i = 0; i < now->len && w->rc == E_OK; i++) {
		const struct book_level *was = find_level(&w->shown,
		    &now->at[i]);

		if (was != NULL && dec_cmp(was->amount, now->at[i].amount) == 0)
			continue;
		w->rc = out_row(w->out, &now->at[i], w->err);
	}
}

static bool
same_book(const struct book_levels *a, const struct book_levels *b)
{
	bool same = a->len == b->len;

	for (size_t i = 0; i < a->len && same; i++)
		same = a->at[i].side == b->at[i].side &&
		    dec_cmp(a->at[i].price, b->at[i].price) == 0 &&
		    dec_cmp(a->at[i].amount, b->at[i].amount) == 0;
	return same;
}

static void
show(struct watch *w, const struct book_levels *now)
{
	if (w->rc != E_OK || same_book(&w->shown, now))
		return;
	if (w->table)
		for (size_t i = 0; i < now->len && w->rc == E_OK; i++)
			w->rc = out_row(w->out, &now->at[i], w->err);
	else
		print_changes(w, now);
	if (w->rc == E_OK)
		w->rc = out_frame(w->out, w->err);
	vec_clear(&w->shown);
	for (size_t i = 0; i < now->len; i++)
		vec_push(&w->shown, now->at[i]);
}

static void
told(void *self, const struct live_news *news)
{
	struct watch *w = self;

	if (w->recording != NULL) {
		recording_take(w->recording, news, clock_now(&w->s->clock));
		w->stop |= recording_full(w->recording);
	}
	if (news->kind == LIVE_BOOK)
		show(w, news->book);
	else if (news->kind == LIVE_DOWN)
		session_warn(w->s, "%s: the book is not followed: %s; it is "
		    "read again", w->symbol, news->text);
	else if (news->kind == LIVE_UP)
		session_warn(w->s, "%s: the book is followed", w->symbol);
}

static void
on_stop(void *self, int fd, short revents)
{
	struct watch *w = self;

	(void)fd;
	(void)revents;
	w->stop = true;
}

/* A book that cannot be read now is tried again, and said once. */
static void
tend(struct watch *w, struct live *line, struct err *said)
{
	struct err why = { .code = E_OK };

	live_tend(line, &why);
	if (why.code != E_OK && strcmp(why.text, said->text) != 0)
		session_warn(w->s, "%s: %s", w->symbol, why.text);
	*said = why;
}

static enum err_code
follow(struct watch *w, struct loop *loop, struct live *line,
    int64_t duration)
{
	int64_t now = clock_monotonic(), end = now + duration;
	struct err said = { .code = E_OK };

	while (w->rc == E_OK && !w->stop && (duration == 0 || now < end)) {
		int64_t wait = duration != 0 && end - now < TURN ? end - now :
		    TURN;

		w->rc = loop_turn(loop, wait, w->err);
		if (w->rc == E_OK)
			tend(w, line, &said);
		now = clock_monotonic();
	}
	/* What was shown last is not known to be the book. */
	return w->rc == E_OK && !line->up ? err_set(w->err, E_NETWORK,
	    "%s: the book was not followed when the watch ended",
	    w->symbol) : w->rc;
}

static enum err_code
watch_book(struct session *s, const struct args *a, struct venue *venue,
    const char *symbol, struct out *out, struct recording *recording,
    struct err *err)
{
	struct watch w = { .s = s, .out = out, .symbol = symbol, .table =
	    s->style.format == OUT_TABLE, .recording = recording, .err = err };
	struct live_options o = { .told = NULL };
	struct loop *loop = loop_open();
	struct live *line = NULL;
	int fd = -1;
	enum err_code rc = session_signals(&fd, err);

	if (rc == E_OK) {
		loop_watch(loop, fd, POLLIN, on_stop, &w);
		rc = session_wire(s, loop, &o, err);
	}
	o.told = told;
	o.self = &w;
	o.raw = recording != NULL;
	if (rc == E_OK)
		rc = venue->ops->market->live_book(venue, &o, symbol,
		    (int)a->depth, &line, err);
	if (rc == E_OK)
		rc = follow(&w, loop, line, a->duration);
	live_close(line);
	loop_free(loop);
	if (fd >= 0)
		close(fd);
	vec_release(&w.shown);
	return rc;
}

static enum err_code
check(const struct args *a, struct err *err)
{
	if (a->record != NULL && a->watch)
		return err_set(err, E_USAGE, "--record and --watch: one of"
		    " them");
	if (a->duration != 0 && !a->watch && a->record == NULL)
		return err_set(err, E_USAGE, "--for: of a watch (--watch), or"
		    " of --record");
	if (a->watch && a->depth > WATCH_MOST)
		return err_set(err, E_USAGE, "--depth: at most %d with "
		    "--watch", WATCH_MOST);
	return E_OK;
}

/* The file gets its end whatever came of it, and is told of when it has one. */
static enum err_code
record_book(struct session *s, const struct args *a, struct venue *venue,
    const char *symbol, struct out *out, struct err *err)
{
	struct recording r = {0};
	struct err more = {0};
	enum err_code rc = recording_open(&r, a->record, a->venue, symbol,
	    err), closed;

	if (rc != E_OK)
		return rc;
	rc = watch_book(s, a, venue, symbol, out, &r, err);
	if (recording_full(&r))
		session_warn(s, "%s: it has as many rows as can be read, and"
		    " ends here", a->record);
	closed = recording_close(&r, clock_now(&s->clock), &more);
	if (closed == E_OK && r.snapshots > 0)
		closed = out_row(out, &r, &more);
	if (rc == E_OK && closed != E_OK) {
		*err = more;
		rc = closed;
	}
	return rc;
}

static enum err_code
ask_once(struct venue *venue, const struct args *a, const char *symbol,
    struct out *out, struct err *err)
{
	struct book_levels all = {0};
	enum err_code rc = venue->ops->market->book(venue, symbol,
	    (int)a->depth, &all, err);

	if (rc == E_OK)
		rc = print(&all, a->depth, out, err);
	vec_release(&all);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct venue *venue = NULL;
	struct out *out = NULL;
	enum err_code rc = check(a, err);

	if (rc == E_OK)
		rc = market_open(s, a->venue, operands, &venue, err);
	if (rc == E_OK)
		rc = session_out(s, a->record != NULL ? &recording_record :
		    &book_level_record, &out, err);
	if (rc == E_OK && (a->watch || a->record != NULL) &&
	    venue->ops->market->live_book == NULL)
		rc = err_set(err, E_USAGE, "%s does not tell its books by"
		    " itself", a->venue);
	if (rc == E_OK && a->record != NULL)
		rc = record_book(s, a, venue, operands->at[0], out, err);
	else if (rc == E_OK && a->watch)
		rc = watch_book(s, a, venue, operands->at[0], out, NULL, err);
	else if (rc == E_OK)
		rc = ask_once(venue, a, operands->at[0], out, err);
	venue_close(venue);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "symbol", .words = WORDS_SYMBOL,
	  .help = "unified symbol, such as BTC/USDT" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms market book BTC/USDT", "ten prices of each side", 0 },
	{ "etrms market book BTC/USDT:USDT --depth 1 --format csv",
	  "the best bid and ask of the perpetual", 0 },
	{ "etrms market book BTC/USDT --watch --for 1s",
	  "every change; here for a second", 0 },
	{ "etrms market book BTC/USDT --record recorded.csv --for 1s",
	  "for analyze liquidity; here for a second", 0 },
	{ .line = NULL }
};

static const struct record *const more[] = { &recording_record, NULL };

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, E_OUTPUT,
	0 };

const struct cmd cmd_market_book = {
	.name = "market book",
	.group = "market data",
	.summary = "show what is bid and asked for a symbol",
	.about = "Asks a venue for its order book: bids from the highest down,"
	    " then asks from the lowest up, each with the amount that is"
	    " offered at that price. Public data: no key is needed.\n\n"
	    "With --watch it goes on with what the venue tells by itself. A"
	    " table is the book as it is; in every other format the first"
	    " rows are the book, and each one after them is a price whose"
	    " amount is another now, 0 where it is no longer among those"
	    " shown. When the line is lost, or a change is missing, stderr"
	    " says so; the book is read again, and what has changed meanwhile"
	    " is told then. INT, TERM and HUP end it; exit code 7 then says"
	    " that the book was not followed at that moment.\n\n"
	    "With --record it writes a new CSV of what the venue tells: the"
	    " book as it was read, every change with its ids, and every"
	    " trade, as they came; analyze liquidity --book reads it. A line"
	    " that is lost, or a change that is missing, is a gap in it, and"
	    " the book is read again. Its last row says that it is whole: it"
	    " is written when --for is over and on INT, TERM and HUP, and a"
	    " file without it was cut short.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &book_level_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
