/*
 * JSON as Binance writes it: amounts are strings with fixed decimals.
 */
#include "serve/binance/binance.h"

#include "base/record.h"

#include <inttypes.h>
#include <string.h>

/* A comma where one value follows another, and the name. */
static void
name_put(struct buf *b, const char *name)
{
	char last = b->len > 0 ? b->at[b->len - 1] : '[';

	if (last != '{' && last != '[')
		buf_putc(b, ',');
	if (name != NULL) {
		json_quote(b, name, strlen(name));
		buf_putc(b, ':');
	}
}

void
put_begin(struct buf *b, const char *name, char open)
{
	name_put(b, name);
	buf_putc(b, open);
}

void
put_end(struct buf *b, char close)
{
	buf_putc(b, close);
}

void
put_text(struct buf *b, const char *name, const char *value)
{
	name_put(b, name);
	json_quote(b, value, strlen(value));
}

void
put_int(struct buf *b, const char *name, int64_t value)
{
	name_put(b, name);
	buf_printf(b, "%" PRId64, value);
}

void
put_flag(struct buf *b, const char *name, bool value)
{
	name_put(b, name);
	buf_puts(b, value ? "true" : "false");
}

void
put_raw(struct buf *b, const char *name, const char *json)
{
	name_put(b, name);
	buf_puts(b, json);
}

void
put_dec(struct buf *b, const char *name, struct dec d, int decimals)
{
	char text[DEC_TEXT_SIZE];

	if (!dec_known(d))
		d = DEC_ZERO;
	if (dec_decimals(d) > decimals)
		decimals = dec_decimals(d);
	name_put(b, name);
	buf_printf(b, "\"%s\"", dec_text_fixed(d, decimals, text));
}

void
put_number(struct buf *b, const char *name, struct dec d)
{
	char text[DEC_TEXT_SIZE];

	name_put(b, name);
	buf_puts(b, dec_known(d) ? dec_text(d, text) : "0");
}

/* Spot has 8 decimals everywhere, futures those of tick and lot. */
void
put_price(struct buf *b, const char *name, const struct world_symbol *s,
    struct dec price)
{
	put_dec(b, name, price, s->market == MARKET_SPOT ? 8 :
	    dec_decimals(s->i.ticks[0].tick));
}

void
put_amount(struct buf *b, const char *name, const struct world_symbol *s,
    struct dec amount)
{
	put_dec(b, name, amount, s->market == MARKET_SPOT ? 8 :
	    dec_decimals(s->i.lot));
}

void
put_money(struct buf *b, const char *name, struct dec d)
{
	put_dec(b, name, d, 8);
}
