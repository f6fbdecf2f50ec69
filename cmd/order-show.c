/*
 * etrms order show: one order with its stop and target, its fills, and the
 * rules it broke.
 */
#include "cmd/session.h"

#include "model/order.h"
#include "store/ledger.h"
#include "store/orders.h"

#include <string.h>

static enum err_code
print_orders(struct session *s, const struct order *o, struct out *out,
    struct err *err)
{
	struct order_filter f = { .account = o->account, .symbol = o->symbol,
	    .state = -1, .since = o->time };
	struct orders rows = { 0 };
	enum err_code rc = out_part(out, &order_record, "order", err);

	if (rc == E_OK)
		rc = out_row(out, o, err);
	if (rc == E_OK)
		rc = orders_load(s->store, &f, &rows, err);
	for (size_t i = 0; i < rows.len && rc == E_OK; i++)
		if (strcmp(rows.at[i].parent, o->id) == 0)
			rc = out_row(out, &rows.at[i], err);
	vec_release(&rows);
	return rc;
}

static enum err_code
print_fills(struct session *s, const struct order *o, struct out *out,
    struct err *err)
{
	struct order_filter f = { .id = o->id, .state = -1 };
	struct fills rows = { 0 };
	enum err_code rc = fills_load(s->store, &f, &rows, err);

	if (rc == E_OK && rows.len > 0)
		rc = out_part(out, &fill_record, "fills", err);
	for (size_t i = 0; i < rows.len && rc == E_OK; i++)
		rc = out_row(out, &rows.at[i], err);
	vec_release(&rows);
	return rc;
}

static enum err_code
print_violations(struct session *s, const struct order *o, struct out *out,
    struct err *err)
{
	struct violations rows = { 0 };
	bool any = false;
	enum err_code rc = violations_load(s->store, o->account, o->time,
	    &rows, err);

	for (size_t i = 0; i < rows.len && rc == E_OK; i++) {
		if (strcmp(rows.at[i].order_id, o->id) != 0)
			continue;
		if (!any)
			rc = out_part(out, &violation_record,
			    "rules it broke", err);
		any = true;
		if (rc == E_OK)
			rc = out_row(out, &rows.at[i], err);
	}
	vec_release(&rows);
	return rc;
}

static enum err_code
show(struct session *s, const char *id, struct out *out, struct err *err)
{
	struct order o;
	enum err_code rc = order_load(s->store, id, &o, err);

	if (rc == E_OK && s->globals->account != NULL &&
	    strcmp(s->globals->account, o.account) != 0)
		rc = err_set(err, E_USAGE, "order %s: it belongs to account "
		    "%s", id, o.account);
	if (rc == E_OK)
		rc = print_orders(s, &o, out, err);
	if (rc == E_OK)
		rc = print_fills(s, &o, out, err);
	if (rc == E_OK)
		rc = print_violations(s, &o, out, err);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &order_record, &out, err);

	(void)args;
	if (rc == E_OK)
		rc = show(s, operands->at[0], out, err);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "id", .words = WORDS_ORDER,
	  .help = "our id of an order, as order list shows it" },
	{ .name = NULL }
};

static const struct record *const more[] = { &fill_record,
    &violation_record, NULL };

static const struct example examples[] = {
	{ "etrms order show 1", "all there is about order 1", 0 },
	{ "etrms order show 1 --format json",
	  "the same for programs; every row says which record it is", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_order_show = {
	.name = "order show",
	.group = "trading",
	.summary = "show one order, its fills and what it broke",
	.about =
	"Shows an order, the stop and target that belong to it, its fills, "
	"and, if it was refused, the rules it broke with their numbers. "
	"etrms log --order ID tells its story step by step.",
	.operands = operands,
	.record = &order_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
