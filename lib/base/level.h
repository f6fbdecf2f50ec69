/*
 * A level given as a price, as a percentage of an entry, or as a distance in
 * price from it: stop_loss 58000, "2%", "+1200".
 */
#ifndef BASE_LEVEL_H
#define BASE_LEVEL_H

#include "base/dec.h"

enum level_kind { LEVEL_NONE, LEVEL_PRICE, LEVEL_PERCENT, LEVEL_DISTANCE };
struct level {
	enum level_kind kind;
	struct dec value;	/* percent: "2%" is 2 */
};

/* Reads "58000", "2%" or "+1200"; false when it is none, or not above 0. */
bool level_parse(const char *s, struct level *out);
/* "" for LEVEL_NONE. Returns buf. */
const char *level_text(struct level l, char buf[DEC_TEXT_SIZE]);

#endif
