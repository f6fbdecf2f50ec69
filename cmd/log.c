/*
 * etrms log: the story of the accounts, from every ledger, in order of time.
 */
#include "cmd/scope.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "model/order.h"
#include "store/accounts.h"
#include "store/ledger.h"
#include "store/orders.h"
#include "store/regimes.h"
#include "store/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct args {
	const char *symbol, *order, *correlation;
	int64_t since, until, limit;
	int kind;
};

enum kind { KIND_ORDER, KIND_FILL, KIND_TRANSFER, KIND_FUNDING, KIND_BREAKER,
    KIND_VIOLATION, KIND_POLICY, KIND_HALT, KIND_REGIME, KINDS };
static const char *const kind_names[] = {
	"order", "fill", "transfer", "funding", "breaker", "violation",
	"policy", "halt", "regime", NULL
};

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "only this symbol",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_TEXT, 0, "order", "id", NULL, "only this order's story",
	  AT(const char *, order), .words = WORDS_ORDER },
	{ OPT_TEXT, 0, "correlation", "id", NULL,
	  "only what one run of the program did", AT(const char *,
	  correlation) },
	{ OPT_ENUM, 'k', "kind", "kind", NULL, "only this kind of entry",
	  AT(int, kind), .choices = kind_names },
	{ OPT_STAMP, 0, "since", "time", NULL, "only from then on",
	  AT(int64_t, since) },
	{ OPT_STAMP, 0, "until", "time", NULL, "only before then",
	  AT(int64_t, until) },
	{ OPT_INT, 'n', "limit", "count", NULL, "only the newest",
	  AT(int64_t, limit), .min = 1, .max = INT64_MAX },
	{ .kind = OPT_DONE }
};

struct log_row {
	int64_t time;
	int kind;
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE], order_id[ID_SIZE];
	char event[LABEL_SIZE];
	int state;			/* enum order_state, or -1 */
	int side;			/* or -1 */
	struct dec amount, price;
	char asset[ASSET_SIZE], name[LABEL_SIZE];
	char message[513];
	char correlation_id[CLIENT_ID_SIZE];
	size_t place;			/* in which it came: time ties */
};
struct log_rows VEC_OF(struct log_row);

static const struct field fields[] = {
	{ "time", FIELD_STAMP, FIELD_AT(struct log_row, time),
	  .help = "when it happened, by the account's clock" },
	{ "kind", FIELD_ENUM, FIELD_AT(struct log_row, kind),
	  .help = "order, fill, transfer, funding, breaker, violation, policy,"
	  " halt, regime", .names = kind_names, .names_len = KINDS },
	{ "account", FIELD_CHARS, FIELD_AT(struct log_row, account),
	  .help = "account; null: every one" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct log_row, symbol),
	  .help = "unified symbol" },
	{ "order_id", FIELD_CHARS, FIELD_AT(struct log_row, order_id),
	  .help = "the order it is about" },
	{ "event", FIELD_CHARS, FIELD_AT(struct log_row, event),
	  .help = "what happened: intent, send, accept, fill, deposit,"
	  " triggered, set, volatile" },
	{ "state", FIELD_ENUM, FIELD_AT(struct log_row, state),
	  .help = "of the order after it", .names = order_state_names,
	  .names_len = ORDER_STATES },
	{ "side", FIELD_ENUM, FIELD_AT(struct log_row, side),
	  .help = "buy or sell", .names = side_names,
	  .names_len = SIDE_SELL + 1 },
	{ "amount", FIELD_DEC, FIELD_AT(struct log_row, amount),
	  .help = "of the order, the fill, or the money that moved",
	  .unit = UNIT_QTY },
	{ "price", FIELD_DEC, FIELD_AT(struct log_row, price),
	  .help = "of the order or the fill", .unit = UNIT_PRICE },
	{ "asset", FIELD_CHARS, FIELD_AT(struct log_row, asset),
	  .help = "of money that moved", .flags = FIELD_WIDE },
	{ "name", FIELD_CHARS, FIELD_AT(struct log_row, name),
	  .help = "of the breaker, of the rule, or of the method" },
	{ "message", FIELD_CHARS, FIELD_AT(struct log_row, message),
	  .help = "the particulars" },
	{ "correlation_id", FIELD_CHARS, FIELD_AT(struct log_row,
	  correlation_id), .help = "one per run of the program",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record log_record = {
	"log", "something that happened, from any ledger", fields
};

/* What is being gathered, and what it has to match. */
struct story {
	struct session *s;
	const struct args *a;
	struct log_rows rows;
};

static struct log_row *
add(struct story *st, enum kind kind, int64_t time, const char *account,
    const char *event)
{
	struct log_row *row = vec_add(&st->rows);

	row->time = time;
	row->kind = (int)kind;
	row->state = row->side = -1;
	row->amount = row->price = DEC_NONE;
	row->place = st->rows.len;
	TEXT_SET(row->account, account);
	TEXT_SET(row->event, event);
	return row;
}

/* What a fill cost, and what closing brought. */
static void
tell_money(const struct order_log_row *from, struct log_row *row)
{
	char fee[DEC_TEXT_SIZE], profit[DEC_TEXT_SIZE];

	if (dec_known(from->realized_pnl))
		snprintf(row->message, sizeof(row->message),
		    "fee %s %s, profit %s", dec_text(from->fee, fee),
		    from->fee_currency, dec_text(from->realized_pnl, profit));
	else
		snprintf(row->message, sizeof(row->message), "fee %s %s",
		    dec_text(from->fee, fee), from->fee_currency);
}

static enum err_code
tell_orders(struct story *st, struct err *err)
{
	struct order_filter f = { .account = st->s->globals->account,
	    .symbol = st->a->symbol, .id = st->a->order, .state = -1 };
	struct order_log log = {0};
	enum err_code rc = order_log_load(st->s->store, &f, &log, err);

	for (size_t i = 0; i < log.len; i++) {
		const struct order_log_row *from = &log.at[i];
		struct log_row *row = add(st, from->fill_id[0] != '\0' ?
		    KIND_FILL : KIND_ORDER, from->time, from->account,
		    from->event < 0 ? "intent" :
		    order_event_names[from->event]);

		TEXT_SET(row->symbol, from->symbol);
		TEXT_SET(row->order_id, from->order_id);
		TEXT_SET(row->correlation_id, from->correlation_id);
		row->state = from->state;
		row->side = from->side;
		row->amount = from->amount;
		row->price = from->price;
		TEXT_SET(row->message, from->reason);
		if (dec_known(from->fee))
			tell_money(from, row);
	}
	vec_release(&log);
	return rc;
}

static enum err_code
tell_transfers(struct story *st, struct err *err)
{
	struct transfers rows = {0};
	enum err_code rc = transfers_load(st->s->store,
	    st->s->globals->account, st->a->since, &rows, err);

	for (size_t i = 0; i < rows.len; i++) {
		struct log_row *row = add(st, KIND_TRANSFER, rows.at[i].time,
		    rows.at[i].account,
		    transfer_kind_names[rows.at[i].kind]);

		row->amount = rows.at[i].amount;
		TEXT_SET(row->asset, rows.at[i].asset);
		TEXT_SET(row->message, rows.at[i].asset);
	}
	vec_release(&rows);
	return rc;
}

static enum err_code
tell_funding(struct story *st, struct err *err)
{
	struct fundings rows = {0};
	char rate[DEC_TEXT_SIZE];
	enum err_code rc = fundings_load(st->s->store,
	    st->s->globals->account, st->a->since, &rows, err);

	for (size_t i = 0; i < rows.len; i++) {
		struct log_row *row = add(st, KIND_FUNDING, rows.at[i].time,
		    rows.at[i].account, "funding");

		TEXT_SET(row->symbol, rows.at[i].symbol);
		row->amount = rows.at[i].amount;
		TEXT_SET(row->asset, rows.at[i].asset);
		snprintf(row->message, sizeof(row->message), "rate %s, %s",
		    dec_text(rows.at[i].rate, rate), rows.at[i].asset);
	}
	vec_release(&rows);
	return rc;
}

static enum err_code
tell_breakers(struct story *st, struct err *err)
{
	struct breaker_events rows = {0};
	enum err_code rc = breaker_events_load(st->s->store, NULL,
	    st->a->since, &rows, err);

	for (size_t i = 0; i < rows.len; i++) {
		const struct breaker_event *from = &rows.at[i];
		struct log_row *row = add(st, KIND_BREAKER, from->time,
		    from->account, breaker_event_names[from->kind]);

		TEXT_SET(row->symbol, from->symbol);
		TEXT_SET(row->order_id, from->order_id);
		TEXT_SET(row->name, from->breaker);
		snprintf(row->message, sizeof(row->message), "%s%s%s",
		    from->action, from->action[0] != '\0' &&
		    from->message[0] != '\0' ? ": " : "", from->message);
	}
	vec_release(&rows);
	return rc;
}

static enum err_code
tell_violations(struct story *st, struct err *err)
{
	struct violations rows = {0};
	enum err_code rc = violations_load(st->s->store,
	    st->s->globals->account, st->a->since, &rows, err);

	for (size_t i = 0; i < rows.len; i++) {
		const struct violation *from = &rows.at[i];
		struct log_row *row = add(st, KIND_VIOLATION, from->time,
		    from->account, "refused");

		TEXT_SET(row->symbol, from->symbol);
		TEXT_SET(row->order_id, from->order_id);
		TEXT_SET(row->name, from->rule);
		TEXT_SET(row->message, from->message);
	}
	vec_release(&rows);
	return rc;
}

static enum err_code
tell_policy(struct story *st, struct err *err)
{
	struct policy_rows rows = {0};
	enum err_code rc = policy_history(st->s->store, &rows, err);

	for (size_t i = 0; i < rows.len; i++) {
		const struct policy_row *from = &rows.at[i];
		struct log_row *row = add(st, KIND_POLICY, from->time,
		    from->account, from->unset == 1 ? "unset" : "set");

		TEXT_SET(row->symbol, from->symbol);
		TEXT_SET(row->name, from->rule);
		TEXT_SET(row->message, from->value);
	}
	vec_release(&rows);
	return rc;
}

static enum err_code
tell_halts(struct story *st, struct err *err)
{
	struct halts rows = {0};
	enum err_code rc = halts_history(st->s->store, st->a->since, &rows,
	    err);

	for (size_t i = 0; i < rows.len; i++) {
		struct log_row *row = add(st, KIND_HALT, rows.at[i].time,
		    rows.at[i].account,
		    rows.at[i].halted == 1 ? "halt" : "resume");

		TEXT_SET(row->message, rows.at[i].reason);
	}
	vec_release(&rows);
	return rc;
}

/* Of the answers of analyze regime those that are another than before. */
static enum err_code
tell_regimes(struct story *st, struct err *err)
{
	const struct regime_which which = { .symbol = st->a->symbol,
	    .since = st->a->since };
	struct regimes_said rows = {0};
	char frame[STAMP_TEXT_SIZE];
	enum err_code rc = regimes_load(st->s->store, &which, &rows, err);

	for (size_t i = 0; i < rows.len; i++) {
		const struct regime_said *from = &rows.at[i];
		struct log_row *row;

		if (from->changed_from == REGIME_NONE)
			continue;
		row = add(st, KIND_REGIME, from->time, "",
		    regime_said_names[from->regime]);
		TEXT_SET(row->symbol, from->symbol);
		TEXT_SET(row->name, regime_method_names[from->method]);
		snprintf(row->message, sizeof(row->message),
		    "was %s, on bars of %s of %s",
		    regime_said_names[from->changed_from],
		    duration_text(from->timeframe, frame), from->venue);
	}
	vec_release(&rows);
	return rc;
}

static enum err_code (*const tell[])(struct story *st, struct err *err) = {
	tell_orders, tell_transfers, tell_funding, tell_breakers,
	tell_violations, tell_policy, tell_halts, tell_regimes, NULL
};

/* What binds every account (account "") belongs to the story of each. */
static bool
matches(const void *self, const void *element)
{
	const struct story *st = self;
	const struct log_row *row = element;
	const struct args *a = st->a;
	const char *account = st->s->globals->account;

	return row->time >= a->since &&
	    (a->until == 0 || row->time < a->until) &&
	    (a->kind < 0 || row->kind == a->kind) &&
	    (account == NULL || row->account[0] == '\0' ||
	    strcmp(row->account, account) == 0) &&
	    (a->symbol == NULL || strcmp(row->symbol, a->symbol) == 0) &&
	    (a->order == NULL || strcmp(row->order_id, a->order) == 0) &&
	    (a->correlation == NULL ||
	    strcmp(row->correlation_id, a->correlation) == 0);
}

static int
by_time(const void *left, const void *right)
{
	const struct log_row *a = left, *b = right;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct story st = { .s = s, .a = args };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &log_record, &out, err);

	(void)operands;
	if (rc == E_OK)
		rc = ledger_scope(s, st.a->order, st.a->symbol, err);
	/* One view of all ledgers. */
	if (rc == E_OK && (rc = store_begin(s->store, err)) == E_OK) {
		for (int i = 0; tell[i] != NULL && rc == E_OK; i++)
			rc = tell[i](&st, err);
		rc = store_end(s->store, rc, err);
	}
	if (st.rows.len > 0)
		qsort(st.rows.at, st.rows.len, sizeof(*st.rows.at), by_time);
	if (rc == E_OK)
		rc = newest_print(out, st.rows.at, st.rows.len,
		    sizeof(*st.rows.at), st.a->limit, matches, &st, err);
	vec_release(&st.rows);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms log -n 20", "what happened last", 0 },
	{ "etrms log --symbol BTC/USDT --since now-1d", "one symbol, one day",
	  0 },
	{ "etrms log --kind violation --format csv", "what was refused, and "
	  "why", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_log = {
	.name = "log",
	.group = "every day",
	.summary = "tell what happened, from every ledger",
	.about = "Merges the ledgers into one story, oldest first: the life of"
	    " each order from intent to its last fill, deposits and"
	    " withdrawals, funding, what breakers did, what the policy"
	    " refused, changes of policy, halts, and where analyze regime said"
	    " something else of a market than the time before. It reads the"
	    " store alone.\n\n"
	    "With --account, what binds every account (a halt, a policy row)"
	    " is shown too.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &log_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
