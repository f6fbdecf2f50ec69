/* A recording of an order book, row by row. */
#include "cmd/recording.h"

#include "feed/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define ROOM 100000		/* rows for one more event and the end */

#define ROW(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct recording, member)
static const struct field fields[] = {
	{ ROW(TEXT, file), .help = "where it is" },
	{ ROW(CHARS, venue), .help = "whose book" },
	{ ROW(CHARS, symbol), .help = "unified symbol" },
	{ ROW(STAMP, first), .help = "when its first row came" },
	{ ROW(STAMP, last), .help = "when its last row came" },
	{ ROW(INT, snapshots), .help = "times the book was read" },
	{ ROW(INT, changes), .help = "of the book" },
	{ ROW(INT, trades), .help = "of others" },
	{ ROW(INT, gaps), .help = "times that the line was lost, or a change"
	  " was missing" },
	{ ROW(INT, rows), .help = "in the file" },
	{ .name = NULL }
};
const struct record recording_record = { "book_recording",
	"an order book that was recorded", fields };

enum err_code
recording_open(struct recording *r, const char *file, const char *venue,
    const char *symbol, struct err *err)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return err_set(err, E_USAGE, "%s: %s", file, strerror(errno));
	*r = (struct recording){ .file = file, .to = fdopen(fd, "w") };
	if (r->to == NULL) {
		close(fd);
		return err_set(err, E_OUTPUT, "%s: %s", file, strerror(errno));
	}
	TEXT_SET(r->venue, venue);
	TEXT_SET(r->symbol, symbol);
	fputs(TAPE_HEADER "\n", r->to);
	return E_OK;
}

static void
put_row(struct recording *r, enum tape_kind kind, int64_t now,
    const char *ids, const char *side, struct dec price, struct dec amount)
{
	char p[DEC_TEXT_SIZE], q[DEC_TEXT_SIZE];

	/* Times of a recording do not go back when a clock is set. */
	if (now > r->last)
		r->last = now;
	if (r->first == 0)
		r->first = r->last;
	fprintf(r->to, "%s,%" PRId64 ",%s,%s,%s,%s\n", tape_kind_names[kind],
	    r->last / 1000, ids, side, dec_text(price, p),
	    dec_text(amount, q));
	r->rows++;
}

static void
put_levels(struct recording *r, enum tape_kind kind, int64_t now,
    const struct live_news *news)
{
	char before[24] = "", ids[64];

	if (kind == TAPE_CHANGE)
		snprintf(before, sizeof(before), "%" PRId64, news->before);
	snprintf(ids, sizeof(ids), "%s,%" PRId64, before, news->last);
	for (size_t i = 0; i < news->book->len; i++) {
		const struct book_level *l = &news->book->at[i];

		put_row(r, kind, now, ids, book_side_names[l->side], l->price,
		    l->amount);
	}
	if (news->book->len == 0)
		put_row(r, kind, now, ids, "", DEC_NONE, DEC_NONE);
}

void
recording_take(struct recording *r, const struct live_news *news, int64_t now)
{
	switch (news->kind) {
	case LIVE_SNAPSHOT:
		put_levels(r, TAPE_SNAPSHOT, now, news);
		r->snapshots++;
		r->down = false;
		break;
	case LIVE_CHANGE:
		put_levels(r, TAPE_CHANGE, now, news);
		r->changes++;
		break;
	case LIVE_TRADE:
		put_row(r, TAPE_TRADE, now, ",", side_names[news->trade->side],
		    news->trade->price, news->trade->amount);
		r->trades++;
		break;
	case LIVE_DOWN:
		if (r->snapshots > 0 && !r->down) {
			put_row(r, TAPE_GAP, now, ",", "", DEC_NONE, DEC_NONE);
			r->gaps++;
		}
		r->down = true;
		break;
	default:
		break;
	}
}

bool
recording_full(const struct recording *r)
{
	return r->rows >= TAPE_ROWS_MAX - ROOM;
}

enum err_code
recording_close(struct recording *r, int64_t now, struct err *err)
{
	FILE *to = r->to;
	bool bad;

	if (to == NULL)
		return E_OK;
	r->to = NULL;
	if (r->snapshots == 0) {
		fclose(to);
		unlink(r->file);
		return E_OK;
	}
	r->to = to;
	put_row(r, TAPE_END, now, ",", "", DEC_NONE, DEC_NONE);
	r->to = NULL;
	bad = ferror(to) != 0 || fflush(to) != 0;
	/* A pipe or a device has nothing to sync. */
	bad |= fsync(fileno(to)) != 0 && errno != EINVAL && errno != EROFS;
	bad |= fclose(to) != 0;
	return bad ? err_set(err, E_OUTPUT, "%s: %s", r->file,
	    strerror(errno)) : E_OK;
}
