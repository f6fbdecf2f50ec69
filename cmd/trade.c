/* What the commands that go through the gate share. */
#include "cmd/trade.h"
#include "cmd/hooks.h"
#include "cmd/online.h"

#include "cmd/holdings.h"

#include "base/mem.h"
#include "store/accounts.h"
#include "store/orders.h"

#include <string.h>
#include <unistd.h>

/* Notices are one line on stderr; progress is a bar's business. */
static void
notice(void *self, const char *kind, const char *account,
    const char *message)
{
	struct session *s = self;
	struct buf safe = { 0 };

	(void)account;
	if (s->globals->quiet || strcmp(kind, "progress") == 0)
		return;
	out_escape_terminal(&safe, message, strlen(message));
	fprintf(s->err_file, "etrms: %s: %s\n", kind, buf_text(&safe));
	buf_release(&safe);
}

struct gate_options
trade_options(struct session *s)
{
	return (struct gate_options){
		.actor = s->actor,
		.command = s->cmd->name,
		.correlation_id = s->correlation_id,
		.day_start = conf_int(s->conf, "time.day-start"),
		.max_age = conf_int(s->conf, "risk.max-age"),
		.terms = session_terms(s),
		.clock = &s->clock,
		.env = session_env(s),
		.environment = environ,
		.ceilings = session_ceilings,
		.hooks = hooks_of(s),
		.hooks_self = s,
		.notice = notice,
		.self = s
	};
}

enum err_code
trade_open(struct session *s, struct gate **out, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct account a;
	enum err_code rc = account_pick(s->store, s->globals->account, &a,
	    err);

	return rc == E_OK ? gate_open(s->store, a.label, &o, out, err) : rc;
}

enum err_code
trade_open_for(struct session *s, const char *id, struct gate **out,
    struct err *err)
{
	struct gate_options o = trade_options(s);
	struct order order;
	struct account a;
	enum err_code rc = order_load(s->store, id, &order, err);

	if (rc == E_OK && s->globals->account != NULL)
		return trade_open(s, out, err);
	if (rc == E_OK)
		rc = account_load(s->store, order.account, &a, err);
	if (rc == E_OK && a.mode == MODE_LIVE)
		rc = err_set(err, E_USAGE, "order %s: it is of the live "
		    "account %s: name it with --account", id, a.label);
	return rc == E_OK ? gate_open(s->store, a.label, &o, out, err) : rc;
}

enum err_code
trade_end(struct gate *g, struct out *out, enum err_code rc,
    struct err *err)
{
	/* What has to be said is said before hooks take their time. */
	rc = out_end(out, rc, err);
	gate_close(g);
	return gate_code(rc, err);
}

/* Adds "  line" while there is room; what has newlines is set in with it. */
static bool
line_add(char *text, size_t size, const char *line)
{
	struct buf more = {0};
	size_t len = strlen(text);
	bool fits;

	buf_puts(&more, "\n  ");
	for (; *line != '\0'; line++)
		buf_puts(&more, *line == '\n' ? "\n  " : (char[]){ *line, 0 });
	fits = len + more.len < size;
	if (fits)
		memcpy(text + len, more.at, more.len + 1);
	buf_release(&more);
	return fits;
}

void
trade_refusals(const struct verdict *v, struct err *err)
{
	size_t breaches = 0, untold = 0;
	char line[sizeof(v->findings.at->message) + LABEL_SIZE + 16];

	for (size_t i = 0; i < v->findings.len; i++) {
		const struct finding *f = &v->findings.at[i];

		if (f->severity != SEVERITY_BREACH || breaches++ == 0)
			continue;
		snprintf(line, sizeof(line), "and by %s: %s", f->rule,
		    f->message);
		untold += !line_add(err->text, sizeof(err->text) - 32, line);
	}
	snprintf(line, sizeof(line), "and by %zu more", untold);
	if (untold > 0)
		line_add(err->text, sizeof(err->text), line);
}

void
placing_release(struct placing *p)
{
	gate_result_release(&p->got[0]);
	gate_result_release(&p->got[1]);
	*p = (struct placing){ 0 };
}

enum err_code
trade_place(struct gate *g, const struct order_request *r, size_t n,
    bool dry_run, struct placing *p, struct err *err)
{
	*p = (struct placing){ 0 };
	return n == 2 ? gate_order_pair(g, r, dry_run, p->got, err) :
	    gate_order(g, r, dry_run, &p->got[0], err);
}

enum err_code
trade_print(struct out *out, const struct placing *p, struct err *err)
{
	enum err_code rc = E_OK;

	for (int i = 0; i < 2 && rc == E_OK; i++)
		if (p->got[i].order.symbol[0] != '\0')
			rc = out_row(out, &p->got[i].order, err);
	return rc;
}

void
batch_add(struct batch *b, enum err_code rc, const struct err *why)
{
	if (rc == E_OK) {
		b->done++;
		return;
	}
	b->untold += !line_add(b->told, sizeof(b->told), why->text);
	if (b->failed++ == 0 || (rc == E_UNKNOWN && b->code != E_UNKNOWN)) {
		b->code = rc;
		b->first = *why;
	}
}

bool
batch_stops(enum err_code rc)
{
	return rc != E_OK && rc != E_REFUSED && rc != E_REJECTED;
}

enum err_code
batch_end(const struct batch *b, const char *what, struct err *err)
{
	enum err_code code = b->done == 0 || b->code == E_UNKNOWN ? b->code :
	    E_PARTIAL;
	char more[64] = "";

	if (b->failed == 0)
		return E_OK;
	if (b->failed == 1 && code != E_PARTIAL) {
		if (err != NULL)
			*err = b->first;
		return code;
	}
	if (b->untold > 0)
		snprintf(more, sizeof(more), "\n  and %zu more", b->untold);
	if (b->failed == 1)
		return err_set(err, code, "1 of %zu %s failed: %s", b->done + 1,
		    what, b->first.text);
	return err_set(err, code, "%zu of %zu %s failed:%s%s", b->failed,
	    b->failed + b->done, what, b->told, more);
}

enum err_code
request_text(char *to, size_t size, const char *option, const char *text,
    struct err *err)
{
	if (text == NULL || text_set(to, size, text))
		return E_OK;
	return err_set(err, E_USAGE, "--%s: longer than %zu characters",
	    option, size - 1);
}
