/*
 * A state as the first version wrote it ("sim 1": spot, no pairs, no trailing)
 * in the words of this one, line by line. What it could not have is nothing.
 */
#include "venue/sim/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 40

/* One line cut at its blanks, in place. */
struct line {
	char *word[WORDS_MAX];
	int len;
};

static void
line_cut(char *text, struct line *out)
{
	char *rest = text, *word;

	out->len = 0;
	while ((word = strsep(&rest, " ")) != NULL && out->len < WORDS_MAX)
		out->word[out->len++] = word;
}

/* Words [from, to) of the line, each behind a blank. */
static void
words_put(const struct line *l, int from, int to, struct buf *out)
{
	for (int i = from; i < to; i++)
		buf_printf(out, " %s", l->word[i]);
}

static const char *
taker_of(const struct sim *sim, const char *symbol, char *text)
{
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (strcmp(sim->symbols.at[i].i.symbol, symbol) == 0)
			return dec_text(sim->symbols.at[i].i.taker, text);
	return "0";
}

/* The first of the legs that are left of an entry: what names their group. */
struct first_leg { long long entry, number; };
struct legs VEC_OF(struct first_leg);

static void
legs_find(char *text, struct legs *out)
{
	struct line l;
	char *copy = mem_text(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		long long entry;
		bool known = false;

		line_cut(line, &l);
		if (l.len != 25 || strcmp(l.word[0], "order") != 0 ||
		    (entry = strtoll(l.word[20], NULL, 10)) == 0)
			continue;
		/* They come by rising number. */
		for (size_t i = 0; i < out->len; i++)
			known = known || out->at[i].entry == entry;
		if (!known)
			*vec_add(out) = (struct first_leg){ entry,
			    strtoll(l.word[1], NULL, 10) };
	}
	free(copy);
}

static long long
legs_first(const struct legs *legs, const char *entry, const char *otherwise)
{
	long long number = strtoll(entry, NULL, 10);

	for (size_t i = 0; i < legs->len; i++)
		if (legs->at[i].entry == number)
			return legs->at[i].number;
	return strtoll(otherwise, NULL, 10);
}

static void
order_put(const struct sim *sim, const struct line *l,
    const struct legs *legs, struct buf *out)
{
	char taker[DEC_TEXT_SIZE];
	bool leg = strcmp(l->word[20], "0") != 0;
	bool made = strcmp(l->word[24], "1") == 0;

	buf_printf(out, "order %s", l->word[1]);
	words_put(l, 1, 10, out);		/* age … post_only */
	buf_puts(out, " 0");			/* reduce_only */
	words_put(l, 10, 12, out);		/* price, trigger */
	buf_printf(out, " %s 0", taker_of(sim, l->word[4], taker));
	words_put(l, 12, 13, out);		/* first_price */
	buf_puts(out, " - 0 0 0 0");		/* distance … shown */
	words_put(l, 13, 18, out);		/* amount … take_profit */
	buf_puts(out, " - 0");			/* trailing stop */
	words_put(l, 18, 21, out);		/* expire_at … entry */
	buf_printf(out, " %lld", leg ? legs_first(legs, l->word[20],
	    l->word[1]) : strtoll(l->word[21], NULL, 10));
	words_put(l, 22, 24, out);		/* triggered, guarded */
	buf_printf(out, " %lld", made ? legs_first(legs, l->word[1],
	    l->word[1]) : 0);
}

static void
line_put(const struct sim *sim, const struct line *l,
    const struct legs *legs, struct buf *out)
{
	const char *what = l->word[0];

	if (strcmp(what, "sim") == 0 && l->len == 2) {
		buf_puts(out, "sim 2");
	} else if (strcmp(what, "clock") == 0 && l->len == 9) {
		buf_puts(out, what);
		words_put(l, 1, 3, out);
		buf_printf(out, " %" PRId64 " 0", sim->timeframe);
		words_put(l, 3, l->len, out);
	} else if (strcmp(what, "symbol") == 0 && l->len == 15) {
		buf_puts(out, what);
		words_put(l, 1, 8, out);
		buf_puts(out, " 0");		/* volume */
		words_put(l, 8, 10, out);
		buf_puts(out, " 0");		/* what is left of it */
		words_put(l, 10, l->len, out);
	} else if (strcmp(what, "order") == 0 && l->len == 25) {
		order_put(sim, l, legs, out);
	} else if (strcmp(what, "wait") == 0 && l->len == 29) {
		buf_puts(out, what);
		words_put(l, 1, 5, out);
		words_put(l, 6, 28, out);
		buf_puts(out, " 0 0 -");	/* trailing stop */
		words_put(l, 28, l->len, out);
	} else {
		buf_puts(out, what);
		words_put(l, 1, l->len, out);
	}
	buf_putc(out, '\n');
}

bool
state_upgrade(const struct sim *sim, const char *text, size_t len,
    struct buf *out)
{
	static const char first[] = "sim 1\n";
	struct legs legs = { 0 };
	struct line l;
	char *copy, *rest, *line;

	if (len < sizeof(first) - 1 ||
	    memcmp(text, first, sizeof(first) - 1) != 0)
		return false;
	copy = rest = mem_alloc(len + 1);
	memcpy(copy, text, len);
	legs_find(copy, &legs);
	while ((line = strsep(&rest, "\n")) != NULL && rest != NULL) {
		line_cut(line, &l);
		line_put(sim, &l, &legs, out);
	}
	vec_release(&legs);
	free(copy);
	return true;
}
