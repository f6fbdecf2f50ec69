/* What an optimize searched and found, on the page. */
#include "research/reportdata.h"

#include "base/decfloat.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct figure { const char *field, *label; };

/* The objective of the best is written as all objectives are. */
static void
put_figure(const struct found *f, const char *field, struct buf *to)
{
	char exact[DOUBLE_TEXT_SIZE];

	if (strcmp(field, "objective_best") != 0) {
		page_value(to, "sweep", &sweep_summary_record, &f->sweep,
		    field);
		return;
	}
	buf_printf(to, "<data data-sweep=\"%s\" value=\"%s\">", field,
	    isfinite(f->sweep.objective_best) ?
	    double_text(f->sweep.objective_best, exact) : "");
	page_figure(to, f->sweep.objective_best, found_percent(f));
	buf_puts(to, "</data>");
}

static void
put_figures(const struct report_view *v, const char *name,
    const struct figure *figures, struct buf *to)
{
	buf_printf(to, "<section><h3>%s</h3><dl>\n", name);
	for (; figures->field != NULL; figures++) {
		buf_puts(to, "<div><dt title=\"");
		html_text(to, record_field(&sweep_summary_record,
		    figures->field)->help);
		buf_printf(to, "\">%s</dt><dd>", figures->label);
		put_figure(v->report->found, figures->field, to);
		buf_puts(to, "</dd></div>\n");
	}
	buf_puts(to, "</dl></section>\n");
}

void
report_words(const struct report_view *v, struct buf *to)
{
	const struct found *f = v->report->found;
	const char *words = f->kind == RUN_OPTIMIZE ? f->sweep.words :
	    f->walk.words;

	buf_puts(to, "<p class=\"words\">");
	for (char first = *words; first >= 'a' && first <= 'z'; first = 0) {
		buf_putc(to, (char)(first - 'a' + 'A'));
		words++;
	}
	html_text(to, words);
	buf_puts(to, ".</p>\n");
}

void
report_search(const struct report_view *v, struct buf *to)
{
	static const struct figure searched[] = {
		{ "search", "Search" }, { "objective", "Ranked by" },
		{ "constraint", "Constraint" },
		{ "across", "Over several symbols" }, { NULL, NULL }
	}, counts[] = {
		{ "sets", "Sets there are" }, { "trials", "Sets tried" },
		{ "skipped", "Refused by the strategy" },
		{ "met", "Met the constraint" },
		{ "replayed", "Tried by replay" },
		{ "replay_reason", "Because" }, { NULL, NULL }
	};

	buf_puts(to, "<div class=\"groups\">\n");
	/* what each could take */
	page_values(to, "Parameters", "sweep=\"space\"",
	    v->report->found->sweep.about.space);
	put_figures(v, "Terms", searched, to);
	put_figures(v, "Count", counts, to);
	buf_puts(to, "</div>\n");
}

void
report_luck(const struct report_view *v, struct buf *to)
{
	static const struct figure best[] = {
		{ "objective_best", "Objective of the best" },
		{ "sharpe", "Its Sharpe a year" },
		{ "luck_sharpe", "Best of as many without an edge" },
		{ NULL, NULL }
	}, chance[] = {
		{ "dsr", "Better than luck (deflated Sharpe)" },
		{ "pbo", "Overfitted (PBO)" },
		{ "pbo_loss", "Loses in the other half" },
		{ "pbo_trials", "From so many sets" },
		{ "pbo_blocks", "and blocks of time" }, { NULL, NULL }
	}, around[] = {
		{ "stability", "Stability: neighbours by the best" },
		{ "neighbours", "Sets a step away" },
		{ "verdict", "Verdict" }, { NULL, NULL }
	};

	report_words(v, to);
	buf_puts(to, "<div class=\"groups\">\n");
	put_figures(v, "The best set", best, to);
	put_figures(v, "Probability", chance, to);
	put_figures(v, "Around it", around, to);
	buf_puts(to, "</div>\n");
}

/* Its numbers, and the end of its row. */
static void
put_trial(const struct found *f, const struct trial *t, struct buf *to)
{
	page_cell(to, t->objective, found_percent(f));
	page_cell(to, t->total_return, true);
	page_cell(to, t->max_drawdown, true);
	page_cell(to, t->sharpe, false);
	buf_printf(to, "<td class=\"n\"><data value=\"%lld\">",
	    (long long)t->trades);
	page_number(to, (double)t->trades, 0, false);
	buf_puts(to, "</data></td>");
	page_cell(to, t->win_rate, true);
	page_cell(to, t->profit_factor, false);
	buf_puts(to, "</tr>\n");
}

/* On which symbols the best set was tried, and which runs are of them. */
static void
put_symbols(const struct report_view *v, struct buf *to)
{
	static const char *const columns[] = { "Symbol", ">Run", ">Objective",
	    ">Return", ">Deepest drawdown", ">Sharpe", ">Trades", ">Won",
	    ">Profit factor", NULL };
	const struct found *f = v->report->found;
	const char *symbols = f->sweep.symbols, *others = f->sweep.others;
	struct buf symbol = {0}, run = {0};

	if (f->each.len == 0)
		return;
	page_table_open(to, "The best set on each symbol", columns);
	for (size_t i = 0; i < f->each.len && piece_next(&symbols, &symbol);
	    i++) {
		if (i == 0)
			buf_puts(&run, v->report->run->id);
		else if (!piece_next(&others, &run))
			buf_clear(&run);
		buf_puts(to, "<tr><td>");
		html_text(to, buf_text(&symbol));
		buf_puts(to, "</td><td class=\"n\">");
		html_text(to, buf_text(&run));
		buf_puts(to, "</td>");
		put_trial(f, &f->each.at[i], to);
	}
	page_table_close(to);
	buf_puts(to, "<p class=\"quiet\">Each symbol is a run by itself: curve,"
	    " months, trades and numbers of this page are of the first.</p>\n");
	buf_release(&symbol);
	buf_release(&run);
}

void
report_top(const struct report_view *v, struct buf *to)
{
	static const char *const columns[] = { ">#", "Parameters",
	    ">Objective", ">Return", ">Deepest drawdown", ">Sharpe",
	    ">Trades", ">Won", ">Profit factor", NULL };
	const struct found *f = v->report->found;
	struct buf set = {0};

	page_table_open(to, "Best sets", columns);
	for (size_t i = 0; i < f->top.len; i++) {
		const struct trial *t = &f->top.at[i];

		buf_clear(&set);
		space_set_text(&f->space, t->set, &set);
		buf_printf(to, "<tr><td class=\"n\">%zu</td><td>", i + 1);
		html_text(to, buf_text(&set));
		buf_puts(to, "</td>");
		put_trial(f, t, to);
	}
	page_table_close(to);
	buf_puts(to, "<p class=\"quiet\">All of them with <code>etrms backtest"
	    " show ");
	html_text(to, v->report->run->id);
	buf_puts(to, " --part trials</code>.</p>\n");
	put_symbols(v, to);
	buf_release(&set);
}

/* A bar as long as its share, with the share beside it. */
static void
put_share(const char *name, const char *share, struct buf *to)
{
	double x = strtod(share, NULL);

	buf_puts(to, "<tr><th scope=\"row\">");
	html_text(to, name);
	buf_printf(to, "</th><td class=\"n\"><data value=\"%s\">", share);
	page_percent(to, x, 1, false);
	buf_puts(to, "</data></td><td class=\"bar\"><svg aria-hidden=\"true\""
	    " width=\"100%\" height=\"10\">");
	buf_printf(to, "<rect width=\"%.1f%%\" height=\"10\"/></svg></td>"
	    "</tr>\n", fmin(fmax(x, 0), 1) * 100);
}

void
report_importance(const struct report_view *v, struct buf *to)
{
	const struct found *f = v->report->found;
	const char *rest = f->sweep.importance;
	struct buf piece = {0};

	if (*rest != '\0') {
		buf_puts(to, "<h3>Importance</h3>\n<p class=\"quiet\">Share of"
		    " the variance of ");
		html_text(to, f->sweep.about.objective);
		buf_puts(to, " over all sets that lies between the values of"
		    " one parameter.</p>\n<table class=\"small shares\""
		    " data-sweep=\"importance\"><tbody>\n");
		while (piece_next(&rest, &piece)) {
			char *is = strchr(piece.at, '=');

			if (is == NULL)
				continue;
			*is = '\0';
			put_share(piece.at, is + 1, to);
		}
		buf_puts(to, "</tbody></table>\n");
	}
	report_heat(f, to);
	if (f->heat.cells == NULL)
		buf_puts(to, "<p>No parameter varies: there is no map.</p>\n");
	buf_release(&piece);
}
