/*
 * etrms audit: who changed what, and whether the chain of hashes holds.
 */
#include "cmd/session.h"

#include "base/mem.h"
#include "store/ledger.h"

#include <stdio.h>

struct args {
	int64_t since, limit;
	bool verify;
};

static const struct opt opts[] = {
	{ OPT_STAMP, 0, "since", "time", NULL, "only what was done from then "
	  "on", AT(int64_t, since) },
	{ OPT_INT, 'n', "limit", "count", NULL, "only the newest",
	  AT(int64_t, limit), .min = 1, .max = INT64_MAX },
	{ OPT_FLAG, 0, "verify", NULL, NULL,
	  "check the chain instead; exit 1 when it is broken",
	  AT(bool, verify) },
	{ .kind = OPT_DONE }
};

static enum err_code
verify(struct session *s, struct err *err)
{
	struct store_finding f = { .check = "audit", .ok = 1 };
	struct out *out = NULL;
	int64_t bad = 0;
	enum err_code rc = session_out(s, &store_finding_record, &out, err);

	if (rc == E_OK)
		rc = audit_verify(s->store, &bad, err);
	if (bad != 0) {
		f.ok = 0;
		snprintf(f.detail, sizeof(f.detail), "the chain breaks at row "
		    "%lld", (long long)bad);
	}
	if (rc == E_OK)
		rc = out_row(out, &f, err);
	rc = out_end(out, rc, err);
	if (rc == E_OK && bad != 0)
		rc = err_set(err, E_NO, "audit: %s", f.detail);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct audits rows = {0};
	struct out *out = NULL;
	enum err_code rc;

	(void)operands;
	if (a->verify)
		return verify(s, err);
	rc = session_out(s, &audit_record, &out, err);
	if (rc == E_OK)
		rc = audits_load(s->store, a->since, a->limit, &rows, err);
	/* The newest come first where they are counted; the last is last. */
	for (size_t i = 0; i < rows.len && rc == E_OK; i++)
		rc = out_row(out, &rows.at[a->limit > 0 ? rows.len - 1 - i :
		    i], err);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct record *const more[] = { &store_finding_record, NULL };

static const struct example examples[] = {
	{ "etrms audit -n 5", "what was done last", 0 },
	{ "etrms audit --verify", "check the chain of hashes", 0 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, 0 };

const struct cmd cmd_audit = {
	.name = "audit",
	.group = "housekeeping",
	.summary = "show who changed what, and check the chain",
	.about = "Every change is a row: when, who, with which command, what"
	    " was done to which thing. Each row's hash covers the hash before"
	    " it, so a row that was changed, put in or taken out later breaks"
	    " the chain: --verify names the first row that does not fit.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &audit_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
