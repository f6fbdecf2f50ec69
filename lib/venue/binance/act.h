/*
 * What is asked of Binance that changes something there: orders, pairs,
 * amendments, cancels, leverage, margin mode and margin. Each leaves at most
 * once, and counts only when the answer repeats what was asked.
 */
#ifndef VENUE_BINANCE_ACT_H
#define VENUE_BINANCE_ACT_H

#include "venue/binance/binance.h"
#include "venue/binance/form.h"

enum err_code binance_can_submit(struct venue *v,
    const struct order_request *r, size_t n, struct err *err);
enum err_code binance_can_amend(struct venue *v, const struct order *o,
    const struct order_terms *c, struct err *err);
bool binance_attaches(struct venue *v, const struct order_request *r);
enum err_code binance_submit(struct venue *v, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *answer, struct err *err);
enum err_code binance_submit_pair(struct venue *v,
    const struct order_request r[2], const char *const client_ids[2],
    const struct send_guard *guard, struct venue_answer answers[2],
    struct err *err);
enum err_code binance_amend(struct venue *v, const struct order *o,
    const struct order_terms *c, struct venue_answer *answer,
    struct err *err);
enum err_code binance_cancel(struct venue *v, const struct order *o,
    struct venue_answer *answer, struct err *err);
/* checkmarket.c: filters that depend on the price now, or on how much works
 * already, as far as this store knows. E_USAGE names the filter. */
enum err_code binance_check_market(struct binance *b,
    const struct binance_symbol *s, const struct order_request *r, size_t n,
    struct err *err);
/* settings.c */
enum err_code binance_leverage(struct venue *v, const char *symbol,
    struct dec leverage, int margin_mode, struct venue_answer *answer,
    struct err *err);
enum err_code binance_margin(struct venue *v, const char *symbol,
    struct dec amount, struct venue_answer *answer, struct err *err);
/* Does the account hold long and short of a perpetual apart? Asked once, until
 * an order is refused for it. */
enum err_code binance_hedged(struct binance *b, bool *out, struct err *err);
enum err_code binance_is_hedged(struct venue *v, bool *out, struct err *err);
enum err_code binance_set_hedged(struct venue *v, bool hedged,
    struct venue_answer *answer, struct err *err);

/* One request that changes something, and what may be said of it. */
struct binance_act {
	struct binance_call call;
	struct http_guard guard;
	const struct send_guard *asked;	/* the gate's; NULL: it has none */
	bool used, refused;		/* the guard was called; it said no */
};
void binance_act_init(struct binance_act *a, struct binance *b,
    enum binance_end end);
void binance_act_release(struct binance_act *a);
void binance_act_form(struct binance_act *a, const struct form *f);
/*
 * Sends it. E_OK: it is settled what is known without looking into the answer
 * (answer->result), or *in is open and has to say it. An error: nothing left.
 */
enum err_code binance_act_run(struct binance_act *a,
    struct venue_answer *answer, struct json_in *in, struct err *err);
/* It cannot be told what became of it, and why. */
void binance_act_unclear(struct venue_answer *answer, const char *why);

#endif
