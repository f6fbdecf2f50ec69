/*
 * A noun described once. Tables for people, JSON, NDJSON and CSV for pipes,
 * `help records`, expression fields and the tests all walk these rows.
 *
 *	static const struct field fields[] = {
 *		{ "symbol", FIELD_CHARS, FIELD_AT(struct fill, symbol),
 *		  .help = "unified symbol" },
 *		…
 *		{ .name = NULL }
 *	};
 *	const struct record fill_record = { "fill", "a trade of ours", fields };
 *
 * Unknown is null, never 0: DEC_NONE, a stamp of 0, NULL or empty text,
 * INT_NONE, BOOL_NONE, NaN, an enum value without a name.
 */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include "base/buf.h"
#include "base/dec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
	FIELD_CHARS,	/* char member[N]; "" is null */
	FIELD_TEXT,	/* const char *; NULL is null */
	FIELD_DEC,	/* struct dec */
	FIELD_INT,	/* int64_t; INT_NONE is null */
	FIELD_BOOL,	/* signed char: 0, 1, BOOL_NONE is null */
	FIELD_STAMP,	/* int64_t µs; RFC 3339; 0 is null */
	FIELD_DURATION,	/* int64_t µs; 1h30m; 0 is null */
	FIELD_ENUM,	/* int; .names[value], a NULL or missing name is null */
	FIELD_DOUBLE,	/* double; NaN is null */
	FIELD_LIST	/* struct text_list: JSON array; CSV joined by ';' */
};

#define INT_NONE INT64_MIN
#define BOOL_NONE ((signed char)-1)

struct text_list { const char *const *at; size_t len; };
#define TEXT_LIST_NONE ((struct text_list){ NULL, SIZE_MAX })	/* null */

/* What a number is, for the expression language (LANGUAGE.md 3.2). */
enum unit { UNIT_PLAIN, UNIT_PRICE, UNIT_QTY, UNIT_MONEY, UNIT_RATIO,
    UNIT_POINTS };

enum field_flag {
	FIELD_WIDE = 1,		/* left out of the table unless --fields asks */
	FIELD_MINOR = 4,	/* the first to go where a table is too wide */
	FIELD_PERCENT = 2	/* a ratio; the table shows it as a percentage */
};

struct field {
	const char *name;	/* ccxt's, in snake_case */
	enum field_type type;
	size_t offset;
	const char *help;	/* one line for help records */
	const char *const *names;	/* FIELD_ENUM: by value */
	int names_len;
	enum unit unit;
	unsigned flags;
};

struct record {
	const char *name;	/* "fill" */
	const char *help;
	const struct field *fields;	/* ends with a NULL name */
};

#define FIELD_AT(type, member) offsetof(type, member)

const struct field *record_field(const struct record *r, const char *name);

/* The value of one field of a row as canonical text (no quoting). False, and
 * nothing appended, when it is null. Lists are joined by ';'. */
bool field_text(const struct field *f, const void *row, struct buf *out);
/* As a JSON value: null, an exact number literal, true, an escaped string. */
void field_json(const struct field *f, const void *row, struct buf *out);
/* s as a JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void json_quote(struct buf *out, const char *s, size_t n);
bool utf8_good(const char *s, size_t n);	/* well-formed, to its end */

/* By value, or NULL; and the other way, -1 when no name is like that. */
const char *enum_name(const char *const *names, int len, int value);
int enum_value(const char *const *names, int len, const char *name);

/* The unsuited word's nearest neighbour: "did you mean". NULL when none is
 * near (edits and swaps: 1, or a third of the length; none under 3 letters).
 * words ends with NULL. */
const char *word_nearest(const char *word, const char *const *words);

#endif
