/*
 * etrms template save: an order's options under a name.
 */
#include "cmd/order-terms.h"
#include "cmd/template.h"

#include "base/mem.h"

struct args { struct terms terms; };

static const struct opt opts[] = {
	TERMS_OPTS,
	{ .kind = OPT_DONE }
};

enum err_code
side_read(const char *text, int *side, struct err *err)
{
	*side = enum_value(side_names, SIDE_SELL + 1, text);
	return *side >= 0 ? E_OK : err_set(err, E_USAGE, "side '%s': buy or "
	    "sell", text);
}

/* As an order it must be in good form; the symbol may be named later. */
static enum err_code
read_template(const struct args *a, const struct texts *operands,
    struct template *t, struct err *err)
{
	const char *symbol = operands->len > 2 ? operands->at[2] : NULL;
	struct buf text = { 0 };
	struct wish w;
	int side;
	enum err_code rc = label_valid(operands->at[0]) ? E_OK :
	    err_set(err, E_USAGE, "template '%s': a name is made of a-z, 0-9, "
	    "'.', '_' and '-' (at most %d)", operands->at[0], LABEL_SIZE - 1);

	if (rc == E_OK)
		rc = side_read(operands->at[1], &side, err);
	if (rc == E_OK)
		rc = terms_wish(&a->terms, symbol == NULL ? "ANY/ANY" :
		    symbol, side, &w, err);
	if (rc != E_OK)
		return rc;
	terms_text(&a->terms, &text);
	TEXT_SET(t->name, operands->at[0]);
	TEXT_SET(t->side, side_names[side]);
	TEXT_SET(t->symbol, symbol == NULL ? "" : symbol);
	if (!TEXT_SET(t->options, buf_text(&text)))
		rc = err_set(err, E_USAGE, "template %s: its options are "
		    "longer than %zu characters", t->name,
		    sizeof(t->options) - 1);
	buf_release(&text);
	return rc;
}

static enum err_code
save(struct session *s, struct template *t, struct err *err)
{
	char detail[257];
	bool replaced = false;
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	t->time = clock_now(&s->clock);
	TEXT_SET(t->actor, s->actor);
	snprintf(detail, sizeof(detail), "%s %s %.200s", t->side, t->symbol,
	    t->options);
	rc = template_put(s->store, t, &replaced, err);
	if (rc == E_OK)
		rc = session_audit(s, "template", t->name, replaced ?
		    "replace" : "save", detail, err);
	return store_end(s->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct template t = { 0 };
	struct out *out = NULL;
	enum err_code rc = read_template(args, operands, &t, err);

	if (rc == E_OK)
		rc = session_out(s, &template_record, &out, err);
	if (rc == E_OK)
		rc = save(s, &t, err);
	if (rc == E_OK)
		rc = out_row(out, &t, err);
	return out_end(out, rc, err);
}

static const char *const sides[] = { "buy", "sell", NULL };

static const struct operand operands[] = {
	{ "name", .words = WORDS_TEMPLATE, .help = "its name" },
	{ "side", .choices = sides, .help = "buy or sell" },
	{ "symbol", .optional = true, .words = WORDS_SYMBOL,
	  .help = "unified symbol; without it template use names one" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms template save dip buy BTC/USDT --quote 100 --stop-loss 2%",
	  "buy for 100, out again 2 % lower", 0 },
	{ "etrms template save small buy --quote 20 --stop-loss 3% --tag 'by "
	  "hand'", "of any symbol", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_BUSY, 0 };

const struct cmd cmd_template_save = {
	.name = "template save",
	.group = "trading",
	.summary = "keep an order's options under a name",
	.about =
	"Keeps side, symbol and options of an order, so that template use can "
	"place it in a few words. A template of that name is replaced. The "
	"options are checked as those of an order are; nothing is sent. "
	"Percentages stay percentages: they count from the fill of each "
	"order.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &template_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
