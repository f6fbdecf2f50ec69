/*
 * Order lists of spot as forms: two orders of which one will be done, and an
 * entry with the stop, the target or both that it makes once it is full.
 */
#include "venue/binance/form.h"

#include "model/legs.h"
#include "venue/binance/binance.h"

#include <stdio.h>
#include <string.h>

/* One of two, of which the limit is always a maker's. */
static const char *
leg_type(const struct instrument *i, const struct order_request *r,
    bool alone)
{
	return r->type == TYPE_LIMIT && !alone ? "LIMIT_MAKER" :
	    form_type(i, r);
}

static bool
is_stop(const struct order_request *r)
{
	return r->type == TYPE_STOP || r->type == TYPE_STOP_LIMIT ||
	    r->type == TYPE_TRAILING;
}

/* Parameters of a leg differ in nothing but their names. */
#define LEG_NAMES(p) { p "Type", p "ClientOrderId", p "Price", \
    p "StopPrice", p "TrailingDelta", p "TimeInForce" }
static const struct leg_names {
	const char *type, *id, *price, *stop, *trail, *tif;
} pair_names[2] = { LEG_NAMES("above"), LEG_NAMES("below") },
    pending_names[2] = { LEG_NAMES("pendingAbove"),
    LEG_NAMES("pendingBelow") }, alone_names = LEG_NAMES("pending");

static void
put_leg(const struct instrument *i, const struct order_request *r,
    const char *client_id, const struct leg_names *n, struct form *f,
    struct form *leg)
{
	bool alone = n == &alone_names;
	char id[CLIENT_ID_SIZE];

	binance_client_out(BINANCE_SPOT, client_id, id);
	form_put(f, n->type, NULL, ECHO_NONE, leg_type(i, r, alone));
	form_put(f, n->id, NULL, ECHO_NONE, id);
	form_put_dec(f, n->price, NULL, ECHO_NONE, r->price);
	form_put_dec(f, n->stop, NULL, ECHO_NONE, r->trigger_price);
	form_put_dec(f, n->trail, NULL, ECHO_NONE,
	    form_points(r->trail_percent));
	if (dec_known(r->price) && (alone || r->type != TYPE_LIMIT))
		form_put(f, n->tif, NULL, ECHO_NONE, "GTC");
	*leg = (struct form){ .len = 0 };
	form_put(leg, NULL, "clientOrderId", ECHO_TEXT, id);
	form_put(leg, NULL, "symbol", ECHO_MAY_TEXT, i->venue_symbol);
	form_put(leg, NULL, "side", ECHO_TEXT, form_side(r->side));
	form_put(leg, NULL, "type", ECHO_TEXT, leg_type(i, r, alone));
	form_put_dec(leg, NULL, "origQty", ECHO_DEC, r->amount);
	form_put_dec(leg, NULL, "price", ECHO_DEC, r->price);
	form_put_dec(leg, NULL, "stopPrice", ECHO_MAY_DEC, r->trigger_price);
}

/* The name of a list: that of its first order. */
static void
put_list(struct form *f, const struct instrument *i, const char *client_id)
{
	char list[CLIENT_ID_SIZE];

	snprintf(list, sizeof(list), "%.32s_l", client_id);
	*f = (struct form){ .len = 0 };
	form_put(f, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	form_put(f, "listClientOrderId", "listClientOrderId", ECHO_TEXT,
	    list);
}

void
form_pair(const struct instrument *i, const struct order_request r[2],
    const char *const client_ids[2], struct form *out, struct form legs[2])
{
	/* A sell's stop lies below its target, a buy's above. */
	int above = is_stop(&r[0]) == (r[0].side == SIDE_BUY) ? 0 : 1;

	put_list(out, i, client_ids[0]);
	form_put(out, "side", NULL, ECHO_NONE, form_side(r->side));
	form_put_dec(out, "quantity", NULL, ECHO_NONE, r->amount);
	for (int n = 0; n < 2; n++) {
		int of = n == 0 ? above : 1 - above;

		put_leg(i, &r[of], client_ids[of], &pair_names[n], out,
		    &legs[of]);
	}
	form_put(out, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
}

bool
form_attaches(const struct instrument *i, const struct order_request *r)
{
	return i->kind == KIND_SPOT && r->type == TYPE_LIMIT &&
	    (r->time_in_force == TIF_GTC || r->time_in_force == TIF_PO);
}

/*
 * The legs sell what the entry leaves: where Binance takes its fee from the
 * coins that is less than it bought, and more could not be sold.
 */
static struct dec
legs_amount(const struct instrument *i, const struct order_request *r)
{
	struct dec rate = dec_max(i->maker, i->taker), fee;

	if (!dec_known(rate) || !dec_times(r->amount, rate, &fee))
		return DEC_ZERO;
	return order_legs_amount(i, r->amount, fee, i->base);
}

/* The entry of a list; its report repeats it as that of an order does. */
static void
put_working(const struct instrument *i, const struct order_request *r,
    const char *client_id, struct form *f, struct form *report)
{
	bool maker = strcmp(form_type(i, r), "LIMIT_MAKER") == 0;

	form_put(f, "workingType", NULL, ECHO_NONE, form_type(i, r));
	form_put(f, "workingSide", NULL, ECHO_NONE, form_side(r->side));
	form_put(f, "workingClientOrderId", NULL, ECHO_NONE, client_id);
	form_put_dec(f, "workingPrice", NULL, ECHO_NONE, r->price);
	form_put_dec(f, "workingQuantity", NULL, ECHO_NONE, r->amount);
	if (!maker)
		form_put(f, "workingTimeInForce", NULL, ECHO_NONE, "GTC");
	*report = (struct form){ .len = 0 };
	form_put(report, NULL, "clientOrderId", ECHO_TEXT, client_id);
	form_put(report, NULL, "symbol", ECHO_MAY_TEXT, i->venue_symbol);
	form_put(report, NULL, "side", ECHO_TEXT, form_side(r->side));
	form_put(report, NULL, "type", ECHO_TEXT, form_type(i, r));
	form_put_dec(report, NULL, "origQty", ECHO_DEC, r->amount);
	form_put_dec(report, NULL, "price", ECHO_DEC, r->price);
}

enum err_code
form_entry(const struct instrument *i, const struct order_request *r,
    const char *client_id, struct form *out,
    struct form orders[FORM_ORDERS], size_t *n, struct err *err)
{
	struct order_leg legs[LEGS];
	struct dec amount = legs_amount(i, r);
	char id[CLIENT_ID_SIZE];
	size_t of = 0;
	enum err_code rc = order_legs(i, r, r->price, amount, legs, &of,
	    err);

	if (rc != E_OK)
		return rc;
	if (dec_sign(amount) <= 0)
		return err_set(err, E_USAGE, "%s: less than a lot is left of "
		    "it for a stop or target once its fee is taken",
		    i->symbol);
	put_list(out, i, client_id);
	put_working(i, r, client_id, out, &orders[0]);
	form_put(out, "pendingSide", NULL, ECHO_NONE,
	    form_side(legs[0].r.side));
	form_put_dec(out, "pendingQuantity", NULL, ECHO_NONE, amount);
	for (size_t k = 0; k < of; k++) {
		/* Of a sell the stop, which is first, lies below. */
		snprintf(id, sizeof(id), "%.32s%s", client_id,
		    legs[k].suffix);
		put_leg(i, &legs[k].r, id, of == 1 ? &alone_names :
		    &pending_names[1 - k], out, &orders[k + 1]);
	}
	form_put(out, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
	*n = of + 1;
	return E_OK;
}
