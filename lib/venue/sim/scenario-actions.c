/*
 * The actions of a scenario: what is given at a time, and what at a mark.
 */
#include "venue/sim/scenario.h"
#include "venue/sim/scenario-json.h"

#include <stdio.h>
#include <string.h>

#define ORDER_KEYS "id", "symbol", "side", "type", "amount", "quote", \
    "price", "trigger_price", "time_in_force", "expire_at", "post_only", \
    "reduce_only", "stop_loss", "take_profit", "trailing_stop", \
    "trail_percent", "trail_amount", "activation_price", "visible", \
    "position_side"
#define ACTION_KEYS "at", "mark", "do"

static const char *const order_keys[] = { ORDER_KEYS, NULL };
static const char *const order_action_keys[] = { ACTION_KEYS, ORDER_KEYS,
    NULL };
static const char *const cancel_keys[] = { ACTION_KEYS, "id", NULL };
static const char *const amend_keys[] = { ACTION_KEYS, "id", "amount",
    "price", "trigger_price", NULL };
static const char *const transfer_keys[] = { ACTION_KEYS, "currency",
    "amount", NULL };
static const char *const leverage_keys[] = { ACTION_KEYS, "symbol",
    "leverage", "margin_mode", NULL };
static const char *const margin_keys[] = { ACTION_KEYS, "symbol", "amount",
    NULL };
static const char *const oco_keys[] = { ACTION_KEYS, "orders", NULL };

static const char *const tif_words[] = { "gtc", "ioc", "fok" };

static void
read_id(const struct place *p, const char *key, char id[ID_SIZE])
{
	const char *text = place_text(p, key, NULL);

	/* The legs of an order get its id and three letters more. */
	if (text[0] == '\0' || strlen(text) > 60)
		place_wrong(p, "\"%s\": 1 to 60 bytes", key);
	else
		text_set(id, ID_SIZE, text);
}

static void
read_symbol(const struct place *p, char symbol[SYMBOL_SIZE])
{
	const char *text = place_text(p, "symbol", NULL);

	/* One that cannot be is unknown, as any that is not listed. */
	text_set(symbol, SYMBOL_SIZE, symbol_valid(text) ? text : "?");
}

/* "2%" or a price; both are judged by the venue. */
static struct level
read_level(const struct place *p, const char *key)
{
	const json_t *value = place_member(p, key);
	const char *text = value == NULL ? NULL :
	    json_exact_text(value, NULL);
	struct level l = { LEVEL_NONE };
	size_t n = text == NULL ? 0 : strlen(text);

	if (value == NULL)
		return l;
	l.kind = LEVEL_PRICE;
	if (n > 0 && text[n - 1] == '%') {
		l.kind = LEVEL_PERCENT;
		n--;
	}
	if (text == NULL || !dec_parse_loose(text, n, &l.value))
		place_wrong(p, "\"%s\" is neither a price nor a percentage",
		    key);
	return l;
}

/* A distance as a percentage or as an amount: false when it is not one. */
static bool
read_trailing_stop(const struct place *p, struct order_request *r)
{
	static const char *const keys[] = { "percent", "amount",
	    "activation_price", NULL };
	const json_t *value = place_member(p, "trailing_stop");
	struct dec percent, amount;
	struct place t;

	if (value == NULL)
		return true;
	t = place_at(p->r, value, keys, "%s.trailing_stop", p->path);
	percent = place_dec(&t, "percent", DEC_NONE);
	amount = place_dec(&t, "amount", DEC_NONE);
	r->trailing_activation = place_dec(&t, "activation_price", DEC_NONE);
	r->trailing_stop = dec_known(percent) ?
	    (struct level){ LEVEL_PERCENT, percent } :
	    (struct level){ LEVEL_PRICE, amount };
	return dec_known(percent) != dec_known(amount);
}

static void
read_order(const struct place *p, char id[ID_SIZE], struct order_request *r,
    bool *unsupported)
{
	const char *type = place_text(p, "type", NULL);
	int at = enum_value(order_type_names, ORDER_TYPES, type);

	*r = order_request_empty();
	read_id(p, "id", id);
	read_symbol(p, r->symbol);
	r->side = place_name(p, "side", side_names, SIDE_SELL + 1, -1);
	r->type = at >= 0 ? at : ORDER_TYPES;
	r->time_in_force = place_name(p, "time_in_force", tif_words, 3,
	    TIF_GTC);
	r->post_only = place_bool(p, "post_only");
	r->reduce_only = place_bool(p, "reduce_only");
	r->amount = place_dec(p, "amount", DEC_NONE);
	r->quote = place_dec(p, "quote", DEC_NONE);
	r->price = place_dec(p, "price", DEC_NONE);
	r->trigger_price = place_dec(p, "trigger_price", DEC_NONE);
	r->trail_percent = place_dec(p, "trail_percent", DEC_NONE);
	r->trail_amount = place_dec(p, "trail_amount", DEC_NONE);
	r->activation_price = place_dec(p, "activation_price", DEC_NONE);
	r->visible = place_dec(p, "visible", DEC_NONE);
	r->stop_loss = read_level(p, "stop_loss");
	r->take_profit = read_level(p, "take_profit");
	if (place_member(p, "expire_at") != NULL)
		r->expire_at = 1000 * place_int(p, "expire_at", 1, MS_MAX,
		    0);
	/* hedge mode is not there */
	*unsupported = !read_trailing_stop(p, r) ||
	    strcmp(place_text(p, "position_side", "both"), "both") != 0;
}

static void
read_order_action(const struct place *p, struct sim_instruction *i)
{
	read_order(p, i->id, &i->order, &i->unsupported);
}

static void
read_cancel(const struct place *p, struct sim_instruction *i)
{
	read_id(p, "id", i->id);
}

static void
read_amend(const struct place *p, struct sim_instruction *i)
{
	read_id(p, "id", i->id);
	i->order = order_request_empty();
	i->order.amount = place_dec(p, "amount", DEC_NONE);
	i->order.price = place_dec(p, "price", DEC_NONE);
	i->order.trigger_price = place_dec(p, "trigger_price", DEC_NONE);
}

static void
read_transfer(const struct place *p, struct sim_instruction *i)
{
	const char *currency = place_text(p, "currency", NULL);

	if (!asset_valid(currency))
		place_wrong(p, "\"currency\": \"%.32s\" is not a currency",
		    currency);
	else
		TEXT_SET(i->currency, currency);
	i->amount = place_needed(p, "amount");
}

static void
read_leverage(const struct place *p, struct sim_instruction *i)
{
	const char *mode = place_text(p, "margin_mode", "");

	read_symbol(p, i->symbol);
	i->leverage = place_dec(p, "leverage", DEC_NONE);
	i->margin_mode = enum_value(margin_mode_names, 2, mode);
	/* One that does not exist is refused by the venue. */
	i->unsupported = i->margin_mode < 0 &&
	    place_member(p, "margin_mode") != NULL;
}

static void
read_margin(const struct place *p, struct sim_instruction *i)
{
	read_symbol(p, i->symbol);
	i->amount = place_needed(p, "amount");
}

static void
read_oco(const struct place *p, struct sim_instruction *i)
{
	const json_t *orders = place_array(p, "orders");
	struct place each;

	if (json_array_size(orders) != 2) {
		place_wrong(p, "\"orders\" are two");
		return;
	}
	each = place_at(p->r, json_array_get(orders, 0), order_keys,
	    "%s.orders[0]", p->path);
	read_order(&each, i->id, &i->order, &i->unsupported);
	each = place_at(p->r, json_array_get(orders, 1), order_keys,
	    "%s.orders[1]", p->path);
	read_order(&each, i->second_id, &i->second, &i->second_unsupported);
}

static const struct {
	const char *const *keys;
	void (*read)(const struct place *p, struct sim_instruction *i);
} actions[SIM_ACTIONS] = {
	[SIM_DO_ORDER] = { order_action_keys, read_order_action },
	[SIM_DO_CANCEL] = { cancel_keys, read_cancel },
	[SIM_DO_AMEND] = { amend_keys, read_amend },
	[SIM_DO_DEPOSIT] = { transfer_keys, read_transfer },
	[SIM_DO_WITHDRAW] = { transfer_keys, read_transfer },
	[SIM_DO_LEVERAGE] = { leverage_keys, read_leverage },
	[SIM_DO_MARGIN] = { margin_keys, read_margin },
	[SIM_DO_OCO] = { oco_keys, read_oco }
};

static void
read_action(struct reader *r, const json_t *value, size_t n,
    struct scenario *out)
{
	struct place p = { r, json_is_object(value) ? value : NULL, "" };
	struct sim_instruction i = { .input = (int64_t)n + 1,
	    .amount = DEC_NONE };
	int point;

	i.order = order_request_empty();
	snprintf(p.path, sizeof(p.path), "actions[%zu]", n);
	i.what = place_name(&p, "do", sim_action_names, SIM_ACTIONS, -1);
	if (r->rc != E_OK)
		return;
	p = place_at(r, value, actions[i.what].keys, "actions[%zu]", n);
	i.at = 1000 * place_int(&p, "at", 0, MS_MAX, -1);
	point = place_name(&p, "mark", sim_point_names, SIM_END, SIM_NONE);
	actions[i.what].read(&p, &i);
	if (point == SIM_NONE)
		vec_push(&out->given, i);
	else
		vec_push(&out->steps, ((struct scenario_step){ i, point }));
}

static int
by_mark(const void *a, const void *b)
{
	const struct scenario_step *x = a, *y = b;

	if (x->i.at != y->i.at)
		return x->i.at < y->i.at ? -1 : 1;
	if (x->point != y->point)
		return x->point - y->point;
	return (x->i.input > y->i.input) - (x->i.input < y->i.input);
}

void
scenario_actions(struct reader *r, const json_t *list, struct scenario *out)
{
	for (size_t n = 0; n < json_array_size(list) && r->rc == E_OK; n++)
		read_action(r, json_array_get(list, n), n, out);
	if (out->steps.len > 1)
		qsort(out->steps.at, out->steps.len, sizeof(*out->steps.at),
		    by_mark);
}
