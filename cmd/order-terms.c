/* The terms of an order: options, requests, and a text to keep them in. */
#include "cmd/order-terms.h"

#include "cmd/scope.h"
#include "cmd/trade.h"

#include "base/mem.h"

#include <string.h>

const char *const terms_types[] = { "market", "limit", "stop", "stop_limit",
    "take_profit", "take_profit_limit", "trailing", NULL };
const char *const terms_tifs[] = { "gtc", "ioc", "fok", NULL };

struct args { struct terms terms; };

static const struct opt opts[] = {
	TERMS_OPTS,
	{ .kind = OPT_DONE }
};

struct terms
terms_empty(void)
{
	return (struct terms){ .qty = DEC_NONE, .quote = DEC_NONE,
	    .price = DEC_NONE, .trigger = DEC_NONE, .activation = DEC_NONE,
	    .visible = DEC_NONE, .trailing_activation = DEC_NONE,
	    .oco_trigger = DEC_NONE, .oco_price = DEC_NONE, .type = -1,
	    .tif = -1 };
}

/* The second order of a pair: a stop beside what the first one waits for. */
static enum err_code
add_stop(const struct terms *t, struct wish *w, struct err *err)
{
	struct order_request *second = &w->requests[1];

	if (!dec_known(t->oco_trigger))
		return !dec_known(t->oco_price) ? E_OK : err_set(err, E_USAGE,
		    "--oco-price: it goes with --oco-trigger");
	*second = w->requests[0];
	second->price = t->oco_price;
	second->trigger_price = t->oco_trigger;
	second->trail_percent = second->trail_amount = DEC_NONE;
	second->activation_price = DEC_NONE;
	second->post_only = false;
	second->type = dec_known(t->oco_price) ? TYPE_STOP_LIMIT : TYPE_STOP;
	w->n = 2;
	return order_pair_check(w->requests, err);
}

enum err_code
terms_wish(const struct terms *t, const char *symbol, int side,
    struct wish *out, struct err *err)
{
	struct order_request *r = &out->requests[0];
	enum err_code rc = symbol_must_fit(symbol, err);

	*r = order_request_empty();
	out->n = 1;
	if (rc != E_OK)
		return rc;
	TEXT_SET(r->symbol, symbol);
	r->side = side;
	r->time_in_force = t->tif < 0 ? TIF_GTC : t->tif;
	r->post_only = t->post_only;
	r->reduce_only = t->reduce_only;
	r->amount = t->qty;
	r->quote = t->quote;
	r->price = t->price;
	r->trigger_price = t->trigger;
	r->activation_price = t->activation;
	r->visible = t->visible;
	if (t->trail.kind == LEVEL_PERCENT)
		r->trail_percent = t->trail.value;
	if (t->trail.kind == LEVEL_PRICE || t->trail.kind == LEVEL_DISTANCE)
		r->trail_amount = t->trail.value;
	r->stop_loss = t->stop_loss;
	r->take_profit = t->take_profit;
	r->trailing_stop = t->trailing_stop;
	r->trailing_activation = t->trailing_activation;
	r->type = t->type >= 0 ? t->type : order_type_implied(r);
	rc = request_text(r->strategy, sizeof(r->strategy), "strategy",
	    t->strategy, err);
	if (rc == E_OK)
		rc = request_text(r->tag, sizeof(r->tag), "tag", t->tag, err);
	if (rc == E_OK)
		rc = order_request_check(r, err);
	return rc == E_OK ? add_stop(t, out, err) : rc;
}

static const void *
member(const struct terms *t, const struct opt *o)
{
	return (const char *)t + o->offset;
}

/* The value as it is typed; false: it was not given. */
static bool
value_text(const struct terms *t, const struct opt *o, struct buf *out)
{
	char text[DEC_TEXT_SIZE];
	const void *at = member(t, o);

	switch (o->kind) {
	case OPT_FLAG:
		return *(const bool *)at;
	case OPT_DEC:
		if (dec_known(*(const struct dec *)at))
			buf_puts(out, dec_text(*(const struct dec *)at,
			    text));
		return out->len > 0;
	case OPT_LEVEL:
		buf_puts(out, level_text(*(const struct level *)at, text));
		return out->len > 0;
	case OPT_ENUM:
		if (*(const int *)at >= 0)
			buf_puts(out, o->choices[*(const int *)at]);
		return out->len > 0;
	default:
		if (*(const char *const *)at == NULL)
			return false;
		buf_puts(out, *(const char *const *)at);
		return true;
	}
}

static bool
given(const struct terms *t, const struct opt *o)
{
	struct buf text = { 0 };
	bool is = value_text(t, o, &text);

	buf_release(&text);
	return is;
}

bool
terms_given(const struct terms *t)
{
	for (const struct opt *o = opts; o->kind != OPT_DONE; o++)
		if (given(t, o))
			return true;
	return false;
}

void
terms_overlay(struct terms *t, const struct terms *over)
{
	if (dec_known(over->qty))
		t->quote = DEC_NONE;
	if (dec_known(over->quote))
		t->qty = DEC_NONE;
	for (const struct opt *o = opts; o->kind != OPT_DONE; o++)
		if (given(over, o))
			memcpy((char *)t + o->offset, member(over, o),
			    o->size);
}

/* As a shell would take it for one word. */
static void
quote(struct buf *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+%/:,@";

	if (text[0] != '\0' && strspn(text, plain) == strlen(text)) {
		buf_puts(out, text);
		return;
	}
	buf_putc(out, '\'');
	for (; *text != '\0'; text++)
		if (*text == '\'')
			buf_puts(out, "'\\''");
		else
			buf_putc(out, *text);
	buf_putc(out, '\'');
}

void
terms_text(const struct terms *t, struct buf *out)
{
	struct buf value = { 0 };

	for (const struct opt *o = opts; o->kind != OPT_DONE; o++) {
		buf_clear(&value);
		if (!value_text(t, o, &value))
			continue;
		buf_printf(out, "%s--%s", out->len == 0 ? "" : " ", o->name);
		if (o->kind == OPT_FLAG)
			continue;
		buf_putc(out, ' ');
		quote(out, buf_text(&value));
	}
	buf_release(&value);
}

/* Cuts the next word off, unquoted in its place; NULL at the end. */
static char *
next_word(char **text)
{
	char *from = *text + strspn(*text, " "), *to = from, *word = from;
	bool quoted = false;

	if (*from == '\0')
		return NULL;
	for (; *from != '\0' && (quoted || *from != ' '); from++) {
		if (*from == '\'')
			quoted = !quoted;
		else if (!quoted && *from == '\\' && from[1] != '\0')
			*to++ = *++from;
		else
			*to++ = *from;
	}
	*text = *from == '\0' ? from : from + 1;
	*to = '\0';
	return word;
}

static const struct opt *
find(const char *word)
{
	for (const struct opt *o = opts; o->kind != OPT_DONE; o++)
		if (strncmp(word, "--", 2) == 0 &&
		    strcmp(word + 2, o->name) == 0)
			return o;
	return NULL;
}

enum err_code
terms_read(char *text, struct terms *out, struct err *err)
{
	struct terms t = terms_empty();
	enum err_code rc = E_OK;
	char *word;

	while (rc == E_OK && (word = next_word(&text)) != NULL) {
		const struct opt *o = find(word);
		const char *value = "";

		if (o == NULL)
			return err_set(err, E_STORE, "stored options: '%s': "
			    "no such option", word);
		if (o->kind != OPT_FLAG && (value = next_word(&text)) == NULL)
			return err_set(err, E_STORE, "stored options: '%s': "
			    "without its value", word);
		rc = opt_read(o, value, 0, (char *)&t + o->offset, err);
	}
	if (rc == E_OK)
		*out = t;
	return rc;
}
