/*
 * etrms strategy show: a strategy, its parameters and its statements; its
 * canonical form; the file itself.
 */
#include "cmd/strategy.h"
#include "research/kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct args { bool canonical, text, plan; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "canonical", NULL, NULL,
	  "print the form that is compared, as text", AT(bool, canonical) },
	{ OPT_FLAG, 0, "text", NULL, NULL, "print the file as it is",
	  AT(bool, text) },
	{ OPT_FLAG, 0, "plan", NULL, NULL,
	  "show the operations of its program, too", AT(bool, plan) },
	{ .kind = OPT_DONE }
};

struct param_row {
	const char *name, *kind, *value, *low, *high, *step;
	struct text_list choices;
};
static const struct record param_record = { "parameter",
	"a parameter of a strategy", (const struct field[]) {
	{ "name", FIELD_TEXT, FIELD_AT(struct param_row, name),
	  .help = "as rules call it" },
	{ "kind", FIELD_TEXT, FIELD_AT(struct param_row, kind),
	  .help = "number, ratio, duration or condition" },
	{ "value", FIELD_TEXT, FIELD_AT(struct param_row, value),
	  .help = "its default" },
	{ "low", FIELD_TEXT, FIELD_AT(struct param_row, low),
	  .help = "the range begins here" },
	{ "high", FIELD_TEXT, FIELD_AT(struct param_row, high),
	  .help = "and ends here, itself included" },
	{ "step", FIELD_TEXT, FIELD_AT(struct param_row, step),
	  .help = "from one value to the next" },
	{ "choices", FIELD_LIST, FIELD_AT(struct param_row, choices),
	  .help = "or the values that it may have" },
	{ .name = NULL } } };

struct statement_row {
	const char *kind, *side, *statement, *evaluated;
	signed char position;
};
static const struct record statement_record = { "statement",
	"a rule of a strategy", (const struct field[]) {
	{ "kind", FIELD_TEXT, FIELD_AT(struct statement_row, kind),
	  .help = "what it decides: let, entry, exit, stop, size ..." },
	{ "side", FIELD_TEXT, FIELD_AT(struct statement_row, side),
	  .help = "long or short; null: both" },
	{ "position", FIELD_BOOL, FIELD_AT(struct statement_row, position),
	  .help = "it looks at the position or the account" },
	{ "evaluated", FIELD_TEXT, FIELD_AT(struct statement_row, evaluated),
	  .help = "once; bars: at all bars at once, before anything trades;"
	  " candidates: with the position, at bars that do not rule it out;"
	  " every bar: with the position, at each" },
	{ "statement", FIELD_TEXT, FIELD_AT(struct statement_row, statement),
	  .help = "in canonical form" },
	{ .name = NULL } } };

static const char *
given(const struct expr_constant *c)
{
	return c->base == EXPR_ANY ? NULL : c->text;
}

static enum err_code
put_param(struct out *out, const struct strategy_param *p, struct err *err)
{
	const struct expr_constant *v = &p->value;
	const char **choices = mem_array(p->choices.len + 1,
	    sizeof(*choices));
	struct param_row row = { .name = p->name, .value = v->text,
	    .kind = v->base == EXPR_DURATION ? "duration" :
	    v->base == EXPR_CONDITION ? "condition" :
	    v->ratio ? "ratio" : "number",
	    .low = given(&p->low), .high = given(&p->high),
	    .step = given(&p->step) };
	enum err_code rc;

	for (size_t i = 0; i < p->choices.len; i++)
		choices[i] = p->choices.at[i].text;
	row.choices = p->choices.len == 0 ? TEXT_LIST_NONE :
	    (struct text_list){ choices, p->choices.len };
	rc = out_row(out, &row, err);
	free(choices);
	return rc;
}

static enum err_code
put_lets(struct out *out, const struct strategy *s, struct err *err)
{
	struct buf text = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; rc == E_OK && expr_let_text(s->program, i, &text);
	    i++) {
		struct statement_row row = { .kind = "let",
		    .position = BOOL_NONE, .statement = buf_text(&text) };

		rc = out_row(out, &row, err);
		buf_clear(&text);
	}
	buf_release(&text);
	return rc;
}

/* The dearest of what it evaluates. */
static const char *
evaluated(const struct strategy *s, const struct strategy_rule *r)
{
	static const char *const looks[] = { "once", "bars", "candidates",
		"every bar" };
	const int rules[] = { r->expr, r->second, r->span };
	enum expr_look most = EXPR_LOOK_ONCE;
	bool any = false;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		enum expr_look one = rules[i] < 0 ? EXPR_LOOK_ONCE :
		    expr_rule_look(s->program, rules[i]);

		any |= rules[i] >= 0;
		most = one > most ? one : most;
	}
	return any ? looks[most] : NULL;
}

static enum err_code
put_rule(struct out *out, const struct strategy *s,
    const struct strategy_rule *r, struct err *err)
{
	static const char *const sides[] = { NULL, "long", "short" };
	struct buf text = {0};
	struct statement_row row = { .kind = strategy_kind_names[r->kind],
	    .side = sides[r->side] };
	enum err_code rc;

	strategy_rule_text(s, r, &text);
	row.statement = buf_text(&text);
	row.evaluated = evaluated(s, r);
	row.position = (r->expr >= 0 && expr_rule_path(s->program, r->expr)) ||
	    (r->second >= 0 && expr_rule_path(s->program, r->second));
	rc = out_row(out, &row, err);
	buf_release(&text);
	return rc;
}

static enum err_code
put_program(struct out *out, const struct strategy *s, struct err *err)
{
	enum err_code rc = out_part(out, &expr_step_record, "program", err);
	const struct expr *e = s->program;
	const char *unfit = kernel_unfit(s);
	struct expr_step step;

	for (size_t i = 0; i < expr_plan_len(e) && rc == E_OK; i++) {
		expr_plan(e, i, &step);
		rc = out_row(out, &step, err);
	}
	if (rc == E_OK)
		out_note(out, "%.1f ns a bar; %s%s", expr_cost(e),
		    unfit == NULL ? "fit for the kernel of sweeps" :
		    "sweeps replay it: ", unfit == NULL ? "" : unfit);
	return rc;
}

static enum err_code
put_rows(struct session *session, const struct strategy_file *f,
    const struct strategy *s, const char *text, bool plan, struct err *err)
{
	struct strategy_row row;
	struct out *out = NULL;
	enum err_code rc = session_out(session, &strategy_record, &out, err);

	strategy_row_fill(f, s, &row);
	row.file = text;
	if (rc == E_OK)
		rc = out_part(out, &strategy_record, "strategy", err);
	if (rc == E_OK)
		rc = out_row(out, &row, err);
	if (rc == E_OK && s->params.len > 0)
		rc = out_part(out, &param_record, "parameters", err);
	for (size_t i = 0; i < s->params.len && rc == E_OK; i++)
		rc = put_param(out, &s->params.at[i], err);
	if (rc == E_OK)
		rc = out_part(out, &statement_record, "statements", err);
	if (rc == E_OK)
		rc = put_lets(out, s, err);
	for (size_t i = 0; i < s->rules.len && rc == E_OK; i++)
		rc = put_rule(out, s, &s->rules.at[i], err);
	if (rc == E_OK && plan)
		rc = put_program(out, s, err);
	if (rc == E_OK)
		out_note(out, "hash %s", s->hash);
	strategy_row_release(&row);
	return out_end(out, rc, err);
}

static enum err_code
put_text(struct session *s, const char *text, struct err *err)
{
	if (!s->style.quiet && fputs(text, s->out_file) == EOF)
		return err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	return E_OK;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct expr_findings findings = {0};
	struct strategy_file f = { .name = NULL };
	struct strategy *strategy = NULL;
	struct buf text = {0}, canonical = {0};
	enum err_code rc;

	if (a->canonical + a->text + a->plan > 1)
		return err_set(err, E_USAGE,
		    "--canonical, --text and --plan: one of them");
	rc = strategy_file_find(s, operands->at[0], &f, err);
	if (rc == E_OK)
		rc = strategy_file_read(&f, &text, err);
	if (rc == E_OK) {
		struct strategy_source in = { .label = f.path,
		    .text = buf_text(&text), .len = text.len };

		rc = strategy_read(&in, &strategy, &findings, err);
	}
	if (rc == E_OK && a->canonical)
		strategy_canonical(strategy, &canonical);
	if (rc == E_OK)
		rc = a->text ? put_text(s, buf_text(&text), err) :
		    a->canonical ? put_text(s, buf_text(&canonical), err) :
		    put_rows(s, &f, strategy, buf_text(&text), a->plan, err);
	buf_release(&text);
	buf_release(&canonical);
	vec_release(&findings);
	strategy_free(strategy);
	strategy_file_release(&f);
	return rc;
}

static const struct operand operand[] = {
	{ "strategy", false, false, WORDS_STRATEGY,
	  "a name of strategy list, or a path; - is standard input" },
	{ .name = NULL }
};

static const struct record *const more[] = { &param_record,
    &statement_record, &expr_step_record, NULL };

static const struct example examples[] = {
	{ "etrms strategy show sma_cross", "its parameters and rules", 0 },
	{ "etrms strategy show sma_cross --text > mine.strategy",
	  "a file to begin with", 0 },
	{ "etrms strategy show sma_cross --canonical > sma.txt",
	  "what its hash is made of", 0 },
	{ "etrms strategy show pairs --plan", "what runs when, and its cost",
	  0 },
	{ NULL }
};

static const int exits[] = { E_DATA, E_OUTPUT, 0 };

const struct cmd cmd_strategy_show = {
	.name = "strategy show",
	.group = "research",
	.summary = "show a strategy",
	.about = "Shows what a strategy is, each of its parameters with default"
	    " and range, and each of its statements in canonical form: single"
	    " blanks, plain decimals, every argument written out. Its identity"
	    " is the SHA-256 of the words etrms strategy 1, a newline and that"
	    " form (--canonical), without comments, about and source: layout"
	    " does not change it, a default or a range does.\n\n"
	    "What looks at bars alone is evaluated before anything trades, for"
	    " all bars at once. What looks at the position or the account is"
	    " asked for while it is held or entered: where a condition of bars"
	    " already rules the statement out, not at all (candidates), else at"
	    " every bar. --plan adds the operations of the program with their"
	    " look-back and cost, and says whether sweeps may run it over"
	    " arrays, or why they replay it.\n\n"
	    "A file that is refused ends with exit code 12 and the first thing"
	    " that is wrong; etrms strategy check says all of it.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &strategy_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.run = run
};
