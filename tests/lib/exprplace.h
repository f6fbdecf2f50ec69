/*
 * The places of expressions that tests/data names, and what compiling there
 * gives.
 */
#ifndef TESTS_EXPRPLACE_H
#define TESTS_EXPRPLACE_H

#include "base/mem.h"
#include "base/stamp.h"
#include "expr/expr.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

static const struct expr_param params[] = { { "fast", "10" },
	{ "slow", "30" }, { "n", "20" }, { "oversold", "30" }, { "k", "3" },
	{ "strength", "25" }, { "wide", "2" } };
static const struct expr_with with[] = { { "eth", "ETH/USDT:USDT" },
	{ "sol", "SOL/USDT" } };

static inline struct expr_context
place(const char *name)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };

	if (strcmp(name, "breaker") == 0)
		in = (struct expr_context){ .place = EXPR_BREAKER,
		    .label = "--when" };
	else if (strcmp(name, "result") == 0)
		in = (struct expr_context){ .place = EXPR_RESULT };
	else if (strcmp(name, "strategy") == 0)
		in = (struct expr_context){ .place = EXPR_STRATEGY,
		    .timeframe = STAMP_HOUR, .params = params,
		    .params_len = sizeof(params) / sizeof(*params),
		    .with = with, .with_len = 2 };
	return in;
}

/* The canonical form, or the error; the caller frees. */
static inline char *
compiled(const char *where, const char *text)
{
	struct expr_context in = place(where);
	struct expr *e = NULL;
	struct err err = {0};
	struct buf out = {0};

	if (expr_compile(&in, text, &e, &err) == E_OK)
		expr_canonical(e, &out);
	else
		buf_puts(&out, err.text);
	expr_free(e);
	return buf_take(&out);
}

#endif
