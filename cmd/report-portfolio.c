/*
 * etrms report portfolio: what a portfolio did, as a page to keep and to send,
 * or drawn in the terminal.
 */
#include "cmd/folio.h"

#include "analysis/performance-report.h"
#include "cmd/reporting.h"

struct args {
	const char *html, *currency;
	int64_t since, until;
	bool term;
};

static const struct opt opts[] = {
	REPORT_OPTIONS,
	{ OPT_STAMP, 0, "since", "time", NULL,
	  "begin with the first snapshot from then on",
	  AT(int64_t, since) },
	{ OPT_STAMP, 0, "until", "time", NULL,
	  "end with the last one before", AT(int64_t, until) },
	{ OPT_TEXT, 'c', "currency", "asset", NULL,
	  "the history in this; else in portfolio.currency",
	  AT(const char *, currency) },
	{ .kind = OPT_DONE }
};

struct page_row {
	const char *account, *file;
	int64_t bytes;
};
static const struct record page_record = { "portfolio_report",
	"a page that was written", (const struct field[]) {
	{ "account", FIELD_TEXT, FIELD_AT(struct page_row, account),
	  .help = "whose; null: of all together" },
	{ "file", FIELD_TEXT, FIELD_AT(struct page_row, file),
	  .help = "where it is" },
	{ "bytes", FIELD_INT, FIELD_AT(struct page_row, bytes),
	  .help = "its size" },
	{ .name = NULL } } };

static enum err_code
put_page(struct session *s, const char *file,
    const struct performance_report *r, struct err *err)
{
	struct page_row row = { .account = s->globals->account,
	    .file = file };
	struct buf page = {0};
	enum err_code rc;

	performance_page(r, &page);
	row.bytes = (int64_t)page.len;
	rc = report_put(s, file, &page, &page_record, &row, err);
	buf_release(&page);
	return rc;
}

static enum err_code
put_drawing(struct session *s, const struct performance_report *r,
    struct err *err)
{
	struct buf text = {0};
	enum err_code rc;

	performance_terminal(r, &s->style, &text);
	rc = report_print(s, &text, err);
	buf_release(&text);
	return rc;
}

static enum err_code
put_record(struct session *s, const struct performance_sum *sum,
    struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &performance_record, &out, err);

	if (rc == E_OK)
		rc = out_row(out, sum, err);
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	bool draws = report_draws(s, a->html, a->term);
	struct folio f = {0};
	const struct performance_report r = { &f.stored, &f.performance };
	enum err_code rc = report_check(s, a->html, a->term, err);

	(void)operands;
	if (rc == E_OK)
		rc = folio_load(s, a->currency, a->since, a->until, 0, &f,
		    err);
	if (rc == E_OK && draws && f.performance.sum.from ==
	    f.performance.sum.to)
		rc = err_set(err, E_DATA, "there is one snapshot, or all are"
		    " of one time: a picture takes two");
	if (rc == E_OK)
		rc = a->html != NULL ? put_page(s, a->html, &r, err) :
		    draws ? put_drawing(s, &r, err) :
		    put_record(s, &f.performance.sum, err);
	folio_release(&f);
	return rc;
}

static const struct record *const more[] = { &page_record, NULL };

static const struct example examples[] = {
	{ "etrms report portfolio --html portfolio.html", "a page to keep or to"
	  " send", 0 },
	{ "etrms report portfolio --since now-90d", "the last 90 days, drawn in"
	  " a terminal", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, E_OUTPUT, 0 };

const struct cmd cmd_report_portfolio = {
	.name = "report portfolio",
	.group = "portfolio",
	.summary = "show what a portfolio did with charts",
	.about = "Shows what portfolio snapshot has kept, of all accounts"
	    " together or of --account. On a terminal, or with --term, it"
	    " draws the return and the drawdown with characters and prints the"
	    " main numbers and the allocation; into a pipe it prints the"
	    " record, as portfolio history does.\n\n"
	    "--html writes one page: the return beside those of BTC and ETH,"
	    " drawdown, value, allocation over time, flows, holdings and the"
	    " correlation of their prices, and every number. The page needs"
	    " nothing else: no script, no network. It follows the reader's"
	    " choice of light or dark and can be printed. The file is put in"
	    " its place when it is whole; one that was there is replaced.\n\n"
	    "portfolio history says how returns are computed.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &performance_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
