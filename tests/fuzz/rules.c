/*
 * Texts of policies and breakers from any bytes: refused with a line, or read;
 * what is read and written reads to the same rows. A rule's value and actions
 * have a canonical form, which is its own. The first byte chooses.
 */
#include "risk/breaker.h"
#include "risk/policy.h"
#include "risk/rulestext.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
policy(const char *text)
{
	struct policy_rows rows = {0}, again = {0};
	struct buf one = {0}, two = {0};
	struct err err = {0};
	enum err_code rc = policy_text_read(text, &rows, &err);

	MUST(rc == E_OK || (rc == E_DATA && rows.len == 0 &&
	    strncmp(err.text, "policy, line ", 13) == 0));
	policy_text_write(&rows, &one);
	MUST(policy_text_read(buf_text(&one), &again, &err) == E_OK);
	policy_text_write(&again, &two);
	MUST(rows.len == again.len &&
	    strcmp(buf_text(&one), buf_text(&two)) == 0);
	vec_release(&rows);
	vec_release(&again);
	buf_release(&one);
	buf_release(&two);
}

/* One that can be compiled says the same in its canonical form. */
static void
breaker_says_the_same(const struct breaker *b)
{
	struct breaker_plan *plan = NULL, *again = NULL;
	struct buf when = {0}, act = {0}, same = {0}, acts = {0};
	struct breaker c = *b;

	if (breaker_compile(b, &plan, NULL) != E_OK)
		return;
	breaker_canonical(plan, &when, &act);
	if (TEXT_SET(c.when, buf_text(&when)) &&
	    TEXT_SET(c.act, buf_text(&act))) {
		MUST(breaker_compile(&c, &again, NULL) == E_OK);
		breaker_canonical(again, &same, &acts);
		MUST(strcmp(buf_text(&same), c.when) == 0);
		MUST(strcmp(buf_text(&acts), c.act) == 0);
	}
	breaker_plan_free(plan);
	breaker_plan_free(again);
	buf_release(&when);
	buf_release(&act);
	buf_release(&same);
	buf_release(&acts);
}

static void
breakers_written(const struct breakers *rows)
{
	struct breakers again = {0};
	struct buf text = {0};
	struct err err = {0};

	breakers_text_write(rows, &text);
	MUST(breakers_text_read(buf_text(&text), &again, &err) == E_OK);
	MUST(again.len == rows->len);
	for (size_t i = 0; i < rows->len; i++) {
		const struct breaker *a = &rows->at[i], *b = &again.at[i];

		MUST(strcmp(a->name, b->name) == 0 &&
		    strcmp(a->when, b->when) == 0 &&
		    strcmp(a->act, b->act) == 0 &&
		    strcmp(a->account, b->account) == 0 &&
		    strcmp(a->venue, b->venue) == 0 &&
		    strcmp(a->symbol, b->symbol) == 0 &&
		    a->enabled == b->enabled &&
		    a->cooldown == b->cooldown &&
		    a->on_unknown_trip == b->on_unknown_trip);
	}
	vec_release(&again);
	buf_release(&text);
}

static void
breakers(const char *text)
{
	struct breakers rows = {0};
	struct err err = {0};
	enum err_code rc = breakers_text_read(text, &rows, &err);

	MUST(rc == E_OK || (rc == E_DATA && rows.len == 0 &&
	    strncmp(err.text, "breakers, line ", 15) == 0));
	breakers_written(&rows);
	for (size_t i = 0; i < rows.len; i++)
		breaker_says_the_same(&rows.at[i]);
	vec_release(&rows);
}

/* Any condition that a breaker can have. */
static void
condition(const char *text)
{
	struct breakers one = {0};
	struct breaker *b = vec_add(&one);
	struct breaker_plan *plan = NULL;
	struct buf when = {0}, act = {0};

	b->enabled = 1;
	TEXT_SET(b->name, "a");
	TEXT_SET(b->act, "notify");
	if (TEXT_SET(b->when, text) &&
	    breaker_compile(b, &plan, NULL) == E_OK) {
		breaker_canonical(plan, &when, &act);
		if (TEXT_SET(b->when, buf_text(&when)) &&
		    TEXT_SET(b->act, buf_text(&act)))
			breakers_written(&one);
	}
	breaker_plan_free(plan);
	buf_release(&when);
	buf_release(&act);
	vec_release(&one);
}

static void
value(const struct rule *r, const char *text)
{
	struct buf one = {0}, two = {0};
	struct dec number;

	if (rule_parse(r, text, &one, NULL) == E_OK) {
		MUST(rule_parse(r, buf_text(&one), &two, NULL) == E_OK);
		MUST(strcmp(buf_text(&one), buf_text(&two)) == 0);
		MUST(rule_value(r, buf_text(&one), &number, NULL) == E_OK);
	}
	buf_release(&one);
	buf_release(&two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size == 0)
		return 0;
	text = strndup((const char *)data + 1, size - 1);
	switch (data[0] % (RULES + 3)) {
	case RULES:
		policy(text);
		break;
	case RULES + 1:
		breakers(text);
		break;
	case RULES + 2:
		condition(text);
		break;
	default:
		value(&policy_rules[data[0] % (RULES + 3)], text);
	}
	free(text);
	return 0;
}
