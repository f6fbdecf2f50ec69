/*
 * Inside lib/expr: exact rationals over int128, den > 0, lowest terms. Every
 * operation says whether it fitted.
 */
#ifndef EXPR_RAT_H
#define EXPR_RAT_H

#include <stdbool.h>
#include <stdint.h>

struct rat { __int128 n, d; };

struct rat rat_int(int64_t n);
bool rat_make(__int128 n, __int128 d, struct rat *out);	/* false: d is 0 */
bool rat_add(struct rat a, struct rat b, struct rat *out);
bool rat_sub(struct rat a, struct rat b, struct rat *out);
bool rat_mul(struct rat a, struct rat b, struct rat *out);
bool rat_div(struct rat a, struct rat b, struct rat *out);
bool rat_scaled(__int128 coef, int exp, struct rat *out); /* coef × 10^exp */
int rat_cmp(struct rat a, struct rat b);	/* total, never overflows */
int rat_sign(struct rat a);
bool rat_whole(struct rat a, int64_t *out);
struct rat rat_floor(struct rat a);
double rat_double(struct rat a);

#endif
