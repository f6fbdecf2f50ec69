/* What the backtest commands over recorded runs share. */
#ifndef CMD_BACKTEST_H
#define CMD_BACKTEST_H

#include "cmd/session.h"
#include "store/chances.h"

/* A run and what happened in it. */
struct recorded {
	struct run run;
	struct run_source source;
	struct run_parts parts;
	struct chances chances;	/* of a Monte Carlo run */
};
void recorded_release(struct recorded *r);
enum err_code recorded_load(struct session *s, const char *id,
    unsigned parts, struct recorded *out, struct err *err);

/* Shows how far a replay is: what a backtest tells it to, with itself as
 * self. */
struct replay_bar {
	struct session *s;
	const char *what;
	struct progress *progress;
	bool shown;
};
bool replay_bar_set(void *self, int64_t time, int64_t from, int64_t to);
void replay_bar_end(struct replay_bar *b);

/* Parts by name, in the order of their bits in enum run_part; then those of
 * Monte Carlo runs. */
extern const char *const backtest_parts[];	/* ends with NULL */
extern const struct record *const backtest_part_records[];
/* Parts that only Monte Carlo runs have. */
bool backtest_part_has(const struct recorded *r, int part);
/* The rows of one part, by its place among the names. */
enum err_code backtest_part_rows(const struct recorded *r, int part,
    enum err_code (*each)(void *self, const void *row, struct err *err),
    void *self, struct err *err);

#endif
