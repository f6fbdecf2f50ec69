/*
 * Reads the words of a state, each of its kind.
 */
#include "venue/sim/words.h"

#include <stdio.h>
#include <string.h>

void
get_word(struct words *w, char *out, size_t size)
{
	size_t n = 0;
	unsigned code;
	const char *from;

	while (w->at < w->end && *w->at == ' ')
		w->at++;
	from = w->at;
	for (; w->at < w->end && *w->at != ' ' && *w->at != '\n'; w->at++) {
		char c = *w->at;

		if (c == '%') {
			if (w->end - w->at < 3 ||
			    sscanf(w->at + 1, "%2X", &code) != 1 || code == 0)
				break;
			c = (char)code;
			w->at += 2;
		}
		if (n + 1 >= size)
			break;
		out[n++] = c;
	}
	out[n] = '\0';
	if (w->at == from || w->at == w->end ||
	    (*w->at != ' ' && *w->at != '\n'))
		w->bad = true;
	if (w->at - from == 1 && *from == '-')
		out[0] = '\0';
}

int64_t
get_int(struct words *w)
{
	char text[WORD_SIZE], *end;
	long long n;

	get_word(w, text, sizeof(text));
	n = strtoll(text, &end, 10);
	if (text[0] == '\0' || *end != '\0')
		w->bad = true;
	return n;
}

int
get_small(struct words *w, int most)
{
	int64_t n = get_int(w);

	if (n < 0 || n > most) {
		w->bad = true;
		n = 0;
	}
	return (int)n;
}

bool
get_bool(struct words *w)
{
	return get_small(w, 1) == 1;
}

struct dec
get_dec(struct words *w)
{
	char text[WORD_SIZE];
	struct dec d = DEC_NONE;

	get_word(w, text, sizeof(text));
	if (text[0] != '\0' && !dec_parse_text(text, &d)) {
		w->bad = true;
		d = DEC_ZERO;
	}
	return d;
}

struct dec
get_known(struct words *w)
{
	struct dec d = get_dec(w);

	if (!dec_known(d)) {
		w->bad = true;
		d = DEC_ZERO;
	}
	return d;
}

int64_t
get_price(struct words *w, const struct sim_symbol *s)
{
	struct dec d = get_known(w);
	int64_t price = 0;

	if (!price_read(s, d, &price) || price < 0) {
		w->bad = true;
		price = 0;
	}
	return price;
}

int64_t
get_mark(struct words *w, const struct sim_symbol *s)
{
	int64_t mark = 0;

	if (!price_read(s, get_known(w), &mark))
		w->bad = true;
	return mark;
}

struct level
get_level(struct words *w)
{
	char text[WORD_SIZE];
	struct level l = { LEVEL_NONE };

	get_word(w, text, sizeof(text));
	if (text[0] != '\0' && !level_parse(text, &l))
		w->bad = true;
	return l;
}

int
get_name(struct words *w, const char *const *names, int len)
{
	char text[WORD_SIZE];
	int value;

	get_word(w, text, sizeof(text));
	value = enum_value(names, len, text);
	if (value < 0) {
		w->bad = true;
		value = 0;
	}
	return value;
}

size_t
get_symbol(struct words *w, const struct sim *sim)
{
	char text[SYMBOL_SIZE];

	get_word(w, text, sizeof(text));
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (strcmp(sim->symbols.at[i].i.symbol, text) == 0)
			return i;
	w->bad = true;
	return NOWHERE;
}

struct level
get_asked(struct words *w)
{
	int kind = get_small(w, LEVEL_DISTANCE);
	struct level l = { (enum level_kind)kind, get_dec(w) };

	return l;
}
