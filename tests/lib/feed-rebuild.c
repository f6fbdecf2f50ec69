/*
 * Order books rebuilt from what a market told, by hand: a snapshot and its
 * changes, those that came before it, those that are stale; what was there
 * before a level; gaps that are told, gaps that are not, crossed books; several
 * files in order of time. And returns: their forms, and what is none.
 */
#include "feed/rebuild.h"
#include "feed/returns.h"

#include "base/buf.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct buf seen;
static struct err err;
static struct rebuild_sums sums;

/* "bids/asks": price x amount of each level. */
static void
put_book(const struct order_book *b)
{
	char price[DEC_TEXT_SIZE], amount[DEC_TEXT_SIZE];

	for (int side = 0; side < 2; side++) {
		const struct order_levels *l = &b->sides[side];

		for (size_t i = 0; i < l->len; i++)
			buf_printf(&seen, "%s%sx%s", i > 0 ? " " : "",
			    dec_text(l->at[i].price, price),
			    dec_text(l->at[i].amount, amount));
		buf_puts(&seen, side == 0 ? "/" : "");
	}
}

static enum err_code
take_level(void *self, const struct tape_row *row, struct dec before,
    struct err *e)
{
	char price[DEC_TEXT_SIZE], was[DEC_TEXT_SIZE];

	(void)self;
	(void)e;
	if (row->kind == TAPE_CHANGE)
		buf_printf(&seen, "(%s was %s) ", dec_text(row->price, price),
		    dec_text(before, was));
	return E_OK;
}

static enum err_code
take_book(void *self, const struct order_book *b, int64_t time, int64_t last,
    struct err *e)
{
	(void)self;
	(void)time;
	(void)e;
	buf_printf(&seen, "%lld: ", (long long)last);
	put_book(b);
	buf_puts(&seen, "; ");
	return E_OK;
}

static enum err_code
take_row(void *self, const struct tape_row *row, struct err *e)
{
	(void)self;
	(void)e;
	buf_printf(&seen, "%s; ", tape_kind_names[row->kind]);
	return E_OK;
}

static enum err_code
take_end(void *self, const struct order_book *b, struct err *e)
{
	(void)self;
	(void)e;
	buf_puts(&seen, "end ");
	put_book(b);
	return E_OK;
}

static char places[2][40];

/* @3: the time in ms of the third second after another one. */
static void
write_file(int i, const char *text)
{
	FILE *f;
	int fd;

	snprintf(places[i], sizeof(places[i]), "/tmp/etrms-feed-XXXXXX");
	fd = mkstemp(places[i]);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f == NULL)
		abort();
	for (; *text != '\0'; text++)
		if (*text == '@')
			fprintf(f, "170000000%c000", *++text);
		else
			fputc(*text, f);
	fclose(f);
}

static enum err_code
rebuild(const char *one, const char *other)
{
	const struct rebuild_sink sink = { take_level, take_book, take_row,
	    take_end, NULL };
	const char *paths[] = { places[0], places[1] };
	enum err_code rc;

	buf_clear(&seen);
	write_file(0, one);
	if (other != NULL)
		write_file(1, other);
	rc = feed_rebuild(paths, other != NULL ? 2 : 1, &sink, &sums, &err);
	unlink(places[0]);
	if (other != NULL)
		unlink(places[1]);
	return rc;
}

#define HEADER TAPE_HEADER "\n"
#define SNAPSHOT \
	"snapshot,@2,,10,bid,99,2\nsnapshot,@2,,10,bid,98,3\n" \
	"snapshot,@2,,10,ask,101,1\n"
#define END "end,@5,,,,,\n"

static void
gives(const char *one, const char *other, const char *want)
{
	is_int(rebuild(one, other), E_OK);
	is_text(buf_text(&seen), want);
}

static void
refuses(const char *text, const char *what)
{
	is_int(rebuild(text, NULL), E_DATA);
	if (strstr(err.text, what) == NULL) {
		printf("# %s: not %s\n", err.text, what);
		tap_bad = 1;
	}
}

static void
follows_the_changes(void)
{
	gives(HEADER SNAPSHOT "change,@3,10,11,bid,99,0\n"
	    "change,@3,10,11,ask,100.5,4\nchange,@4,11,12,ask,101,7\n" END,
	    NULL, "10: 99x2 98x3/101x1; (99 was 2) (100.5 was 0) 11:"
	    " 98x3/100.5x4 101x1; (101 was 1) 12: 98x3/100.5x4 101x7; end"
	    " 98x3/100.5x4 101x7");
	is_int(sums.changes, 2);
	is_int(sums.levels, 6);
	is_int(sums.first, INT64_C(1700000002000000));
	is_int(sums.last, INT64_C(1700000005000000));
}

/* What ended before the snapshot is dropped; the first one may reach over it.
 */
static void
joins_changes_that_came_before(void)
{
	gives(HEADER "change,@1,5,8,bid,90,9\nchange,@1,8,11,bid,97,5\n"
	    SNAPSHOT "change,@3,11,12,ask,103,1\n" END, NULL,
	    "10: 99x2 98x3/101x1; (97 was 0) 11: 99x2 98x3 97x5/101x1;"
	    " (103 was 0) 12: 99x2 98x3 97x5/101x1 103x1; end 99x2 98x3"
	    " 97x5/101x1 103x1");
	is_int(sums.stale, 1);
}

static void
knows_gaps(void)
{
	refuses(HEADER SNAPSHOT "change,@3,11,12,bid,99,1\n" END, "changes of"
	    " the book are missing: after update 10 comes one that begins at"
	    " 12");
	refuses(HEADER SNAPSHOT "change,@3,10,11,bid,99,1\n"
	    "change,@3,12,13,bid,99,2\n" END,
	    "after update 11 comes one that begins at 13");
	gives(HEADER SNAPSHOT "gap,@3,,,,,\nchange,@3,40,41,bid,99,1\n"
	    "snapshot,@4,,50,bid,9,1\nsnapshot,@4,,50,ask,11,1\n" END, NULL,
	    "10: 99x2 98x3/101x1; gap; 50: 9x1/11x1; end 9x1/11x1");
	is_int(sums.gaps, 1);
	/* where a gap is last the book is not known */
	gives(HEADER SNAPSHOT "gap,@3,,,,,\n" END, NULL,
	    "10: 99x2 98x3/101x1; gap; ");
}

static void
refuses_what_no_book_can_be(void)
{
	refuses(HEADER SNAPSHOT "change,@3,10,11,bid,101,1\n" END,
	    "the book is crossed after update 11");
	refuses(HEADER "snapshot,@2,,10,bid,99,2\n" END,
	    "the snapshot 10 has no asks");
	refuses(HEADER "trade,@2,,,buy,99,2\n" END,
	    "no snapshot of an order book in it");
	refuses(HEADER SNAPSHOT, "has no end");
	refuses(HEADER SNAPSHOT "change,@3,10,11,bid,99,-2\n" END,
	    "not an amount from 0 on (\"-2\")");
	refuses(HEADER "snapshot,@2,,10,bid,99,-2\n" END,
	    "not a number above 0 (\"-2\")");
}

static void
joins_files_by_time(void)
{
	gives(HEADER SNAPSHOT "change,@4,10,11,bid,99,5\nend,@6,,,,,\n",
	    HEADER "trade,@3,,,buy,101,1\ntrade,@5,,,sell,99,1\n"
	    "end,@6,,,,,\n", "10: 99x2 98x3/101x1; trade; (99 was 2) 11:"
	    " 99x5 98x3/101x1; trade; end 99x5 98x3/101x1");
	is_int(sums.trades, 2);
}

static const char *
returns_of(const char *text)
{
	static char out[200];
	struct returns all = {0};
	size_t n = 0;

	write_file(0, text);
	if (feed_returns(places[0], &all, &err) != E_OK)
		snprintf(out, sizeof(out), "%s", strchr(err.text, ':') + 1);
	else
		out[0] = '\0';
	for (size_t i = 0; err.code != E_DATA && i < all.len; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%.10g",
		    i > 0 ? " " : "", all.at[i]);
	unlink(places[0]);
	vec_release(&all);
	err = (struct err){0};
	return out;
}

static void
reads_returns(void)
{
	err = (struct err){0};
	is_text(returns_of("0.01\n-2%\r\n\n+1e-3"), "0.01 -0.02 0.001");
	is_text(returns_of("time,\"Return\"\n1,0.5\n2, \"-1\"\n"), "0.5 -1");
	is_text(returns_of("return\n0.5\n"), "0.5");
	is_text(returns_of("gain\n0.5\n"), "0.5");
	is_text(returns_of("0.01\nnan\n"), "2: \"nan\" is no return such as"
	    " 0.012 or 1.2%");
	is_text(returns_of("0.01\n0x1\n"), "2: \"0x1\" is no return such as"
	    " 0.012 or 1.2%");
	is_text(returns_of("0.01\n-1.5\n"), "2: \"-1.5\" loses more than all;"
	    " returns are ratios, 0.01 for 1%");
	is_text(returns_of("1\n42000\n"), "2: \"42000\" is no return; they are"
	    " ratios, 0.01 for 1%");
	is_text(returns_of("t,return\n5\n"), "2: \"5\" has too few columns");
	is_text(returns_of("t,x\n5,1\n"), " no column is called \"return\"");
	is_text(returns_of(""), " no returns");
	is_text(returns_of("return\n"), " no returns");
}

int
main(void)
{
	TEST(follows_the_changes);
	TEST(joins_changes_that_came_before);
	TEST(knows_gaps);
	TEST(refuses_what_no_book_can_be);
	TEST(joins_files_by_time);
	TEST(reads_returns);
	buf_release(&seen);
	return tap_done();
}
