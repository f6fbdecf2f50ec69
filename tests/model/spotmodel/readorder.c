/*
 * Reads one instruction of a scenario.
 */
#include "tests/model/spotmodel/model.h"

const char *const side_names[] = { "buy", "sell", NULL };
const char *const type_names[] = { "market", "limit", "stop", "stop_limit",
	NULL };
const char *const point_names[] = { "open", "first", "second", "close",
	"end", NULL };
const char *const action_names[] = { "order", "cancel", "deposit",
	"withdraw", NULL };
static const char *const tif_names[] = { "gtc", "ioc", "fok", NULL };

static const char *const order_keys[] = { "at", "mark", "do", "id", "symbol",
	"side", "type", "amount", "quote", "price", "trigger_price",
	"time_in_force", "expire_at", "post_only", "reduce_only",
	"position_side", "stop_loss", "take_profit", NULL };
static const char *const cancel_keys[] = { "at", "mark", "do", "id", NULL };
static const char *const transfer_keys[] = { "at", "mark", "do", "currency",
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
order_read(struct request *w, const json_t *o)
{
	const json_t *value;

	keys_check(o, order_keys, "order");
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
	in->action = (enum action)known_word(text_get(action, "do"),
	    action_names, "do");
	if (in->action == DO_ORDER)
		order_read(&in->order, action);
	else if (in->action == DO_CANCEL) {
		keys_check(action, cancel_keys, "cancel");
		in->order.id = text_get(action, "id");
	} else {
		keys_check(action, transfer_keys, "transfer");
		in->currency = text_get(action, "currency");
		in->amount = number_read(json_object_get(action, "amount"),
		    "amount");
	}
}
