/*
 * etrms status: what is held, what is at risk, what has tripped.
 */
#include "cmd/findings.h"

/* What is gathered first, so that each part is one table. */
struct sheet {
	struct judge_set set;
	VEC(struct exposure) exposures;
	struct positions positions;
	struct findings findings;
};

static enum err_code
each(void *self, const struct snapshot *snapshot, struct err *err)
{
	struct sheet *t = self;
	struct session *s = t->set.s;
	const struct risk_terms terms = session_terms(s);
	struct curve curve = {0};
	enum err_code rc = curve_load(s->store,
	    snapshot->account.label, &curve, err);

	if (rc == E_OK)
		rc = risk_exposure(snapshot, &curve,
		    conf_int(s->conf, "time.day-start"), &terms,
		    vec_add(&t->exposures), err);
	for (size_t i = 0; i < snapshot->positions.len; i++)
		vec_push(&t->positions, snapshot->positions.at[i]);
	if (rc == E_OK)
		rc = findings_of(&t->set, snapshot, &t->findings, err);
	curve_release(&curve);
	return rc;
}

static enum err_code
print(const struct sheet *t, struct out *out, struct err *err)
{
	enum err_code rc = out_part(out, &exposure_record, "accounts", err);

	for (size_t i = 0; i < t->exposures.len && rc == E_OK; i++)
		rc = out_row(out, &t->exposures.at[i], err);
	if (rc == E_OK && t->exposures.len == 0)
		out_note(out, "no accounts yet; see etrms account add, or"
		    " etrms demo");
	if (rc == E_OK && t->positions.len > 0)
		rc = out_part(out, &position_record, "positions", err);
	for (size_t i = 0; i < t->positions.len && rc == E_OK; i++)
		rc = out_row(out, &t->positions.at[i], err);
	if (rc == E_OK && t->findings.len > 0)
		rc = out_part(out, &finding_record, "findings", err);
	for (size_t i = 0; i < t->findings.len && rc == E_OK; i++)
		rc = out_row(out, &t->findings.at[i], err);
	if (rc == E_OK && t->exposures.len > 0 && t->findings.len == 0)
		out_note(out, "nothing has tripped, no limit is broken");
	return rc;
}

/* Rules and accounts as they are at one moment. */
static enum err_code
gather(struct session *s, struct sheet *t, struct err *err)
{
	enum err_code rc = s->store == NULL ? E_OK :
	    store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = judge_set_load(s, conf_int(s->conf, "risk.max-age"), &t->set,
	    err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, t, err);
	return s->store == NULL ? rc : store_end(s->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct sheet t = {0};
	struct out *out = NULL;
	struct err later;
	enum err_code rc = gather(s, &t, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = session_out(s, &exposure_record, &out, err);
	else if (snapshots_partly(rc) && t.exposures.len > 0)
		(void)session_out(s, &exposure_record, &out, &later);
	if (out != NULL)
		rc = print(&t, out, rc == E_OK ? err : &later) != E_OK &&
		    rc == E_OK ? err->code : rc;
	judge_set_release(&t.set);
	vec_release(&t.exposures);
	vec_release(&t.positions);
	vec_release(&t.findings);
	return out_end(out, rc, err);
}

static const struct record *const more[] = { &position_record,
    &finding_record, NULL };

static const struct example examples[] = {
	{ "etrms status", "every account at a glance", 0 },
	{ "etrms status --account demo --format ndjson", "one account, for a"
	  " program", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_LOCKED, E_DATA,
    0 };

const struct cmd cmd_status = {
	.name = "status",
	.group = "every day",
	.summary = "show what is held, what is at risk, what has tripped",
	.about = "Shows three things of every account, or of --account: its"
	    " equity, exposure and drawdown (as risk show), its positions, and"
	    " the findings of risk check: limits that are broken, breakers"
	    " that have tripped, halts, orders of unknown outcome. It"
	    " exits 0 also when something is found; risk check says it with"
	    " its exit code. A live account that does not answer is named (exit"
	    " 7, or 9 where the vault is locked), and the others are shown.\n\n"
	    "In JSON, NDJSON and CSV each row says in record which of the"
	    " three it is. CSV is one table with the fields of all three; what"
	    " a row's record has not is empty.",
	.record = &exposure_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
