/*
 * Values for `strategy eval`: --field NAME=VALUE, named as an expression names
 * them, written as the language writes them.
 */
#ifndef CMD_EVALFIELDS_H
#define CMD_EVALFIELDS_H

#include "base/arena.h"
#include "base/vec.h"
#include "cmd/session.h"
#include "expr/expr.h"

struct given {
	char *name;
	const char *value;
};

struct eval_fields {
	VEC(struct given) given;	/* names in canonical form */
	struct arena texts;
	enum err_code rc;		/* a value that cannot be read */
	struct err err;
};

/* Cuts name=value at the first or the last equals sign; the name is the
 * caller's to free. */
enum err_code given_cut(const char *text, const char *option, bool last,
    struct given *out, struct err *err);

enum err_code eval_fields_open(struct eval_fields *f,
    const struct texts *options, enum expr_place_kind place, struct err *err);
void eval_fields_release(struct eval_fields *f);
/* The value that was given for what is asked; na when there is none. */
void eval_fields_give(struct eval_fields *f, const struct expr_ask *ask,
    struct expr_value *out);

#endif
