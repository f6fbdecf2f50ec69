/*
 * The page of a run that was made up: every field of its record is on it with
 * its exact value; hostile names are text; trades beyond the bound are left out
 * and counted; a million bars stay below a megabyte; a run without anything has
 * a page; a sweep has its map and a walk its windows. The terminal's drawing: width, ASCII, colours.
 *
 * With a folder as argument the pages are written there, to be looked at.
 */
#include "tests/lib/reportmade.h"

static struct err err;
static const char *folder;

static void
keep(const char *name)
{
	char *path;

	if (folder == NULL)
		return;
	path = mem_format("%s/%s.html", folder, name);
	ok(file_replace(path, &page, 0644, E_OUTPUT, &err) == E_OK);
	free(path);
}

static void
every_field_is_there(void)
{
	struct made m;
	struct buf want = {0}, value = {0};

	make(&m, 26280, STAMP_HOUR, 340);
	shown(&m);
	keep("years");
	for (const struct field *f = run_record.fields; f->name != NULL; f++) {
		buf_clear(&want);
		buf_clear(&value);
		field_text(f, &m.run, &value);
		buf_printf(&want, "data-field=\"%s\"", f->name);
		ok(has(buf_text(&want)));
		if (strcmp(f->name, "assumptions") == 0 ||
		    strcmp(f->name, "warnings") == 0)
			continue;
		buf_puts(&want, " value=\"");
		html_text(&want, buf_text(&value));
		buf_puts(&want, "\">");
		ok(has(buf_text(&want)));
	}
	ok(has("<dt>slippage</dt><dd>0.0005</dd>"));
	ok(has("<li>the Sharpe ratio rests on 61 trades</li>"));
	ok(has(">23.46%</data>") && has(">12,345.68</data>"));
	ok(has("etrms backtest verify 7"));
	buf_release(&want);
	buf_release(&value);
	drop(&m);
}

static void
nothing_is_loaded(void)
{
	struct made m;

	make(&m, 3000, STAMP_HOUR, 40);
	shown(&m);
	keep("short");
	ok(strstr(buf_text(&page), "<script") == NULL);
	ok(strstr(buf_text(&page), "http:") == NULL);
	ok(strstr(buf_text(&page), "https:") == NULL);
	ok(strstr(buf_text(&page), "url(") == NULL);
	ok(strstr(buf_text(&page), ">nan") == NULL);
	is_int(times("<svg class=\"chart\" role=\"img\""), times("<desc"));
	ok(has("default-src 'none'"));
	drop(&m);
}

static void
hostile_texts_are_text(void)
{
	struct made m;

	make(&m, 100, STAMP_HOUR, 3);
	TEXT_SET(m.run.strategy, "</title><script>alert('1')</script>&\x07");
	TEXT_SET(m.run.params, "a=\"><img src=x onerror=alert(1)>");
	TEXT_SET(m.run.warnings, "<b>bold</b>");
	TEXT_SET(m.run.assumptions, "<i>=</dl>");
	TEXT_SET(m.parts.events.at[0].breaker, "<svg/onload=a>");
	TEXT_SET(m.parts.refusals.at[0].message, "<style>*{}</style>");
	m.parts.trades.at[0].reason_in = "--><script>\xff\u202e";
	m.parts.trades.at[1].symbol = "<td>";
	buf_puts(&m.source.strategy, "</pre><script>");
	shown(&m);
	keep("hostile");
	is_int(times("<script"), 0);
	is_int(times("<img"), 0);
	is_int(times("<b>bold"), 0);
	is_int(times("<i>="), 0);
	is_int(times("<svg/"), 0);
	is_int(times("<style"), 1);
	ok(has("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;"));
	ok(has("--&#62;&#60;script&#62;\ufffd&#60;U+202E&#62;"));
	drop(&m);
}

static void
trades_are_bounded(void)
{
	struct made m;

	make(&m, 1000, STAMP_HOUR, 100);
	shown(&m);
	ok(has("<h3>All trades</h3>"));
	is_int(times("<td>long</td>") + times("<td>short</td>"), 100);
	drop(&m);
	make(&m, 1000, STAMP_HOUR, 101);
	shown(&m);
	ok(has("The 12 worst, best, first and last of 101 trades"));
	ok(has("etrms backtest show 7 --part trades"));
	is_int(times("<td>long</td>") + times("<td>short</td>"), 48);
	ok(has("The first 40 of 57"));
	/* one that is still open is neither the best nor the worst */
	m.parts.trades.at[100].profit = DEC_NONE;
	shown(&m);
	is_int(times("<td>open</td>"), 1);
	drop(&m);
}

static void
a_million_bars_stay_small(void)
{
	struct made m;
	int64_t start;

	make(&m, 1000000, STAMP_MINUTE, 30000);
	start = clock_monotonic();
	shown(&m);
	printf("# %zu bytes, %lld ms\n", page.len,
	    (long long)(clock_monotonic() - start) / 1000);
	keep("million");
	ok(page.len < 1000000);
	ok(has("1,000,001 points drawn in 1200 columns"));
	drop(&m);
}

static void
nothing_happened(void)
{
	struct made m = { .run = { .id = "1", .strategy = "idle" } };

	for (const struct field *f = run_record.fields; f->name != NULL; f++)
		if (f->type == FIELD_DOUBLE) {
			double none = (double)NAN;

			memcpy((char *)&m.run + f->offset, &none, sizeof(none));
		}
	m.run.final_equity = DEC_NONE;
	shown(&m);
	ok(has("no equity curve") && has("There was no trade") &&
	    has("No trade was closed") && has("n/a") &&
	    has("No breaker tripped"));
	make(&m, 2000, STAMP_HOUR, 0);
	for (size_t i = 0; i < curve_len(&m.parts.equity); i++)
		m.parts.equity.values.at[i].equity =
		    m.parts.equity.values.at[0].equity;
	vec_clear(&m.parts.events);
	vec_clear(&m.parts.refusals);
	shown(&m);
	keep("flat");
	ok(strstr(buf_text(&page), ">nan") == NULL);
	drop(&m);
}

static void
a_bankrupt_account(void)
{
	struct made m;

	make(&m, 500, STAMP_DAY, 20);
	for (size_t i = 300; i < curve_len(&m.parts.equity); i++)
		m.parts.equity.values.at[i].equity = 0;
	m.run.status = RUN_BANKRUPT;
	m.run.max_drawdown = 1;
	shown(&m);
	keep("bankrupt");
	ok(has("lost everything") && has(">\u2212100.0<"));
	ok(strstr(buf_text(&page), ">inf") == NULL &&
	    strstr(buf_text(&page), ">nan") == NULL);
	drop(&m);
}

/* Columns of the widest line, colours apart. */
static size_t
widest(void)
{
	size_t most = 0;

	for (const char *s = buf_text(&page); *s != '\0'; ) {
		size_t n = strcspn(s, "\n"), w = out_width(s, n);

		most = w > most ? w : most;
		s += n + (s[n] == '\n');
	}
	return most;
}

static void
the_terminal(void)
{
	struct made m;
	struct report r = { &m.run, &m.source, &m.parts };
	struct out_style style = { .utf8 = true, .width = 100 };

	make(&m, 26280, STAMP_HOUR, 340);
	TEXT_SET(m.run.strategy, "sma\033[2J");
	buf_clear(&page);
	report_terminal(&r, &style, &page);
	ok(has("\u2524"));
	ok(has("sma^[[2J") && has("deepest drawdown") && has("12.34%"));
	ok(strchr(buf_text(&page), '\033') == NULL);
	ok(widest() <= 100);
	if (folder != NULL)
		printf("%s", buf_text(&page));
	style = (struct out_style){ .width = 0 };
	buf_clear(&page);
	report_terminal(&r, &style, &page);
	for (size_t i = 0; i < page.len; i++)
		if ((unsigned char)page.at[i] >= 0x80) {
			ok(!"ASCII alone");
			break;
		}
	if (folder != NULL)
		printf("%s", buf_text(&page));
	style = (struct out_style){ .width = 40, .color = true, .utf8 = true };
	buf_clear(&page);
	report_terminal(&r, &style, &page);
	ok(has("\033[36m"));
	drop(&m);
}

/* fast=2..20/2, slow=20..100/20: refused where fast is not below slow, not
 * met in a corner, not tried in another. */
static void
given_found(struct found *f, int kind)
{
	*f = (struct found){ .kind = kind };
	vec_push(&f->space.axes, ((struct axis){ .name = "fast", .len = 10,
	    .low = dec_int(2), .step = dec_int(2) }));
	vec_push(&f->space.axes, ((struct axis){ .name = "slow", .len = 5,
	    .low = dec_int(20), .step = dec_int(20) }));
	f->space.sets = 50;
	f->objective.field = record_field(&run_record, "total_return");
	TEXT_SET(f->sweep.about.objective, "<b>total_return</b>");
	TEXT_SET(f->sweep.about.constraint, "trades >= 3");
	TEXT_SET(f->sweep.about.space, "fast=2..20/2;slow=20..100/20");
	TEXT_SET(f->sweep.importance, "fast=0.25;slow=0.5");
	TEXT_SET(f->sweep.words, "the best of <49> sets holds");
	f->sweep.verdict = SWEEP_HOLDS;
	f->sweep.objective_best = 0.25;
	f->walk.about = f->sweep.about;
	TEXT_SET(f->walk.words, "half of it was kept");
	TEXT_SET(f->walk.drift, "fast=2.5;slow=21");
}

static void
given_trials(struct found *f)
{
	ok(heat_open(&f->heat, &f->space, &f->objective, NULL,
	    f->sweep.importance, &err) == E_OK);
	for (int64_t i = 0; i < 45; i++) {
		struct trial t = { .number = i + 1, .set = i,
		    .engine = i % 5 == 0 && i > 40 ? TRIAL_SKIPPED :
		    TRIAL_KERNEL, .met = i > 3, .trades = i,
		    .objective = 0.25 - 0.0001 * (double)((i - 23) *
		    (i - 23)) };

		heat_take(&f->heat, &t);
		if (t.met && t.engine != TRIAL_SKIPPED)
			trials_rank(&f->top, FOUND_TOP, &f->objective, &t);
	}
	heat_end(&f->heat);
}

static void
found_drop(struct found *f)
{
	vec_release(&f->space.axes);
	vec_release(&f->top);
	vec_release(&f->windows);
	heat_release(&f->heat);
}

static void
a_sweep(void)
{
	struct made m;
	struct found f;
	struct report r = { &m.run, &m.source, &m.parts, NULL, &f };
	struct out_style style = { .utf8 = true, .width = 60 };

	make(&m, 3000, STAMP_HOUR, 40);
	m.run.kind = RUN_OPTIMIZE;
	given_found(&f, RUN_OPTIMIZE);
	given_trials(&f);
	buf_clear(&page);
	report_page(&r, &page);
	keep("sweep");
	ok(has("<title id=\"heat-t\">") && has("&#60;b&#62;total_return"));
	ok(has("The best set is at fast=10, slow=80: 25.00%."));
	ok(has("<title>fast=10, slow=80: 25.00%</title>"));
	ok(has("<title>fast=2, slow=20: constraint not met</title>"));
	ok(has("The best of &#60;49&#62; sets holds."));
	/* 4 not met, 5 not tried; each of the others has its value, and its
	 * place in the table */
	is_int(times("<path class=\"hole\""), 4);
	is_int(times("<path class=\"h"), 45 + 1);
	is_int(times("dy=\".35em\""), 41);
	is_int(times(">constraint not met</td>"), 4);
	is_int(times("class=\"winner\""), 1);
	ok(strstr(buf_text(&page), "url(") == NULL);
	buf_clear(&page);
	report_terminal(&r, &style, &page);
	ok(has("\u25c6\u25c6 the best set") && has("\u00d7 constraint not met"));
	is_int(times("\u25c6\u25c6"), 2);
	ok(has(" 20 \u2502\u00d7 ") && has("fast=0.25  slow=0.5"));
	ok(widest() <= 100);
	found_drop(&f);
	drop(&m);
}

static void
a_walk(void)
{
	static const char *const chosen[] = { "fast=2;slow=20", "",
	    "fast=20;slow=100", "fast=4;slow=40" };
	struct made m;
	struct found f;
	struct report r = { &m.run, &m.source, &m.parts, NULL, &f };

	make(&m, 3000, STAMP_HOUR, 40);
	m.run.kind = RUN_WALKFORWARD;
	given_found(&f, RUN_WALKFORWARD);
	for (int64_t i = 0; i < 4; i++) {
		struct walk_window *w = vec_add(&f.windows);

		*w = (struct walk_window){ .number = i + 1,
		    .train_from = START, .test_from = START + i * 750 *
		    STAMP_HOUR, .objective = 0.5, .test_sharpe = (double)NAN };
		w->train_to = w->test_from;
		w->test_to = w->test_from + 750 * STAMP_HOUR;
		TEXT_SET(w->params, chosen[i]);
	}
	buf_clear(&page);
	report_page(&r, &page);
	keep("walk");
	ok(has("<path class=\"border\" d=\"M3000 0v1000M6000 0v1000M9000 "));
	ok(has("chosen between 2 and 20, of 2 to 20"));
	ok(has("<title id=\"drift1-t\">slow"));
	ok(has("<td>nothing</td>") && has("Half of it was kept."));
	found_drop(&f);
	drop(&m);
}

int
main(int argc, char **argv)
{
	folder = argc > 1 ? argv[1] : NULL;
	TEST(every_field_is_there);
	TEST(nothing_is_loaded);
	TEST(hostile_texts_are_text);
	TEST(trades_are_bounded);
	TEST(a_million_bars_stay_small);
	TEST(nothing_happened);
	TEST(a_bankrupt_account);
	TEST(the_terminal);
	TEST(a_sweep);
	TEST(a_walk);
	buf_release(&page);
	return tap_done();
}
