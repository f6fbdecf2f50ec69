/*
 * Strategies: files of rules (etrms help strategies), read, checked, printed
 * canonically and told apart by the hash of that form. What a file says is
 * here as data; when orders follow from it is for those who run it.
 *
 *	struct strategy_source in = { .label = path, .text = text, .len = n };
 *	rc = strategy_read(&in, &s, &findings, err);
 *	rc = expr_rules_run(s->program, &market, &rules, err);
 *	… expr_rules_truth(rules, s->rules.at[i].expr, bar, &path) …
 *	strategy_free(s);
 */
#ifndef STRATEGY_STRATEGY_H
#define STRATEGY_STRATEGY_H

#include "base/sha256.h"
#include "expr/expr-program.h"

#define STRATEGY_BYTES 65536

/* In the order of the canonical form. */
enum strategy_kind {
	STRATEGY_REQUIRE,	/* sets that break it are skipped */
	STRATEGY_ENTRY, STRATEGY_ENTER, STRATEGY_HEDGE,
	STRATEGY_EXIT,		/* .expr: when; .span: after */
	STRATEGY_STOP, STRATEGY_TARGET, STRATEGY_TRAIL, STRATEGY_SIZE,
	STRATEGY_LEVERAGE, STRATEGY_MAX_POSITIONS, STRATEGY_PYRAMID,
	STRATEGY_COOLDOWN, STRATEGY_HOURS, STRATEGY_WEEKDAYS,
	STRATEGY_OPPOSITE, STRATEGY_KINDS
};
extern const char *const strategy_kind_names[STRATEGY_KINDS];

enum strategy_side { SIDE_BOTH, SIDE_LONG, SIDE_SHORT };

enum strategy_form {
	FORM_NONE,
	ENTER_MARKET, ENTER_LIMIT, ENTER_STOP,
	/* stops and targets: from the entry price, a ratio of it or a
	 * difference of prices; or the price itself */
	FORM_DISTANCE, FORM_LEVEL,
	/* METHODS 8.7 to 8.9 for kelly, risk, volatility */
	SIZE_EQUITY, SIZE_NOTIONAL, SIZE_RISK, SIZE_QUANTITY, SIZE_VOLATILITY,
	SIZE_KELLY,
	OPPOSITE_REVERSE, OPPOSITE_EXIT, OPPOSITE_IGNORE
};

/* Rules of the program by number; -1: none. */
struct strategy_rule {
	enum strategy_kind kind;
	enum strategy_side side;
	enum strategy_form form;
	int expr;
	int second;		/* trail: after; size: cap; pyramid: every */
	int span;		/* enter: for; exit: after; cooldown */
	const char *text;	/* entry, exit: as; hedge: the name */
	int64_t from, to;	/* hours, weekdays */
	unsigned at;		/* its place, for findings */
};
struct strategy_rules VEC_OF(struct strategy_rule);

struct strategy_param {
	const char *name;
	struct expr_constant value;	/* the default, */
	struct expr_constant taken;	/* and what this reading takes */
	struct expr_constant low, high, step;	/* base EXPR_ANY: none */
	VEC(struct expr_constant) choices;
	unsigned at;
};
struct strategy_params VEC_OF(struct strategy_param);

struct strategy {
	const char *name, *about, *source;
	int64_t timeframe;		/* 0: any */
	VEC(struct expr_with) with;	/* other symbols */
	struct strategy_params params;
	struct strategy_rules rules;	/* in canonical order */
	struct expr *program;		/* with the values it was read with */
	struct expr_reader *reader;	/* owns all texts */
	char hash[SHA256_TEXT_SIZE];
	struct strategy_mold *of;	/* it was cast from; or NULL */
};

/* A file, and values other than its defaults. */
struct strategy_source {
	const char *label;		/* of findings: the path */
	const char *text;
	size_t len;
	int64_t timeframe;		/* where the file names none; 0: 1h */
	const struct expr_param *params;
	size_t params_len;
	bool unnamed;		/* its hash is not asked for: it stays "" */
};

/*
 * Everything that is wrong with the file goes to findings, with warnings, in
 * order of places. E_DATA and the first of them as text when it was refused;
 * E_USAGE: it has no such parameter. *out is left alone then.
 */
enum err_code strategy_read(const struct strategy_source *in,
    struct strategy **out, struct expr_findings *findings, struct err *err);
/* The same at the default and at both ends of every range, one parameter at a
 * time; sets that the file's `require` refuses are left out. */
enum err_code strategy_check(const struct strategy_source *in,
    struct strategy **out, struct expr_findings *findings, struct err *err);
/* The same for one set of a sweep, without findings; E_OK and NULL: a `require`
 * of the file refuses the set, whatever else is wrong with it then. */
enum err_code strategy_read_set(const struct strategy_source *in,
    struct strategy **out, struct err *err);
void strategy_free(struct strategy *s);

/*
 * The same of a file that is read once, for any thread: what does not look at
 * values is there already. in: as it was made with, but for its values. It is
 * gone when all that was cast from it is, too.
 */
struct strategy_mold;
struct strategy_mold *strategy_mold_new(const struct strategy_source *in);
void strategy_mold_free(struct strategy_mold *m);	/* NULL is fine */
enum err_code strategy_mold_set(struct strategy_mold *m,
    const struct strategy_source *in, struct strategy **out, struct err *err);

/* The first rule of that kind; NULL: there is none. */
const struct strategy_rule *strategy_rule(const struct strategy *s,
    enum strategy_kind kind);
/* Do the values it was read with meet every `require`? */
bool strategy_allowed(const struct strategy *s);
/* Does it look at the position or the account anywhere? */
bool strategy_path(const struct strategy *s);

/* LANGUAGE 8: one statement a line, each with its newline. */
void strategy_canonical(const struct strategy *s, struct buf *out);
void strategy_rule_text(const struct strategy *s,
    const struct strategy_rule *r, struct buf *out);
void strategy_param_text(const struct strategy_param *p, struct buf *out);

/* The i-th word that statements begin with; NULL past the end. */
const char *strategy_word(size_t i);
/* The reference of strategy files, for `etrms help strategies`. */
extern const char strategy_help[];

#endif
