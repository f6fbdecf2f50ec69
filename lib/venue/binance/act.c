/*
 * One request that changes something: sent once, and judged. What is not
 * Binance's own definitive no, or an answer that repeats the order, is UNKNOWN.
 */
#include "venue/binance/act.h"

#include <stdio.h>

#define WRONG_SIDE -4061

/* Never yes twice, whoever asks: the gate for its intent, or nobody. */
static bool
sending(void *self)
{
	struct binance_act *a = self;

	if (a->used)
		return false;
	a->used = true;
	a->refused = a->asked != NULL && !a->asked->sending(a->asked->self);
	return !a->refused;
}

void
binance_act_init(struct binance_act *a, struct binance *b,
    enum binance_end end)
{
	*a = (struct binance_act){ .asked = NULL };
	binance_call_init(&a->call, b, end);
	a->guard = (struct http_guard){ sending, a };
	if (a->call.end->kind == HTTP_SUBMIT)
		a->call.request.guard = &a->guard;
}

void
binance_act_release(struct binance_act *a)
{
	binance_call_release(&a->call);
}

void
binance_act_form(struct binance_act *a, const struct form *f)
{
	for (size_t i = 0; i < f->len; i++)
		if (f->at[i].name != NULL)
			binance_text(&a->call, f->at[i].name, f->at[i].value);
}

void
binance_act_unclear(struct venue_answer *answer, const char *why)
{
	*answer = (struct venue_answer){ .result = VENUE_UNKNOWN };
	TEXT_SET(answer->reason, why);
}

/* Is the code one whose meaning is known for this market, and did it come with
 * a status that says no, and not "perhaps"? */
static bool
definitive(const struct binance_call *c, const struct binance_code *m)
{
	int status = c->answer.status;

	if (m->result != VENUE_REJECTED || status == 408 ||
	    status / 100 == 2 || status / 100 == 3)
		return false;
	return status >= 500 ||		/* binance_meaning() has looked */
	    binance_code(binance_end_market(c->at), c->code)->code == c->code;
}

static void
judge_refusal(struct binance_call *c, struct venue_answer *answer)
{
	const struct binance_code *m = binance_meaning(c);
	char why[REASON_SIZE];

	/* The account's mode is another than was known. */
	if (c->code == WRONG_SIDE)
		c->b->sides = 0;
	if (definitive(c, m)) {
		answer->result = VENUE_REJECTED;
		binance_reason(binance_end_market(c->at), c->code, c->message,
		    answer->reason);
		return;
	}
	snprintf(why, sizeof(why), "%d %.50s", c->code, c->message);
	binance_act_unclear(answer, why);
}

/* What is known of an answer without opening it; false: it must be opened. */
static bool
settled(struct binance_call *c, struct venue_answer *answer)
{
	char why[REASON_SIZE];

	switch (c->answer.outcome) {
	case HTTP_NOT_SENT:
		answer->result = VENUE_NOT_SENT;
		return true;
	case HTTP_AMBIGUOUS:
		text_set(why, sizeof(why), c->answer.why);
		binance_act_unclear(answer, why[0] == '\0' ? "no_answer" :
		    why);
		return true;
	default:
		break;
	}
	if (c->answer.status / 100 == 2)
		return false;
	if (binance_refused(c)) {
		judge_refusal(c, answer);
		return true;
	}
	snprintf(why, sizeof(why), "http_%d", c->answer.status);
	binance_act_unclear(answer, why);
	return true;
}

enum err_code
binance_act_run(struct binance_act *a, struct venue_answer *answer,
    struct json_in *in, struct err *err)
{
	struct binance_call *c = &a->call;
	enum err_code rc;

	*in = (struct json_in){ 0 };
	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if ((rc = binance_run(c->b, c, 1, err)) != E_OK)
		return rc;
	/* Whose guard said no knows why. */
	if (settled(c, answer))
		return answer->result != VENUE_NOT_SENT || a->refused ? E_OK :
		    http_failed(&c->answer, buf_text(&c->what), err);
	answer->result = VENUE_UNKNOWN;
	/* What is wrong with it makes no error, but an outcome: unknown. */
	if (json_open(in, buf_text(&c->answer.body), c->answer.body.len, NULL,
	    buf_text(&c->what), NULL) == E_OK)
		return E_OK;
	json_close(in);
	*in = (struct json_in){ 0 };
	binance_act_unclear(answer, "unreadable_answer");
	return E_OK;
}

enum err_code
binance_hedged(struct binance *b, bool *out, struct err *err)
{
	struct binance_call c;
	struct json_in in;
	enum err_code rc;

	*out = b->sides == 2;
	if (b->sides != 0)
		return E_OK;
	binance_call_init(&c, b, END_FUTURES_ACCOUNT_CONFIG);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK) {
		struct json_at top = json_top(&in);

		*out = json_get_bool(&top, "dualSidePosition");
		rc = json_close(&in);
	}
	if (rc == E_OK)
		b->sides = *out ? 2 : 1;
	binance_call_release(&c);
	return rc;
}
