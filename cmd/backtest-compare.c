/*
 * etrms backtest compare: two recorded runs side by side.
 */
#include "base/pieces.h"
#include "cmd/backtest.h"
#include "research/assume.h"

#include <stdlib.h>
#include <string.h>

struct args { bool without_breakers; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "without-breakers", NULL, NULL,
	  "compare a run with what comes out of it without its breakers",
	  AT(bool, without_breakers) },
	{ .kind = OPT_DONE }
};

/* What they were made with, where it is not the same. */
struct setup_row { const char *name, *a, *b; };
static const struct record setup_record = { "run difference",
	"what two runs were made with, where it differs",
	(const struct field[]) {
	{ "name", FIELD_TEXT, FIELD_AT(struct setup_row, name),
	  .help = "of the field; after a dot, of the parameter or assumption" },
	{ "a", FIELD_TEXT, FIELD_AT(struct setup_row, a),
	  .help = "of the first run" },
	{ "b", FIELD_TEXT, FIELD_AT(struct setup_row, b),
	  .help = "of the second" },
	{ .name = NULL } } };

struct statistic_row { const char *name; double a, b, difference; };
static const struct record statistic_record = { "run statistic",
	"a statistic of two runs", (const struct field[]) {
	{ "name", FIELD_TEXT, FIELD_AT(struct statistic_row, name),
	  .help = "of the field" },
	{ "a", FIELD_DOUBLE, FIELD_AT(struct statistic_row, a),
	  .help = "of the first run" },
	{ "b", FIELD_DOUBLE, FIELD_AT(struct statistic_row, b),
	  .help = "of the second" },
	{ "difference", FIELD_DOUBLE,
	  FIELD_AT(struct statistic_row, difference),
	  .help = "the second less the first" },
	{ .name = NULL } } };

struct sum_row { const char *name; struct dec a, b, difference; };
static const struct record sum_record = { "run sum",
	"an amount or a count of two runs", (const struct field[]) {
	{ "name", FIELD_TEXT, FIELD_AT(struct sum_row, name),
	  .help = "of the field" },
	{ "a", FIELD_DEC, FIELD_AT(struct sum_row, a),
	  .help = "of the first run" },
	{ "b", FIELD_DEC, FIELD_AT(struct sum_row, b),
	  .help = "of the second" },
	{ "difference", FIELD_DEC, FIELD_AT(struct sum_row, difference),
	  .help = "the second less the first" },
	{ .name = NULL } } };

/* Counts what differs, so that a note can say when it is one thing alone. */
struct comparison {
	struct out *out;
	const struct run *a, *b;
	int differ;
	char last[TEXT_SIZE];
};

static enum err_code
put_setup(struct comparison *c, const char *name, const char *a,
    const char *b, struct err *err)
{
	const struct setup_row row = { name, a, b };

	if (a == NULL || b == NULL ? a == b : strcmp(a, b) == 0)
		return E_OK;
	if (strcmp(name, "strategy_path") != 0 &&
	    strcmp(name, "version") != 0 && strcmp(name, "status") != 0) {
		c->differ++;
		TEXT_SET(c->last, name);
	}
	return out_row(c->out, &row, err);
}

/* Each name of `list`, with its values in both; only_new: those that the other
 * list lacks. */
static enum err_code
put_list(struct comparison *c, const char *what, const char *list,
    const char *other, bool only_new, struct err *err)
{
	enum err_code rc = E_OK;
	const char *one;
	size_t n;

	while (rc == E_OK && (one = text_piece(&list, &n)) != NULL) {
		size_t len = strcspn(one, "=;"), m = 0;
		const char *there = text_named(other, one, len, &m);
		char *name = mem_format("%s.%.*s", what, (int)len, one);
		char *here = mem_textn(one + len, n - len);
		char *value = there == NULL ? NULL : mem_textn(there, m);
		const char *mine = here + (*here == '=');

		if (!only_new)
			rc = put_setup(c, name, mine, value, err);
		else if (value == NULL)
			rc = put_setup(c, name, NULL, mine, err);
		free(name);
		free(here);
		free(value);
	}
	return rc;
}

static enum err_code
put_lists(struct comparison *c, const char *what, const char *a,
    const char *b, struct err *err)
{
	enum err_code rc = put_list(c, what, a, b, false, err);

	return rc == E_OK ? put_list(c, what, b, a, true, err) : rc;
}

/* Not what names a run, nor what comes out of it. */
static bool
is_setup(const struct field *f)
{
	static const char *const others[] = { "id", "time", "result_hash",
	    "params", "assumptions", "trades", "refusals", "breaker_trips",
	    "intrabar_decided", "bars", "gaps", "inexact_ties", "conflicts",
	    "fees", "funding", "expectancy", "final_equity", "warnings",
	    NULL };

	for (int i = 0; others[i] != NULL; i++)
		if (strcmp(others[i], f->name) == 0)
			return false;
	return f->type != FIELD_DOUBLE;
}

static enum err_code
put_setups(struct comparison *c, struct err *err)
{
	struct buf a = {0}, b = {0};
	enum err_code rc = E_OK;

	for (const struct field *f = run_record.fields; f->name != NULL &&
	    rc == E_OK; f++) {
		bool has_a, has_b;

		if (strcmp(f->name, "params") == 0)
			rc = put_lists(c, "params", c->a->params,
			    c->b->params, err);
		if (strcmp(f->name, "assumptions") == 0)
			rc = put_lists(c, "assumptions", c->a->assumptions,
			    c->b->assumptions, err);
		if (!is_setup(f))
			continue;
		buf_clear(&a);
		buf_clear(&b);
		has_a = field_text(f, c->a, &a);
		has_b = field_text(f, c->b, &b);
		rc = put_setup(c, f->name, has_a ? buf_text(&a) : NULL,
		    has_b ? buf_text(&b) : NULL, err);
	}
	buf_release(&a);
	buf_release(&b);
	return rc;
}

static enum err_code
put_statistics(struct comparison *c, struct err *err)
{
	enum err_code rc = E_OK;

	for (const struct field *f = run_record.fields; f->name != NULL &&
	    rc == E_OK; f++) {
		struct statistic_row row = { .name = f->name };

		if (f->type != FIELD_DOUBLE)
			continue;
		memcpy(&row.a, (const char *)c->a + f->offset, sizeof(row.a));
		memcpy(&row.b, (const char *)c->b + f->offset, sizeof(row.b));
		row.difference = row.b - row.a;
		rc = out_row(c->out, &row, err);
	}
	return rc;
}

static struct dec
amount_of(const struct field *f, const struct run *r)
{
	const void *at = (const char *)r + f->offset;

	return f->type == FIELD_DEC ? *(const struct dec *)at :
	    dec_int(*(const int64_t *)at);
}

static enum err_code
put_sums(struct comparison *c, struct err *err)
{
	enum err_code rc = E_OK;

	for (const struct field *f = run_record.fields; f->name != NULL &&
	    rc == E_OK; f++) {
		struct sum_row row = { .name = f->name,
		    .difference = DEC_NONE };

		if ((f->type != FIELD_DEC && f->type != FIELD_INT) ||
		    is_setup(f))
			continue;
		row.a = amount_of(f, c->a);
		row.b = amount_of(f, c->b);
		if (!dec_sub(row.b, row.a, &row.difference))
			row.difference = DEC_NONE;
		rc = out_row(c->out, &row, err);
	}
	return rc;
}

static enum err_code
print(struct comparison *c, struct err *err)
{
	enum err_code rc = out_part(c->out, &setup_record, "made with", err);

	if (rc == E_OK)
		rc = put_setups(c, err);
	if (rc == E_OK && c->differ == 0)
		out_note(c->out, "both were made with the same");
	if (rc == E_OK && c->differ == 1)
		out_note(c->out, "they differ in %s alone", c->last);
	if (rc == E_OK)
		rc = out_part(c->out, &statistic_record, "statistics", err);
	if (rc == E_OK)
		rc = put_statistics(c, err);
	if (rc == E_OK)
		rc = out_part(c->out, &sum_record, "sums", err);
	return rc == E_OK ? put_sums(c, err) : rc;
}

/* The same run once more, over what is stored now; it is not kept. */
static enum err_code
repeat_without(struct session *s, const struct recorded *a,
    struct recorded *b, struct err *err)
{
	struct assumed with = { .strategy = NULL };
	struct replay_bar bar = { .s = s, .what = "without breakers" };
	struct run made = { .kind = 0 };
	enum err_code rc = assume_read(&a->run, &a->source, &with, err);

	if (rc == E_OK && with.b.breakers == NULL)
		rc = err_set(err, E_USAGE, "run %s: it has no breakers",
		    a->run.id);
	with.b.breakers = NULL;
	with.b.progress = replay_bar_set;
	with.b.progress_self = &bar;
	if (rc == E_OK)
		rc = backtest_run(s->store, &with.b, &b->run, &b->parts, err);
	replay_bar_end(&bar);
	if (rc == E_OK)
		rc = assume_write(&with.b, &made, &b->source, err);
	if (rc == E_OK) {
		TEXT_SET(b->run.strategy_path, a->run.strategy_path);
		TEXT_SET(b->run.version, a->run.version);
	}
	assumed_release(&with);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *given = args;
	struct recorded a = { .run = { .kind = 0 } }, b = a;
	struct comparison c = { .a = &a.run, .b = &b.run };
	enum err_code rc;

	if (given->without_breakers != (operands->len == 1))
		return err_set(err, E_USAGE, "name two runs, or one with"
		    " --without-breakers");
	rc = recorded_load(s, operands->at[0], 0, &a, err);
	if (rc == E_OK)
		rc = given->without_breakers ? repeat_without(s, &a, &b, err) :
		    recorded_load(s, operands->at[1], 0, &b, err);
	if (rc == E_OK)
		rc = session_out(s, &setup_record, &c.out, err);
	if (rc == E_OK)
		rc = print(&c, err);
	recorded_release(&a);
	recorded_release(&b);
	return out_end(c.out, rc, err);
}

static const struct operand operand[] = {
	{ "a", false, false, WORDS_RUN, "the first run" },
	{ "b", true, false, WORDS_RUN, "the second run" },
	{ .name = NULL }
};

static const struct record *const more[] = { &statistic_record, &sum_record,
    NULL };

static const struct example examples[] = {
	{ "etrms backtest compare 2 1", "without breakers, and with them", 0 },
	{ "etrms backtest compare 1 3 --format json",
	  "two parameters, for a program", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_backtest_compare = {
	.name = "backtest compare",
	.group = "research",
	.summary = "compare two recorded runs",
	.about = "Puts two runs side by side: first what they were made with,"
	    " where it differs, parameter by parameter and assumption by"
	    " assumption; then each statistic, and each amount and count, with"
	    " the difference, which is the second less the first.\n\n"
	    "What breakers cost or save is seen from a run that has them,"
	    " --without-breakers: it is repeated without, over the candles"
	    " that are stored now, and nothing is kept; the second column is"
	    " the run without. Two runs that were kept do as well: the"
	    " comparison says when they differ in one thing alone. Where two"
	    " runs differ in data_hash, they were not made over the same"
	    " bars.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &setup_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
