/* Order buy and order sell: reads the options, asks the gate, prints. */
#include "cmd/order-entry.h"

const struct opt order_entry_opts[] = {
	TERMS_OPTS,
	ENTRY_OPTS,
	{ .kind = OPT_DONE }
};

const struct operand order_entry_operands[] = {
	{ "symbol", .words = WORDS_SYMBOL,
	  .help = "unified symbol: BTC/USDT" },
	{ .name = NULL }
};

const struct record *const order_entry_more[] = { &finding_record, NULL };

const int order_entry_exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const char order_entry_about[] =
    "The order passes the gate: a snapshot of the account is judged by the "
    "policy, halts and breakers, the intent is stored, the order is sent, and "
    "its outcome is stored. An order that breaks a rule is refused with every "
    "broken rule and its numbers on stderr, exit code 4, and leaves "
    "violations (risk check --violations).\n\n"
    "On a paper account the order meets the last price at once; what does not "
    "fill then waits for venue advance; one on live prices meets the order "
    "book of its exchange, and what does not fill waits for what happens "
    "there. An attached stop, target or trailing "
    "stop becomes an order of its own with the first fill; one cancels the "
    "others. At Binance they go with a limit order of spot that may rest, in "
    "one list, for what is left of it once its fee is taken, percentages of "
    "its price; after a market order, or one that does not rest, and on "
    "perpetuals they are placed as soon as it has filled, percentages of its "
    "average price. One that cannot be placed is exit code 13, one of which "
    "nothing is known 6; order reconcile completes what was left half done, "
    "and tells of a position without its stop.\n\n"
    "A stop works when the price has gone to its --trigger against the "
    "trader, a take_profit when it has gone there for him; with --price "
    "each becomes a limit order then. A trailing order is a stop that "
    "follows the best price at a distance, --trail. --oco-trigger adds a "
    "stop to an order: one of the two will be done, the other is cancelled, "
    "and their exposure counts once.\n\n"
    "--key makes a rerun harmless: with the same key and parameters nothing "
    "is sent, the first outcome is printed and its exit code returned; with "
    "other parameters the command is refused. A live account must be named "
    "with --account.";

static enum err_code
read_wish(const struct args *a, const char *symbol, int side,
    struct wish *w, struct err *err)
{
	struct order_request *r = &w->requests[0];
	enum err_code rc = terms_wish(&a->terms, symbol, side, w, err);

	for (size_t i = 0; i < w->n && rc == E_OK; i++) {
		w->requests[i].expire_at = a->expire;
		rc = order_request_check(&w->requests[i], err);
	}
	if (rc == E_OK)
		rc = request_text(r->key, sizeof(r->key), "key", a->key, err);
	if (rc == E_OK && a->key != NULL && a->key[0] == '\0')
		rc = err_set(err, E_USAGE, "--key: it is empty");
	return rc;
}

/* The orders, and after a dry run what was checked. */
static enum err_code
print(struct out *out, const struct placing *p, bool dry_run,
    struct err *err)
{
	const struct findings *all = &p->got[0].verdict.findings;
	enum err_code rc = E_OK;

	if (dry_run)
		rc = out_part(out, &order_record, "order", err);
	if (rc == E_OK)
		rc = trade_print(out, p, err);
	if (rc == E_OK && dry_run)
		rc = out_part(out, &finding_record, "checks", err);
	for (size_t i = 0; dry_run && i < all->len && rc == E_OK; i++)
		rc = out_row(out, &all->at[i], err);
	return rc;
}

enum err_code
order_entry_place(struct session *s, const struct args *a,
    const char *symbol, int side, struct err *err)
{
	struct wish w;
	struct placing p = { 0 };
	struct gate *g = NULL;
	struct out *out = NULL;
	struct err print_err = { .code = E_OK };
	enum err_code rc = read_wish(a, symbol, side, &w, err);

	if (rc == E_OK)
		rc = session_out(s, &order_record, &out, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = trade_place(g, w.requests, w.n, a->dry_run, &p, err);
	if (rc == E_REFUSED && !a->dry_run)
		trade_refusals(&p.got[0].verdict, err);
	/* Is there an order, or a refusal, to show at all? */
	if (p.got[0].order.symbol[0] != '\0' &&
	    print(out, &p, a->dry_run, &print_err) != E_OK && rc == E_OK)
		rc = err_set(err, print_err.code, "%s", print_err.text);
	placing_release(&p);
	return trade_end(g, out, rc, err);
}

enum err_code
order_entry_run(struct session *s, const void *a,
    const struct texts *operands, int side, struct err *err)
{
	return order_entry_place(s, a, operands->at[0], side, err);
}
