/* What the commands that go through the gate share: the account's door with
 * this session's options, notices, and the true exit code at the end. */
#ifndef CMD_TRADE_H
#define CMD_TRADE_H

#include "cmd/session.h"
#include "gate/gate.h"

/* The session's options for a gate; clock and actor are the session's. */
struct gate_options trade_options(struct session *s);
/* Opens the door of --account, or of the default account. */
enum err_code trade_open(struct session *s, struct gate **out,
    struct err *err);
/* Opens the door of an order's account; without --account a live one is
 * refused. */
enum err_code trade_open_for(struct session *s, const char *order_id,
    struct gate **out, struct err *err);
/* Closes it and the out, and returns the code that is true then. */
enum err_code trade_end(struct gate *g, struct out *out,
    enum err_code rc, struct err *err);

/* Puts a line under the error for each rule that an order breaks beyond the
 * first, which is the error's own. */
void trade_refusals(const struct verdict *v, struct err *err);

/* What became of one order, or of two of which one will be done; an order
 * without a symbol is none. */
struct placing { struct gate_result got[2]; };
void placing_release(struct placing *p);
enum err_code trade_place(struct gate *g, const struct order_request *r,
    size_t n, bool dry_run, struct placing *p, struct err *err);
enum err_code trade_print(struct out *out, const struct placing *p,
    struct err *err);

/* How a batch goes: what was done, what failed and why, as far as there is
 * room to say it. */
struct batch {
	size_t done, failed, untold;
	enum err_code code;		/* of the worst failure */
	struct err first;		/* that one */
	char told[800];			/* all of them, a line or more each */
};
void batch_add(struct batch *b, enum err_code rc, const struct err *why);
/* Must the batch stop: an unknown outcome, an unusable store, an interrupt. */
bool batch_stops(enum err_code rc);
enum err_code batch_end(const struct batch *b, const char *what,
    struct err *err);

/* Copies a text of the command line into a request; E_USAGE when too long. */
enum err_code request_text(char *to, size_t size, const char *option,
    const char *text, struct err *err);

#endif
