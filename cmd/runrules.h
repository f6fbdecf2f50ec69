/*
 * The policy and the breakers that a run is judged by: those of a file, the
 * store's, or with the word "none" none at all.
 */
#ifndef CMD_RUNRULES_H
#define CMD_RUNRULES_H

#include "cmd/session.h"
#include "store/rules.h"

struct run_rules {
	struct session *s;
	const char *policy_file, *breakers_file;	/* NULL: the store's */
	const char *venue;		/* of the candles */
	struct policy_rows policy;
	struct breakers breakers;
};
/* E_DATA names the file that is wrong. */
enum err_code run_policy_find(struct run_rules *r, struct err *err);
enum err_code run_breakers_find(struct run_rules *r, struct err *err);

#endif
