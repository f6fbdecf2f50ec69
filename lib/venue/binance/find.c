/*
 * Open orders, normal and conditional, and one order by its client id in
 * whichever of the two id spaces it is.
 */
#include "venue/binance/reads.h"

#define NO_SUCH_ORDER (-2013)

enum err_code
binance_open_orders(struct venue *v, struct orders *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	static const enum binance_end ends[] = { END_SPOT_OPEN_ORDERS,
	    END_FUTURES_OPEN_ORDERS, END_ALGO_OPEN_ORDERS };
	static const enum binance_shape shapes[] = { SHAPE_SPOT,
	    SHAPE_FUTURES, SHAPE_ALGO };
	struct binance_call *calls[3] = {0};
	struct orders found = {0};
	struct json_in in = {0};
	size_t n = b->no_futures ? 1 : 3;
	enum err_code rc = binance_symbols_need(b, err);

	if (rc == E_OK)
		rc = binance_fetch(b, ends, n, calls, err);
	for (size_t i = 0; i < n && rc == E_OK; i++) {
		rc = binance_open_answer(calls[i], &in, err);
		if (rc == E_OK)
			rc = binance_orders_parse(b, &in, shapes[i], &found);
		else if (i > 0 && binance_without_futures(b, calls[i], err))
			rc = E_OK;
	}
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	binance_drop(calls, n);
	return rc;
}

static enum err_code
one_order(struct binance_call *c, enum binance_shape shape,
    struct order *out, char actual[ID_SIZE], struct err *err)
{
	struct json_in in = {0};
	struct json_at top;
	enum err_code rc = binance_open_answer(c, &in, err);

	if (rc != E_OK)
		return rc;
	top = json_top(&in);
	binance_order_read(c->b, &top, shape, out);
	if (shape == SHAPE_ALGO && !text_set(actual, ID_SIZE,
	    binance_actual(&top)))
		json_wrong(&top, "actualOrderId is too long");
	return json_close(&in);
}

enum err_code
binance_follow(struct binance *b, const char *native, const char *actual,
    struct order *algo, struct err *err)
{
	struct binance_call c;
	struct order o = order_empty();
	char none[ID_SIZE], id[ID_SIZE];
	enum err_code rc;

	binance_call_init(&c, b, END_FUTURES_ORDER);
	binance_text(&c, "symbol", native);
	binance_text(&c, "orderId", actual);
	rc = binance_run(b, &c, 1, err);
	if (rc == E_OK)
		rc = one_order(&c, SHAPE_FUTURES, &o, none, err);
	binance_call_release(&c);
	if (rc != E_OK)
		return rc;
	if (strcmp(o.symbol, algo->symbol) != 0 || !binance_id_make(o.symbol,
	    false, actual, id) || strcmp(id, o.venue_id) != 0)
		return err_set(err, E_DATA, "binance: %s: asked for order %s "
		    "of %s, got %s", b->v.account.label, actual, native,
		    o.venue_id);
	algo->state = o.state;
	TEXT_SET(algo->status, o.status);
	TEXT_SET(algo->reason, o.reason);
	algo->filled = o.filled;
	algo->remaining = o.remaining;
	algo->average = o.average;
	algo->cost = o.cost;
	algo->last_update_time = o.last_update_time;
	return E_OK;
}

/* Is this the order that was asked for? */
static enum err_code
check_same(const struct binance *b, const struct binance_symbol *s,
    const char *client_id, const struct order *o, struct err *err)
{
	if (strcmp(o->client_order_id, client_id) == 0 &&
	    strcmp(o->symbol, s->symbol) == 0)
		return E_OK;
	return err_set(err, E_DATA, "binance: %s: asked for order %s of %s, "
	    "got %s of %s", b->v.account.label, client_id, s->symbol,
	    o->client_order_id, o->symbol);
}

enum err_code
binance_look_up(struct binance *b, const struct binance_symbol *s, bool algo,
    const char *client_id, bool *found, struct order *out,
    char actual[ID_SIZE], struct err *err)
{
	enum binance_shape shape = s->market == BINANCE_SPOT ? SHAPE_SPOT :
	    algo ? SHAPE_ALGO : SHAPE_FUTURES;
	struct binance_call c;
	struct order o = order_empty();
	char id[CLIENT_ID_SIZE], behind[ID_SIZE] = "";
	enum err_code rc;

	*found = false;
	binance_client_out(s->market, client_id, id);
	binance_call_init(&c, b, s->market == BINANCE_SPOT ? END_SPOT_ORDER :
	    algo ? END_ALGO_ORDER : END_FUTURES_ORDER);
	if (!algo)
		binance_text(&c, "symbol", s->native);
	binance_text(&c, algo ? "clientAlgoId" : "origClientOrderId", id);
	rc = binance_run(b, &c, 1, err);
	if (rc == E_OK)
		rc = one_order(&c, shape, &o, behind, err);
	if (rc != E_OK && c.code == NO_SUCH_ORDER && c.answer.status / 100 ==
	    4) {
		if (err != NULL)
			*err = (struct err){0};
		rc = E_OK;
	} else if (rc == E_OK) {
		rc = check_same(b, s, client_id, &o, err);
		if (rc == E_OK && behind[0] != '\0')
			rc = binance_follow(b, s->native, behind, &o, err);
		*found = rc == E_OK;
	}
	if (*found) {
		*out = o;
		if (actual != NULL && (behind[0] == '\0' ||
		    !binance_id_make(o.symbol, false, behind, actual)))
			actual[0] = '\0';
	}
	binance_call_release(&c);
	return rc;
}

enum err_code
binance_find_order(struct venue *v, const struct order *o, bool *found,
    struct order *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	const struct binance_symbol *s = NULL;
	bool algo;
	enum err_code rc = binance_symbol(b, o->symbol, &s, err);

	*found = false;
	algo = rc == E_OK && s->market == BINANCE_FUTURES &&
	    o->type != TYPE_LIMIT && o->type != TYPE_MARKET;
	if (rc == E_OK)
		rc = binance_look_up(b, s, algo, o->client_order_id, found,
		    out, NULL, err);
	if (rc == E_OK && !*found && s->market == BINANCE_FUTURES)
		rc = binance_look_up(b, s, !algo, o->client_order_id, found,
		    out, NULL, err);
	return rc;
}
