/*
 * Breaker verdicts, pure: compiled conditions over a snapshot and the
 * account's history. The gate's runner stores trips and takes the actions.
 */
#ifndef RISK_BREAKER_H
#define RISK_BREAKER_H

#include "model/snapshot.h"
#include "risk/risk.h"

/* `--do 'reduce 50%, notify'` */
enum action_kind { ACTION_NOTIFY, ACTION_BLOCK_ENTRIES, ACTION_REDUCE,
    ACTION_CLOSE, ACTION_HALT, ACTION_KINDS };
extern const char *const action_names[];
struct action { enum action_kind kind; struct dec ratio; };
struct actions VEC_OF(struct action);
enum err_code actions_parse(const char *text, struct actions *out,
    struct err *err);			/* E_USAGE */
const char *action_text(struct action a, char buf[LABEL_SIZE]);
bool actions_block_entries(const struct actions *a);

/* What conditions may look back on. Everything is borrowed. */
struct risk_history {
	const struct equity_points *curve;	/* oldest first, now included */
	const struct fills *fills;		/* oldest first */
	int64_t day_start;
};

/* A breaker ready to be asked: its expression compiled, its actions parsed. */
struct breaker_plan;
enum err_code breaker_compile(const struct breaker *b,
    struct breaker_plan **out, struct err *err);
void breaker_plan_free(struct breaker_plan *p);
const struct actions *breaker_actions(const struct breaker_plan *p);

/* The memory of `for 10m`: since when a node has been true (0: it is not).
 * Called once per node and evaluation. */
struct held_memory {
	int64_t (*held)(void *self, int node, bool now_true);
	void *self;
};

enum breaker_answer { BREAKER_NO, BREAKER_TRIPS, BREAKER_UNKNOWN };
struct breaker_verdict {
	enum breaker_answer answer;
	char symbol[SYMBOL_SIZE];	/* judged per position: the one */
	struct dec value, limit;	/* of the comparison that decided */
	char message[257];
};
enum err_code breaker_judge(const struct breaker_plan *p,
    const struct snapshot *s, const struct risk_history *h, int64_t now,
    const struct held_memory *memory, struct breaker_verdict *out,
    struct err *err);

#endif
