/*
 * One order through the door: key, snapshot, verdict and intent are one
 * transaction, so that no second process passes a limit in between; then it is
 * sent.
 */
#include "gate/gatedata.h"

#include "base/buf.h"
#include "base/rng.h"
#include "base/sha256.h"
#include "model/legs.h"

#include <stdio.h>

void
gate_result_release(struct gate_result *r)
{
	verdict_release(&r->verdict);
}

static void
fill_order(struct gate *g, const struct order_request *r,
    const struct verdict *verdict, int64_t now, struct order *o)
{
	const struct finding *breach = gate_first_breach(verdict);

	order_init(o);
	order_from_request(o, r);
	TEXT_SET(o->account, g->account.label);
	TEXT_SET(o->venue, g->account.venue);
	TEXT_SET(o->correlation_id, g->options.correlation_id == NULL ? "" :
	    g->options.correlation_id);
	o->time = o->last_update_time = now;
	o->state = verdict->allowed ? ORDER_INTENT : ORDER_REFUSED;
	if (!verdict->allowed)
		TEXT_SET(o->reason, breach == NULL ? "refused" :
		    breach->rule);
}

/* Writes what was decided: an intent, or a refusal; of two orders both. */
static enum err_code
write_down(struct gate *g, const struct buf *texts, size_t n,
    struct order *const *orders, const struct verdict *verdict,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < n && rc == E_OK; i++) {
		struct order *o = orders[i];
		const char *decided = order_state_names[o->state];

		if (o->state == ORDER_INTENT && gate_sends_at_once(g))
			o->state = ORDER_SENDING;
		rc = LEDGER(g->ledger, intent_add, o, texts[i].at, err);
		if (rc == E_OK)
			rc = gate_audit(g, "order", o->id, decided,
			    texts[i].at, err);
	}
	if (rc == E_OK && !verdict->allowed)
		rc = gate_violations(g, orders[0], verdict, orders[0]->time,
		    err);
	return rc;
}

/* What refused it the first time, from the violations that were stored. */
static enum err_code
recall_findings(struct gate *g, struct gate_result *out, struct err *err)
{
	struct violations all = { 0 };
	const struct order *o = &out->order;
	enum err_code rc = E_OK;

	if (o->state == ORDER_REFUSED)
		rc = LEDGER(g->ledger, violations, o->account, o->time, &all,
		    err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		const struct violation *v = &all.at[i];
		struct finding *f;

		if (strcmp(v->order_id, o->id) != 0)
			continue;
		f = vec_add(&out->verdict.findings);
		f->severity = SEVERITY_BREACH;
		f->value = v->value;
		f->limit = v->limit;
		f->snapshot_time = v->time;
		TEXT_SET(f->rule, v->rule);
		TEXT_SET(f->account, v->account);
		TEXT_SET(f->venue, o->venue);
		TEXT_SET(f->symbol, v->symbol);
		TEXT_SET(f->message, v->message);
	}
	out->verdict.allowed = o->state != ORDER_REFUSED;
	vec_release(&all);
	return rc;
}

/* Has this key been used? With the same parameters its outcome is the answer;
 * with others the command is wrong. */
static enum err_code
look_up_key(struct gate *g, const struct order_request *r, const char *text,
    struct gate_result *out, struct err *err)
{
	struct buf before = { 0 };
	struct order o;
	bool found = false;
	enum err_code rc;

	if (r->key[0] == '\0')
		return E_OK;
	rc = LEDGER(g->ledger, by_key, g->account.label, r->key, &found, &o,
	    &before, err);
	if (rc == E_OK && found && strcmp(buf_text(&before), text) != 0)
		rc = err_set(err, E_USAGE, "--key %s: order %s has it, with "
		    "other parameters", r->key, o.id);
	if (rc == E_OK && found) {
		out->order = o;
		out->repeated = true;
		rc = recall_findings(g, out, err);
	}
	buf_release(&before);
	return rc;
}

/* One name for two orders of which one will be done. */
static enum err_code
name_pair(struct order *const orders[2], struct err *err)
{
	unsigned char noise[8];
	char name[2 * sizeof(noise) + 1];

	if (!rng_bytes(noise, sizeof(noise)))
		return err_set(err, E_STORE, "no name can be made for two "
		    "orders");
	for (size_t i = 0; i < sizeof(noise); i++)
		snprintf(name + 2 * i, 3, "%02x", noise[i]);
	TEXT_SET(orders[0]->oco, name);
	TEXT_SET(orders[1]->oco, name);
	return E_OK;
}

/* Inside the transaction that decides. */
static enum err_code
decide(struct gate *g, const struct question *q, const struct buf *texts,
    bool dry_run, struct gate_result *out, struct order **orders,
    struct approved_order **approved, struct err *err)
{
	int64_t now;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < q->n && rc == E_OK; i++)
		rc = look_up_key(g, &q->requests[i], texts[i].at, &out[i],
		    err);
	if (rc != E_OK || out->repeated)
		return rc;
	/* The first one never arrived, and may not be sent a second time. */
	if (q->n == 2 && out[1].repeated)
		return err_set(err, E_USAGE, "--key %s: order %s has it, one "
		    "of two of which the other was never at %s",
		    q->requests->key, out[1].order.id, g->account.venue);
	rc = gate_judge(g, q, dry_run, &out->verdict, approved, &now, err);
	if (rc != E_OK)
		return rc;
	if (q->n == 1 && !dry_run && g->ledger->ops->room != NULL)
		orders[0] = g->ledger->ops->room(g->ledger);
	for (size_t i = 0; i < q->n; i++) {
		fill_order(g, &q->requests[i], &out->verdict, now, orders[i]);
		if (q->ids != NULL)
			TEXT_SET(orders[i]->client_order_id, q->ids[i]);
	}
	if (q->n == 2)
		rc = name_pair(orders, err);
	return dry_run || rc != E_OK ? rc :
	    write_down(g, texts, q->n, orders, &out->verdict, err);
}

static enum err_code
refusal(const struct order *o, const struct verdict *verdict,
    struct err *err)
{
	const struct finding *f = gate_first_breach(verdict);

	if (f == NULL)
		return gate_outcome(o, err);
	return err_set(err, E_REFUSED, "%s %s: refused by %s: %s",
	    side_names[o->side], o->symbol, f->rule, f->message);
}

/* The outcome of orders that were sent before. */
static enum err_code
repeated(struct gate_result *out, size_t n, struct err *err)
{
	struct order *const orders[2] = { &out[0].order,
	    n == 2 ? &out[1].order : NULL };

	if (out->order.state == ORDER_REFUSED)
		return refusal(&out->order, &out->verdict, err);
	return gate_outcomes(orders, n == 2 && out[1].repeated ? 2 : 1, err);
}

/* A hook is asked before the transaction that decides, however long it thinks,
 * and not about what was decided before under the same key. */
static enum err_code
ask_hook(struct gate *g, const struct question *q, bool dry_run, char *why,
    size_t size, bool *vetoed, struct err *err)
{
	const struct verdict yes = { .allowed = true };
	struct buf text = { 0 };
	struct order o;
	int64_t now;
	bool used = false;
	enum err_code rc = gate_now(g, &now, err);

	*vetoed = false;
	if (rc == E_OK && q->requests->key[0] != '\0')
		rc = LEDGER(g->ledger, by_key, g->account.label,
		    q->requests->key, &used, &o, &text, err);
	for (size_t i = 0; i < q->n && rc == E_OK && !used && !*vetoed; i++) {
		fill_order(g, &q->requests[i], &yes, now, &o);
		*vetoed = !gate_ask(g, &o, dry_run, why, size);
	}
	buf_release(&text);
	return rc;
}

static enum err_code
place(struct gate *g, const struct question *asked, const struct buf *texts,
    bool dry_run, struct gate_result *out, struct err *err)
{
	struct question copy = *asked, *q = &copy;
	struct order *orders[2] = { &out[0].order, q->n == 2 ?
	    &out[1].order : NULL };
	struct approved_order *approved = NULL;
	char why[sizeof(out->verdict.findings.at->message)];
	bool vetoed = false, lost = false;
	enum err_code rc = E_OK;

	if (g->options.hooks != NULL && q->ids == NULL)
		rc = ask_hook(g, q, dry_run, why, sizeof(why), &vetoed, err);
	if (vetoed)
		q->veto = why;
	else if (rc == E_OK)
		rc = gate_ahead(g, err);
	if (rc == E_OK && (rc = LEDGER(g->ledger, begin, err)) == E_OK) {
		rc = decide(g, q, texts, dry_run, out, orders, &approved,
		    err);
		rc = LEDGER(g->ledger, end, rc, err);
	}
	/* What the ledger does not have is nobody's order. */
	for (size_t i = 0; i < q->n && rc != E_OK; i++) {
		gate_result_release(&out[i]);
		out[i] = (struct gate_result){ .order = order_empty() };
		orders[i] = &out[i].order;
	}
	if (rc == E_OK && out->repeated)
		rc = repeated(out, q->n, err);
	else if (rc == E_OK && !out->verdict.allowed)
		rc = refusal(orders[0], &out->verdict, err);
	else if (rc == E_OK && !dry_run)
		rc = gate_send(g, approved, orders, q->n, &lost, err);
	if (orders[0] != &out->order && (lost || !q->unseen)) {
		out->order = *orders[0];
		orders[0] = &out->order;
	}
	for (size_t i = 0; i < q->n && lost; i++)
		out[i].order.state = ORDER_UNKNOWN;
	for (size_t i = 0; i < q->n && !dry_run; i++)
		if (orders[i]->id[0] != '\0' && !out[i].repeated)
			news_order(g, orders[i]);
	approved_free(approved);
	return rc;
}

/* The account's own fees, before anything is judged by those of a new one,
 * which count where they cannot be learned. A way out waits for no fee. */
static void
learn_fees(struct gate *g, const struct order_request *r, size_t n)
{
	const char *symbols[2] = { r[0].symbol, r[n - 1].symbol };
	struct err why;
	bool news = false;

	if (g->leaving || r->reduce_only)
		return;
	if (venue_learn_fees(g->venue, symbols, n, &news, &why) != E_OK)
		gate_notice(g, "fees", "%s", why.text);
	if (news) {
		vec_clear(&g->view.instruments);
		g->viewed.good = false;
	}
}

/* What was attached to an entry, once that was accepted. */
static enum err_code
attach(struct gate *g, const struct order_request *r,
    struct gate_result *out, struct err *err)
{
	if (!order_has_legs(r) || g->venue->ops->attaches == NULL)
		return E_OK;
	return gate_attach(g, &out->order, !out->repeated, err);
}

static enum err_code
order(struct gate *g, const struct order_request *r, bool dry_run,
    bool unseen, struct gate_result *out, struct err *err)
{
	struct question q = { .requests = r, .n = 1, .unseen = unseen };
	struct order_request ours;
	struct buf text = { 0 };
	enum err_code rc = gate_sound(g, err);

	if (strcmp(r->account, g->account.label) != 0) {
		ours = *r;
		TEXT_SET(ours.account, g->account.label);
		q.requests = r = &ours;
	}
	if (rc == E_OK)
		rc = order_request_check(r, err);
	if (rc == E_OK && g->venue->ops->can_submit != NULL)
		rc = g->venue->ops->can_submit(g->venue, r, 1, err);
	if (rc != E_OK) {
		*out = (struct gate_result){ .order = order_empty() };
		return rc;
	}
	learn_fees(g, r, 1);
	if (!g->ledger->ops->forms_requests || r->key[0] != '\0')
		order_request_text(r, &text);
	/* The order itself is written when it is decided. */
	out->verdict = (struct verdict){ .allowed = false };
	out->repeated = false;
	rc = place(g, &q, &text, dry_run, out, err);
	buf_release(&text);
	return rc == E_OK && !dry_run ? attach(g, r, out, err) : rc;
}

enum err_code
gate_order(struct gate *g, const struct order_request *r, bool dry_run,
    struct gate_result *out, struct err *err)
{
	return order(g, r, dry_run, false, out, err);
}

enum err_code
gate_order_unseen(struct gate *g, const struct order_request *r,
    struct err *err)
{
	struct gate_result out;
	enum err_code rc = order(g, r, false, g->venue->ops->attaches == NULL,
	    &out, err);

	gate_result_release(&out);
	return rc;
}

enum err_code
gate_order_legs(struct gate *g, const struct order_request *r, size_t n,
    const char *const *ids, struct gate_result out[2], struct err *err)
{
	const struct question q = { .requests = r, .n = n, .ids = ids };
	struct buf texts[2] = { { 0 }, { 0 } };
	enum err_code rc;

	out[0] = out[1] = (struct gate_result){ .order = order_empty() };
	rc = n == 2 ? order_pair_check(r, err) : order_request_check(r, err);
	if (rc == E_OK && g->venue->ops->can_submit != NULL)
		rc = g->venue->ops->can_submit(g->venue, r, n, err);
	for (size_t i = 0; i < n; i++)
		order_request_text(&r[i], &texts[i]);
	if (rc == E_OK)
		rc = place(g, &q, texts, false, out, err);
	buf_release(&texts[0]);
	buf_release(&texts[1]);
	return rc;
}

/* The second order's key, made of the first one's; never cut. */
static void
second_key(const char *key, char to[ID_SIZE])
{
	char hash[65];

	to[0] = '\0';
	if (key[0] == '\0' || snprintf(to, ID_SIZE, "%s/oco", key) < ID_SIZE)
		return;
	sha256_text(key, strlen(key), hash);
	snprintf(to, ID_SIZE, "oco:%.40s/oco", hash);
}

enum err_code
gate_order_pair(struct gate *g, const struct order_request requests[2],
    bool dry_run, struct gate_result out[2], struct err *err)
{
	struct order_request r[2] = { requests[0], requests[1] };
	const struct question q = { .requests = r, .n = 2 };
	struct buf texts[2] = { { 0 }, { 0 } };
	enum err_code rc = gate_sound(g, err);

	for (int i = 0; i < 2; i++) {
		out[i] = (struct gate_result){ .order = order_empty() };
		TEXT_SET(r[i].account, g->account.label);
	}
	second_key(r[0].key, r[1].key);
	if (rc == E_OK)
		rc = order_pair_check(r, err);
	if (rc == E_OK && g->venue->ops->submit_pair == NULL)
		rc = err_set(err, E_USAGE, "oco: %s has no such orders",
		    g->account.venue);
	if (rc == E_OK && g->venue->ops->can_submit != NULL)
		rc = g->venue->ops->can_submit(g->venue, r, 2, err);
	if (rc != E_OK)
		return rc;
	learn_fees(g, r, 2);
	for (int i = 0; i < 2; i++) {
		order_request_text(&r[i], &texts[i]);
		buf_printf(&texts[i], "oco=%s\n", i == 0 ? "first" :
		    "second");
	}
	rc = place(g, &q, texts, dry_run, out, err);
	buf_release(&texts[0]);
	buf_release(&texts[1]);
	return rc;
}
