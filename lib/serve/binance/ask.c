/*
 * Reading parameters, with the refusals of Binance for those that cannot be.
 */
#include "serve/binance/binance.h"

#include <string.h>

#define MISSING "Mandatory parameter '%s' was not sent, was empty/null, or " \
    "malformed."

bool
ask_text(struct call *c, const char *name, bool needed, const char **out)
{
	const char *value = params_get(&c->params, name);

	if (value == NULL)
		return !needed || fail(c, 400, -1102, MISSING, name);
	if (value[0] == '\0')
		return fail(c, 400, -1105, "Parameter '%s' was empty.", name);
	*out = value;
	return true;
}

bool
ask_dec(struct call *c, const char *name, bool needed, struct dec *out)
{
	const char *text = NULL;
	struct dec d;

	if (!ask_text(c, name, needed, &text))
		return false;
	if (text == NULL)
		return true;
	if (!dec_parse_text(text, &d) || dec_sign(d) < 0 || text[0] == '-')
		return fail(c, 400, -1100, "Illegal characters found in "
		    "parameter '%s'; legal range is "
		    "'^([0-9]{1,20})(\\\\.[0-9]{1,20})?$'.", name);
	*out = d;
	return true;
}

bool
ask_int(struct call *c, const char *name, bool needed, int64_t least,
    int64_t most, int64_t *out)
{
	const char *text = NULL;
	struct dec d;
	int64_t n;

	if (!ask_text(c, name, needed, &text))
		return false;
	if (text == NULL)
		return true;
	if (!dec_parse_text(text, &d) || strchr(text, '.') != NULL ||
	    !dec_steps(d, dec_int(1), &n))
		return fail(c, 400, -1100, "Illegal characters found in "
		    "parameter '%s'; legal range is '^[0-9]{1,20}$'.", name);
	if (n < least || n > most)
		return fail(c, 400, -1130, "Data sent for parameter '%s' is "
		    "not valid.", name);
	*out = n;
	return true;
}

bool
ask_flag(struct call *c, const char *name, bool needed, bool *out)
{
	static const char *const words[] = { "false", "true", "FALSE", "TRUE",
	    NULL };
	int at = -1;

	if (!ask_word(c, name, needed, words, -1130, NULL, &at))
		return false;
	if (at >= 0)
		*out = at % 2 == 1;
	return true;
}

bool
ask_word(struct call *c, const char *name, bool needed,
    const char *const *words, int code, const char *text, int *out)
{
	const char *value = NULL;

	if (!ask_text(c, name, needed, &value))
		return false;
	if (value == NULL)
		return true;
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], value) == 0) {
			*out = i;
			return true;
		}
	if (text != NULL)
		return fail(c, 400, code, "%s", text);
	return fail(c, 400, code, "Data sent for parameter '%s' is not "
	    "valid.", name);
}

bool
ask_symbol(struct call *c, bool needed, const struct world_symbol **out)
{
	const char *name = NULL;

	if (!ask_text(c, "symbol", needed, &name))
		return false;
	if (name == NULL)
		return true;
	*out = world_symbol(c->w, c->m, name);
	return *out != NULL || fail(c, 400, -1121, "Invalid symbol.");
}

bool
ask_client_id(struct call *c, const char *name, const char **out)
{
	const char *id = NULL;
	bool swap = c->m == MARKET_SWAP;

	if (!ask_text(c, name, false, &id))
		return false;
	if (id == NULL)
		return true;
	for (const char *p = id; *p != '\0'; p++)
		if (p - id >= 36 || !((*p >= 'a' && *p <= 'z') ||
		    (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
		    *p == '-' || *p == '_' ||
		    (swap && (*p == '.' || *p == ':' || *p == '/'))))
			return swap ? fail(c, 400, -4015,
			    "Client order id is not valid.") :
			    fail(c, 400, -1100, "Illegal characters found in "
			    "parameter '%s'; legal range is "
			    "'^[a-zA-Z0-9-_]{1,36}$'.", name);
	*out = id;
	return true;
}

bool
ask_order(struct call *c, const struct world_symbol *s, const char *id,
    const char *client_id, int code, size_t *place)
{
	struct book *b = &c->w->book;
	bool algo = strcmp(id, "algoId") == 0;
	size_t symbol = s == NULL ? SIZE_MAX : world_symbol_at(c->w, s);
	const char *name = NULL;
	int64_t number = -1;
	struct served_order *o = NULL;

	if (!ask_int(c, id, false, 0, INT64_MAX, &number) ||
	    !ask_text(c, client_id, false, &name))
		return false;
	if (number < 0 && name == NULL)
		return fail(c, 400, -1102, "Param '%s' or '%s' must be sent, "
		    "but both were empty/null!", client_id, id);
	if (number >= 0)
		o = book_order(b, c->m, symbol, number -
		    (algo ? ALGO_IDS : 0));
	else
		o = book_client(b, c->m, symbol, name);
	if (o != NULL && number >= 0 && name != NULL &&
	    strcmp(o->client_id, name) != 0)
		o = NULL;
	/* What has not been triggered is no order yet, and the other way. */
	if (o == NULL || (algo ? !o->conditional : is_algo(o)))
		return fail(c, 400, code, code == -2013 ?
		    "Order does not exist." : "Unknown order sent.");
	*place = (size_t)(o - b->orders.at);
	return true;
}

bool
ask_span(struct call *c, int64_t standard, int64_t most, struct span *out)
{
	int64_t shift = world_shift(c->w) / 1000;

	*out = (struct span){ INT64_MIN, INT64_MAX, standard };
	if (!ask_int(c, "startTime", false, 0, INT64_MAX / 2000, &out->from) ||
	    !ask_int(c, "endTime", false, 0, INT64_MAX / 2000, &out->to) ||
	    !ask_int(c, "limit", false, 1, INT64_MAX, &out->limit))
		return false;
	if (out->from != INT64_MIN)
		out->from -= shift;
	if (out->to != INT64_MAX)
		out->to -= shift;
	if (out->limit > most)
		out->limit = most;
	return out->from <= out->to || fail(c, 400, -1128,
	    "Combination of optional parameters invalid.");
}
