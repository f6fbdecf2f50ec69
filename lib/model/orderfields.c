/*
 * Requests from text, field by field: what `order place` reads, and what
 * order_request_text() wrote. Names are those of the order record, and of the
 * options where these differ.
 */
#include "model/order.h"

#include "base/stamp.h"

#include <string.h>

enum kind { DEC, LEVEL, PERCENT, DISTANCE, TRAIL, TYPE, WORD, TEXT, FLAG, TIME };

static const struct column {
	const char *name;
	enum kind kind;
	size_t offset, size;
	const char *const *words;
	int words_len;
} columns[] = {
#define AT_REQUEST(member) offsetof(struct order_request, member), \
	sizeof(((struct order_request *)0)->member)
	{ "symbol", TEXT, AT_REQUEST(symbol) },
	{ "side", WORD, AT_REQUEST(side), side_names, SIDE_SELL + 1 },
	{ "type", TYPE, AT_REQUEST(type) },
	{ "amount", DEC, AT_REQUEST(amount) },
	{ "qty", DEC, AT_REQUEST(amount) },
	{ "quote", DEC, AT_REQUEST(quote) },
	{ "price", DEC, AT_REQUEST(price) },
	{ "trigger_price", DEC, AT_REQUEST(trigger_price) },
	{ "trigger", DEC, AT_REQUEST(trigger_price) },
	{ "trail", TRAIL, AT_REQUEST(trail_percent) },
	{ "trail_percent", DEC, AT_REQUEST(trail_percent) },
	{ "trail_amount", DEC, AT_REQUEST(trail_amount) },
	{ "activation_price", DEC, AT_REQUEST(activation_price) },
	{ "activation", DEC, AT_REQUEST(activation_price) },
	{ "visible", DEC, AT_REQUEST(visible) },
	{ "time_in_force", WORD, AT_REQUEST(time_in_force), tif_names,
	  TIF_PO + 1 },
	{ "tif", WORD, AT_REQUEST(time_in_force), tif_names, TIF_PO + 1 },
	{ "post_only", FLAG, AT_REQUEST(post_only) },
	{ "reduce_only", FLAG, AT_REQUEST(reduce_only) },
	{ "stop_loss", LEVEL, AT_REQUEST(stop_loss) },
	{ "stop_loss_price", LEVEL, AT_REQUEST(stop_loss) },
	{ "take_profit", LEVEL, AT_REQUEST(take_profit) },
	{ "take_profit_price", LEVEL, AT_REQUEST(take_profit) },
	{ "trailing_stop", LEVEL, AT_REQUEST(trailing_stop) },
	{ "trailing_stop_percent", PERCENT, AT_REQUEST(trailing_stop) },
	{ "trailing_stop_amount", DISTANCE, AT_REQUEST(trailing_stop) },
	{ "trailing_activation", DEC, AT_REQUEST(trailing_activation) },
	{ "expire_at", TIME, AT_REQUEST(expire_at) },
	{ "strategy", TEXT, AT_REQUEST(strategy) },
	{ "tag", TEXT, AT_REQUEST(tag) },
	{ "key", TEXT, AT_REQUEST(key) },
	{ "account", TEXT, AT_REQUEST(account) },
	{ .name = NULL }
};

int
order_type_value(const char *name)
{
	char word[REASON_SIZE];

	if (!text_set(word, sizeof(word), name))
		return -1;
	for (char *p = word; *p != '\0'; p++)
		if (*p == '-')
			*p = '_';
	return enum_value(order_type_names, ORDER_TYPES, word);
}

/* A level whose kind the field's name says. */
static const char *
set_level(struct level *l, enum level_kind kind, const char *text)
{
	l->kind = kind;
	return dec_parse_loose(text, strlen(text), &l->value) ? NULL :
	    "not a number";
}

static const char *
set_trail(struct order_request *r, const char *text)
{
	struct level l;

	if (!level_parse(text, &l) || l.kind == LEVEL_DISTANCE)
		return "neither an amount nor a percentage";
	if (l.kind == LEVEL_PERCENT)
		r->trail_percent = l.value;
	else
		r->trail_amount = l.value;
	return NULL;
}

static const char *
set_word(int value, void *at)
{
	memcpy(at, &value, sizeof(value));
	return value >= 0 ? NULL : "not one of its words";
}

const char *
order_request_set(struct order_request *r, const char *name,
    const char *text)
{
	const struct column *c = columns;
	void *at;

	while (c->name != NULL && strcmp(c->name, name) != 0)
		c++;
	if (c->name == NULL)
		return "";
	at = (char *)r + c->offset;
	switch (c->kind) {
	case DEC:
		return dec_parse_loose(text, strlen(text), at) ? NULL :
		    "not a number";
	case LEVEL:
		return level_parse(text, at) ? NULL :
		    "neither a price nor a percentage nor +distance";
	case PERCENT:
		return set_level(at, LEVEL_PERCENT, text);
	case DISTANCE:
		return set_level(at, LEVEL_PRICE, text);
	case TRAIL:
		return set_trail(r, text);
	case TYPE:
		return set_word(order_type_value(text), at);
	case WORD:
		return set_word(enum_value(c->words, c->words_len, text), at);
	case FLAG:
		*(bool *)at = strcmp(text, "true") == 0;
		return *(bool *)at || strcmp(text, "false") == 0 ? NULL :
		    "neither true nor false";
	case TIME:
		return stamp_parse(text, strlen(text), at) ? NULL :
		    "not a time";
	default:
		return text_set(at, c->size, text) ? NULL : "too long";
	}
}

/* One line NAME=TEXT of what order_request_text() wrote. */
static const char *
set_line(struct order_request *r, const char *line, size_t len)
{
	const char *sign = memchr(line, '=', len);
	char name[REASON_SIZE], text[ID_SIZE + TEXT_SIZE];
	size_t n = sign == NULL ? 0 : (size_t)(sign - line);

	if (n == 0 || n >= sizeof(name) || len - n - 1 >= sizeof(text))
		return "not NAME=TEXT";
	memcpy(name, line, n);
	name[n] = '\0';
	memcpy(text, sign + 1, len - n - 1);
	text[len - n - 1] = '\0';
	return order_request_set(r, name, text);
}

enum err_code
order_request_parse(const char *text, struct order_request *out,
    struct err *err)
{
	struct order_request r = order_request_empty();

	for (const char *at = text; *at != '\0';) {
		size_t n = strcspn(at, "\n");
		const char *why = set_line(&r, at, n);

		if (why != NULL)
			return err_set(err, E_DATA, "a stored order: '%.*s': "
			    "%s", (int)(n < 40 ? n : 40), at,
			    why[0] == '\0' ? "no such field" : why);
		at += n + (at[n] == '\n');
	}
	*out = r;
	return E_OK;
}

int
order_type_implied(const struct order_request *r)
{
	if (dec_known(r->trail_percent) || dec_known(r->trail_amount))
		return TYPE_TRAILING;
	if (dec_known(r->trigger_price))
		return dec_known(r->price) ? TYPE_STOP_LIMIT : TYPE_STOP;
	return dec_known(r->price) ? TYPE_LIMIT : TYPE_MARKET;
}
