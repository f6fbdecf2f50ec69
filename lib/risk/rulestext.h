/*
 * Rules as lines of text that are read back exactly: a policy in the words of
 * `policy set`, breakers in those of `breaker add`.
 *
 *	max-order-notional 6000 --symbol BTC/USDT
 *	daily-loss --when drawdown(1d) > 5% --do notify --cooldown 12h
 *
 * Values run to the next option, so that they need no quotes. A newline in a
 * condition is a blank.
 */
#ifndef RISK_RULESTEXT_H
#define RISK_RULESTEXT_H

#include "base/buf.h"
#include "store/rules.h"

void policy_text_write(const struct policy_rows *rows, struct buf *out);
/* E_DATA: a line that cannot be. */
enum err_code policy_text_read(const char *text, struct policy_rows *out,
    struct err *err);

/* What they are made of, not what became of them. */
void breakers_text_write(const struct breakers *all, struct buf *out);
enum err_code breakers_text_read(const char *text, struct breakers *out,
    struct err *err);

#endif
