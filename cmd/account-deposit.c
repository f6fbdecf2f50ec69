/*
 * etrms account deposit: paper money into an account.
 */
#include "cmd/trade.h"

#include "store/accounts.h"

struct args {
	const char *asset;
	struct dec amount;
};

static const struct opt opts[] = {
	{ OPT_DEC, 'n', "amount", "amount", NULL, "how much",
	  AT(struct dec, amount), .required = true },
	{ OPT_TEXT, 0, "asset", "asset", NULL,
	  "of what (default: the account's currency)",
	  AT(const char *, asset) },
	{ .kind = OPT_DONE }
};

static enum err_code
check(const struct args *a, struct err *err)
{
	if (dec_sign(a->amount) <= 0)
		return err_set(err, E_USAGE, "--amount: more than 0 is asked "
		    "for");
	if (a->asset != NULL && !asset_valid(a->asset))
		return err_set(err, E_USAGE, "--asset '%s': no asset",
		    a->asset);
	return E_OK;
}

/* An instruction to the venue, as any order is: through the gate. */
static enum err_code
move(struct session *s, const struct args *a, const char *label,
    struct gate **gate, struct transfer *out, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct account account;
	enum err_code rc = account_pick(s->store, label, &account, err);

	if (rc == E_OK)
		rc = gate_open(s->store, account.label, &o, gate, err);
	if (rc == E_OK)
		rc = gate_transfer(*gate, a->asset == NULL ?
		    account.currency : a->asset, a->amount, out, err);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *label = operands->len > 0 ? operands->at[0] :
	    s->globals->account;
	struct transfer moved;
	struct gate *gate = NULL;
	struct out *out = NULL;
	enum err_code rc = check(a, err);

	if (rc == E_OK)
		rc = session_out(s, &transfer_record, &out, err);
	if (rc == E_OK)
		rc = move(s, a, label, &gate, &moved, err);
	if (rc == E_OK)
		rc = out_row(out, &moved, err);
	return trade_end(gate, out, rc, err);
}

static const struct operand operands[] = {
	{ "label", .optional = true, .words = WORDS_ACCOUNT,
	  .help = "the account; without it the default one" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account deposit --amount 500", "500 of the default account's "
	  "currency", 0 },
	{ "etrms account deposit demo --asset BTC --amount 0.1", "coins, too",
	  0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_BUSY, 0 };

const struct cmd cmd_account_deposit = {
	.name = "account deposit",
	.group = "accounts",
	.summary = "put paper money into an account",
	.about = "Adds money to a paper account. A transfer is never profit:"
	    " returns and drawdowns count without it. Live accounts are"
	    " filled at their exchange.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &transfer_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.mutates = true,
	.run = run
};
