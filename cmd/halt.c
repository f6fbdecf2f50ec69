/*
 * etrms halt: no more entries, at once, everywhere or in one account.
 */
#include "cmd/halts.h"

#include "base/mem.h"
#include "store/accounts.h"

#include <string.h>

struct args {
	bool flatten;
	const char *reason;
};

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "flatten", NULL, NULL,
	  "also cancel working orders and close positions",
	  AT(bool, flatten) },
	{ OPT_TEXT, 0, "reason", "text", NULL, "why, for the log",
	  AT(const char *, reason) },
	{ .kind = OPT_DONE }
};

static const struct field fields[] = {
	{ "account", FIELD_CHARS, FIELD_AT(struct halt, account),
	  .help = "account label; null: everything" },
	{ "halted", FIELD_BOOL, FIELD_AT(struct halt, halted),
	  .help = "whether entries are refused" },
	{ "reason", FIELD_CHARS, FIELD_AT(struct halt, reason),
	  .help = "why" },
	{ "actor", FIELD_CHARS, FIELD_AT(struct halt, actor),
	  .help = "who: a user, or a breaker" },
	{ "time", FIELD_STAMP, FIELD_AT(struct halt, time),
	  .help = "since when" },
	{ .name = NULL }
};
const struct record halt_record = {
	"halt", "whether entries are refused, everywhere or in an account",
	fields
};

enum err_code
halt_scope(struct session *s, const char **account, struct err *err)
{
	struct account a;

	*account = s->globals->account;
	return *account == NULL ? E_OK :
	    account_load(s->store, *account, &a, err);
}

enum err_code
halt_print(struct session *s, const char *account, struct out *out,
    struct err *err)
{
	struct halts all = { 0 };
	struct halt row = { .time = clock_now(&s->clock) };
	const char *scope = account == NULL ? "" : account;
	enum err_code rc = halts_load(s->store, &all, err);

	TEXT_SET(row.account, scope);
	TEXT_SET(row.actor, s->actor);
	for (size_t i = 0; i < all.len; i++)
		if (strcmp(all.at[i].account, scope) == 0)
			row = all.at[i];
	vec_release(&all);
	return rc == E_OK ? out_row(out, &row, err) : rc;
}

static enum err_code
show(struct out *out, const struct orders *orders, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < orders->len && rc == E_OK; i++)
		rc = out_row(out, &orders->at[i], err);
	return rc;
}

/* Every order back, then every position out; what fails is counted. */
static enum err_code
flatten_open(struct gate *g, struct batch *b, struct out *out,
    struct err *err)
{
	struct orders orders = { 0 };
	struct snapshot snapshot = { 0 };
	struct err why = { .code = E_OK };
	enum err_code got = gate_cancel_all(g, NULL, &orders, &why);
	enum err_code rc = show(out, &orders, err);

	batch_add(b, got, &why);
	if (rc == E_OK)
		rc = gate_snapshot(g, &snapshot, err);
	for (size_t i = 0; i < snapshot.positions.len && rc == E_OK; i++) {
		vec_clear(&orders);
		got = gate_reduce(g, snapshot.positions.at[i].symbol,
		    dec_int(1), NULL, "halt", &orders, &why);
		batch_add(b, got, &why);
		rc = show(out, &orders, err);
	}
	vec_release(&orders);
	snapshot_release(&snapshot);
	return rc;
}

static enum err_code
flatten_account(struct session *s, const struct account *a, struct batch *b,
    struct out *out, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct gate *g = NULL;
	struct err why = { .code = E_OK };
	enum err_code rc = E_OK, got;

	if (a->mode == MODE_LIVE && s->globals->account == NULL) {
		got = err_set(&why, E_USAGE, "account %s is live: flatten it "
		    "with --account %s", a->label, a->label);
		batch_add(b, got, &why);
		return E_OK;
	}
	got = gate_open(s->store, a->label, &o, &g, &why);
	if (got != E_OK)
		batch_add(b, got, &why);
	else
		rc = flatten_open(g, b, out, err);
	gate_close(g);
	return rc;
}

static enum err_code
flatten(struct session *s, const char *account, struct out *out,
    struct err *err)
{
	struct accounts all = { 0 };
	struct batch b = { 0 };
	enum err_code rc = out_part(out, &order_record, "orders", err);

	if (rc == E_OK)
		rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		const struct account *a = &all.at[i];

		if (account == NULL ? a->active == 1 :
		    strcmp(account, a->label) == 0)
			rc = flatten_account(s, a, &b, out, err);
	}
	vec_release(&all);
	return rc == E_OK ? batch_end(&b, "steps", err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *reason = a->reason == NULL ? "halted by hand" : a->reason;
	struct gate_options o = trade_options(s);
	const char *account;
	char text[TEXT_SIZE];
	struct out *out = NULL;
	enum err_code rc = halt_scope(s, &account, err);

	(void)operands;
	if (rc == E_OK)
		rc = request_text(text, sizeof(text), "reason", reason, err);
	if (rc == E_OK)
		rc = session_out(s, &halt_record, &out, err);
	if (rc == E_OK)
		rc = gate_halt(s->store, account, reason, &o, err);
	if (rc == E_OK && a->flatten)
		rc = out_part(out, &halt_record, "halt", err);
	if (rc == E_OK)
		rc = halt_print(s, account, out, err);
	if (rc == E_OK && a->flatten)
		rc = flatten(s, account, out, err);
	return trade_end(NULL, out, rc, err);
}

static const struct record *const more[] = { &order_record, NULL };

static const struct example examples[] = {
	{ "etrms halt --reason 'exchange acts up'", "no entries, anywhere",
	  0 },
	{ "etrms halt --account demo --flatten",
	  "cancel and close everything in one account", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REJECTED, E_UNKNOWN, E_NETWORK,
    E_LIMITED, E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_halt = {
	.name = "halt",
	.group = "trading",
	.summary = "refuse entries, and perhaps get out",
	.about =
	"Refuses every order that would open or enlarge a position, in one "
	"account (--account) or everywhere, until etrms resume. It needs "
	"neither network nor passphrase, is in force for every process at "
	"once, and never keeps anybody from getting out.\n\n"
	"--flatten then cancels working orders and closes positions, account "
	"by account; a live one only when --account names it. It may be "
	"repeated: what is closed already is left alone.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &halt_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
