/*
 * etrms breaker show: one breaker, and what happened to it.
 */
#include "cmd/breaker.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct breaker b;
	struct breaker_events events = {0};
	struct out *out = NULL;
	enum err_code rc = breaker_load(s->store, operands->at[0], &b, err);

	(void)args;
	if (rc == E_OK)
		rc = breaker_events_load(s->store, b.name, 0, &events, err);
	if (rc == E_OK)
		rc = session_out(s, &breaker_record, &out, err);
	if (rc == E_OK)
		rc = out_part(out, &breaker_record, "breaker", err);
	if (rc == E_OK)
		rc = out_row(out, &b, err);
	if (rc == E_OK && events.len > 0)
		rc = out_part(out, &breaker_event_record, "events", err);
	for (size_t i = 0; i < events.len && rc == E_OK; i++)
		rc = out_row(out, &events.at[i], err);
	vec_release(&events);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "name", false, false, WORDS_BREAKER, "the breaker" },
	{ NULL }
};

static const struct record *const more[] = { &breaker_event_record, NULL };

static const struct example examples[] = {
	{ "etrms breaker show daily-loss", "its definition, state and"
	  " events", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_show = {
	.name = "breaker show",
	.group = "risk",
	.summary = "show a breaker and its events",
	.about = "Shows the breaker as breaker list does, and then each of its"
	    " events, oldest first: when it was triggered and by which value,"
	    " what was done, when it was reset.",
	.operands = operands,
	.record = &breaker_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
