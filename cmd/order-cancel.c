/*
 * etrms order cancel: takes orders back, by id.
 */
#include "cmd/trade.h"

#include "store/orders.h"

#include <string.h>

/* The door of the order's account: the last one, when it is the same. */
static enum err_code
door(struct session *s, const char *id, struct gate **g, struct err *err)
{
	struct order order;
	enum err_code rc;

	if (*g != NULL) {
		rc = order_load(s->store, id, &order, err);
		if (rc != E_OK || strcmp(order.account,
		    gate_account(*g)->label) == 0 ||
		    s->globals->account != NULL)
			return rc;
		gate_close(*g);
		*g = NULL;
	}
	return trade_open_for(s, id, g, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct batch batch = { 0 };
	struct order o;
	struct gate *g = NULL;
	struct out *out = NULL;
	struct err why;
	enum err_code rc = session_out(s, &order_record, &out, err), got;

	(void)args;
	for (size_t i = 0; i < operands->len && rc == E_OK; i++) {
		got = door(s, operands->at[i], &g, &why);
		if (got == E_OK)
			got = gate_cancel(g, operands->at[i], &o, &why);
		if (got == E_OK || got == E_REJECTED || got == E_UNKNOWN)
			rc = out_row(out, &o, err);
		batch_add(&batch, got, &why);
		if (got != E_OK && got != E_USAGE && batch_stops(got))
			break;
	}
	if (rc == E_OK)
		rc = batch_end(&batch, "orders", err);
	return trade_end(g, out, rc, err);
}

static const struct operand operands[] = {
	{ "id", .many = true, .words = WORDS_ORDER,
	  .help = "our id of an order, as order list shows it" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms order cancel 5", "take order 5 back", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REJECTED, E_UNKNOWN, E_NETWORK,
    E_LIMITED, E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_order_cancel = {
	.name = "order cancel",
	.group = "trading",
	.summary = "take orders back",
	.about =
	"Cancels each order and prints it as the venue then knows it. It may "
	"be repeated: an order that is already cancelled is exit code 0; one "
	"that was filled, or ended otherwise, is 5.\n\n"
	"Cancelling an entry leaves the stop and target of what it has "
	"filled. Of several orders those that can be cancelled are; 13 says "
	"that some could not.",
	.operands = operands,
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
