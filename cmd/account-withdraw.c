/*
 * etrms account withdraw: paper money out of an account.
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
		    account.currency : a->asset, dec_neg(a->amount), out, err);
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
	{ "etrms account withdraw --amount 250", "250 of the default "
	  "account's currency", 0 },
	{ "etrms account withdraw demo --amount 1000000", "more than is free: "
	  "rejected", 5 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_BUSY, 0 };

const struct cmd cmd_account_withdraw = {
	.name = "account withdraw",
	.group = "accounts",
	.summary = "take paper money out of an account",
	.about = "Takes money from a paper account, as far as it is free: what"
	    " open orders hold back stays. A transfer is never a loss: returns"
	    " and drawdowns count without it.",
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
