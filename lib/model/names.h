/*
 * Sizes of the names that records carry inline, so that a record owns its text
 * and can be copied like a number. Longer ones are refused where they come in.
 */
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define SYMBOL_SIZE 33	/* BTC/USDT:USDT; [A-Z0-9._:/-]{1,32} */
#define ASSET_SIZE 17	/* USDT */
#define LABEL_SIZE 33	/* accounts, breakers: [a-z0-9][a-z0-9._-]{0,31} */
#define VENUE_SIZE 17	/* sim, binance */
#define ID_SIZE 65	/* order ids, trade ids, keys */
#define CLIENT_ID_SIZE 41	/* 32 hex digits, and .sl, .tp, .ts of legs */
#define REASON_SIZE 65	/* insufficient_funds */
#define TEXT_SIZE 129	/* strategy names, tags */

bool symbol_valid(const char *s);
bool label_valid(const char *s);
bool asset_valid(const char *s);
/* Splits BASE/QUOTE[:SETTLE]; false when it is not of that form. settle is ""
 * for spot. */
bool symbol_split(const char *symbol, char base[ASSET_SIZE],
    char quote[ASSET_SIZE], char settle[ASSET_SIZE]);
/* '*' and '?' patterns, as in the policy's symbol list. */
bool pattern_matches(const char *pattern, const char *text);

#endif
