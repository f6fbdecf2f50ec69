/*
 * etrms template use: places the order that a template keeps.
 */
#include "cmd/order-entry.h"
#include "cmd/template.h"

#include "base/mem.h"

static const struct opt opts[] = {
	TERMS_OPTS,
	ENTRY_OPTS,
	{ .kind = OPT_DONE }
};

static enum err_code
place(struct session *s, const struct args *over,
    const struct template *t, const char *symbol, struct err *err)
{
	struct args a = *over;
	char *text = mem_text(t->options);
	int side;
	enum err_code rc = side_read(t->side, &side, err);

	if (rc == E_OK)
		rc = terms_read(text, &a.terms, err);
	if (rc == E_OK) {
		terms_overlay(&a.terms, &over->terms);
		rc = order_entry_place(s, &a, symbol, side, err);
	}
	free(text);
	return rc;
}

static enum err_code
run(struct session *s, const void *over, const struct texts *operands,
    struct err *err)
{
	struct template t;
	const char *symbol = operands->len > 1 ? operands->at[1] : NULL;
	enum err_code rc = template_load(s->store, operands->at[0], &t, err);

	if (rc == E_OK && symbol == NULL)
		symbol = t.symbol;
	if (rc == E_OK && symbol[0] == '\0')
		rc = err_set(err, E_USAGE, "template %s: it has no symbol: "
		    "name one", t.name);
	return rc == E_OK ? place(s, over, &t, symbol, err) : rc;
}

static const struct operand operands[] = {
	{ "name", .words = WORDS_TEMPLATE, .help = "its name" },
	{ "symbol", .optional = true, .words = WORDS_SYMBOL,
	  .help = "unified symbol, instead of the template's" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms template use dip --dry-run",
	  "what would be checked, and with which numbers", 0 },
	{ "etrms template use dip ETH/USDT --quote 20 --key tuesday",
	  "of something else and less; harmless to repeat", 0 },
	{ .line = NULL }
};

const struct cmd cmd_template_use = {
	.name = "template use",
	.group = "trading",
	.summary = "place the order that a template keeps",
	.about =
	"Places the order of a template, as order buy and order sell do, with "
	"the same checks, output and exit codes. A symbol and options that "
	"are given here count instead of the template's; of --qty and --quote "
	"the one drives out the other.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &order_record,
	.more = order_entry_more,
	.examples = examples,
	.exits = order_entry_exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
