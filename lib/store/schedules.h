/*
 * Scheduled orders: what is to be ordered, and at which times (slots). The
 * schedule and what became of each slot are ledgers, so that a slot is dealt
 * with once, whoever asks and however often.
 */
#ifndef STORE_SCHEDULES_H
#define STORE_SCHEDULES_H

#include "model/order.h"
#include "store/store.h"

enum schedule_state { SCHEDULE_ACTIVE, SCHEDULE_DONE, SCHEDULE_CANCELED };
extern const char *const schedule_state_names[];

struct schedule {
	char id[ID_SIZE];
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	int side, type;
	struct dec amount, quote, price, trigger_price;
	/* order_request_text() of each order: one, or two of an oco */
	char request[2049], second[2049];
	int64_t first;			/* the first slot */
	int64_t every;			/* 0: that one alone */
	int64_t until;			/* no slot from then on; 0: no end */
	int64_t count;			/* so many slots; 0: no end */
	int64_t grace;			/* how late a slot may still be run */
	int state;			/* enum schedule_state */
	int64_t next;			/* its next slot; 0: there is none */
	int64_t slots, ordered, missed;	/* dealt with so far, and how */
	char key[ID_SIZE];		/* "": none; else one of the account */
	char tag[TEXT_SIZE], actor[TEXT_SIZE];
	int64_t time;			/* when it was made */
};
struct schedules VEC_OF(struct schedule);
extern const struct record schedule_record;

enum slot_result { SLOT_ORDERED, SLOT_MISSED };
extern const char *const slot_result_names[];

struct slot {
	char schedule[ID_SIZE];
	int64_t slot;			/* its time, or the first one's… */
	int64_t slots;			/* …of so many that were missed */
	int result;			/* enum slot_result */
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	char order_id[ID_SIZE];		/* "" when it was missed */
	char state[ASSET_SIZE];		/* of that order now; "": none */
	char reason[REASON_SIZE];	/* of that order, or why it was missed */
	int64_t time;			/* when it was dealt with */
};
struct slots VEC_OF(struct slot);
extern const struct record slot_record;

/* Fills in id. Inside the caller's transaction, as all that writes here. */
enum err_code schedule_add(struct store *s, struct schedule *x,
    struct err *err);
/* E_USAGE: it is not active any more. */
enum err_code schedule_cancel(struct store *s, const char *id,
    const char *actor, int64_t time, struct err *err);
/* E_USAGE: there is none. */
enum err_code schedule_load(struct store *s, const char *id,
    struct schedule *out, struct err *err);
enum err_code schedule_by_key(struct store *s, const char *account,
    const char *key, bool *found, struct schedule *out, struct err *err);
/* By id; account NULL: of every one. active: only those with slots to come. */
enum err_code schedules_load(struct store *s, const char *account,
    bool active, struct schedules *out, struct err *err);

/* Slots in their order. *added false: that slot was dealt with before. */
enum err_code slot_add(struct store *s, const struct slot *x, bool *added,
    struct err *err);
enum err_code slots_load(struct store *s, const char *schedule,
    struct slots *out, struct err *err);

/* The n-th slot, from 0; 0 when there is none. */
int64_t schedule_slot(const struct schedule *x, int64_t n);

#endif
