/*
 * Snapshots of portfolios: the sums, the flows, and whether anything is new.
 */
#include "portfolio/take.h"

#include "base/stamp.h"
#include "risk/value.h"

#include <stdlib.h>
#include <string.h>

struct taking {
	const struct worth *w;
	const struct take_terms *t;
	struct portfolio *p;
	VEC(struct asset_name) unpriced;
};

enum err_code
flow_read(const char *text, struct portfolio_flow *out, struct err *err)
{
	const char *is = strchr(text, '=');
	struct portfolio_flow f = {0};

	if (is != NULL && (size_t)(is - text) < sizeof(f.asset))
		memcpy(f.asset, text, (size_t)(is - text));
	if (!asset_valid(f.asset) || !dec_parse_text(is + 1, &f.amount) ||
	    dec_is_zero(f.amount))
		return err_set(err, E_USAGE, "--flow: \"%.100s\" is no ASSET="
		    "AMOUNT such as USDT=500 or BTC=-0.1", text);
	*out = f;
	return E_OK;
}

static bool
left_out(const struct take_terms *t, const char *name)
{
	for (size_t i = 0; i < t->leave_out_len; i++)
		if (strcmp(t->leave_out[i], name) == 0)
			return true;
	return false;
}

static const struct portfolio_account *
account_of(const struct portfolio_accounts *all, const char *label)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].account, label) == 0)
			return &all->at[i];
	return NULL;
}

static const struct portfolio_holding *
holding_at(const struct portfolio *p, int kind, const char *name)
{
	for (size_t i = 0; i < p->holdings.len; i++)
		if (p->holdings.at[i].kind == kind &&
		    strcmp(p->holdings.at[i].name, name) == 0)
			return &p->holdings.at[i];
	return NULL;
}

static void
note_unpriced(struct taking *m, const char *asset)
{
	struct asset_name name;

	for (size_t i = 0; i < m->unpriced.len; i++)
		if (strcmp(m->unpriced.at[i].name, asset) == 0)
			return;
	TEXT_SET(name.name, asset);
	vec_push(&m->unpriced, name);
}

static enum err_code
add_to(struct dec *sum, struct dec more, const char *name, struct err *err)
{
	if (dec_known(*sum) && !dec_known(more))
		*sum = DEC_NONE;
	else if (dec_known(*sum) && !dec_add(*sum, more, sum))
		return err_set(err, E_DATA, "%s: the sum does not fit", name);
	return E_OK;
}

static struct portfolio_holding *
row_of(struct taking *m, int kind, const struct worth_holding *h)
{
	struct portfolio_holding *row;

	for (size_t i = 0; i < m->p->holdings.len; i++) {
		row = &m->p->holdings.at[i];
		if (row->kind == kind && strcmp(row->name, h->name) == 0)
			return row;
	}
	row = vec_add(&m->p->holdings);
	row->kind = kind;
	TEXT_SET(row->name, h->name);
	TEXT_SET(row->currency, m->t->currency);
	row->amount = DEC_ZERO;
	row->value = kind == HOLDING_LEFT_OUT ? DEC_NONE : DEC_ZERO;
	row->price = h->profit ? h->mark : DEC_NONE;
	row->weight = DEC_NONE;
	return row;
}

static enum err_code
take_holding(struct taking *m, const struct worth_holding *h,
    struct err *err)
{
	bool out = left_out(m->t, h->name), path = true;
	int kind = out ? HOLDING_LEFT_OUT : h->profit ? HOLDING_POSITION :
	    HOLDING_ASSET;
	struct portfolio_account *a = NULL;
	struct portfolio_holding *row;
	struct dec value = DEC_NONE;
	enum err_code rc = out ? E_OK : worth_value(m->w, h, m->t->currency,
	    &path, &value, err);

	if (rc != E_OK)
		return rc;
	if (!path) {
		note_unpriced(m, h->asset);
		return E_OK;
	}
	row = row_of(m, kind, h);
	rc = add_to(&row->amount, h->profit ? h->contracts : h->amount,
	    h->name, err);
	if (rc != E_OK || out)
		return rc;
	for (size_t i = 0; i < m->p->accounts.len; i++)
		if (strcmp(m->p->accounts.at[i].account, h->account) == 0)
			a = &m->p->accounts.at[i];
	rc = add_to(&row->value, value, h->name, err);
	if (rc == E_OK)
		rc = add_to(&a->value, value, h->name, err);
	return rc == E_OK ? add_to(&m->p->snapshot.value, value, h->name,
	    err) : rc;
}

/* Of each kind the most valuable first, then by name. */
static int
holding_cmp(const void *a, const void *b)
{
	const struct portfolio_holding *x = a, *y = b;
	int by_value = 0;

	if (x->kind != y->kind)
		return x->kind - y->kind;
	if (dec_known(x->value) && dec_known(y->value))
		by_value = dec_cmp(y->value, x->value);
	return by_value != 0 ? by_value : strcmp(x->name, y->name);
}

static enum err_code
take_holdings(struct taking *m, struct err *err)
{
	struct portfolio *p = m->p;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < m->w->held.len && rc == E_OK; i++)
		if (account_of(&p->accounts, m->w->held.at[i].account) !=
		    NULL)
			rc = take_holding(m, &m->w->held.at[i], err);
	if (p->holdings.len > 0)
		qsort(p->holdings.at, p->holdings.len,
		    sizeof(*p->holdings.at), holding_cmp);
	for (size_t i = 0; i < p->holdings.len && rc == E_OK; i++) {
		struct portfolio_holding *h = &p->holdings.at[i];

		h->time = p->snapshot.time;
		if (h->kind == HOLDING_ASSET)
			rc = worth_price(m->w, h->name, m->t->currency,
			    &h->price, err);
		if (h->kind != HOLDING_LEFT_OUT &&
		    (dec_sign(p->snapshot.value) <= 0 || !dec_div(h->value,
		    p->snapshot.value, 8, ROUND_HALF_EVEN, &h->weight)))
			h->weight = DEC_NONE;
	}
	p->snapshot.holdings = (int64_t)p->holdings.len;
	return rc;
}

static void
add_flow(struct taking *m, int kind, const char *account, const char *asset,
    struct dec amount, struct dec value, int64_t time)
{
	int64_t from = m->t->last->snapshot.time, to = m->p->snapshot.time;
	struct portfolio_flow *f = vec_add(&m->p->flows);

	f->kind = kind;
	TEXT_SET(f->account, account);
	TEXT_SET(f->asset, asset);
	TEXT_SET(f->currency, m->t->currency);
	f->amount = amount;
	f->value = value;
	f->time = time < from ? from : time > to ? to : time;
}

static enum err_code
value_flow(struct taking *m, int kind, const char *account,
    const char *asset, struct dec amount, int64_t time, struct err *err)
{
	int64_t now = m->p->snapshot.time;
	struct prices prices = {0};
	struct dec value;
	bool path = false;
	enum err_code rc = E_OK;

	if (left_out(m->t, asset))
		return E_OK;
	if (time < m->t->last->snapshot.time)
		time = m->t->last->snapshot.time;
	if (strcmp(asset, m->t->currency) != 0)
		rc = worth_prices_at(m->w, m->t->store, time < now ? time :
		    now, now, &prices, err);
	if (rc == E_OK)
		rc = value_in(&prices, asset, amount, m->t->currency, &path,
		    &value, err);
	vec_release(&prices);
	if (rc == E_OK && !path)
		note_unpriced(m, asset);
	else if (rc == E_OK)
		add_flow(m, kind, account, asset, amount, value, time);
	return rc;
}

static bool
opened(const struct transfers *moved, const char *account)
{
	for (size_t i = 0; i < moved->len; i++)
		if (moved->at[i].kind == TRANSFER_OPENING &&
		    strcmp(moved->at[i].account, account) == 0)
			return true;
	return false;
}

/* Accounts that joined and those that are gone. */
static void
take_accounts(struct taking *m)
{
	const struct portfolio_accounts *now = &m->p->accounts;
	const struct portfolio_accounts *before = &m->t->last->accounts;

	for (size_t i = 0; i < now->len; i++)
		if (account_of(before, now->at[i].account) == NULL &&
		    !opened(m->t->moved, now->at[i].account))
			add_flow(m, FLOW_ACCOUNT, now->at[i].account, "",
			    DEC_NONE, now->at[i].value, INT64_MAX);
	for (size_t i = 0; i < before->len; i++)
		if (account_of(now, before->at[i].account) == NULL)
			add_flow(m, FLOW_ACCOUNT, before->at[i].account, "",
			    DEC_NONE, dec_neg(before->at[i].value),
			    INT64_MIN);
}

static enum err_code
take_transfer(struct taking *m, const struct transfer *t, struct err *err)
{
	static const signed char kinds[TRANSFER_KINDS] = {
		[TRANSFER_DEPOSIT] = FLOW_DEPOSIT,
		[TRANSFER_WITHDRAWAL] = FLOW_WITHDRAWAL,
		[TRANSFER_INTERNAL] = FLOW_INTERNAL,
		[TRANSFER_OPENING] = FLOW_OPENING,
		[TRANSFER_INSURANCE] = -1 };
	bool joined = account_of(&m->t->last->accounts, t->account) == NULL;
	bool whole = joined && opened(m->t->moved, t->account);

	if (account_of(&m->p->accounts, t->account) == NULL ||
	    kinds[t->kind] < 0 || joined != whole ||
	    (t->kind == TRANSFER_OPENING && !joined))
		return E_OK;
	return value_flow(m, kinds[t->kind], t->account, t->asset, t->amount,
	    t->time, err);
}

/* What is left out from now on, and what no longer is. */
static enum err_code
take_left_out(struct taking *m, struct err *err)
{
	const struct portfolio *last = m->t->last;
	size_t before = m->p->flows.len;
	bool accounts = before > 0 &&
	    m->p->flows.at[0].kind == FLOW_ACCOUNT;
	const struct portfolio_holding *now;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < last->holdings.len && rc == E_OK; i++) {
		const struct portfolio_holding *h = &last->holdings.at[i];
		struct dec value;
		bool path;

		if (h->kind != HOLDING_LEFT_OUT) {
			if (left_out(m->t, h->name))
				add_flow(m, FLOW_LEFT_OUT, "", "", DEC_NONE,
				    dec_neg(h->value), INT64_MIN);
			continue;
		}
		if ((now = holding_at(m->p, HOLDING_POSITION, h->name)) !=
		    NULL)
			add_flow(m, FLOW_LEFT_OUT, "", "", DEC_NONE,
			    now->value, INT64_MAX);
		if (holding_at(m->p, HOLDING_ASSET, h->name) == NULL)
			continue;
		rc = value_in(&m->w->prices, h->name, h->amount,
		    m->t->currency, &path, &value, err);
		if (rc == E_OK && path)
			add_flow(m, FLOW_LEFT_OUT, "", h->name, h->amount,
			    value, INT64_MAX);
	}
	if (rc == E_OK && accounts && m->p->flows.len > before)
		return err_set(err, E_REFUSED, "an account joined or left, and"
		    " --leave-out changed: do one, take a snapshot, then the"
		    " other");
	return rc;
}

static enum err_code
take_flows(struct taking *m, struct err *err)
{
	const struct take_terms *t = m->t;
	struct portfolio_snapshot *now = &m->p->snapshot;
	int64_t from = t->last->snapshot.time;
	enum err_code rc;

	take_accounts(m);
	rc = take_left_out(m, err);
	for (size_t i = 0; i < t->moved->len && rc == E_OK; i++)
		rc = take_transfer(m, &t->moved->at[i], err);
	for (size_t i = 0; i < t->stated_len && rc == E_OK; i++)
		rc = value_flow(m, FLOW_STATED, t->account,
		    t->stated[i].asset, t->stated[i].amount,
		    from + (now->time - from) / 2, err);
	for (size_t i = 0; i < m->p->flows.len && rc == E_OK; i++) {
		struct dec value = m->p->flows.at[i].value;

		rc = dec_sign(value) < 0 ? add_to(&now->withdrawals,
		    dec_neg(value), "withdrawals", err) :
		    add_to(&now->deposits, value, "deposits", err);
	}
	return rc;
}

static enum err_code
complain(const struct taking *m, struct err *err)
{
	struct buf names = {0};
	const char *first = m->unpriced.at[0].name;
	enum err_code rc;

	for (size_t i = 0; i < m->unpriced.len && i < 8; i++)
		buf_printf(&names, "%s%s", i > 0 ? ", " : "",
		    m->unpriced.at[i].name);
	if (m->unpriced.len > 8)
		buf_printf(&names, " and %zu more", m->unpriced.len - 8);
	rc = err_set(err, E_DATA, "%s: no price leads to %s, so that nobody"
	    " knows the value: import candles of it, or --leave-out %s",
	    buf_text(&names), m->t->currency, first);
	buf_release(&names);
	return rc;
}

static enum err_code
check_time(const struct taking *m, struct err *err)
{
	const struct portfolio *last = m->t->last;
	char now[STAMP_TEXT_SIZE], then[STAMP_TEXT_SIZE];

	if (last == NULL)
		return E_OK;
	if (m->t->transfers < last->snapshot.transfers)
		return err_set(err, E_BUSY, "another snapshot was taken"
		    " meanwhile");
	if (m->p->snapshot.time < last->snapshot.time)
		return err_set(err, E_REFUSED, "time goes backwards: the"
		    " accounts stand at %s, and snapshot %lld is of %s",
		    stamp_text(m->p->snapshot.time, now),
		    (long long)last->snapshot.id,
		    stamp_text(last->snapshot.time, then));
	return E_OK;
}

static void
begin(struct taking *m)
{
	struct portfolio_snapshot *s = &m->p->snapshot;

	TEXT_SET(s->account, m->t->account);
	TEXT_SET(s->currency, m->t->currency);
	s->value = s->deposits = s->withdrawals = DEC_ZERO;
	s->transfers = m->t->transfers;
	for (size_t i = 0; i < m->w->accounts.len; i++) {
		const struct worth_account *from = &m->w->accounts.at[i];
		struct portfolio_account a = { .value = DEC_ZERO };

		if (s->account[0] != '\0' &&
		    strcmp(s->account, from->label) != 0)
			continue;
		TEXT_SET(a.account, from->label);
		vec_push(&m->p->accounts, a);
		if (from->time > s->time)
			s->time = from->time;
	}
}

enum err_code
portfolio_take(const struct worth *w, const struct take_terms *t,
    struct portfolio *out, struct err *err)
{
	struct portfolio p = {0};
	struct taking m = { .w = w, .t = t, .p = &p };
	enum err_code rc;

	begin(&m);
	rc = check_time(&m, err);
	if (rc == E_OK)
		rc = take_holdings(&m, err);
	if (rc == E_OK)
		rc = worth_price(t->market, "BTC", t->currency,
		    &p.snapshot.btc_price, err);
	if (rc == E_OK)
		rc = worth_price(t->market, "ETH", t->currency,
		    &p.snapshot.eth_price, err);
	if (rc == E_OK && t->last != NULL)
		rc = take_flows(&m, err);
	if (rc == E_OK && m.unpriced.len > 0)
		rc = complain(&m, err);
	vec_release(&m.unpriced);
	if (rc != E_OK) {
		portfolio_release(&p);
		return rc;
	}
	portfolio_release(out);
	*out = p;
	return E_OK;
}

static bool
same(struct dec a, struct dec b)
{
	return dec_known(a) == dec_known(b) &&
	    (!dec_known(a) || dec_cmp(a, b) == 0);
}

static bool
same_holdings(const struct portfolio *a, const struct portfolio *b)
{
	bool equal = a->holdings.len == b->holdings.len;

	for (size_t i = 0; i < a->holdings.len && equal; i++) {
		const struct portfolio_holding *x = &a->holdings.at[i];
		const struct portfolio_holding *y = &b->holdings.at[i];

		equal = x->kind == y->kind && strcmp(x->name, y->name) == 0 &&
		    same(x->amount, y->amount) && same(x->price, y->price) &&
		    same(x->value, y->value);
	}
	return equal;
}

/* Nothing moved but what was stated for the last one too. */
static bool
same_flows(const struct portfolio *now, const struct portfolio *last)
{
	size_t k = 0;

	for (size_t i = 0; i < now->flows.len; i++) {
		const struct portfolio_flow *f = &now->flows.at[i];

		if (f->kind != FLOW_STATED)
			return false;
		while (k < last->flows.len && (last->flows.at[k].kind !=
		    FLOW_STATED || strcmp(last->flows.at[k].asset, f->asset)
		    != 0 || !same(last->flows.at[k].amount, f->amount)))
			k++;
		if (k++ >= last->flows.len)
			return false;
	}
	return true;
}

bool
portfolio_repeats(const struct portfolio *now, const struct portfolio *last)
{
	const struct portfolio_snapshot *a = &now->snapshot;
	const struct portfolio_snapshot *b = &last->snapshot;

	return a->time / STAMP_MINUTE == b->time / STAMP_MINUTE &&
	    same(a->value, b->value) && same(a->btc_price, b->btc_price) &&
	    same(a->eth_price, b->eth_price) && same_holdings(now, last) &&
	    same_flows(now, last);
}
