/*
 * Reads one instruction of a scenario.
 */
#include "tests/model/venuemodel/model.h"

const char *const side_names[] = { "buy", "sell", NULL };
const char *const type_names[] = { "market", "limit", "stop", "stop_limit",
	"take_profit", "take_profit_limit", "trailing", NULL };
const char *const point_names[] = { "open", "first", "second", "close",
	"end", NULL };
/* The two orders of an oco are refused each as an order is. */
const char *const action_names[] = { "order", "cancel", "deposit",
	"withdraw", "amend", "leverage", "margin", "order", NULL };
static const char *const do_names[] = { "order", "cancel", "deposit",
	"withdraw", "amend", "leverage", "margin", "oco", NULL };
static const char *const tif_names[] = { "gtc", "ioc", "fok", NULL };

#define ORDER_KEYS "id", "symbol", "side", "type", "amount", "quote", \
	"price", "trigger_price", "trail_percent", "trail_amount", \
	"activation_price", "visible", "time_in_force", "expire_at", \
	"post_only", "reduce_only", "position_side", "stop_loss", \
	"take_profit", "trailing_stop", NULL
static const char *const order_keys[] = { "at", "mark", "do", ORDER_KEYS };
static const char *const part_keys[] = { ORDER_KEYS };
static const char *const oco_keys[] = { "at", "mark", "do", "orders", NULL };
static const char *const cancel_keys[] = { "at", "mark", "do", "id", NULL };
static const char *const amend_keys[] = { "at", "mark", "do", "id", "amount",
	"price", "trigger_price", NULL };
static const char *const transfer_keys[] = { "at", "mark", "do", "currency",
	"amount", NULL };
static const char *const leverage_keys[] = { "at", "mark", "do", "symbol",
	"leverage", "margin_mode", NULL };
static const char *const margin_keys[] = { "at", "mark", "do", "symbol",
	"amount", NULL };

static int
word(const char *text, const char *const *names)
{
	int i = 0;

	while (names[i] != NULL && strcmp(names[i], text) != 0)
		i++;
	return i;
}

static int
known_word(const char *text, const char *const *names, const char *what)
{
	int i = word(text, names);

	if (names[i] == NULL)
		bad_file("%s: unknown: %s", what, text);
	return i;
}

static bool
flag_get(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static void
link_read(struct link *l, const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = text == NULL ? 0 : strlen(text);

	if (value == NULL || json_is_null(value))
		return;
	l->given = true;
	l->percent = n > 0 && text[n - 1] == '%';
	if (!l->percent)
		l->value = number_read(value, "link");
	else if (!dec_parse_loose(text, n - 1, &l->value))
		bad_file("not a percentage: %s", text);
}

static void
trail_read(struct request *w, const json_t *o)
{
	static const char *const keys[] = { "percent", "amount",
		"activation_price", NULL };

	w->ts_percent = w->ts_amount = w->ts_activation = DEC_NONE;
	if (o == NULL || json_is_null(o))
		return;
	keys_check(o, keys, "trailing_stop");
	w->trails = true;
	w->ts_percent = number_get(o, "percent");
	w->ts_amount = number_get(o, "amount");
	w->ts_activation = number_get(o, "activation_price");
}

static void
order_read(struct request *w, const json_t *o, const char *const *keys)
{
	const json_t *value;

	keys_check(o, keys, "order");
	w->id = text_get(o, "id");
	w->symbol = text_get(o, "symbol");
	w->type_text = text_get(o, "type");
	w->side = (enum side)known_word(text_get(o, "side"), side_names,
	    "side");
	w->type = (enum type)word(w->type_text, type_names);
	w->amount = number_get(o, "amount");
	w->quote = number_get(o, "quote");
	w->price = number_get(o, "price");
	w->trigger = number_get(o, "trigger_price");
	w->trail_percent = number_get(o, "trail_percent");
	w->trail_amount = number_get(o, "trail_amount");
	w->activation = number_get(o, "activation_price");
	w->visible = number_get(o, "visible");
	if ((value = json_object_get(o, "time_in_force")) != NULL)
		w->tif = (enum tif)known_word(json_string_value(value),
		    tif_names, "time_in_force");
	if ((value = json_object_get(o, "expire_at")) != NULL)
		w->expire_at = time_read(value, "expire_at");
	w->post_only = flag_get(o, "post_only");
	w->reduce_only = flag_get(o, "reduce_only");
	if ((value = json_object_get(o, "position_side")) != NULL)
		w->hedged = strcmp(json_string_value(value), "both") != 0;
	link_read(&w->stop_loss, json_object_get(o, "stop_loss"));
	link_read(&w->take_profit, json_object_get(o, "take_profit"));
	trail_read(w, json_object_get(o, "trailing_stop"));
}

static void
amend_read(struct request *w, const json_t *o)
{
	keys_check(o, amend_keys, "amend");
	w->id = text_get(o, "id");
	w->amount = number_get(o, "amount");
	w->price = number_get(o, "price");
	w->trigger = number_get(o, "trigger_price");
}

static void
oco_read(struct instruction *in, const json_t *o)
{
	const json_t *orders = json_object_get(o, "orders");

	keys_check(o, oco_keys, "oco");
	if (json_array_size(orders) != 2)
		bad_file("orders: not two");
	order_read(&in->order, json_array_get(orders, 0), part_keys);
	order_read(&in->second, json_array_get(orders, 1), part_keys);
}

static void
margin_read(struct instruction *in, const json_t *o)
{
	const json_t *mode = json_object_get(o, "margin_mode");

	in->symbol = text_get(o, "symbol");
	in->leverage = number_get(o, "leverage");
	in->mode = json_string_value(mode);
	if (in->action == DO_MARGIN)
		in->amount = number_read(json_object_get(o, "amount"),
		    "amount");
}

void
instruction_read(struct model *m, json_t *action)
{
	struct instruction *in = vec_add(&m->instructions);
	const json_t *mark = json_object_get(action, "mark");

	in->at = time_read(json_object_get(action, "at"), "at");
	in->mark = mark == NULL || json_is_null(mark) ? NO_POINT :
	    (enum point)known_word(json_string_value(mark), point_names,
	    "mark");
	in->action = (enum action)known_word(text_get(action, "do"), do_names,
	    "do");
	switch (in->action) {
	case DO_ORDER:
		order_read(&in->order, action, order_keys);
		break;
	case DO_OCO:
		oco_read(in, action);
		break;
	case DO_CANCEL:
		keys_check(action, cancel_keys, "cancel");
		in->order.id = text_get(action, "id");
		break;
	case DO_AMEND:
		amend_read(&in->order, action);
		break;
	case DO_LEVERAGE:
	case DO_MARGIN:
		keys_check(action, in->action == DO_MARGIN ? margin_keys :
		    leverage_keys, "margin");
		margin_read(in, action);
		break;
	case DO_DEPOSIT:
	case DO_WITHDRAW:
		keys_check(action, transfer_keys, "transfer");
		in->currency = text_get(action, "currency");
		in->amount = number_read(json_object_get(action, "amount"),
		    "amount");
		break;
	}
}
