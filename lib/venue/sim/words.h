/*
 * The words of a state as text, for load.c alone. The first one that is wrong
 * stays wrong; what is read after it is of no use.
 */
#ifndef VENUE_SIM_WORDS_H
#define VENUE_SIM_WORDS_H

#include "venue/sim/state.h"

struct words {
	const char *at, *end;
	int line;
	bool bad;
};

#define WORD_SIZE 256

void get_word(struct words *w, char *out, size_t size);
int64_t get_int(struct words *w);
int get_small(struct words *w, int most);	/* an integer from 0 to most */
bool get_bool(struct words *w);
struct dec get_dec(struct words *w);		/* "-" is DEC_NONE */
struct dec get_known(struct words *w);
int64_t get_price(struct words *w, const struct sim_symbol *s);
/* A mark may lie anywhere: it keeps its distance from the price. */
int64_t get_mark(struct words *w, const struct sim_symbol *s);
struct level get_level(struct words *w);
struct level get_asked(struct words *w);	/* kind and value apart */
int get_name(struct words *w, const char *const *names, int len);
size_t get_symbol(struct words *w, const struct sim *sim);

#endif
