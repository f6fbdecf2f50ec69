/*
 * Order books rebuilt from any bytes: refused with a text, or after each event
 * the book has both sides apart, each in order, and levels above 0.
 */
#include "feed/rebuild.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

struct seen { int64_t books, rows, ends; };

static void
check_side(const struct order_levels *l, int order)
{
	for (size_t i = 0; i < l->len; i++) {
		MUST(dec_sign(l->at[i].price) > 0 &&
		    dec_sign(l->at[i].amount) > 0);
		MUST(i == 0 || dec_cmp(l->at[i].price, l->at[i - 1].price) ==
		    order);
	}
}

static void
check_book(const struct order_book *b)
{
	MUST(!order_book_crossed(b));
	check_side(&b->sides[BOOK_BID], -1);
	check_side(&b->sides[BOOK_ASK], 1);
}

static enum err_code
take_level(void *self, const struct tape_row *row, struct dec before,
    struct err *err)
{
	(void)self;
	(void)err;
	MUST(dec_sign(row->price) > 0 && dec_sign(row->amount) >= 0);
	MUST(dec_sign(before) >= 0);
	return E_OK;
}

static enum err_code
take_book(void *self, const struct order_book *b, int64_t time, int64_t last,
    struct err *err)
{
	struct seen *s = self;

	(void)time;
	(void)last;
	(void)err;
	s->books++;
	check_book(b);
	return E_OK;
}

static enum err_code
take_row(void *self, const struct tape_row *row, struct err *err)
{
	struct seen *s = self;

	(void)err;
	s->rows++;
	MUST(row->kind == TAPE_TRADE || row->kind == TAPE_QUOTE ||
	    row->kind == TAPE_GAP);
	return E_OK;
}

static enum err_code
take_end(void *self, const struct order_book *b, struct err *err)
{
	struct seen *s = self;

	(void)err;
	s->ends++;
	check_book(b);
	return E_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("book", MFD_CLOEXEC);
	struct seen seen = {0};
	const struct rebuild_sink sink = { take_level, take_book, take_row,
	    take_end, &seen };
	struct rebuild_sums sums = {0};
	struct err err = {0};
	char path[64];
	const char *paths[1] = { path };
	enum err_code rc;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = feed_rebuild(paths, 1, &sink, &sums, &err);
	MUST(rc == E_OK || ((rc == E_DATA || rc == E_USAGE) &&
	    err.text[0] != '\0'));
	MUST(rc != E_OK || (sums.snapshots > 0 && seen.ends <= 1 &&
	    seen.books <= sums.snapshots + sums.changes && seen.rows ==
	    sums.trades + sums.quotes + sums.gaps &&
	    sums.first <= sums.last));
	close(fd);
	return 0;
}
