/* Order books from snapshots and changes. */
#include "feed/rebuild.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>

#define KEPT_MAX 200000		/* rows before a snapshot */

enum state { WAITS, BEGUN, GOOD };
struct tape_rows VEC_OF(struct tape_row);

struct rebuild {
	const struct rebuild_sink *sink;
	struct rebuild_sums *sums;
	const char *path;		/* of the file that is read */
	struct order_book book;
	enum state state;
	int64_t last;			/* change that is in the book */
	struct tape_rows kept;
	/* the event whose rows come */
	bool open, applies;
	enum tape_kind kind;
	int64_t time, before, id;
	struct tape_rows *all;		/* of several files; or NULL */
};

static enum err_code event_row(struct rebuild *r, const struct tape_row *row,
    struct err *err);

static enum err_code
event_close(struct rebuild *r, struct err *err)
{
	bool snapshot = r->kind == TAPE_SNAPSHOT;

	if (!r->open)
		return E_OK;
	r->open = false;
	if (!r->applies)
		return E_OK;
	r->last = r->id;
	r->state = snapshot ? BEGUN : GOOD;
	if (order_book_crossed(&r->book))
		return err_set(err, E_DATA, "%s: the book is crossed after"
		    " update %lld: the best bid is not below the best ask",
		    r->path, (long long)r->id);
	if (snapshot && order_book_empty(&r->book))
		return err_set(err, E_DATA, "%s: the snapshot %lld has no %s",
		    r->path, (long long)r->id,
		    r->book.sides[BOOK_BID].len == 0 ? "bids" : "asks");
	return r->sink->book == NULL ? E_OK : r->sink->book(r->sink->self,
	    &r->book, r->time, r->last, err);
}

/* What was kept, now that its snapshot is there. */
static enum err_code
kept_apply(struct rebuild *r, struct err *err)
{
	struct tape_rows kept = r->kept;
	enum err_code rc = E_OK;

	r->kept = (struct tape_rows){0};
	for (size_t i = 0; i < kept.len && rc == E_OK; i++)
		rc = event_row(r, &kept.at[i], err);
	vec_release(&kept);
	return rc == E_OK ? event_close(r, err) : rc;
}

static enum err_code
event_end(struct rebuild *r, struct err *err)
{
	bool snapshot = r->open && r->kind == TAPE_SNAPSHOT;
	enum err_code rc = event_close(r, err);

	if (rc == E_OK && snapshot)
		rc = kept_apply(r, err);
	return rc;
}

static enum err_code
change_open(struct rebuild *r, const struct tape_row *row, struct err *err)
{
	if (r->state == WAITS)
		return E_OK;
	r->applies = row->last > r->last;
	r->sums->stale += !r->applies;
	r->sums->changes += r->applies;
	if (r->applies && (r->state == BEGUN ? row->before > r->last :
	    row->before != r->last))
		return err_set(err, E_DATA, "%s: changes of the book are"
		    " missing: after update %lld comes one that begins at"
		    " %lld", r->path, (long long)r->last,
		    (long long)row->before + 1);
	return E_OK;
}

static enum err_code
event_open(struct rebuild *r, const struct tape_row *row, struct err *err)
{
	r->open = true;
	r->applies = row->kind == TAPE_SNAPSHOT;
	r->kind = row->kind;
	r->time = row->time;
	r->before = row->before;
	r->id = row->last;
	if (row->kind == TAPE_CHANGE)
		return change_open(r, row, err);
	r->sums->snapshots++;
	order_book_clear(&r->book);
	return E_OK;
}

static enum err_code
keep(struct rebuild *r, const struct tape_row *row, struct err *err)
{
	if (r->kept.len >= KEPT_MAX)
		return err_set(err, E_DATA, "%s: more than %d rows of changes"
		    " before a snapshot", r->path, KEPT_MAX);
	vec_push(&r->kept, *row);
	return E_OK;
}

static enum err_code
event_row(struct rebuild *r, const struct tape_row *row, struct err *err)
{
	struct dec before;
	enum err_code rc = E_OK;

	if (!r->open || row->kind != r->kind || row->last != r->id ||
	    row->before != r->before) {
		rc = event_end(r, err);
		if (rc == E_OK)
			rc = event_open(r, row, err);
	}
	if (rc != E_OK)
		return rc;
	if (row->kind == TAPE_CHANGE && r->state == WAITS)
		return keep(r, row, err);
	if (!r->applies || !dec_known(row->price))
		return E_OK;
	r->sums->levels++;
	before = order_book_set(&r->book, row->side, row->price, row->amount);
	return r->sink->level == NULL ? E_OK : r->sink->level(r->sink->self,
	    row, before, err);
}

static void
start_again(struct rebuild *r)
{
	r->sums->gaps++;
	r->state = WAITS;
	order_book_clear(&r->book);
	vec_clear(&r->kept);
}

static enum err_code
take(struct rebuild *r, const struct tape_row *row, struct err *err)
{
	enum err_code rc;

	if (r->sums->first == 0 || row->time < r->sums->first)
		r->sums->first = row->time;
	if (row->time > r->sums->last)
		r->sums->last = row->time;
	if (row->kind == TAPE_SNAPSHOT || row->kind == TAPE_CHANGE)
		return event_row(r, row, err);
	rc = event_end(r, err);
	if (row->kind == TAPE_GAP)
		start_again(r);
	r->sums->trades += row->kind == TAPE_TRADE;
	r->sums->quotes += row->kind == TAPE_QUOTE;
	if (rc == E_OK && r->sink->row != NULL && row->kind != TAPE_END)
		rc = r->sink->row(r->sink->self, row, err);
	return rc;
}

static enum err_code
from_file(void *self, const struct tape_row *row, struct err *err)
{
	struct rebuild *r = self;

	if (r->all == NULL)
		return take(r, row, err);
	if (r->all->len >= REBUILD_ROWS_MAX)
		return err_set(err, E_DATA, "%s: more than %d rows in several"
		    " files", r->path, REBUILD_ROWS_MAX);
	vec_push(r->all, *row);
	return E_OK;
}

struct place { int64_t time; size_t at; };

/* Of one time the order of the files counts, and in it that of the rows. */
static int
by_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->time != y->time ? (x->time > y->time ? 1 : -1) :
	    (x->at > y->at) - (x->at < y->at);
}

static enum err_code
merge(struct rebuild *r, struct err *err)
{
	const struct tape_rows *all = r->all;
	struct place *order = mem_array(all->len, sizeof(*order));
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len; i++)
		order[i] = (struct place){ all->at[i].time, i };
	qsort(order, all->len, sizeof(*order), by_time);
	for (size_t i = 0; i < all->len && rc == E_OK; i++)
		rc = take(r, &all->at[order[i].at], err);
	free(order);
	return rc;
}

enum err_code
feed_rebuild(const char *const *paths, size_t n,
    const struct rebuild_sink *sink, struct rebuild_sums *sums,
    struct err *err)
{
	struct tape_rows all = {0};
	struct rebuild r = { .sink = sink, .sums = sums,
	    .all = n > 1 ? &all : NULL };
	enum err_code rc = E_OK;

	*sums = (struct rebuild_sums){0};
	for (size_t i = 0; i < n && rc == E_OK; i++) {
		r.path = paths[i];
		rc = feed_tape(paths[i], -1, from_file, &r, err);
	}
	r.path = n > 0 ? paths[0] : "";
	if (rc == E_OK && n > 1)
		rc = merge(&r, err);
	if (rc == E_OK)
		rc = event_end(&r, err);
	if (rc == E_OK && r.state != WAITS && sink->end != NULL)
		rc = sink->end(sink->self, &r.book, err);
	if (rc == E_OK && sums->snapshots == 0)
		rc = err_set(err, E_DATA, "%s: no snapshot of an order book"
		    " in it", r.path);
	order_book_release(&r.book);
	vec_release(&r.kept);
	vec_release(&all);
	return rc;
}
