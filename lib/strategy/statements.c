/*
 * The statements of a strategy file (LANGUAGE 7), one function each.
 */
#include "strategy/read.h"

#include "model/names.h"

#include <string.h>

#define UNITS(a, b) (1U << UNIT_##a | 1U << UNIT_##b)

static const struct expr_wish condition = { .base = EXPR_CONDITION };
static const struct expr_wish parameters = { .base = EXPR_CONDITION,
	.parameters = true };
static const struct expr_wish distance = { .base = EXPR_NUMBER,
	.units = UNITS(RATIO, PRICE),
	.instead = "a ratio (5%) or a price difference (2 * atr(14))" };
static const struct expr_wish level = { .base = EXPR_NUMBER,
	.units = UNITS(PRICE, PLAIN), .instead = "a price" };
static const struct expr_wish limit = { .base = EXPR_NUMBER,
	.units = UNITS(PRICE, PLAIN), .instead = "a price",
	.short_of_for = true };
static const struct expr_wish share = { .base = EXPR_NUMBER,
	.units = UNITS(RATIO, PLAIN), .instead = "a ratio (5%)",
	.share = true };
static const struct expr_wish factor = { .base = EXPR_NUMBER,
	.units = UNITS(RATIO, PLAIN), .instead = "a plain number" };
static const struct expr_wish money = { .base = EXPR_NUMBER,
	.units = UNITS(MONEY, PLAIN), .instead = "an amount of money" };
static const struct expr_wish quantity = { .base = EXPR_NUMBER,
	.units = UNITS(QTY, PLAIN), .instead = "a quantity" };
static const struct expr_wish fixed = { .base = EXPR_NUMBER,
	.units = 1U << UNIT_PLAIN, .instead = "a plain number",
	.constant = true };
static const struct expr_wish counted = { .base = EXPR_NUMBER,
	.units = 1U << UNIT_PLAIN, .instead = "a plain number",
	.constant = true, .whole = true };

static struct strategy_rule
rule_of(const struct reading *x, enum strategy_kind kind)
{
	return (struct strategy_rule){ .kind = kind, .expr = -1, .second = -1,
	    .span = -1, .at = x->at };
}

static void
rule_add(struct reading *x, const struct strategy_rule *rule)
{
	if (expr_reader_good(x->r))
		vec_push(&x->s->rules, *rule);
}

/* A word out of a table, or FORM_NONE. */
struct form_word { const char *word; enum strategy_form form; };
static enum strategy_form
form_read(struct reading *x, const struct form_word *words)
{
	for (; words->word; words++)
		if (expr_reader_word(x->r, words->word))
			return words->form;
	return FORM_NONE;
}

static enum strategy_side
side_read(struct reading *x)
{
	return expr_reader_word(x->r, "long") ? SIDE_LONG :
	    expr_reader_word(x->r, "short") ? SIDE_SHORT : SIDE_BOTH;
}

static void
word_expect(struct reading *x, const char *word, const char *quoted)
{
	if (!expr_reader_word(x->r, word))
		expr_reader_unexpected(x->r, quoted);
}

/* [as "reason"] */
static const char *
reason_read(struct reading *x)
{
	return expr_reader_word(x->r, "as") ?
	    expr_reader_text(x->r, "a text in quotes") : NULL;
}

static void
read_strategy(struct reading *x)
{
	x->s->name = expr_reader_name(x->r, "the strategy's name");
}

static void
read_about(struct reading *x)
{
	x->s->about = expr_reader_text(x->r, "a text in quotes");
}

static void
read_source(struct reading *x)
{
	x->s->source = expr_reader_text(x->r, "a text in quotes");
}

static bool
is_timeframe(double us)
{
	int64_t t = (int64_t)us, day = INT64_C(86400000000);

	return t == 7 * day || (t > 0 && t <= day && day % t == 0);
}

static void
read_timeframe(struct reading *x)
{
	unsigned at = expr_reader_here(x->r);
	struct expr_constant c;

	if (!expr_reader_constant(x->r, &c))
		return;
	if (c.base != EXPR_DURATION || !is_timeframe(c.value))
		expr_reader_refuse(x->r, at, "clock", "%s is not a timeframe; "
		    "it must divide a day, or be 1d or 1w", c.text);
	else
		x->s->timeframe = (int64_t)c.value;
}

/* Its name was given to the reader before the first statement was read. */
static void
read_with(struct reading *x)
{
	struct expr_with w;
	unsigned at;

	w.name = expr_reader_name(x->r, "a name");
	if (!expr_reader_sign(x->r, "="))
		expr_reader_unexpected(x->r, "\"=\"");
	at = expr_reader_here(x->r);
	w.symbol = expr_reader_text(x->r, "a symbol in quotes");
	if (w.symbol && !symbol_valid(w.symbol))
		expr_reader_refuse(x->r, at, "value", "\"%s\" is not a symbol "
		    "such as BTC/USDT", w.symbol);
	if (expr_reader_good(x->r))
		vec_push(&x->s->with, w);
}

static void
read_require(struct reading *x)
{
	struct strategy_rule rule = rule_of(x, STRATEGY_REQUIRE);

	rule.expr = expr_reader_rule(x->r, &parameters);
	rule_add(x, &rule);
}

static void
read_let(struct reading *x)
{
	expr_reader_let(x->r);
}

static void
entry(struct reading *x, enum strategy_side side)
{
	struct strategy_rule rule = rule_of(x, STRATEGY_ENTRY);

	rule.side = side;
	word_expect(x, "when", "\"when\"");
	rule.expr = expr_reader_rule(x->r, &condition);
	rule.text = reason_read(x);
	rule_add(x, &rule);
}

static void
read_long(struct reading *x)
{
	entry(x, SIDE_LONG);
}

static void
read_short(struct reading *x)
{
	entry(x, SIDE_SHORT);
}

static void
read_enter(struct reading *x)
{
	static const struct form_word words[] = { { "market", ENTER_MARKET },
		{ "limit", ENTER_LIMIT }, { "stop", ENTER_STOP }, { NULL } };
	struct strategy_rule rule = rule_of(x, STRATEGY_ENTER);

	rule.form = form_read(x, words);
	if (rule.form == FORM_NONE)
		expr_reader_unexpected(x->r, "market, limit or stop");
	if (rule.form == ENTER_LIMIT || rule.form == ENTER_STOP) {
		word_expect(x, "at", "\"at\"");
		rule.expr = expr_reader_rule(x->r, &limit);
		word_expect(x, "for", "\"for\" and how long it may wait");
		rule.span = expr_reader_span(x->r);
	}
	rule_add(x, &rule);
}

static void
read_hedge(struct reading *x)
{
	struct strategy_rule rule = rule_of(x, STRATEGY_HEDGE);

	rule.text = expr_reader_name(x->r, "the name of a with");
	word_expect(x, "ratio", "\"ratio\"");
	rule.expr = expr_reader_rule(x->r, &factor);
	rule_add(x, &rule);
}

static void
read_exit(struct reading *x)
{
	struct strategy_rule rule = rule_of(x, STRATEGY_EXIT);

	rule.side = side_read(x);
	if (expr_reader_word(x->r, "when")) {
		rule.expr = expr_reader_rule(x->r, &condition);
		rule.text = reason_read(x);
	} else if (expr_reader_word(x->r, "after")) {
		rule.span = expr_reader_span(x->r);
	} else {
		expr_reader_unexpected(x->r, "\"when\" or \"after\"");
	}
	rule_add(x, &rule);
}

static void
price_rule(struct reading *x, enum strategy_kind kind)
{
	struct strategy_rule rule = rule_of(x, kind);

	rule.side = side_read(x);
	rule.form = expr_reader_word(x->r, "at") ? FORM_LEVEL : FORM_DISTANCE;
	rule.expr = expr_reader_rule(x->r, rule.form == FORM_LEVEL ? &level :
	    &distance);
	rule_add(x, &rule);
}

static void
read_stop(struct reading *x)
{
	price_rule(x, STRATEGY_STOP);
}

static void
read_target(struct reading *x)
{
	price_rule(x, STRATEGY_TARGET);
}

static void
read_trail(struct reading *x)
{
	struct strategy_rule rule = rule_of(x, STRATEGY_TRAIL);

	rule.expr = expr_reader_rule(x->r, &distance);
	if (expr_reader_word(x->r, "after"))
		rule.second = expr_reader_rule(x->r, &distance);
	rule_add(x, &rule);
}

static void
read_size(struct reading *x)
{
	static const struct form_word words[] = { { "notional",
		SIZE_NOTIONAL }, { "risk", SIZE_RISK }, { "quantity",
		SIZE_QUANTITY }, { "volatility", SIZE_VOLATILITY }, { "kelly",
		SIZE_KELLY }, { NULL } };
	struct strategy_rule rule = rule_of(x, STRATEGY_SIZE);

	rule.form = form_read(x, words);
	if (rule.form == FORM_NONE)
		rule.form = SIZE_EQUITY;
	rule.expr = expr_reader_rule(x->r, rule.form == SIZE_NOTIONAL ?
	    &money : rule.form == SIZE_QUANTITY ? &quantity : &share);
	if (rule.form == SIZE_EQUITY) {
		word_expect(x, "of", "\"of equity\"");
		word_expect(x, "equity", "\"equity\"");
	}
	if ((rule.form == SIZE_VOLATILITY || rule.form == SIZE_KELLY) &&
	    expr_reader_word(x->r, "cap"))
		rule.second = expr_reader_rule(x->r, &factor);
	rule_add(x, &rule);
}

static void
constant_rule(struct reading *x, enum strategy_kind kind,
    const struct expr_wish *wish)
{
	struct strategy_rule rule = rule_of(x, kind);

	rule.expr = expr_reader_rule(x->r, wish);
	if (kind == STRATEGY_PYRAMID && expr_reader_word(x->r, "every"))
		rule.second = expr_reader_rule(x->r, &distance);
	rule_add(x, &rule);
}

static void
read_leverage(struct reading *x)
{
	constant_rule(x, STRATEGY_LEVERAGE, &fixed);
}

static void
read_max_positions(struct reading *x)
{
	constant_rule(x, STRATEGY_MAX_POSITIONS, &counted);
}

static void
read_pyramid(struct reading *x)
{
	constant_rule(x, STRATEGY_PYRAMID, &counted);
}

static void
read_cooldown(struct reading *x)
{
	struct strategy_rule rule = rule_of(x, STRATEGY_COOLDOWN);

	rule.span = expr_reader_span(x->r);
	rule_add(x, &rule);
}

static void
times(struct reading *x, enum strategy_kind kind, int64_t least, int64_t most)
{
	struct strategy_rule rule = rule_of(x, kind);
	unsigned at = expr_reader_here(x->r);

	expr_reader_whole(x->r, least, most, &rule.from);
	if (!expr_reader_sign(x->r, ".."))
		expr_reader_unexpected(x->r, "\"..\"");
	expr_reader_whole(x->r, least, most, &rule.to);
	if (kind == STRATEGY_HOURS && rule.from % 24 == rule.to % 24)
		expr_reader_refuse(x->r, at, "value", "%lld..%lld is %s",
		    (long long)rule.from, (long long)rule.to,
		    rule.from == rule.to ? "no hour" : "every hour");
	if (kind == STRATEGY_WEEKDAYS && rule.from > rule.to)
		expr_reader_refuse(x->r, at, "value", "weekdays run from 1, "
		    "Monday, to 7, Sunday");
	rule_add(x, &rule);
}

static void
read_hours(struct reading *x)
{
	times(x, STRATEGY_HOURS, 0, 24);
}

static void
read_weekdays(struct reading *x)
{
	times(x, STRATEGY_WEEKDAYS, 1, 7);
}

static void
read_opposite(struct reading *x)
{
	static const struct form_word words[] = { { "reverse",
		OPPOSITE_REVERSE }, { "exit", OPPOSITE_EXIT }, { "ignore",
		OPPOSITE_IGNORE }, { NULL } };
	struct strategy_rule rule = rule_of(x, STRATEGY_OPPOSITE);

	rule.form = form_read(x, words);
	if (rule.form == FORM_NONE)
		expr_reader_unexpected(x->r, "reverse, exit or ignore");
	rule_add(x, &rule);
}

const struct statement statements[] = {
	{ "strategy", true, read_strategy },
	{ "about", true, read_about },
	{ "source", true, read_source },
	{ "timeframe", true, read_timeframe },
	{ "with", false, read_with },
	{ "param", false, read_param },
	{ "require", false, read_require },
	{ "let", false, read_let },
	{ "long", false, read_long },
	{ "short", false, read_short },
	{ "enter", true, read_enter },
	{ "hedge", true, read_hedge },
	{ "exit", false, read_exit },
	{ "stop", false, read_stop },
	{ "target", false, read_target },
	{ "trail", false, read_trail },
	{ "size", true, read_size },
	{ "leverage", true, read_leverage },
	{ "max_positions", true, read_max_positions },
	{ "pyramid", true, read_pyramid },
	{ "cooldown", true, read_cooldown },
	{ "hours", true, read_hours },
	{ "weekdays", true, read_weekdays },
	{ "opposite", true, read_opposite },
	{ NULL }
};
