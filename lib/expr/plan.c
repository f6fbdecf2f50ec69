/*
 * The program as rows, for `strategy eval --plan`.
 */
#include "expr/expr-series.h"
#include "expr/names.h"
#include "expr/series.h"

#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

static const struct field step_fields[] = {
	{ "step", FIELD_INT, FIELD_AT(struct expr_step, step),
	  .help = "place in the program" },
	{ "operation", FIELD_CHARS, FIELD_AT(struct expr_step, operation),
	  .help = "what it computes" },
	{ "inputs", FIELD_CHARS, FIELD_AT(struct expr_step, inputs),
	  .help = "the steps it reads" },
	{ "type", FIELD_CHARS, FIELD_AT(struct expr_step, type),
	  .help = "what it is, with its unit" },
	{ "series", FIELD_CHARS, FIELD_AT(struct expr_step, series),
	  .help = "the bars it runs over; none for constants" },
	{ "lookback", FIELD_INT, FIELD_AT(struct expr_step, lookback),
	  .help = "bars before its first value" },
	{ "cost", FIELD_DOUBLE, FIELD_AT(struct expr_step, cost),
	  .help = "order of magnitude, ns a bar of the main series" },
	{ .name = NULL }
};
const struct record expr_step_record = { "step",
	"an operation of an expression's program", step_fields };

/* A longer timeframe has fewer bars. */
static double
op_cost(const struct expr *e, const struct op *op)
{
	const struct kernel *k = op->section >= 0 ? kernel_of(op) : NULL;
	double share = 1, cost;

	if (k == NULL)
		return 0;
	cost = op->code == OP_CALL && expr_funcs[op->aux].cost ?
	    expr_funcs[op->aux].cost : (double)k->cost;
	if (e->in.timeframe != 0)
		share = (double)e->in.timeframe /
		    (double)e->dag->sections.at[op->section].timeframe;
	return cost * share;
}

double
expr_cost(const struct expr *e)
{
	double cost = 0;

	for (size_t i = 0; i < e->dag->ops.len; i++)
		cost += op_cost(e, &e->dag->ops.at[i]);
	return cost;
}

size_t
expr_plan_len(const struct expr *e)
{
	return e->dag->ops.len;
}

static const char *
column_name(int64_t code)
{
	for (const struct name_row *n = expr_names; n->name; n++)
		if ((n->see & SEE_BARS) && n->code == code)
			return n->name;
	return "?";
}

static void
constant_text(const struct op *op, const struct scalar *v, char *to,
    size_t size)
{
	struct buf b = {0};
	char text[STAMP_TEXT_SIZE];

	if (op->base == EXPR_CONDITION)
		buf_puts(&b, truth_names[scalar_is(v)]);
	else if (!v->known)
		buf_puts(&b, "na");
	else if (v->base == EXPR_TEXT)
		buf_printf(&b, "\"%s\"", v->text);
	else if (v->base == EXPR_TIME)
		expr_print_time(v->time, &b);
	else if (v->base == EXPR_DURATION)
		buf_puts(&b, duration_text(v->time, text));
	else
		buf_printf(&b, "%.17g", v->d);
	snprintf(to, size, "%s", buf_text(&b));
	buf_release(&b);
}

static void
operation_text(const struct expr *e, const struct op *op, char *to,
    size_t size)
{
	const struct dag *g = e->dag;
	const char *name = expr_op_name((enum op_code)op->code);
	char text[STAMP_TEXT_SIZE];

	switch ((enum op_code)op->code) {
	case OP_CONST:
		constant_text(op, &g->values.at[op->value], to, size);
		break;
	case OP_COLUMN:
	case OP_NOW:
		snprintf(to, size, "%s", column_name(op->k));
		break;
	case OP_ASK:
		snprintf(to, size, "%s", g->asks.at[op->value].name);
		break;
	case OP_FIELD:
		snprintf(to, size, "%s", e->in.record->fields[op->k].name);
		break;
	case OP_CALL:
		snprintf(to, size, "%s", expr_funcs[op->aux].name);
		break;
	case OP_HELD:
	case OP_SEEN:
	case OP_CLOSES:
		snprintf(to, size, "%s %s", name, duration_text(op->k, text));
		break;
	default:
		if (op->k)
			snprintf(to, size, "%s %lld", name, (long long)op->k);
		else
			snprintf(to, size, "%s", name);
		break;
	}
}

void
expr_plan(const struct expr *e, size_t i, struct expr_step *out)
{
	static const char *const bases[] = { "any", "number", "condition",
		"text", "time", "duration" };
	static const char *const units[] = { "plain", "price", "qty", "money",
		"ratio", "points" };
	const struct op *op = &e->dag->ops.at[i];
	char text[STAMP_TEXT_SIZE];
	size_t used = 0;

	memset(out, 0, sizeof(*out));
	out->step = (int64_t)i;
	operation_text(e, op, out->operation, sizeof(out->operation));
	for (int n = 0; n < OP_INPUTS && op->in[n] >= 0; n++)
		used += (size_t)snprintf(out->inputs + used,
		    sizeof(out->inputs) - used, "%s%d", n ? " " : "",
		    op->in[n]);
	snprintf(out->type, sizeof(out->type), "%s",
	    op->base == EXPR_NUMBER ? units[op->unit] : bases[op->base]);
	if (op->section >= 0) {
		const struct section *s = &e->dag->sections.at[op->section];

		snprintf(out->series, sizeof(out->series), "%s%s%s", s->symbol,
		    s->symbol[0] ? " " : "", duration_text(s->timeframe,
		    text));
	} else if (op->section == SECTION_SCALAR) {
		snprintf(out->series, sizeof(out->series), "now");
	}
	out->lookback = op->lookback;
	out->cost = op_cost(e, op);
}
