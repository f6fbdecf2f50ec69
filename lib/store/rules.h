/*
 * The trader's own rules: policy values and breakers. Every change is a row of
 * a ledger; the tables of what is in force follow from them.
 */
#ifndef STORE_RULES_H
#define STORE_RULES_H

#include "base/vec.h"
#include "model/names.h"
#include "store/store.h"

/* One value of one rule in one scope; value is canonical text, its type is
 * the rule's (lib/risk/policy.h). account and symbol "" mean: any. */
struct policy_row {
	char rule[LABEL_SIZE], account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	char value[513];
	char actor[TEXT_SIZE];
	int64_t time;
	signed char unset;		/* in a history: back to the default */
};
struct policy_rows VEC_OF(struct policy_row);
/* value NULL takes the row back to the default. */
enum err_code policy_put(struct store *s, const struct policy_row *row,
    bool unset, struct err *err);
enum err_code policy_load(struct store *s, struct policy_rows *out,
    struct err *err);			/* those in force */
enum err_code policy_history(struct store *s, struct policy_rows *out,
    struct err *err);

enum breaker_state { BREAKER_ARMED, BREAKER_TRIPPED, BREAKER_COOLING };
extern const char *const breaker_state_names[];

struct breaker {
	char name[LABEL_SIZE];
	char when[1025], act[257];	/* record names: when, do */
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	signed char enabled;
	int state;
	int64_t tripped_at, rearms_at, cooldown;
	char note[TEXT_SIZE];
	signed char on_unknown_trip;
	int64_t generation;		/* of this trip; actions carry it */
};
struct breakers VEC_OF(struct breaker);
extern const struct record breaker_record;
/* A definition replaces the one before (a ledger row) and keeps its state;
 * E_USAGE: name taken when add is true. */
enum err_code breaker_put(struct store *s, const struct breaker *b, bool add,
    const char *actor, int64_t time, struct err *err);
enum err_code breaker_remove(struct store *s, const char *name,
    const char *actor, int64_t time, struct err *err);
enum err_code breaker_load(struct store *s, const char *name,
    struct breaker *out, struct err *err);	/* E_USAGE: none such */
enum err_code breakers_load(struct store *s, struct breakers *out,
    struct err *err);

enum breaker_event_kind { BREAKER_TRIGGERED, BREAKER_ACTION, BREAKER_RESOLVED,
    BREAKER_RESET, BREAKER_ERROR };
extern const char *const breaker_event_names[];
struct breaker_event {
	int64_t time;
	char breaker[LABEL_SIZE];
	int kind;
	char action[TEXT_SIZE];
	struct dec value, limit;
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE], order_id[ID_SIZE];
	char message[257];
	int64_t generation;
};
struct breaker_events VEC_OF(struct breaker_event);
extern const struct record breaker_event_record;
/*
 * Appends the event and moves the breaker's state: TRIGGERED latches it (and
 * counts its generation up; *added false: it had tripped before), RESOLVED
 * starts the cool-down of a tripped one and otherwise re-arms it, RESET
 * re-arms it. An ACTION is UNIQUE by (breaker, generation, action, account,
 * symbol): *added false means that it was taken before.
 */
enum err_code breaker_event_add(struct store *s,
    const struct breaker_event *e, bool *added, struct err *err);
/* The same, pure, for whoever keeps breakers: numbers the event and moves its
 * breaker, *moved when it did. False: it had tripped before, and the event is
 * none. */
bool breaker_step(struct breaker *b, struct breaker_event *e, bool *moved);
enum err_code breaker_events_load(struct store *s, const char *name,
    int64_t since, struct breaker_events *out, struct err *err);

/*
 * What `for 10m` over snapshots remembers, by breaker, symbol judged ("" for
 * the whole account) and slot (expr/expr.h: struct expr_memory). All zero when
 * nothing is remembered.
 */
struct held {
	int64_t at, true_since, false_since, last_true, last_false;
};
enum err_code held_get(struct store *s, const char *breaker,
    const char *symbol, unsigned slot, struct held *out, struct err *err);
enum err_code held_set(struct store *s, const char *breaker,
    const char *symbol, unsigned slot, const struct held *h,
    struct err *err);

#endif
