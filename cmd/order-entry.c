/* Order buy and order sell: reads the options, asks the gate, prints. */
#include "cmd/order-entry.h"
#include "cmd/scope.h"

#include "base/mem.h"

static const char *const types[] = { "market", "limit", "stop", "stop_limit",
    NULL };
static const char *const tifs[] = { "gtc", "ioc", "fok", NULL };

const struct opt order_entry_opts[] = {
	{ OPT_DEC, 'q', "qty", "amount", NULL,
	  "how much, in base units or contracts", AT(struct dec, qty) },
	{ OPT_DEC, 0, "quote", "amount", NULL,
	  "how much, in quote currency, fee included (market)",
	  AT(struct dec, quote) },
	{ OPT_ENUM, 't', "type", "type", NULL,
	  "kind of order; without it --price makes a limit, --trigger a stop, "
	  "both a stop_limit", AT(int, type), .choices = types },
	{ OPT_DEC, 'p', "price", "price", NULL, "limit price",
	  AT(struct dec, price) },
	{ OPT_DEC, 0, "trigger", "price", NULL, "price that makes a stop work",
	  AT(struct dec, trigger) },
	{ OPT_ENUM, 0, "tif", "how", "gtc",
	  "how long it stands: until cancelled, at once or never, all at once "
	  "or never", AT(int, tif), .choices = tifs },
	{ OPT_FLAG, 0, "post-only", NULL, NULL,
	  "rejected rather than trade at once", AT(bool, post_only) },
	{ OPT_FLAG, 0, "reduce-only", NULL, NULL,
	  "only makes a position smaller (perpetuals)",
	  AT(bool, reduce_only) },
	{ OPT_LEVEL, 0, "stop-loss", "level", NULL,
	  "attached stop: a price, or a percentage of the first fill",
	  AT(struct level, stop_loss) },
	{ OPT_LEVEL, 0, "take-profit", "level", NULL,
	  "attached target, likewise", AT(struct level, take_profit) },
	{ OPT_STAMP, 0, "expire", "time", NULL, "ends by itself then (gtc)",
	  AT(int64_t, expire) },
	{ OPT_TEXT, 'k', "key", "key", NULL,
	  "makes a rerun harmless: the same key prints the first outcome",
	  AT(const char *, key) },
	{ OPT_TEXT, 0, "strategy", "name", NULL, "who decided it",
	  AT(const char *, strategy) },
	{ OPT_TEXT, 0, "tag", "text", NULL, "a mark of your own",
	  AT(const char *, tag) },
	{ OPT_FLAG, 'n', "dry-run", NULL, NULL,
	  "run every check, send and store nothing", AT(bool, dry_run) },
	{ .kind = OPT_DONE }
};

const struct operand order_entry_operands[] = {
	{ "symbol", .words = WORDS_SYMBOL,
	  .help = "unified symbol: BTC/USDT" },
	{ .name = NULL }
};

const struct record *const order_entry_more[] = { &finding_record, NULL };

const int order_entry_exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_BUSY, 0 };

const char order_entry_about[] =
    "The order passes the gate: a snapshot of the account is judged by the "
    "policy, halts and breakers, the intent is stored, the order is sent, and "
    "its outcome is stored. An order that breaks a rule is refused with every "
    "broken rule and its numbers on stderr, exit code 4, and leaves "
    "violations (risk check --violations).\n\n"
    "On a paper account the order meets the last price at once; what does not "
    "fill then waits for venue advance. --stop-loss and --take-profit become "
    "orders of their own with the first fill; one cancels the other.\n\n"
    "--key makes a rerun harmless: with the same key and parameters nothing "
    "is sent, the first outcome is printed and its exit code returned; with "
    "other parameters the command is refused. A live account must be named "
    "with --account.";

static enum err_code
read_request(const struct args *a, const char *symbol, int side,
    struct order_request *r, struct err *err)
{
	enum err_code rc = symbol_must_fit(symbol, err);

	*r = order_request_empty();
	if (rc != E_OK)
		return rc;
	TEXT_SET(r->symbol, symbol);
	r->side = side;
	r->type = a->type >= 0 ? a->type : request_type(a->price, a->trigger);
	r->time_in_force = a->tif;
	r->post_only = a->post_only;
	r->reduce_only = a->reduce_only;
	r->amount = a->qty;
	r->quote = a->quote;
	r->price = a->price;
	r->trigger_price = a->trigger;
	r->stop_loss = a->stop_loss;
	r->take_profit = a->take_profit;
	r->expire_at = a->expire;
	rc = request_text(r->key, sizeof(r->key), "key", a->key, err);
	if (rc == E_OK && a->key != NULL && a->key[0] == '\0')
		rc = err_set(err, E_USAGE, "--key: it is empty");
	if (rc == E_OK)
		rc = request_text(r->strategy, sizeof(r->strategy),
		    "strategy", a->strategy, err);
	if (rc == E_OK)
		rc = request_text(r->tag, sizeof(r->tag), "tag", a->tag, err);
	return rc == E_OK ? order_request_check(r, err) : rc;
}

/* The order, and after a dry run what was checked. */
static enum err_code
print(struct out *out, const struct gate_result *got, bool dry_run,
    struct err *err)
{
	enum err_code rc = E_OK;

	if (dry_run)
		rc = out_part(out, &order_record, "order", err);
	if (rc == E_OK)
		rc = out_row(out, &got->order, err);
	if (rc == E_OK && dry_run)
		rc = out_part(out, &finding_record, "checks", err);
	for (size_t i = 0; dry_run && i < got->verdict.findings.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &got->verdict.findings.at[i], err);
	return rc;
}

/* Is there an order, or a refusal, to show at all? */
static bool
has_order(const struct gate_result *got)
{
	return got->order.symbol[0] != '\0';
}

enum err_code
order_entry_run(struct session *s, const void *args,
    const struct texts *operands, int side, struct err *err)
{
	const struct args *a = args;
	struct order_request r;
	struct gate_result got = { .order = order_empty() };
	struct gate *g = NULL;
	struct out *out = NULL;
	struct err print_err = { .code = E_OK };
	enum err_code rc = read_request(a, operands->at[0], side, &r, err);

	if (rc == E_OK)
		rc = session_out(s, &order_record, &out, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = gate_order(g, &r, a->dry_run, &got, err);
	if (rc == E_REFUSED && !a->dry_run)
		trade_refusals(&got.verdict, err);
	if (has_order(&got) && print(out, &got, a->dry_run, &print_err) !=
	    E_OK && rc == E_OK)
		rc = err_set(err, print_err.code, "%s", print_err.text);
	gate_result_release(&got);
	return trade_end(g, out, rc, err);
}
