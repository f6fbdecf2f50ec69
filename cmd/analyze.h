/* What the analyze commands share: which stored bars they look at. */
#ifndef CMD_ANALYZE_H
#define CMD_ANALYZE_H

#include "analysis/panel.h"
#include "cmd/session.h"

/* NULL, 0 and none: not given. */
struct analyze_terms {
	const char *venue;
	struct texts timeframes;
	int64_t from, to, bars;
};

/* The options of struct analyze_terms, which is the member `of` of a command's
 * struct args; several: what becomes of several timeframes. */
#define ANALYZE_OPTIONS(several, least, greatest) \
	{ OPT_TEXTS, 't', "timeframe", "timeframe", NULL, "of the bars, made" \
	  " of stored shorter ones where none are stored; several " several, \
	  AT(struct texts, of.timeframes), .words = WORDS_TIMEFRAME }, \
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "of the stored candles", \
	  AT(const char *, of.venue), .words = WORDS_VENUE }, \
	{ OPT_STAMP, 0, "from", "time", NULL, \
	  "look at bars that open at this time or later", \
	  AT(int64_t, of.from) }, \
	{ OPT_STAMP, 0, "to", "time", NULL, \
	  "look at bars that open before this time", AT(int64_t, of.to) }, \
	{ OPT_INT, 'n', "bars", "n", "1000", "look at the last so many bars", \
	  AT(int64_t, of.bars), .min = (least), .max = (greatest) }

/* E_USAGE: they contradict each other, or are no timeframes. */
enum err_code analyze_check(struct session *s, const struct analyze_terms *t,
    struct err *err);
/* Of an answer that was stored: no --timeframe is given, or this is one. */
bool analyze_frame_asked(const struct analyze_terms *t, int64_t timeframe);

/* Called for each symbol, and of it each timeframe. */
struct analyze_sink {
	enum err_code (*each)(void *self, const char *venue,
	    const char *symbol, const struct analysis_bars *bars,
	    struct err *err);
	void *self;
};
/* One that fails does not keep the others from being looked at: the first
 * failure is returned at the end, further ones are warnings. Missing bars are
 * told on stderr. */
enum err_code analyze_each(struct session *s, const struct analyze_terms *t,
    const struct texts *symbols, const struct analyze_sink *sink,
    struct err *err);

/* Simple returns of several symbols at one timeframe, over the same bars; of
 * the first one's only timeframe where none is given. What bars are missing
 * and which ones not all symbols have is told on stderr. E_USAGE: fewer than
 * two symbols, one of them twice or several timeframes; E_DATA as
 * analysis_panel_make() says. venue: of the first; VENUE_SIZE, may be NULL. */
enum err_code analyze_panel(struct session *s, const struct analyze_terms *t,
    const struct texts *symbols, size_t least, const char *what,
    struct analysis_panel *out, char *venue, struct err *err);
/* How many of the bars that its column k was made of are left out: in text, and
 * returned; NULL: none. */
const char *analyze_lost(const struct analysis_bars *bars,
    const struct analysis_panel *a, size_t k, struct buf *text);

#endif
