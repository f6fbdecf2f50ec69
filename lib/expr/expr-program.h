/*
 * Statements around expressions: what a strategy file is made of. A reader
 * goes through the words of a text statement by statement; every expression
 * it meets becomes a rule of one program, in which equal parts are computed
 * once. A newline ends a statement unless a bracket is open, the last token
 * needs an operand, or the next line starts with an operator or one of `and
 * or then else in for within`. Nothing that is refused ends the reading: the
 * statement is left out, and what it would have named is asked for no more.
 *
 *	struct expr_reader *r = expr_reader_new("file", text, len, words);
 *	while (expr_reader_next(r))
 *		if (expr_reader_word(r, "exit"))
 *			exit_rule = expr_reader_rule(r, &condition);
 *	e = expr_reader_compile(r);
 *	… expr_reader_findings(r) …
 *	expr_reader_free(r);
 */
#ifndef EXPR_EXPR_PROGRAM_H
#define EXPR_EXPR_PROGRAM_H

#include "expr/expr-series.h"
#include "expr/expr.h"

struct expr_reader;

/* What a rule must be for its statement. */
struct expr_wish {
	enum expr_base base;
	unsigned units;		/* of a number: 1 << enum unit …; 0: any */
	const char *instead;	/* what to write for another unit */
	bool share;		/* a ratio: a bare 5 would mean 500% */
	bool parameters;	/* sees parameters alone, no bars */
	bool constant;		/* and positive */
	bool whole;		/* a constant that counts */
	bool span;		/* a constant length, of bars or of time */
	bool short_of_for;	/* for and within are the statement's */
};

/* A literal: number, ratio, duration or condition. */
struct expr_constant {
	enum expr_base base;	/* EXPR_ANY: none */
	bool ratio;
	const char *text;	/* canonical; the program's */
	double value;		/* 1 and 0 of conditions, µs of durations */
};

/* words: what statements begin with, ending with NULL; borrowed. */
struct expr_reader *expr_reader_new(const char *label, const char *text,
    size_t len, const char *const *words);
/* As after the last statement of one that refused nothing and was not compiled,
 * without its parameters: these are given, then it is compiled. Both may be
 * cast from at once, and stay for as long as what was cast. */
struct expr_reader *expr_reader_cast(const struct expr_reader *of);
void expr_reader_free(struct expr_reader *r);
/* Back to the first statement; what was read before is forgotten. */
void expr_reader_rewind(struct expr_reader *r);

/* Ends the statement at hand (refused when something is left of it) and goes
 * to the next; false at the end of the text. */
bool expr_reader_next(struct expr_reader *r);
/* Was nothing of the statement refused so far? Reading on is harmless. */
bool expr_reader_good(const struct expr_reader *r);
/* Nothing is left of the statement. */
bool expr_reader_ended(const struct expr_reader *r);
/* Place of what comes next, for expr_reader_refuse(). */
unsigned expr_reader_here(const struct expr_reader *r);
void expr_reader_refuse(struct expr_reader *r, unsigned at, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void expr_reader_warn(struct expr_reader *r, unsigned at, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Where that is, for a finding. */
void expr_reader_locate(const struct expr_reader *r, unsigned at,
    struct expr_finding *out);
/* Was anything refused so far, in any statement? */
bool expr_reader_refused(const struct expr_reader *r);
/* A finding of the whole, after the last statement. */
void expr_reader_object(struct expr_reader *r, unsigned at, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Leaves the rest of the statement unread. */
void expr_reader_skip(struct expr_reader *r);
/* Refuses what stands here. */
void expr_reader_unexpected(struct expr_reader *r, const char *wanted);

/* Takes the word if it comes next. */
bool expr_reader_word(struct expr_reader *r, const char *word);
/* One of the signs = ( ) , .. and - */
bool expr_reader_sign(struct expr_reader *r, const char *sign);
/* These refuse what is none, and return NULL or false then. */
const char *expr_reader_name(struct expr_reader *r, const char *what);
const char *expr_reader_text(struct expr_reader *r, const char *what);
bool expr_reader_constant(struct expr_reader *r, struct expr_constant *out);
bool expr_reader_whole(struct expr_reader *r, int64_t least, int64_t most,
    int64_t *out);
/* Index of the rule; -1 when it was refused. */
int expr_reader_rule(struct expr_reader *r, const struct expr_wish *wish);
/* The same for `4 bars`, `n bars` or `3d`: a whole number or a duration. */
int expr_reader_span(struct expr_reader *r);

/* What later expressions may name. at: where it was named. */
void expr_reader_let(struct expr_reader *r);	/* after "let" */
void expr_reader_with(struct expr_reader *r, unsigned at, const char *name,
    const char *symbol);
/* value NULL: it was refused. Everything given here is the reader's. */
void expr_reader_param(struct expr_reader *r, unsigned at, const char *name,
    const struct expr_constant *value);
void expr_reader_timeframe(struct expr_reader *r, int64_t timeframe);

/* A literal as of a statement, from elsewhere; false when it is none. */
bool expr_reader_literal(struct expr_reader *r, const char *text,
    struct expr_constant *out);

/* Checks everything that was read, and makes one program of it: NULL when
 * anything was refused, now or before. The program and the texts that the
 * reader gave are the reader's. */
struct expr *expr_reader_compile(struct expr_reader *r);
/* Does no rule over parameters alone say no, as far as they could be checked?
 * To be asked after the program was compiled, or refused. */
bool expr_reader_met(const struct expr_reader *r);
/* Refusals and warnings, in order of their places. */
const struct expr_findings *expr_reader_findings(struct expr_reader *r);

/* Canonical text of a rule, or of the i-th let; false past the end. */
void expr_rule_text(const struct expr *e, int rule, struct buf *out);
bool expr_let_text(const struct expr *e, size_t i, struct buf *out);
void expr_quote(const char *text, struct buf *out);
/* Is it the same at every moment? Its value then (1 and 0 of conditions, µs of
 * durations), NaN for na. */
bool expr_rule_constant(const struct expr *e, int rule, double *out);
enum expr_base expr_rule_base(const struct expr *e, int rule);
/* Does it look at the position or the account? */
bool expr_rule_path(const struct expr *e, int rule);
enum unit expr_rule_unit(const struct expr *e, int rule);
/* Bars before anything has a value, of the main series. */
int64_t expr_lookback(const struct expr *e);
/* The same until what is recursive has settled, too: bars to load before the
 * first one that counts. */
int64_t expr_warmup(const struct expr *e);

/*
 * The rules over bars. What looks at bars alone is computed once, in tiles;
 * what looks at the position is asked for bar by bar, with its values then.
 */
struct expr_rules;
enum err_code expr_rules_run(const struct expr *e, const struct expr_market *m,
    struct expr_rules **out, struct err *err);
void expr_rules_free(struct expr_rules *r);
size_t expr_rules_bars(const struct expr_rules *r);
const int64_t *expr_rules_open_ms(const struct expr_rules *r);
uint64_t expr_rules_inexact(const struct expr_rules *r);
/* path NULL: nothing is known of position and account. */
enum truth expr_rules_truth(struct expr_rules *r, int rule, size_t bar,
    const struct expr_source *path);
double expr_rules_number(struct expr_rules *r, int rule, size_t bar,
    const struct expr_source *path);	/* NaN: na */

/*
 * The bars at which a condition may be true, and those at which it surely is,
 * whatever position and account are: 64 bars a word, first bar lowest, bits
 * past the last bar 0. Outside of the first it is never true and needs no
 * look; of what looks at bars alone both are the answer itself. Made when
 * first asked for; the rules'.
 */
const uint64_t *expr_rules_may(struct expr_rules *r, int rule);
const uint64_t *expr_rules_must(struct expr_rules *r, int rule);
/* The first bar of a mask at from or after it; bars: there is none. */
static inline size_t
expr_mask_next(const uint64_t *mask, size_t bars, size_t from)
{
	size_t w = from / 64, words = (bars + 63) / 64;
	uint64_t rest;

	if (from >= bars)
		return bars;
	rest = mask[w] >> from % 64 << from % 64;
	while (rest == 0 && ++w < words)
		rest = mask[w];
	return rest == 0 ? bars : w * 64 + (size_t)__builtin_ctzll(rest);
}

/* What a rule costs while a strategy runs. */
enum expr_look {
	EXPR_LOOK_ONCE,		/* the same at every moment */
	EXPR_LOOK_BARS,		/* bars alone: known before anything trades */
	EXPR_LOOK_CANDIDATES,	/* asked where bars do not rule it out */
	EXPR_LOOK_EVERY		/* asked at every bar in its state */
};
enum expr_look expr_rule_look(const struct expr *e, int rule);

#endif
