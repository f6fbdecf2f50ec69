/*
 * etrms breaker list: every breaker and its state.
 */
#include "cmd/breaker.h"

#include <string.h>

struct args { bool tripped; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "tripped", NULL, NULL,
	  "only those that are not armed", AT(bool, tripped) },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *account = s->globals->account;
	struct breakers all = {0};
	struct out *out = NULL;
	enum err_code rc = account_must_exist(s, account, err);

	(void)operands;
	if (rc == E_OK && s->store != NULL)
		rc = breakers_load(s->store, &all, err);
	if (rc == E_OK)
		rc = session_out(s, &breaker_record, &out, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		const struct breaker *b = &all.at[i];

		if ((a->tripped && b->state == BREAKER_ARMED) ||
		    (account != NULL && b->account[0] != '\0' &&
		    strcmp(b->account, account) != 0))
			continue;
		rc = out_row(out, b, err);
	}
	vec_release(&all);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms breaker list", "every breaker", 0 },
	{ "etrms breaker list --tripped --format csv", "what has tripped, for"
	  " a program", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_list = {
	.name = "breaker list",
	.group = "risk",
	.summary = "list the breakers",
	.about = "Lists every breaker with its condition, actions, scope and"
	    " state: armed, tripped (until breaker reset), or cooling (armed"
	    " again at rearms_at). With --account: those that cover it.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &breaker_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
