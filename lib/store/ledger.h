/*
 * The other ledgers: transfers, funding, equity points, halts, violations, the
 * audit chain, and the cursor up to which a venue's changes were taken over.
 */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "model/curve.h"
#include "model/holdings.h"
#include "model/snapshot.h"
#include "store/store.h"

/* Loads put their rows in place of what *out held; account NULL is any.
 * UNIQUE by account and id: repeats change nothing. */
enum err_code transfer_add(struct store *s, const struct transfer *t,
    struct err *err);
enum err_code transfers_load(struct store *s, const char *account,
    int64_t since, struct transfers *out, struct err *err);
/* Those that came to be known after a row and up to the last one; and the last
 * of all, 0: there is none. */
enum err_code transfers_behind(struct store *s, int64_t after, int64_t last,
    struct transfers *out, struct err *err);
enum err_code transfers_last(struct store *s, int64_t *row, struct err *err);
enum err_code funding_add(struct store *s, const struct funding *f,
    struct err *err);
enum err_code fundings_load(struct store *s, const char *account,
    int64_t since, struct fundings *out, struct err *err);

/* Points in the order of their times; a repeated time changes nothing. */
enum err_code equity_add(struct store *s, const char *account,
    const struct equity_point *p, struct err *err);
enum err_code equity_load(struct store *s, const char *account,
    int64_t since, struct equity_points *out, struct err *err);
enum err_code curve_load(struct store *s, const char *account,
    struct curve *out, struct err *err);	/* all of it */
enum err_code equity_last(struct store *s, const char *account, bool *found,
    struct equity_point *out, struct err *err);

enum err_code cursor_get(struct store *s, const char *account,
    char cursor[ID_SIZE], struct err *err);
enum err_code cursor_set(struct store *s, const char *account,
    const char *cursor, struct err *err);

/* Halts: account NULL is everything. Each change is a ledger row. */
struct halt {
	char account[LABEL_SIZE];	/* "" = everything */
	char reason[TEXT_SIZE], actor[TEXT_SIZE];
	int64_t time;
	signed char halted;		/* false in a history: lifted */
};
struct halts VEC_OF(struct halt);
enum err_code halt_set(struct store *s, const char *account, bool halted,
    const char *reason, const char *actor, int64_t time, struct err *err);
enum err_code halts_load(struct store *s, struct halts *out,
    struct err *err);			/* those in force */
enum err_code halts_history(struct store *s, int64_t since,
    struct halts *out, struct err *err);

struct violation {
	int64_t time;
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE], rule[LABEL_SIZE];
	struct dec value, limit;
	char order_id[ID_SIZE];
	char message[257];
};
struct violations VEC_OF(struct violation);
extern const struct record violation_record;
enum err_code violation_add(struct store *s, const struct violation *v,
    struct err *err);
enum err_code violations_load(struct store *s, const char *account,
    int64_t since, struct violations *out, struct err *err);

/*
 * The audit: who did what, hash-chained: hash = SHA-256 of the row before's
 * hash and this row's canonical text. audit_verify() names the first bad row.
 */
struct audit {
	int64_t id, time;
	char correlation_id[CLIENT_ID_SIZE], actor[TEXT_SIZE];
	char command[TEXT_SIZE], entity[LABEL_SIZE], entity_id[ID_SIZE];
	char action[LABEL_SIZE], detail[257], hash[65];
};
struct audits VEC_OF(struct audit);
extern const struct record audit_record;
enum err_code audit_add(struct store *s, struct audit *a, struct err *err);
/* Fills in the hash of a row that follows one with the hash before. */
void audit_seal(struct audit *a, const char *before);
enum err_code audits_load(struct store *s, int64_t since, int64_t limit,
    struct audits *out, struct err *err);
enum err_code audit_verify(struct store *s, int64_t *bad, struct err *err);

#endif
