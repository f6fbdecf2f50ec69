/*
 * A ledger in memory, for a replay: everything that the gate must remember, as
 * struct ledger wants it, with nothing on disk. Orders, fills and events are
 * found by hash, a transaction that ends badly is taken back, and the same run
 * gives the same ids.
 *
 * What binds is put in before the gate opens; what happened is read where it
 * lies, borrowed until the next change.
 */
#ifndef GATE_MEMORY_H
#define GATE_MEMORY_H

#include "gate/ledger.h"

/* tag: 8 hex digits that open every client order id. Free it with
 * ledger_close(). */
struct ledger *ledger_memory(const char *tag);

/* Rows in force, in place of those before. */
void memory_policy(struct ledger *l, const struct policy_rows *rows);
/* As breaker_put() of the store: a definition keeps the state of the one
 * before. E_USAGE: name taken when add is true. */
enum err_code memory_breaker(struct ledger *l, const struct breaker *b,
    bool add, struct err *err);

size_t memory_orders(const struct ledger *l);
/* The n-th, from 0; as the ledger has it now, until it is asked again. */
const struct order *memory_order(struct ledger *l, size_t n);
/* What was asked with it: order_request_text(). */
void memory_order_request(struct ledger *l, size_t n, struct buf *out);
const struct breaker_events *memory_breaker_events(const struct ledger *l);
const struct violations *memory_violations(const struct ledger *l);
const struct transfers *memory_transfers(struct ledger *l,
    const char *account);
/* The audit with its chain of hashes, which are made here, not before. */
const struct audits *memory_audits(struct ledger *l);

#endif
