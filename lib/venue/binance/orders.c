/* Orders of all kinds: placed, paired, amended and cancelled. */
#include "venue/binance/act.h"

#include "model/legs.h"
#include "venue/binance/reads.h"

#include <inttypes.h>
#include <stdio.h>

static struct binance *
self_of(struct venue *v)
{
	return (struct binance *)v;
}

/* With the account's own fees, as far as they are known: what is attached is
 * as much as they leave of an entry. */
static struct instrument
own_terms(struct binance *b, const struct binance_symbol *s)
{
	struct instrument i = s->i;

	binance_fee_apply(b, &i);
	return i;
}

static enum err_code
check(struct binance *b, const struct order_request *r, size_t n,
    const struct binance_symbol **out, struct err *err)
{
	struct instrument own;
	enum err_code rc = binance_symbol(b, r->symbol, out, err);

	if (rc != E_OK)
		return rc;
	own = own_terms(b, *out);
	return n == 2 ? form_check_pair(&own, r, err) :
	    form_check(&own, r, clock_now(&b->clock), err);
}

enum err_code
binance_can_submit(struct venue *v, const struct order_request *r, size_t n,
    struct err *err)
{
	struct binance *b = self_of(v);
	const struct binance_symbol *s;
	enum err_code rc = check(b, r, n, &s, err);

	return rc == E_OK ? binance_check_market(b, s, r, n, err) : rc;
}

enum err_code
binance_can_amend(struct venue *v, const struct order *o,
    const struct order_terms *c, struct err *err)
{
	const struct binance_symbol *s;
	enum err_code rc = binance_symbol(self_of(v), o->symbol, &s, err);

	return rc == E_OK ? form_check_amend(&s->i, o, c, err) : rc;
}

/* A clock that is off makes orders that are too late, or not yet valid
 * (RELIABILITY.md 8); the offset is that of the last look at Binance's. */
static enum err_code
clock_check(const struct binance *b, struct err *err)
{
	int64_t off = b->clock_off < 0 ? -b->clock_off : b->clock_off;

	if (!b->clock_seen || off <= STAMP_SECOND)
		return E_OK;
	return err_set(err, E_REFUSED, "%s: the clock here and Binance's "
	    "differ by %" PRId64 ".%03" PRId64 " s: no orders are sent",
	    b->v.account.label, off / STAMP_SECOND,
	    off % STAMP_SECOND / 1000);
}

/* The native number of an order in an answer, as we keep it. */
static bool
take_id(const struct json_at *top, const struct binance_symbol *s, bool algo,
    struct venue_answer *answer)
{
	return binance_id_make(s->symbol, algo, json_get_id(top, algo ?
	    "algoId" : "orderId"), answer->venue_id);
}

static int64_t
answer_time(const struct json_at *top)
{
	static const char *const names[] = { "transactTime", "updateTime",
	    "transactionTime", "createTime" };
	int64_t at = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && at == 0;
	    i++)
		at = json_opt_ms(top, names[i]);
	return at;
}

/* An order in an answer: is it ours, and was it taken? */
static void
judge_order(const struct json_at *at, const struct form *f,
    const struct binance_symbol *s, struct venue_answer *answer)
{
	struct buf why = { 0 };
	const char *status = json_opt_text(at, f->algo ? "algoStatus" :
	    "status", "");

	*answer = (struct venue_answer){ .result = VENUE_ACCEPTED,
	    .time = answer_time(at) };
	if (!form_echoed(f, at, &why))
		binance_act_unclear(answer, buf_text(&why));
	else if (!take_id(at, s, f->algo, answer))
		binance_act_unclear(answer, "unreadable_answer");
	else if (strcmp(status, "REJECTED") == 0) {
		answer->result = VENUE_REJECTED;
		TEXT_SET(answer->reason, "refused");
	}
	buf_release(&why);
}

/* What was read last is what was wrong: then nothing of it is believed. */
static void
close_answer(struct json_in *in, struct venue_answer *answers, size_t n)
{
	if (in->root == NULL || json_close(in) == E_OK)
		return;
	for (size_t i = 0; i < n; i++)
		binance_act_unclear(&answers[i], "unreadable_answer");
}

static enum binance_end
submit_end(const struct binance_symbol *s, const struct form *f)
{
	return s->market == BINANCE_SPOT ? END_SPOT_SUBMIT : f->algo ?
	    END_ALGO_SUBMIT : END_FUTURES_SUBMIT;
}

static enum err_code
submit(struct binance *b, const struct binance_symbol *s,
    const struct form *f, const struct send_guard *guard,
    struct venue_answer *answer, struct err *err)
{
	struct binance_act a;
	struct json_in in;
	enum err_code rc;

	binance_act_init(&a, b, submit_end(s, f));
	a.asked = guard;
	binance_act_form(&a, f);
	rc = binance_act_run(&a, answer, &in, err);
	if (rc == E_OK && in.root != NULL) {
		struct json_at top = json_top(&in);

		judge_order(&top, f, s, answer);
	}
	close_answer(&in, answer, 1);
	binance_act_release(&a);
	return rc;
}

/* The report of the order that has this one's id. */
static void
judge_report(const struct json_at *reports, const struct form *of,
    const struct binance_symbol *s, struct venue_answer *answer)
{
	size_t n = json_count(reports);

	binance_act_unclear(answer, "not_in_answer");
	for (size_t i = 0; i < n; i++) {
		struct json_at at = json_item(reports, i);
		const char *id = json_opt_text(&at, "clientOrderId", "");

		if (strcmp(id, of->at[0].value) == 0) {
			judge_order(&at, of, s, answer);
			return;
		}
	}
}

static void
judge_list(const struct json_at *top, const struct form *f,
    const struct form *orders, size_t n, const struct binance_symbol *s,
    struct venue_answer *answers)
{
	struct buf why = { 0 };
	struct json_at reports = json_get_list(top, "orderReports");
	bool ours = form_echoed(f, top, &why);

	for (size_t k = 0; k < n; k++) {
		if (ours)
			judge_report(&reports, &orders[k], s, &answers[k]);
		else
			binance_act_unclear(&answers[k], buf_text(&why));
		if (answers[k].result == VENUE_ACCEPTED &&
		    answers[k].time == 0)
			answers[k].time = answer_time(top);
	}
	buf_release(&why);
}

/* Orders that are one request; each has an answer of its own. */
static enum err_code
submit_list(struct binance *b, enum binance_end end,
    const struct binance_symbol *s, const struct form *f,
    const struct form *orders, size_t n, const struct send_guard *guard,
    struct venue_answer *answers, struct err *err)
{
	struct binance_act a;
	struct json_in in;
	enum err_code rc;

	binance_act_init(&a, b, end);
	a.asked = guard;
	binance_act_form(&a, f);
	rc = binance_act_run(&a, &answers[0], &in, err);
	for (size_t k = 1; k < n; k++) {
		answers[k] = answers[0];
		if (answers[k].result == VENUE_REJECTED)
			TEXT_SET(answers[k].reason, "linked");
	}
	if (rc == E_OK && in.root != NULL) {
		struct json_at top = json_top(&in);

		judge_list(&top, f, orders, n, s, answers);
	}
	close_answer(&in, answers, n);
	binance_act_release(&a);
	return rc;
}

/* An entry counts as taken only when all that is attached to it is, too. */
static enum err_code
submit_entry(struct binance *b, const struct binance_symbol *s,
    const struct order_request *r, const char *client_id,
    const struct send_guard *guard, struct venue_answer *answer,
    struct err *err)
{
	const struct instrument own = own_terms(b, s);
	struct venue_answer answers[FORM_ORDERS];
	struct form f, orders[FORM_ORDERS];
	size_t n;
	enum err_code rc = form_entry(&own, r, client_id, &f, orders, &n,
	    err);

	if (rc != E_OK)
		return rc;
	rc = submit_list(b, n == 2 ? END_SPOT_OTO : END_SPOT_OTOCO, s, &f,
	    orders, n, guard, answers, err);
	*answer = answers[0];
	for (size_t k = 1; k < n; k++)
		if (answer->result == VENUE_ACCEPTED &&
		    answers[k].result == VENUE_UNKNOWN)
			*answer = answers[k];
	return rc;
}

bool
binance_attaches(struct venue *v, const struct order_request *r)
{
	const struct binance_symbol *s;

	return binance_symbol(self_of(v), r->symbol, &s, NULL) == E_OK &&
	    form_attaches(&s->i, r);
}

enum err_code
binance_submit(struct venue *v, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *answer, struct err *err)
{
	struct binance *b = self_of(v);
	const struct binance_symbol *s;
	struct form f;
	bool hedged = false;
	enum err_code rc;

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	rc = check(b, r, 1, &s, err);
	if (rc == E_OK)
		rc = clock_check(b, err);
	if (rc == E_OK && s->market == BINANCE_FUTURES)
		rc = binance_hedged(b, &hedged, err);
	if (rc != E_OK)
		return rc;
	if (order_has_legs(r) && form_attaches(&s->i, r))
		return submit_entry(b, s, r, client_id, guard, answer, err);
	form_order(&s->i, r, client_id, hedged, &f);
	return submit(b, s, &f, guard, answer, err);
}

enum err_code
binance_submit_pair(struct venue *v, const struct order_request r[2],
    const char *const client_ids[2], const struct send_guard *guard,
    struct venue_answer answers[2], struct err *err)
{
	struct binance *b = self_of(v);
	const struct binance_symbol *s;
	struct form f, legs[2];
	enum err_code rc;

	answers[0] = answers[1] =
	    (struct venue_answer){ .result = VENUE_NOT_SENT };
	rc = check(b, r, 2, &s, err);
	if (rc == E_OK)
		rc = clock_check(b, err);
	if (rc != E_OK)
		return rc;
	form_pair(&s->i, r, client_ids, &f, legs);
	return submit_list(b, END_SPOT_OCO, s, &f, legs, 2, guard, answers,
	    err);
}

enum err_code
binance_amend(struct venue *v, const struct order *o,
    const struct order_terms *c, struct venue_answer *answer,
    struct err *err)
{
	struct binance *b = self_of(v);
	const struct binance_symbol *s;
	struct binance_act a;
	struct form f;
	struct json_in in;
	enum err_code rc;

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	rc = binance_can_amend(v, o, c, err);
	if (rc == E_OK)
		rc = clock_check(b, err);
	if (rc == E_OK)
		rc = binance_symbol(b, o->symbol, &s, err);
	if (rc != E_OK)
		return rc;
	form_amend(&s->i, o, c, &f);
	binance_act_init(&a, b, s->market == BINANCE_SPOT ?
	    END_SPOT_REDUCE : END_FUTURES_AMEND);
	binance_act_form(&a, &f);
	rc = binance_act_run(&a, answer, &in, err);
	if (rc == E_OK && in.root != NULL) {
		struct json_at top = json_top(&in), at = top;

		if (s->market == BINANCE_SPOT)
			at = json_get_object(&top, "amendedOrder");
		judge_order(&at, &f, s, answer);
		if (answer->result == VENUE_ACCEPTED && answer->time == 0)
			answer->time = answer_time(&top);
	}
	close_answer(&in, answer, 1);
	binance_act_release(&a);
	return rc;
}

static enum err_code
cancel(struct binance *b, const struct binance_symbol *s,
    const struct form *f, struct venue_answer *answer, struct err *err)
{
	struct binance_act a;
	struct buf why = { 0 };
	struct json_in in;
	enum err_code rc;

	binance_act_init(&a, b, s->market == BINANCE_SPOT ? END_SPOT_CANCEL :
	    f->algo ? END_ALGO_CANCEL : END_FUTURES_CANCEL);
	binance_act_form(&a, f);
	rc = binance_act_run(&a, answer, &in, err);
	if (rc == E_OK && in.root != NULL) {
		struct json_at top = json_top(&in);

		answer->result = VENUE_ACCEPTED;
		answer->time = answer_time(&top);
		if (!form_echoed(f, &top, &why))
			binance_act_unclear(answer, buf_text(&why));
	}
	close_answer(&in, answer, 1);
	buf_release(&why);
	binance_act_release(&a);
	return rc;
}

/* The number of the order that a conditional one became, or "". */
static enum err_code
became(struct binance *b, const struct form *asked, char native[ID_SIZE],
    struct err *err)
{
	const struct form_param *p = &asked->at[0];
	struct binance_call c;
	struct json_in in;
	enum err_code rc;

	native[0] = '\0';
	binance_call_init(&c, b, END_ALGO_ORDER);
	binance_text(&c, p->name, p->value);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK) {
		struct json_at top = json_top(&in);

		text_set(native, ID_SIZE, json_opt_text(&top,
		    "actualOrderId", ""));
		rc = json_close(&in);
	}
	binance_call_release(&c);
	return rc;
}

/* One that was triggered in the meantime is an ordinary order by now. */
static enum err_code
cancel_triggered(struct binance *b, const struct binance_symbol *s,
    const struct form *asked, const struct order *o,
    struct venue_answer *answer, struct err *err)
{
	char native[ID_SIZE];
	struct order now = *o;
	struct form f;

	if (became(b, asked, native, NULL) != E_OK || native[0] == '\0')
		return E_OK;
	now.client_order_id[0] = '\0';
	form_cancel(&s->i, &now, native, false, &f);
	return cancel(b, s, &f, answer, err);
}

enum err_code
binance_cancel(struct venue *v, const struct order *o,
    struct venue_answer *answer, struct err *err)
{
	struct binance *b = self_of(v);
	const struct binance_symbol *s;
	bool algo;
	const char *native = binance_id_native(o->venue_id, &algo);
	struct form f;
	enum err_code rc;

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if ((rc = binance_symbol(b, o->symbol, &s, err)) != E_OK)
		return rc;
	if (o->venue_id[0] == '\0')
		algo = form_is_algo(&s->i, o->type);
	if (o->client_order_id[0] == '\0' && native[0] == '\0')
		return err_set(err, E_USAGE, "order %s: it has no id at "
		    "Binance", o->id);
	form_cancel(&s->i, o, native, algo, &f);
	rc = cancel(b, s, &f, answer, err);
	if (rc == E_OK && f.algo && answer->result == VENUE_REJECTED)
		rc = cancel_triggered(b, s, &f, o, answer, err);
	return rc;
}
