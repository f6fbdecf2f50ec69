/*
 * The steps that breaker commands have in common.
 */
#include "cmd/breaker.h"

#include "venue/venue.h"

#include <string.h>

static enum err_code
venue_must_exist(const char *name, struct err *err)
{
	const char *words[32] = { NULL };
	const char *near;
	size_t n = 0;

	if (name[0] == '\0')
		return E_OK;
	for (const struct venue_kind *k = venue_kinds; k->name != NULL; k++) {
		if (strcmp(k->name, name) == 0)
			return E_OK;
		if (n < sizeof(words) / sizeof(*words) - 1)
			words[n++] = k->name;
	}
	near = word_nearest(name, words);
	return near == NULL ? err_set(err, E_USAGE, "no venue '%s'", name) :
	    err_set(err, E_USAGE, "no venue '%s'; did you mean '%s'?", name,
	    near);
}

/* A symbol or a pattern of symbols. */
static enum err_code
pattern_must_fit(const char *pattern, struct err *err)
{
	struct buf canonical = {0};
	enum err_code rc = E_OK;

	if (pattern[0] != '\0' && (strcmp(pattern, "off") == 0 ||
	    strpbrk(pattern, " ,\t") != NULL || rule_parse(
	    rule_find("symbols"), pattern, &canonical, NULL) != E_OK))
		rc = err_set(err, E_USAGE, "--symbol: \"%s\" is not a symbol"
		    " or a pattern such as BTC/*", pattern);
	buf_release(&canonical);
	return rc;
}

enum err_code
breaker_fill(struct breaker *b, const char *name, const char *when,
    const char *act, const char *account, const char *venue,
    const char *symbol, const char *note, struct err *err)
{
	const struct { const char *option, *text; char *to; size_t size; }
	    texts[] = {
		{ "the name", name, b->name, sizeof(b->name) },
		{ "--when", when, b->when, sizeof(b->when) },
		{ "--do", act, b->act, sizeof(b->act) },
		{ "--account", account, b->account, sizeof(b->account) },
		{ "--venue", venue, b->venue, sizeof(b->venue) },
		{ "--symbol", symbol, b->symbol, sizeof(b->symbol) },
		{ "--note", note, b->note, sizeof(b->note) }
	};

	if (name != NULL && !label_valid(name))
		return err_set(err, E_USAGE, "breaker '%s': a name has up to"
		    " 32 lower case letters, digits, dots and dashes", name);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].text != NULL && !text_set(texts[i].to,
		    texts[i].size, texts[i].text))
			return err_set(err, E_USAGE, "%s: longer than %zu"
			    " bytes", texts[i].option, texts[i].size - 1);
	return E_OK;
}

enum err_code
breaker_complete(struct session *s, struct breaker *b, struct err *err)
{
	struct breaker_plan *plan = NULL;
	struct buf when = {0}, act = {0};
	enum err_code rc = account_must_exist(s,
	    b->account[0] != '\0' ? b->account : NULL, err);

	if (rc == E_OK)
		rc = venue_must_exist(b->venue, err);
	if (rc == E_OK)
		rc = pattern_must_fit(b->symbol, err);
	if (rc == E_OK)
		rc = breaker_compile(b, &plan, err);
	if (rc == E_OK) {
		breaker_canonical(plan, &when, &act);
		if (!TEXT_SET(b->when, buf_text(&when)) ||
		    !TEXT_SET(b->act, buf_text(&act)))
			rc = err_set(err, E_USAGE, "breaker %s: its condition"
			    " is too long", b->name);
	}
	breaker_plan_free(plan);
	buf_release(&when);
	buf_release(&act);
	return rc;
}

enum err_code
breaker_store(struct session *s, const struct breaker *b, bool add,
    const char *action, struct err *err)
{
	struct buf detail = {0};
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	buf_printf(&detail, "when %s do %s", b->when, b->act);
	rc = breaker_put(s->store, b, add, s->actor, clock_now(&s->clock),
	    err);
	if (rc == E_OK)
		rc = session_audit(s, "breaker", b->name, action,
		    buf_text(&detail), err);
	buf_release(&detail);
	return store_end(s->store, rc, err);
}

enum err_code
breaker_print(struct session *s, const char *name, struct err *err)
{
	struct breaker b;
	struct out *out = NULL;
	enum err_code rc = breaker_load(s->store, name, &b, err);

	if (rc == E_OK)
		rc = session_out(s, &breaker_record, &out, err);
	if (rc == E_OK)
		rc = out_row(out, &b, err);
	return out_end(out, rc, err);
}

enum err_code
breaker_switch(struct session *s, const char *name, bool on, struct err *err)
{
	struct breaker b;
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = breaker_load(s->store, name, &b, err);
	if (rc == E_OK && (b.enabled != 0) != on) {
		b.enabled = on;
		rc = breaker_store(s, &b, false, on ? "enable" : "disable",
		    err);
	}
	rc = store_end(s->store, rc, err);
	return rc == E_OK ? breaker_print(s, name, err) : rc;
}
