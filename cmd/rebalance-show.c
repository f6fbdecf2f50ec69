/*
 * etrms rebalance show: one plan, as it was made, and its orders.
 */
#include "cmd/session.h"

#include "model/order.h"
#include "store/orders.h"
#include "store/rebalances.h"

static enum err_code
show_orders(struct session *s, const struct rebalance_orders *plan,
    struct out *out, struct err *err)
{
	struct order_filter filter = { .state = -1 };
	struct orders all = { 0 };
	enum err_code rc = E_OK;

	if (plan->len > 0) {
		filter.tag = plan->at[0].tag;
		rc = orders_load(s->store, &filter, &all, err);
	}
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct rebalance_orders plan = { 0 };
	struct rebalance row;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &rebalance_record, &out, err);

	(void)args;
	if (rc == E_OK)
		rc = rebalance_load(s->store, operands->at[0], &row, err);
	if (rc == E_OK)
		rc = rebalance_plan_load(s->store, row.id, &plan, err);
	if (rc == E_OK)
		rc = out_part(out, &rebalance_record, "rebalance", err);
	if (rc == E_OK)
		rc = out_row(out, &row, err);
	if (rc == E_OK)
		rc = out_part(out, &rebalance_order_record, "plan", err);
	for (size_t i = 0; i < plan.len && rc == E_OK; i++)
		rc = out_row(out, &plan.at[i], err);
	if (rc == E_OK)
		rc = out_part(out, &order_record, "orders", err);
	if (rc == E_OK)
		rc = show_orders(s, &plan, out, err);
	vec_release(&plan);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "id", .help = "of rebalance list" },
	{ .name = NULL }
};

static const struct record *const more[] = { &rebalance_order_record,
    &order_record, NULL };

static const struct example examples[] = {
	{ "etrms rebalance show 1", "what was planned, and what was placed", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_rebalance_show = {
	.name = "rebalance show",
	.group = "trading",
	.summary = "show one rebalance: its plan and its orders",
	.about = "Shows a plan of rebalance as it was made, and the orders"
	    " that were placed from it, as they are now.",
	.operands = operands,
	.record = &rebalance_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
