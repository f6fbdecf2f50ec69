/* Values for `strategy eval`, by the names an expression has for them. */
#include "cmd/evalfields.h"

#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>

enum err_code
given_cut(const char *text, const char *option, bool last,
    struct given *out, struct err *err)
{
	const char *equals = last ? strrchr(text, '=') : strchr(text, '=');

	if (equals == NULL || equals == text || equals[1] == '\0')
		return err_set(err, E_USAGE, "%s %s: write name=value", option,
		    text);
	out->name = mem_textn(text, (size_t)(equals - text));
	out->value = equals + 1;
	return E_OK;
}

/* Calls may leave out their default arguments, as in an expression. */
enum err_code
eval_fields_open(struct eval_fields *f, const struct texts *options,
    enum expr_place_kind place, struct err *err)
{
	struct expr_context in = { .place = place, .label = "--field" };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < options->len && rc == E_OK; i++) {
		struct given g = {0};
		struct expr *name = NULL;
		struct buf canonical = {0};

		rc = given_cut(options->at[i], "--field", true, &g, err);
		if (rc == E_OK && place != EXPR_SERIES)
			rc = expr_compile(&in, g.name, &name, err);
		if (rc == E_OK && name) {
			expr_canonical(name, &canonical);
			vec_push(&f->given, ((struct given){
			    buf_take(&canonical), g.value }));
		}
		expr_free(name);
		free(g.name);
	}
	return rc;
}

void
eval_fields_release(struct eval_fields *f)
{
	for (size_t i = 0; i < f->given.len; i++)
		free(f->given.at[i].name);
	vec_release(&f->given);
	arena_release(&f->texts);
}

static void
ask_text(const struct expr_ask *ask, struct buf *out)
{
	char text[STAMP_TEXT_SIZE];

	buf_puts(out, ask->name);
	if (ask->id < EXPR_DRAWDOWN || ask->id > EXPR_STOPS_HIT)
		return;
	buf_printf(out, "(%s", ask->period ?
	    duration_text(ask->period, text) : "all");
	if (ask->basis)
		buf_printf(out, ", \"%s\"", ask->basis);
	buf_putc(out, ')');
}

/* A value as it is written in the language; texts may go without quotes. */
static void
value_read(struct eval_fields *f, const struct given *g, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct expr_context in = { .place = EXPR_RESULT, .label = g->name,
	    .want = ask->base };
	struct expr *constant = NULL;
	enum err_code rc;

	if (strcmp(g->value, "na") == 0)
		return;
	if (ask->base == EXPR_TEXT && g->value[0] != '"') {
		*out = expr_text(g->value);
		return;
	}
	rc = expr_compile(&in, g->value, &constant, &f->err);
	if (rc == E_OK)
		rc = expr_evaluate(constant, NULL, out, &f->err);
	if (rc == E_OK && ask->base == EXPR_TEXT)
		*out = expr_text(arena_text(&f->texts, out->text));
	if (rc != E_OK)
		f->rc = rc;
	expr_free(constant);
}

void
eval_fields_give(struct eval_fields *f, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct buf name = {0};

	ask_text(ask, &name);
	for (size_t i = 0; i < f->given.len; i++)
		if (strcmp(f->given.at[i].name, buf_text(&name)) == 0)
			value_read(f, &f->given.at[i], ask, out);
	buf_release(&name);
}
