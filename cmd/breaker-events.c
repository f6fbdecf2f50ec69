/*
 * etrms breaker events: what breakers did.
 */
#include "cmd/breaker.h"

#include <string.h>

struct args { int64_t since; };

static const struct opt opts[] = {
	{ OPT_STAMP, 0, "since", "time", NULL, "from this time on",
	  AT(int64_t, since) },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *account = s->globals->account;
	const char *name = operands->len > 0 ? operands->at[0] : NULL;
	struct breaker_events events = {0};
	struct breaker b;
	struct out *out = NULL;
	enum err_code rc = account_must_exist(s, account, err);

	/* A removed breaker still has events; an unknown name has none. */
	if (rc == E_OK && s->store != NULL)
		rc = breaker_events_load(s->store, name, a->since, &events,
		    err);
	if (rc == E_OK && name != NULL && events.len == 0) {
		if (s->store == NULL)
			rc = err_set(err, E_USAGE, "no breaker '%s'", name);
		else
			rc = breaker_load(s->store, name, &b, err);
	}
	if (rc == E_OK)
		rc = session_out(s, &breaker_event_record, &out, err);
	for (size_t i = 0; i < events.len && rc == E_OK; i++)
		if (account == NULL ||
		    strcmp(events.at[i].account, account) == 0)
			rc = out_row(out, &events.at[i], err);
	vec_release(&events);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "name", true, false, WORDS_BREAKER, "of this breaker only" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker events", "everything, oldest first", 0 },
	{ "etrms breaker events daily-loss --since now-7d", "one breaker,"
	  " the last week", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_events = {
	.name = "breaker events",
	.group = "risk",
	.summary = "list what breakers did",
	.about = "Lists the events of breakers, oldest first: triggered, each"
	    " action with its order, resolved, reset, error.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &breaker_event_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
