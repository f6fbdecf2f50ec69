/*
 * etrms monitor: asks the breakers of each account and lets them act.
 */
#include "cmd/trade.h"

#include "store/accounts.h"

struct args { bool once; };

static const struct opt opts[] = {
	{ OPT_FLAG, '1', "once", NULL, NULL,
	  "ask every breaker once and leave", AT(bool, once) },
	{ .kind = OPT_DONE }
};

struct sums { size_t tripped, acted, unknown; };

static enum err_code
watch(struct session *s, const char *label, struct out *out,
    struct sums *sums, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct gate *g = NULL;
	struct watch w = { 0 };
	enum err_code rc = gate_open(s->store, label, &o, &g, err);

	if (rc == E_OK)
		rc = gate_watch(g, &w, err);
	for (size_t i = 0; i < w.events.len && rc == E_OK; i++)
		rc = out_row(out, &w.events.at[i], err);
	sums->tripped += w.tripped;
	sums->acted += w.acted;
	sums->unknown += w.unknown;
	watch_release(&w);
	gate_close(g);
	return rc;
}

/* One account, or every one that is in use. */
static enum err_code
watch_all(struct session *s, struct out *out, struct sums *sums,
    struct err *err)
{
	struct accounts all = { 0 };
	struct account one;
	enum err_code rc;

	if (s->globals->account != NULL) {
		rc = account_load(s->store, s->globals->account, &one, err);
		return rc == E_OK ? watch(s, one.label, out, sums, err) : rc;
	}
	rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].active == 1)
			rc = watch(s, all.at[i].label, out, sums, err);
	vec_release(&all);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sums sums = { 0 };
	struct out *out = NULL;
	enum err_code rc = E_OK;

	(void)operands;
	if (!a->once)
		rc = err_set(err, E_USAGE, "monitor: --once is missing; it "
		    "asks every breaker once (cron repeats it)");
	if (rc == E_OK)
		rc = session_out(s, &breaker_event_record, &out, err);
	if (rc == E_OK)
		rc = watch_all(s, out, &sums, err);
	if (rc == E_OK && sums.unknown > 0)
		rc = err_set(err, E_UNKNOWN, "the outcome of a breaker's "
		    "order is not known: run etrms order reconcile");
	else if (rc == E_OK && (sums.tripped > 0 || sums.acted > 0))
		rc = E_NO;
	return trade_end(NULL, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms monitor --once", "every breaker of every account, now", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, E_UNKNOWN, E_NETWORK, E_BUSY,
    0 };

const struct cmd cmd_monitor = {
	.name = "monitor",
	.group = "risk",
	.summary = "ask the breakers and let them act",
	.about =
	"Brings the ledger up to the venue, asks every enabled breaker of the "
	"account (--account; without it every account in use), latches those "
	"that trip and takes their actions, each once. What an earlier run "
	"left half done is finished first.\n\n"
	"Prints what happened as breaker events. Exit code 1 says that a "
	"breaker tripped or acted; 0 that all was quiet.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &breaker_event_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.mutates = true,
	.run = run
};
