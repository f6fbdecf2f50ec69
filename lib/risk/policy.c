/*
 * The policy in force: the store's rows laid over the table's defaults, and
 * over both the environment and the vault's ceilings, which may tighten and
 * never loosen.
 */
#include "risk/policy.h"

#include "base/arena.h"
#include "conf/conf.h"
#include "model/names.h"

#include <string.h>

#define ENV_PREFIX "ETRMS_RISK_"

struct value {
	const struct rule *rule;
	struct dec number;	/* DEC_NONE: off, or patterns */
	struct limit_factor factor;	/* timeframe 0: none */
	const char *text, *account, *symbol;
	const char *origin;	/* "stored", or the variable's name */
};
struct values VEC_OF(struct value);

struct policy {
	struct arena texts;
	struct values stored, environment, ceilings;
	struct limit fallback[RULES];	/* where nothing is stored */
	bool valued[RULES];		/* somebody has set it somewhere */
	uint32_t asked[2];		/* policy_asked() */
};

enum scope { SCOPE_DEFAULT, SCOPE_GLOBAL, SCOPE_ACCOUNT, SCOPE_SYMBOL,
    SCOPE_BOTH };
static const char *const scope_names[] = { "default", "global", "account",
    "symbol", "account+symbol" };

_Static_assert(RULES <= 32, "rules are bits");

static void
ask(struct policy *p, const struct rule *rule)
{
	for (int exit = 0; exit <= rule->binds_exits; exit++)
		p->asked[exit] |= UINT32_C(1) << (rule - policy_rules);
}

static enum err_code
add_value(struct policy *p, struct values *to, const struct rule *rule,
    const char *text, const struct policy_row *row, const char *origin,
    struct err *err)
{
	struct buf canonical = {0};
	struct limit_factor factor;
	struct dec number = DEC_NONE;
	enum err_code rc = rule_parse(rule, text, &canonical, err);

	if (rc == E_OK)
		rc = rule_read(rule, buf_text(&canonical), &number, &factor,
		    err);
	if (rc == E_OK) {
		struct value *v = vec_add(to);

		v->rule = rule;
		v->number = number;
		v->factor = factor;
		v->text = arena_text(&p->texts, buf_text(&canonical));
		v->account = arena_text(&p->texts, row ? row->account : "");
		v->symbol = arena_text(&p->texts, row ? row->symbol : "");
		v->origin = arena_text(&p->texts, origin);
		p->valued[rule - policy_rules] = true;
		ask(p, rule);
	}
	buf_release(&canonical);
	return rc;
}

static enum err_code
take_rows(struct policy *p, const struct policy_rows *rows, struct err *err)
{
	for (size_t i = 0; rows != NULL && i < rows->len; i++) {
		const struct policy_row *row = &rows->at[i];
		const struct rule *rule = rule_find(row->rule);

		if (rule == NULL)
			return err_set(err, E_STORE, "policy: the store has a"
			    " rule \"%s\" that this version does not know",
			    row->rule);
		if (add_value(p, &p->stored, rule, row->value, row, "stored",
		    err) != E_OK) {
			err->code = E_STORE;
			return err_prefix(err, "policy in the store");
		}
	}
	return E_OK;
}

/* ETRMS_RISK_X: X is a seed's name, or a rule's in capitals. */
static const struct rule *
rule_of_variable(const char *name, size_t n)
{
	char word[LABEL_SIZE];

	if (n >= sizeof(word))
		return NULL;
	for (const struct rule *r = policy_rules; r->name != NULL; r++) {
		if (r->seed != NULL && strlen(r->seed) == n &&
		    memcmp(r->seed, name, n) == 0)
			return r;
		for (size_t i = 0; i < sizeof(word); i++) {
			char c = r->name[i];

			word[i] = (char)(c == '-' ? '_' :
			    c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
			if (c == '\0')
				break;
		}
		if (strlen(word) == n && memcmp(word, name, n) == 0)
			return r;
	}
	return NULL;
}

/* Settings of a section [risk] share the prefix and are not ours. */
static bool
is_setting(const char *name, size_t n)
{
	for (const struct setting *s = settings; s->key != NULL; s++) {
		size_t i = 0;

		if (strncmp(s->key, "risk.", 5) != 0 ||
		    strlen(s->key + 5) != n)
			continue;
		for (; i < n; i++) {
			char c = s->key[5 + i];

			c = (char)(c == '-' ? '_' :
			    c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
			if (c != name[i])
				break;
		}
		if (i == n)
			return true;
	}
	return false;
}

static bool
seen(const struct values *all, const char *name, size_t n)
{
	for (size_t i = 0; i < all->len; i++)
		if (strlen(all->at[i].origin) == n &&
		    memcmp(all->at[i].origin, name, n) == 0)
			return true;
	return false;
}

static enum err_code
take_environment(struct policy *p, char *const *environment, struct err *err)
{
	const size_t prefix = strlen(ENV_PREFIX);

	for (; environment != NULL && *environment != NULL; environment++) {
		const char *name = *environment;
		size_t n = strcspn(name, "=");
		const struct rule *rule;
		char *origin;

		if (strncmp(name, ENV_PREFIX, prefix) != 0 ||
		    n < prefix || name[n] == '\0' ||
		    is_setting(name + prefix, n - prefix) ||
		    seen(&p->environment, name, n))
			continue;
		rule = rule_of_variable(name + prefix, n - prefix);
		if (rule == NULL)
			return err_set(err, E_USAGE, "environment: %.*s is no"
			    " rule of the policy", (int)n, name);
		origin = arena_textn(&p->texts, name, n);
		if (add_value(p, &p->environment, rule, name + n + 1, NULL,
		    origin, err) != E_OK)
			return err_prefix(err, "environment: %s", origin);
	}
	return E_OK;
}

static const char *
fallback_text(const struct rule *rule)
{
	return rule->fallback != NULL ? rule->fallback : "off";
}

static bool
is_set(const char *text)
{
	return strcmp(text, "off") != 0;
}

static void
take_fallbacks(struct policy *p)
{
	for (size_t i = 0; policy_rules[i].name != NULL; i++) {
		const struct rule *r = &policy_rules[i];
		const char *text = fallback_text(r);

		p->fallback[i] = (struct limit){ .rule = r, .text = text,
		    .scope = scope_names[SCOPE_DEFAULT],
		    .base = DEC_NONE, .factor = DEC_NONE,
		    .set = is_set(text) };
		if (rule_value(r, text, &p->fallback[i].value, NULL) != E_OK)
			bug("the default of %s cannot be read", r->name);
		if (p->fallback[i].set || i == RULE_SYMBOLS)
			ask(p, r);
	}
}

enum err_code
policy_build(const struct policy_rows *rows, char *const *environment,
    struct policy **out, struct err *err)
{
	struct policy *p = mem_alloc(sizeof(*p));
	enum err_code rc = take_rows(p, rows, err);

	take_fallbacks(p);
	if (rc == E_OK)
		rc = take_environment(p, environment, err);
	if (rc == E_OK)
		*out = p;
	else
		policy_free(p);
	return rc;
}

enum err_code
policy_ceil(struct policy *p, const char *account, const char *name,
    const char *value, struct err *err)
{
	const struct rule *rule = rule_find(name);
	struct policy_row row = { .time = 0 };

	TEXT_SET(row.account, account);
	if (rule == NULL)
		return err_set(err, E_STORE, "vault: it has a ceiling \"%s\" "
		    "that this version does not know", name);
	if (add_value(p, &p->ceilings, rule, value, &row, "vault", err) ==
	    E_OK)
		return E_OK;
	err->code = E_STORE;
	return err_prefix(err, "vault: ceiling %s", name);
}

void
policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	vec_release(&p->ceilings);
	vec_release(&p->stored);
	vec_release(&p->environment);
	arena_release(&p->texts);
	free(p);
}

/* The scope of a stored value for this account and symbol; 0: none. */
static enum scope
scope_of(const struct value *v, const char *account, const char *symbol)
{
	bool by_account = v->account[0] != '\0';
	bool by_symbol = v->symbol[0] != '\0';

	if ((by_account && strcmp(v->account, account) != 0) ||
	    (by_symbol && strcmp(v->symbol, symbol) != 0))
		return SCOPE_DEFAULT;
	if (by_account)
		return by_symbol ? SCOPE_BOTH : SCOPE_ACCOUNT;
	return by_symbol ? SCOPE_SYMBOL : SCOPE_GLOBAL;
}

static const struct value *
narrowest(const struct policy *p, const struct rule *rule,
    const char *account, const char *symbol, enum scope *scope)
{
	const struct value *best = NULL;

	*scope = SCOPE_DEFAULT;
	for (size_t i = 0; i < p->stored.len; i++) {
		const struct value *v = &p->stored.at[i];
		enum scope at = scope_of(v, account, symbol);

		if (v->rule != rule || at <= *scope)
			continue;
		*scope = at;
		best = v;
	}
	return best;
}

static bool
tightens(const struct limit *l, struct dec number)
{
	if (!dec_known(number))
		return false;
	if (!l->set)
		return true;
	return l->rule->sense == RULE_MIN ? dec_cmp(number, l->value) > 0 :
	    dec_cmp(number, l->value) < 0;
}

/* Takes what a value is multiplied by, unless it is there. False: nothing is
 * new. */
static bool
add_factor(struct limit *l, const struct value *v)
{
	size_t i = 0;

	if (v->factor.timeframe == 0)
		return false;
	for (; i + 1 < LIMIT_FACTORS && l->by[i] != NULL; i++)
		if (l->by[i]->timeframe == v->factor.timeframe &&
		    strcmp(l->by[i]->symbol, v->factor.symbol) == 0)
			return false;
	l->by[i] = &v->factor;
	return true;
}

/* Lays one variable's value over the limit; true when it made it tighter. The
 * least of the values is multiplied by the least of the factors. */
static bool
overlay(struct limit *l, const struct value *v)
{
	if (l->rule->sense == RULE_LIST) {
		if (strcmp(v->text, "off") == 0)
			return false;
		size_t i = 0;

		while (i + 1 < LISTS_ALSO && l->also[i] != NULL)
			i++;
		l->also[i] = v->text;
	} else {
		bool factor = add_factor(l, v);

		if (!tightens(l, v->number))
			return factor;
		l->value = v->number;
		l->text = v->text;
	}
	l->set = true;
	return true;
}

uint32_t
policy_asked(const struct policy *p, bool exit)
{
	return p->asked[exit];
}

const struct limit *
policy_plain(const struct policy *p, enum rule_place rule)
{
	return p->valued[rule] ? NULL : &p->fallback[rule];
}

struct limit
policy_limit(const struct policy *p, enum rule_place rule,
    const char *account, const char *symbol)
{
	struct limit l = p->fallback[rule];
	const struct value *v;
	enum scope scope;

	v = narrowest(p, l.rule, account, symbol, &scope);
	if (v != NULL) {
		l.scope = scope_names[scope];
		l.text = v->text;
		l.value = v->number;
		l.set = is_set(v->text);
		add_factor(&l, v);
	}
	for (size_t i = 0; i < p->environment.len; i++)
		if (p->environment.at[i].rule == l.rule)
			l.tightened |= overlay(&l, &p->environment.at[i]);
	for (size_t i = 0; i < p->ceilings.len; i++)
		if (p->ceilings.at[i].rule == l.rule &&
		    strcmp(p->ceilings.at[i].account, account) == 0)
			l.ceiled |= overlay(&l, &p->ceilings.at[i]);
	return l;
}

/* Is the symbol on one list of patterns, parted by blanks? */
static bool
listed(const char *list, const char *symbol)
{
	char pattern[SYMBOL_SIZE];

	while (*list != '\0') {
		size_t n = strcspn(list, " ");

		if (n > 0 && n < sizeof(pattern)) {
			memcpy(pattern, list, n);
			pattern[n] = '\0';
			if (pattern_matches(pattern, symbol))
				return true;
		}
		list += n + strspn(list + n, " ");
	}
	return false;
}

bool
limit_lists(const struct limit *l, const char *symbol)
{
	if (strcmp(l->text, "off") != 0 && !listed(l->text, symbol))
		return false;
	for (size_t i = 0; i < LISTS_ALSO && l->also[i] != NULL; i++)
		if (!listed(l->also[i], symbol))
			return false;
	return true;
}

static struct policy_reason *
add_reason(struct policy_reasons *out, const struct rule *rule,
    const char *value, const char *scope, const char *origin)
{
	struct policy_reason *r = vec_add(out);

	r->rule = rule->name;
	r->value = value;
	r->scope = scope;
	r->origin = origin;
	r->message = "in force";
	r->in_force = 1;
	return r;
}

static void
overrule(struct policy_reasons *out, size_t first, const char *why)
{
	for (size_t i = first; i < out->len; i++)
		if (out->at[i].in_force) {
			out->at[i].in_force = 0;
			out->at[i].message = why;
		}
}

/* A value that may tighten what is in force, and does not loosen it. */
static void
explain_tighter(struct policy_reasons *out, size_t first, struct limit *l,
    const struct value *v, const char *scope, const char *why)
{
	bool tighter = overlay(l, v);
	struct policy_reason *r;

	if (tighter && l->rule->sense != RULE_LIST)
		overrule(out, first, why);
	r = add_reason(out, l->rule, v->text, scope, v->origin);
	r->account = v->account;
	if (tighter)
		return;
	r->in_force = 0;
	r->message = "would loosen what is in force";
}

void
policy_explain(const struct policy *p, const char *name, const char *account,
    const char *symbol, struct policy_reasons *out)
{
	const struct rule *rule = rule_find(name);
	struct limit l = { .rule = rule };
	size_t first = out->len;

	l.text = fallback_text(rule);
	add_reason(out, rule, l.text, scope_names[SCOPE_DEFAULT], "default");
	for (int scope = SCOPE_GLOBAL; scope <= SCOPE_BOTH; scope++)
		for (size_t i = 0; i < p->stored.len; i++) {
			const struct value *v = &p->stored.at[i];
			struct policy_reason *r;

			if (v->rule != rule ||
			    (int)scope_of(v, account, symbol) != scope)
				continue;
			overrule(out, first, "a narrower scope has a value");
			r = add_reason(out, rule, v->text, scope_names[scope],
			    v->origin);
			r->account = v->account;
			r->symbol = v->symbol;
			l.text = v->text;
			l.by[0] = NULL;
			add_factor(&l, v);
		}
	l.set = is_set(l.text);
	rule_value(rule, l.text, &l.value, NULL);
	for (size_t i = 0; i < p->environment.len; i++)
		if (p->environment.at[i].rule == rule)
			explain_tighter(out, first, &l, &p->environment.at[i],
			    "environment", "the environment is tighter");
	for (size_t i = 0; i < p->ceilings.len; i++)
		if (p->ceilings.at[i].rule == rule &&
		    strcmp(p->ceilings.at[i].account, account) == 0)
			explain_tighter(out, first, &l, &p->ceilings.at[i],
			    "account", "the vault's ceiling is tighter");
}
