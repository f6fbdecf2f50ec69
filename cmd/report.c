/*
 * etrms report: a stored run as a page to keep and to send, or drawn in the
 * terminal.
 */
#include "cmd/backtest.h"

#include "cmd/reporting.h"
#include "research/report.h"

struct args { const char *html, *heat; bool term; };

static const struct opt opts[] = {
	REPORT_OPTIONS,
	{ OPT_TEXT, 0, "heat", "names", NULL,
	  "map these two parameters of an optimize, the first across, as in"
	  " fast,slow; without it the two that explain most",
	  AT(const char *, heat) },
	{ .kind = OPT_DONE }
};

struct page_row {
	const char *run, *file;
	int64_t bytes;
};
static const struct record page_record = { "report",
	"a page that was written", (const struct field[]) {
	{ "run", FIELD_TEXT, FIELD_AT(struct page_row, run),
	  .help = "the run that it shows" },
	{ "file", FIELD_TEXT, FIELD_AT(struct page_row, file),
	  .help = "where it is" },
	{ "bytes", FIELD_INT, FIELD_AT(struct page_row, bytes),
	  .help = "its size" },
	{ .name = NULL } } };

static enum err_code
put_page(struct session *s, const struct args *a, const struct report *r,
    struct err *err)
{
	struct page_row row = { .run = r->run->id, .file = a->html };
	struct buf page = {0};
	enum err_code rc;

	report_page(r, &page);
	row.bytes = (int64_t)page.len;
	rc = report_put(s, a->html, &page, &page_record, &row, err);
	buf_release(&page);
	return rc;
}

static enum err_code
put_drawing(struct session *s, const struct report *r, struct err *err)
{
	struct buf text = {0};
	enum err_code rc;

	report_terminal(r, &s->style, &text);
	rc = report_print(s, &text, err);
	buf_release(&text);
	return rc;
}

static enum err_code
put_record(struct session *s, const struct run *run, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &run_record, &out, err);

	if (rc == E_OK)
		rc = out_row(out, run, err);
	return out_end(out, rc, err);
}

static enum err_code
check_args(const struct session *s, const struct args *a, bool draws,
    struct err *err)
{
	enum err_code rc = report_check(s, a->html, a->term, err);

	if (rc == E_OK && a->heat != NULL && !draws)
		return err_set(err, E_USAGE, "--heat is about a picture: it"
		    " goes with --html or --term");
	return rc;
}

/* What its kind has beside what every run has. */
static enum err_code
more_load(struct session *s, const struct args *a, struct recorded *r,
    struct found *found, struct report *report, struct err *err)
{
	if (a->heat != NULL && r->run.kind != RUN_OPTIMIZE)
		return err_set(err, E_USAGE, "--heat: run %s is a %s: it has"
		    " no trials", r->run.id, run_kind_names[r->run.kind]);
	if (r->run.kind == RUN_MONTECARLO)
		report->chances = &r->chances;
	if (r->run.kind != RUN_OPTIMIZE && r->run.kind != RUN_WALKFORWARD)
		return E_OK;
	report->found = found;
	return found_load(s->store, &r->run, &r->source, a->heat, found, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	bool draws = report_draws(s, a->html, a->term);
	struct recorded r = { .run = { .kind = 0 } };
	struct found found = { .kind = 0 };
	struct report report = { &r.run, &r.source, &r.parts, NULL, NULL };
	enum err_code rc = check_args(s, a, draws, err);

	if (rc == E_OK)
		rc = recorded_load(s, operands->at[0], draws ? RUN_PART_ALL :
		    0, &r, err);
	if (rc == E_OK && draws)
		rc = more_load(s, a, &r, &found, &report, err);
	if (rc == E_OK)
		rc = a->html != NULL ? put_page(s, a, &report, err) :
		    draws ? put_drawing(s, &report, err) :
		    put_record(s, &r.run, err);
	found_release(&found);
	recorded_release(&r);
	return rc;
}

static const struct operand operand[] = {
	{ "run", false, false, WORDS_RUN, "its id, as backtest list shows it" },
	{ .name = NULL }
};

static const struct record *const more[] = { &page_record, NULL };

static const struct example examples[] = {
	{ "etrms report 1", "the equity curve and the main numbers", 0 },
	{ "etrms report 1 --html report.html", "a page to keep or to send", 0 },
	{ "etrms report 1 --html - > page.html", "the same through a pipe", 0 },
	{ "etrms report 4 --html map.html --heat fast,slow",
	  "of an optimize, with a map of these two parameters", 0 },
	{ "etrms report 1 --format json", "the run as a record", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_OUTPUT, 0 };

const struct cmd cmd_report = {
	.name = "report",
	.group = "portfolio",
	.summary = "show a run of a strategy with charts",
	.about = "Shows a stored run. On a terminal it draws the equity curve"
	    " and the drawdown with characters and prints the main numbers;"
	    " into a pipe it prints the run's record, as backtest show does."
	    " With --term it draws into a pipe too: in 80 columns, without"
	    " colour, and in ASCII where the locale is not UTF-8. With --fields"
	    " the record is printed on a terminal too.\n\n"
	    "--html writes one page: equity, drawdown, rolling Sharpe ratio,"
	    " exposure, breakers and refusals on one axis of time; monthly"
	    " returns; returns of trades; every number of the run's record;"
	    " trades; what was assumed, and the hashes that prove it. The page"
	    " needs nothing else: no script, no network. It follows the"
	    " reader's choice of light or dark and can be printed. Where a run"
	    " has more bars than the page has columns, each column keeps its"
	    " first, lowest, highest and last value, so that no extreme is"
	    " lost; with more than 100 trades the page has the worst, the best,"
	    " the first and the last, and says so.\n\n"
	    "Of optimize both show the search, how much of what it found is"
	    " luck, the best sets, how much each parameter explains, and a map"
	    " of two parameters: those that explain most, or those of --heat."
	    " A place on the map has all sets with its two values; of those"
	    " that differ in other parameters the best is shown, and the page"
	    " says their mean too. Where an axis has more values than there is"
	    " room for, neighbours share a place. The best set is marked, and"
	    " places without a value say why. Of walkforward both show what"
	    " was kept out of sample and how parameters drift, the page each"
	    " window, and where they end on the curve; of montecarlo how"
	    " equity fans out and between what its numbers lie.\n\n"
	    "The file is put in its place when it is whole; one that was there"
	    " is replaced.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &run_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
