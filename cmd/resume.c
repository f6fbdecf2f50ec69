/*
 * etrms resume: lifts a halt.
 */
#include "cmd/halts.h"

#include <string.h>

static enum err_code
in_force(struct session *s, const char *account, bool *out, struct err *err)
{
	struct halts all = { 0 };
	enum err_code rc = halts_load(s->store, &all, err);

	*out = false;
	for (size_t i = 0; i < all.len; i++)
		if (strcmp(all.at[i].account,
		    account == NULL ? "" : account) == 0)
			*out = true;
	vec_release(&all);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct gate_options o = trade_options(s);
	const char *account;
	bool halted = false;
	struct out *out = NULL;
	enum err_code rc = halt_scope(s, &account, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = session_out(s, &halt_record, &out, err);
	if (rc == E_OK)
		rc = in_force(s, account, &halted, err);
	if (rc == E_OK && halted)
		rc = gate_resume(s->store, account, &o, err);
	else if (rc == E_OK)
		session_warn(s, "%s is not halted",
		    account == NULL ? "the store as a whole" : account);
	if (rc == E_OK)
		rc = halt_print(s, account, out, err);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms resume", "lift the halt of everything", 0 },
	{ "etrms resume --account demo", "lift the halt of one account", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_resume = {
	.name = "resume",
	.group = "trading",
	.summary = "lift a halt",
	.about =
	"Lifts the halt of everything, or of one account (--account). The two "
	"are apart: an account that is halted by itself stays so when "
	"everything is resumed. A tripped breaker is not a halt: etrms "
	"breaker reset arms it again.",
	.record = &halt_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
