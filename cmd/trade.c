/* What the commands that go through the gate share. */
#include "cmd/trade.h"

#include "base/mem.h"
#include "store/accounts.h"

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
		.clock = &s->clock,
		.environment = environ,
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
trade_end(struct gate *g, struct out *out, enum err_code rc,
    struct err *err)
{
	gate_close(g);
	return gate_code(out_end(out, rc, err), err);
}

void
trade_refusals(struct session *s, const struct verdict *v)
{
	struct buf safe = { 0 };
	bool first = true;

	for (size_t i = 0; i < v->findings.len; i++) {
		const struct finding *f = &v->findings.at[i];

		if (f->severity != SEVERITY_BREACH)
			continue;
		if (first) {
			first = false;
			continue;
		}
		buf_clear(&safe);
		out_escape_terminal(&safe, f->message, strlen(f->message));
		fprintf(s->err_file, "etrms: %s: %s\n", f->rule,
		    buf_text(&safe));
	}
	buf_release(&safe);
}

void
batch_add(struct batch *b, enum err_code rc, const struct err *why)
{
	if (rc == E_OK) {
		b->done++;
		return;
	}
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
	if (b->failed == 0)
		return E_OK;
	if (b->done == 0 || b->code == E_UNKNOWN)
		return err_set(err, b->code, "%s", b->first.text);
	return err_set(err, E_PARTIAL, "%zu of %zu %s failed: %s", b->failed,
	    b->failed + b->done, what, b->first.text);
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

int
request_type(struct dec price, struct dec trigger)
{
	if (dec_known(trigger))
		return dec_known(price) ? TYPE_STOP_LIMIT : TYPE_STOP;
	return dec_known(price) ? TYPE_LIMIT : TYPE_MARKET;
}
