/*
 * Strategy files from any bytes: accepted, or refused with every place inside
 * the text; what is accepted prints to a form that reads to the same hash,
 * and its rules run over a few bars in steps of one and of many to the same
 * bytes, never true outside of their masks. The first byte chooses the
 * timeframe where the file names none.
 */
#include "bars.h"

#include "strategy/strategy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
places_inside(const char *text, size_t len, const struct expr_findings *all)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct expr_finding *f = &all->at[i];
		size_t at = 0, width = 0;
		int line = 1;

		must(f->line >= 1 && f->column >= 1 && f->length >= 1 &&
		    f->code && f->message[0]);
		for (; line < f->line && at < len; at++)
			line += text[at] == '\n';
		while (at + width < len && text[at + width] != '\n')
			width++;
		must(line == f->line && (size_t)f->column <= width + 1);
	}
}

static void
inside_masks(const struct strategy *s, struct expr_rules *r, int rule,
    const struct expr_source *path)
{
	const uint64_t *may, *sure;

	if (expr_rule_base(s->program, rule) != EXPR_CONDITION)
		return;
	may = expr_rules_may(r, rule);
	sure = expr_rules_must(r, rule);
	for (size_t t = 0; t < expr_rules_bars(r); t++)
		for (int known = 0; known < 2; known++) {
			enum truth is = expr_rules_truth(r, rule, t,
			    known ? path : NULL);

			must(is != TRUTH_TRUE || (may[t / 64] >> t % 64 & 1));
			must(is == TRUTH_TRUE ||
			    !(sure[t / 64] >> t % 64 & 1));
		}
}

static void
over_bars(const struct strategy *s)
{
	struct expr_market m = { .bars = bars_of, .symbol = "BTC/USDT" };
	static char text[] = "long";
	struct expr_source path = { .self = text, .value = value };
	struct expr_rules *a = NULL, *b = NULL;
	size_t n = 0;

	if (expr_rules_run(s->program, &m, &a, NULL) != E_OK)
		return;
	m.tile = 1;
	must(expr_rules_run(s->program, &m, &b, NULL) == E_OK);
	for (size_t i = 0; i < s->rules.len; i++)
		for (size_t t = 0; t < expr_rules_bars(a); t++) {
			int rule = s->rules.at[i].expr;
			double x, y;

			if (rule < 0)
				continue;
			n++;
			x = expr_rules_number(a, rule, t, &path);
			y = expr_rules_number(b, rule, t, &path);
			must(memcmp(&x, &y, sizeof(x)) == 0);
			must(expr_rules_truth(a, rule, t, &path) ==
			    expr_rules_truth(b, rule, t, &path));
		}
	must(n > 0);
	for (size_t i = 0; i < s->rules.len; i++)
		if (s->rules.at[i].expr >= 0)
			inside_masks(s, b, s->rules.at[i].expr, &path);
	expr_rules_free(a);
	expr_rules_free(b);
}

static void
reads_to_itself(const struct strategy *s, int64_t timeframe)
{
	struct buf form = {0};
	struct strategy_source in = { .label = "form",
	    .timeframe = timeframe };
	struct expr_findings all = {0};
	struct strategy *again = NULL;

	strategy_canonical(s, &form);
	in.text = buf_text(&form);
	in.len = form.len;
	if (form.len <= STRATEGY_BYTES) {
		must(strategy_read(&in, &again, &all, NULL) == E_OK);
		must(strcmp(again->hash, s->hash) == 0);
	}
	strategy_free(again);
	vec_release(&all);
	buf_release(&form);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strategy_source in = { .label = "file" };
	struct expr_findings all = {0};
	struct strategy *s = NULL;
	enum err_code rc;
	char *text;

	if (size == 0)
		return 0;
	in.timeframe = data[0] % 2 ? STAMP_HOUR : STAMP_DAY;
	/* A copy of just that size: reading beyond it is found. */
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	in.text = text;
	in.len = size - 1;
	rc = strategy_check(&in, &s, &all, NULL);
	must((rc == E_OK) == (s != NULL) && (rc == E_OK || all.len > 0));
	if (in.len <= STRATEGY_BYTES)
		places_inside(text, in.len, &all);
	if (s) {
		bars_fill(s->timeframe ? s->timeframe : in.timeframe);
		reads_to_itself(s, in.timeframe);
		over_bars(s);
	}
	strategy_free(s);
	vec_release(&all);
	free(text);
	return 0;
}
