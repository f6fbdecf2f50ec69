/*
 * Paper money into an account and out of it: an amount whose sign is the
 * direction.
 */
#include "cmd/transfer.h"

#include "cmd/trade.h"
#include "store/accounts.h"

#include <string.h>

const struct opt transfer_opts[] = {
	{ OPT_DEC, 'n', "amount", "amount", NULL, "how much",
	  AT(struct dec, amount), .required = true },
	{ OPT_TEXT, 0, "asset", "asset", NULL,
	  "of what (default: the account's currency)",
	  AT(const char *, asset) },
	{ .kind = OPT_DONE }
};

const struct operand transfer_operands[] = {
	{ "label", .optional = true, .words = WORDS_ACCOUNT,
	  .help = "the account; without it the default one" },
	{ NULL }
};

const int transfer_exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_BUSY, E_DATA, 0 };

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
    bool out, struct gate **gate, struct transfer *moved, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct account account;
	enum err_code rc = account_pick(s->store, label, &account, err);

	if (rc == E_OK)
		rc = gate_open(s->store, account.label, &o, gate, err);
	if (rc == E_OK)
		rc = gate_transfer(*gate, a->asset == NULL ?
		    account.currency : a->asset, out ? dec_neg(a->amount) :
		    a->amount, moved, err);
	return rc;
}

static enum err_code
transfer(struct session *s, const struct args *a,
    const struct texts *operands, bool outwards, struct err *err)
{
	const char *label = operands->len > 0 ? operands->at[0] :
	    s->globals->account;
	struct transfer moved;
	struct gate *gate = NULL;
	struct out *out = NULL;
	enum err_code rc = check(a, err);

	if (rc == E_OK && s->globals->account != NULL &&
	    strcmp(label, s->globals->account) != 0)
		rc = err_set(err, E_USAGE, "account %s, or --account %s: name "
		    "one of them", label, s->globals->account);
	if (rc == E_OK)
		rc = session_out(s, &transfer_record, &out, err);
	if (rc == E_OK)
		rc = move(s, a, label, outwards, &gate, &moved, err);
	if (rc == E_OK)
		rc = out_row(out, &moved, err);
	return trade_end(gate, out, rc, err);
}

enum err_code
transfer_in(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	return transfer(s, args, operands, false, err);
}

enum err_code
transfer_out(struct session *s, const void *args,
    const struct texts *operands, struct err *err)
{
	return transfer(s, args, operands, true, err);
}
