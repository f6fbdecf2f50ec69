/*
 * From a file to a strategy: statement by statement, then the whole.
 */
#include "strategy/read.h"

#include "base/record.h"
#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

enum { STATEMENTS = 32 };

static const struct statement *
statement_read(struct reading *x)
{
	VEC(const char *) words = {0};
	const struct statement *st;
	const char *name, *near;

	for (st = statements; st->word; st++)
		if (expr_reader_word(x->r, st->word))
			return st;
	name = expr_reader_name(x->r, "a statement");
	if (name == NULL)
		return NULL;
	for (st = statements; st->word; st++)
		vec_push(&words, st->word);
	vec_push(&words, NULL);
	near = word_nearest(name, words.at);
	expr_reader_refuse(x->r, x->at, "name", "unknown statement "
	    "\"%s\"%s%s%s", name, near ? "; did you mean \"" : "",
	    near ? near : "", near ? "\"?" : "");
	vec_release(&words);
	return NULL;
}

/* Symbols have to be known before an expression looks at one. */
static void
read_symbols(struct reading *x)
{
	while (expr_reader_next(x->r)) {
		const char *name, *symbol;
		unsigned at;

		if (!expr_reader_word(x->r, "with")) {
			expr_reader_skip(x->r);
			continue;
		}
		at = expr_reader_here(x->r);
		name = expr_reader_name(x->r, "a name");
		if (!expr_reader_sign(x->r, "="))
			expr_reader_unexpected(x->r, "\"=\"");
		symbol = expr_reader_text(x->r, "a symbol in quotes");
		if (name)
			expr_reader_with(x->r, at, name, symbol ? symbol : "");
	}
	expr_reader_rewind(x->r);
}

static bool
seen_word(const bool *seen, const char *word)
{
	for (int i = 0; statements[i].word; i++)
		if (strcmp(statements[i].word, word) == 0)
			return seen[i];
	return false;
}

/* What the file as a whole lacks. */
static void
check_whole(struct reading *x, unsigned name_at, const bool *seen)
{
	const struct strategy_rule *size = strategy_rule(x->s, STRATEGY_SIZE);
	const struct strategy_rule *hedge = strategy_rule(x->s,
	    STRATEGY_HEDGE);
	bool found = hedge == NULL;

	if (expr_reader_refused(x->r))
		return;		/* it may be what could not be read */
	if (!seen_word(seen, "long") && !seen_word(seen, "short"))
		expr_reader_object(x->r, name_at, "missing", "no entry: write "
		    "long when ..., or short when ...");
	if (!seen_word(seen, "size"))
		expr_reader_object(x->r, name_at, "missing",
		    "no size: write size 100%% of equity, or size risk 1%%");
	if (size && size->form == SIZE_RISK && !seen_word(seen, "stop") &&
	    !seen_word(seen, "trail"))
		expr_reader_object(x->r, size->at, "missing", "size risk is a "
		    "share of equity lost at the stop, and there is no stop");
	for (size_t i = 0; i < x->s->with.len && hedge; i++)
		found |= strcmp(x->s->with.at[i].name, hedge->text) == 0;
	if (!found)
		expr_reader_object(x->r, hedge->at + 1, "name", "\"%s\" is not "
		    "declared: write with %s = \"SYMBOL\"", hedge->text,
		    hedge->text);
}

static void
read_statements(struct reading *x)
{
	bool seen[STATEMENTS] = { false };
	unsigned first = expr_reader_here(x->r), name_at = first;

	while (expr_reader_next(x->r)) {
		const struct statement *st;

		x->at = expr_reader_here(x->r);
		st = statement_read(x);
		if (st == NULL)
			continue;
		if (x->at == first && st != statements)
			expr_reader_object(x->r, first, "syntax",
			    "a strategy file begins with: strategy NAME");
		if (st == statements && !seen[0])
			name_at = x->at;
		if (st->once && seen[st - statements])
			expr_reader_refuse(x->r, x->at, "syntax",
			    "%s stands here a second time", st->word);
		seen[st - statements] = true;
		if (expr_reader_good(x->r))
			st->read(x);
	}
	if (!seen[0] && !expr_reader_refused(x->r))
		expr_reader_object(x->r, first, "syntax",
		    "a strategy file begins with: strategy NAME");
	check_whole(x, name_at, seen);
}

static int
group_of(const struct strategy_rule *r)
{
	switch (r->kind) {
	case STRATEGY_HEDGE:
		return STRATEGY_ENTER;
	case STRATEGY_TARGET:
		return STRATEGY_STOP;
	default:
		return r->kind > STRATEGY_SIZE ? STRATEGY_LEVERAGE :
		    (int)r->kind;
	}
}

/* By group, in the file's order within one. */
static void
rules_sort(struct strategy_rules *rules)
{
	for (size_t i = 1; i < rules->len; i++) {
		struct strategy_rule r = rules->at[i];
		size_t k = i;

		for (; k > 0 && group_of(&rules->at[k - 1]) > group_of(&r);
		    k--)
			rules->at[k] = rules->at[k - 1];
		rules->at[k] = r;
	}
}

static bool
has_param(const struct strategy *s, const char *name)
{
	for (size_t i = 0; i < s->params.len; i++)
		if (strcmp(s->params.at[i].name, name) == 0)
			return true;
	return false;
}

static enum err_code
check_asked(const struct strategy_source *in, const struct strategy *s,
    struct err *err)
{
	for (size_t i = 0; i < in->params_len; i++) {
		VEC(const char *) words = {0};
		const char *name = in->params[i].name, *near;

		if (has_param(s, name))
			continue;
		for (size_t k = 0; k < s->params.len; k++)
			vec_push(&words, s->params.at[k].name);
		vec_push(&words, NULL);
		near = word_nearest(name, words.at);
		vec_release(&words);
		return err_set(err, E_USAGE, "%s has no parameter \"%s\""
		    "%s%s%s", in->label, name, near ? "; did you mean \"" : "",
		    near ? near : "", near ? "\"?" : "");
	}
	return E_OK;
}

static enum err_code
refusal(const struct strategy_source *in, const struct expr_findings *all,
    struct err *err)
{
	struct buf text = {0};
	char *whole = mem_textn(in->text, in->len);
	size_t i = 0;

	while (i + 1 < all->len && all->at[i].warning)
		i++;
	expr_finding_text(&all->at[i], in->label, whole, &text);
	err_set(err, E_DATA, "%s", buf_text(&text));
	buf_release(&text);
	free(whole);
	return E_DATA;
}

struct strategy *
read_text(const struct strategy_source *in)
{
	VEC(const char *) words = {0};
	struct strategy *s = mem_alloc(sizeof(*s));
	struct reading x = { .s = s, .in = in };

	for (const struct statement *st = statements; st->word; st++)
		vec_push(&words, st->word);
	vec_push(&words, NULL);
	x.r = s->reader = expr_reader_new(in->label, in->text, in->len,
	    words.at);
	read_symbols(&x);
	read_statements(&x);
	rules_sort(&s->rules);
	vec_release(&words);
	return s;
}

enum err_code
read_values(const struct strategy_source *in, struct strategy *s, bool *met,
    struct expr_findings *findings, struct err *err)
{
	struct expr_reader *r = s->reader;
	const struct expr_findings *all;
	struct err why = {0};

	expr_reader_timeframe(r, s->timeframe ? s->timeframe :
	    in->timeframe ? in->timeframe : STAMP_HOUR);
	s->program = expr_reader_compile(r);
	if (s->program && expr_available(s->program, &why) != E_OK) {
		expr_reader_object(r, 1, "unavailable", "%s", why.text);
		s->program = NULL;
	}
	*met = expr_reader_met(r);
	all = expr_reader_findings(r);
	for (size_t i = 0; i < all->len; i++)
		vec_push(findings, all->at[i]);
	return s->program == NULL ? refusal(in, all, err) :
	    check_asked(in, s, err);
}

static enum err_code
read_one(const struct strategy_source *in, struct strategy **out, bool *met,
    struct expr_findings *findings, struct err *err)
{
	struct strategy *s = read_text(in);
	enum err_code rc = read_values(in, s, met, findings, err);

	if (rc != E_OK) {
		strategy_free(s);
		return rc;
	}
	if (!in->unnamed)
		strategy_hash(s);
	*out = s;
	return E_OK;
}

enum err_code
strategy_read(const struct strategy_source *in, struct strategy **out,
    struct expr_findings *findings, struct err *err)
{
	bool met;

	return read_one(in, out, &met, findings, err);
}

enum err_code
strategy_read_set(const struct strategy_source *in, struct strategy **out,
    struct err *err)
{
	struct expr_findings findings = {0};
	struct strategy *s = NULL;
	bool met = true;
	enum err_code rc = read_one(in, &s, &met, &findings, err);

	vec_release(&findings);
	if (!met || (rc == E_OK && !strategy_allowed(s))) {
		strategy_free(s);
		s = NULL;
		rc = E_OK;
	}
	if (rc == E_OK)
		*out = s;
	return rc;
}

void
strategy_free(struct strategy *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->params.len; i++)
		vec_release(&s->params.at[i].choices);
	vec_release(&s->params);
	vec_release(&s->with);
	vec_release(&s->rules);
	expr_reader_free(s->reader);
	strategy_mold_free(s->of);
	free(s);
}

/* The values that it was read with have to meet each `require`. */
static bool
defaults_allowed(const struct strategy *s, struct expr_findings *findings)
{
	bool all = true;

	for (size_t i = 0; i < s->rules.len; i++) {
		const struct strategy_rule *r = &s->rules.at[i];
		struct expr_finding f = { .code = "value",
		    .message = "the values do not meet this" };
		double met;

		if (r->kind != STRATEGY_REQUIRE ||
		    (expr_rule_constant(s->program, r->expr, &met) &&
		    met == 1))
			continue;
		expr_reader_locate(s->reader, r->at, &f);
		vec_push(findings, f);
		all = false;
	}
	return all;
}

static bool
asked_for(const struct strategy_source *in, const char *name)
{
	for (size_t i = 0; i < in->params_len; i++)
		if (strcmp(in->params[i].name, name) == 0)
			return true;
	return false;
}

/* One parameter at one end of its range. */
static enum err_code
check_end(const struct strategy_source *in, const struct strategy_param *p,
    const struct expr_constant *end, struct expr_findings *findings,
    struct err *err)
{
	struct strategy_source at = *in;
	VEC(struct expr_param) params = {0};
	struct expr_findings found = {0};
	struct strategy *s = NULL;
	struct err why = {0};
	enum err_code rc;
	bool met = true;

	for (size_t i = 0; i < in->params_len; i++)
		vec_push(&params, in->params[i]);
	vec_push(&params, ((struct expr_param){ p->name, end->text }));
	at.params = params.at;
	at.params_len = params.len;
	rc = read_one(&at, &s, &met, &found, &why);
	if (!met)
		rc = E_OK;	/* such a set is never run */
	if (rc != E_OK)
		err_set(err, rc, "%s", why.text);
	for (size_t i = 0; i < found.len && rc != E_OK; i++) {
		struct expr_finding f = found.at[i];
		char message[sizeof(f.message)];

		snprintf(message, sizeof(message), "at %s = %s: %.180s",
		    p->name, end->text, f.message);
		memcpy(f.message, message, sizeof(message));
		if (!f.warning)
			vec_push(findings, f);
	}
	vec_release(&found);
	vec_release(&params);
	strategy_free(s);
	return rc;
}

enum err_code
strategy_check(const struct strategy_source *in, struct strategy **out,
    struct expr_findings *findings, struct err *err)
{
	struct strategy *s = NULL;
	enum err_code rc = strategy_read(in, &s, findings, err), end;

	if (s != NULL && !defaults_allowed(s, findings))
		rc = err_set(err, E_DATA, "%s: the values do not meet its "
		    "require", in->label);
	for (size_t i = 0; s != NULL && i < 2 * s->params.len; i++) {
		const struct strategy_param *p = &s->params.at[i / 2];
		size_t n = p->choices.len;
		const struct expr_constant *c = n == 0 ? i % 2 ? &p->high :
		    &p->low : &p->choices.at[i % 2 ? n - 1 : 0];

		if (c->base == EXPR_ANY || asked_for(in, p->name))
			continue;
		end = check_end(in, p, c, findings, rc == E_OK ? err : NULL);
		rc = rc == E_OK ? end : rc;
	}
	if (rc == E_OK)
		*out = s;
	else
		strategy_free(s);
	return rc;
}
