/*
 * JSON in, exactly. Numbers never pass through a double: before jansson sees
 * the text, a scanner turns each bare number into a marked string, so that
 * 27000.10000001 stays what it is. Duplicate keys, NaN, comments and anything
 * beyond the limits are refused whole (RELIABILITY.md 7).
 */
#ifndef BASE_JSONREAD_H
#define BASE_JSONREAD_H

#include "base/dec.h"
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0 stands for the usual: 16 MiB, 32, 200 000, 64 KiB, 40. */
struct json_limits {
	size_t size, depth, values, string, number;
};

/* E_DATA names what, line and cause. The caller json_decref()s *root. */
enum err_code json_load_exact(const char *text, size_t len,
    const struct json_limits *limits, const char *what, json_t **root,
    struct err *err);

/* The text of a string or a number, NULL for all else; borrowed.
 * *number (may be NULL) tells which of the two it was. */
const char *json_exact_text(const json_t *value, bool *number);
/* A string that is not a number; NULL for all else. */
const char *json_plain_text(const json_t *value);
/* A number, or a string that holds one, exactly; also with an exponent. */
bool json_exact_dec(const json_t *value, struct dec *out);
/* A number without fraction; not a string. */
bool json_exact_int(const json_t *value, int64_t *out);

#endif
