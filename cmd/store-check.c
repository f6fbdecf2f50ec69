/*
 * etrms store check: is the store sound, down to every page, and is everything
 * derived what its ledgers add up to.
 */
#include "cmd/session.h"

#include "store/store.h"

struct progress_of_check {
	struct out *out;
	size_t bad;
};

static enum err_code
row(void *self, const struct store_finding *f, struct err *err)
{
	struct progress_of_check *p = self;

	p->bad += !f->ok;
	return out_row(p->out, f, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct progress_of_check p = {0};
	enum err_code rc = session_out(s, &store_finding_record, &p.out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = store_check(s->store, row, &p, err);
	rc = out_end(p.out, rc, err);
	if (rc == E_OK && p.bad > 0)
		rc = err_set(err, E_NO, "store %s: %zu of its checks say no",
		    session_store_path(s), p.bad);
	return rc;
}

static const struct example examples[] = {
	{ "etrms store check", "every check, one row each", 0 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, 0 };

const struct cmd cmd_store_check = {
	.name = "store check",
	.group = "housekeeping",
	.summary = "check that the store is sound",
	.about = "Checks every page of the file, every reference between rows,"
	    " the schema with the triggers that keep ledgers append-only, that"
	    " each derived table is what its ledgers add up to, the audit"
	    " chain, the candles, and that no paper account's venue is older"
	    " than what has happened at it. It writes nothing and takes no"
	    " lock.\n\n"
	    "Exit code 1 when something is wrong; what is derived can be made"
	    " again with etrms store rebuild.",
	.record = &store_finding_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
