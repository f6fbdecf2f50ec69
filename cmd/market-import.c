/*
 * etrms market import: funding rates from files into the store. All files are
 * one transaction: what is refused leaves nothing behind.
 */
#include "base/stamp.h"
#include "cmd/candles.h"
#include "feed/feed.h"
#include "store/fundingrates.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CONFLICTS_REFUSE, CONFLICTS_KEEP, CONFLICTS_REPLACE };
static const char *const conflict_names[] = { "refuse", "keep", "replace",
    NULL };

struct args {
	const char *venue, *symbol;
	int on_conflict;
	bool dry_run;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "where they were settled",
	  AT(const char *, venue), .words = WORDS_VENUE, .required = true },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "unified symbol, such as BTC/USDT:USDT: whose they are; where a"
	  " file says it, only this one's", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ OPT_ENUM, 0, "on-conflict", "what", "refuse",
	  "a settlement that is there with another rate: refuse the files,"
	  " keep the stored one, replace it", AT(int, on_conflict),
	  .choices = conflict_names },
	{ OPT_FLAG, 'n', "dry-run", NULL, NULL,
	  "do everything but keep nothing", AT(bool, dry_run) },
	{ .kind = OPT_DONE }
};

/* One row for each file: what was in it and what became of it. */
struct summary {
	const char *file, *venue, *symbol;
	int64_t rows, added, same, conflicts, skipped, late, from, to;
	signed char stored;
};
struct summaries VEC_OF(struct summary);

#define F(member) FIELD_AT(struct summary, member)
static const struct field fields[] = {
	{ "file", FIELD_TEXT, F(file), .help = "as it was given" },
	{ "venue", FIELD_TEXT, F(venue), .help = "where they were settled" },
	{ "symbol", FIELD_TEXT, F(symbol),
	  .help = "unified symbol; null: as many as the file has" },
	{ "from", FIELD_STAMP, F(from), .help = "the first settlement" },
	{ "to", FIELD_STAMP, F(to), .help = "the last settlement" },
	{ "rows", FIELD_INT, F(rows), .help = "settlements in the file" },
	{ "added", FIELD_INT, F(added), .help = "that were new" },
	{ "same", FIELD_INT, F(same),
	  .help = "that were there already, with the same rate" },
	{ "conflicts", FIELD_INT, F(conflicts),
	  .help = "that were there with another rate" },
	{ "skipped", FIELD_INT, F(skipped), .help = "of other symbols" },
	{ "late", FIELD_INT, F(late),
	  .help = "stamped after the whole second at which they were" },
	{ "stored", FIELD_BOOL, F(stored),
	  .help = "whether they are now in the store" },
	{ .name = NULL }
};
#undef F
static const struct record summary_record = {
	"funding_import", "what was in a file of funding rates", fields
};

struct import {
	struct session *session;
	const struct args *args;
	struct summary *summary;
	int spool;			/* a copy of stdin; -1: none */
	char first[300];		/* the first conflict */
};

static enum err_code
rate_take(void *self, const struct funding_rate *given, int64_t line,
    struct err *err)
{
	struct import *i = self;
	struct summary *sum = i->summary;
	struct funding_rate rate = *given;
	enum rate_put what = RATE_ADDED;
	char at[STAMP_TEXT_SIZE];
	enum err_code rc;

	TEXT_SET(rate.venue, i->args->venue);
	rc = funding_rate_put(i->session->store, &rate,
	    i->args->on_conflict == CONFLICTS_REPLACE, &what, err);
	sum->added += what == RATE_ADDED;
	sum->same += what == RATE_SAME;
	if (what == RATE_CONFLICT && sum->conflicts++ == 0 &&
	    i->first[0] == '\0')
		snprintf(i->first, sizeof(i->first), "%s:%lld: %s at %s is "
		    "there with another rate", sum->file, (long long)line,
		    rate.symbol, stamp_text(rate.time, at));
	if (sum->from == 0 || rate.time < sum->from)
		sum->from = rate.time;
	if (rate.time > sum->to)
		sum->to = rate.time;
	return rc;
}

static enum err_code
file_import(struct import *i, const char *file, struct err *err)
{
	struct summary *sum = i->summary;
	struct funding_sums sums;
	char detail[200];
	enum err_code rc = feed_fundings(file, strcmp(file, "-") == 0 ?
	    i->spool : -1, i->args->symbol, rate_take, i, &sums, err);

	sum->rows = sums.rows;
	sum->skipped = sums.skipped;
	sum->late = sums.late;
	if (rc == E_OK && sum->conflicts > 0 &&
	    i->args->on_conflict == CONFLICTS_REFUSE)
		rc = err_set(err, E_DATA, "%s%s; nothing was imported",
		    i->first, sum->conflicts == 1 ? "" :
		    ", and more like it");
	snprintf(detail, sizeof(detail), "%lld new rates from %.150s",
	    (long long)sum->added, file);
	return rc != E_OK ? rc : session_audit(i->session, "funding_rate",
	    i->args->symbol != NULL ? i->args->symbol : i->args->venue,
	    "import", detail, err);
}

static enum err_code
files_import(struct import *i, const struct texts *files,
    struct summaries *sums, struct err *err)
{
	enum err_code rc = E_OK;

	/* the store's lock must not wait for whoever writes the pipe */
	for (size_t k = 0; k < files->len && rc == E_OK; k++) {
		struct summary *sum = vec_add(sums);

		sum->file = files->at[k];
		sum->venue = i->args->venue;
		sum->symbol = i->args->symbol;
		if (strcmp(files->at[k], "-") == 0)
			rc = i->spool >= 0 ? err_set(err, E_USAGE,
			    "stdin can be read only once") :
			    feed_spool(fileno(i->session->in), &i->spool, err);
	}
	if (rc == E_OK)
		rc = store_begin(i->session->store, err);
	if (rc != E_OK)
		return rc;
	for (size_t k = 0; k < files->len && rc == E_OK; k++) {
		i->summary = &sums->at[k];
		rc = file_import(i, files->at[k], err);
	}
	if (rc == E_OK && i->args->dry_run) {
		store_end(i->session->store, E_NO, NULL);
		return E_OK;
	}
	return store_end(i->session->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct import i = { .session = s, .args = a, .spool = -1 };
	struct summaries sums = {0};
	struct out *out = NULL;
	enum err_code rc = candles_series_check(a->venue, a->symbol, 0, err);

	if (rc == E_OK && a->symbol != NULL && strchr(a->symbol, ':') == NULL)
		rc = err_set(err, E_USAGE, "symbol '%s': only a perpetual such"
		    " as BTC/USDT:USDT has funding", a->symbol);
	if (rc == E_OK)
		rc = session_out(s, &summary_record, &out, err);
	if (rc == E_OK)
		rc = files_import(&i, operands, &sums, err);
	for (size_t k = 0; k < sums.len && rc == E_OK; k++) {
		sums.at[k].stored = !a->dry_run;
		rc = out_row(out, &sums.at[k], err);
	}
	vec_release(&sums);
	if (i.spool >= 0)
		close(i.spool);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "file", .many = true, .words = WORDS_FILE,
	  .help = "CSV, gzip or zip; - for stdin" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms market import examples/funding.csv --venue demo",
	  "rates of every symbol in a file", 0 },
	{ "etrms market import examples/funding.csv --venue demo "
	  "--symbol BTC/USDT:USDT --dry-run", "see what is in it for one", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_market_import = {
	.name = "market import",
	.group = "market data",
	.summary = "take funding rates from files into the store",
	.about = "Reads funding rates of perpetuals from files with a header"
	    " that names a time (ts, time, fundingTime, calc_time) and a rate"
	    " (funding_rate, last_funding_rate), perhaps a symbol and the"
	    " mark price it was settled at. Symbols are unified ones, or"
	    " names such as BTCUSDT, which are those of linear perpetuals.\n\n"
	    "Exchanges stamp a settlement some milliseconds late: it is"
	    " stored at its whole second, and counted as late. A settlement"
	    " that is there with another rate refuses all files, unless"
	    " --on-conflict says otherwise.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &summary_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
