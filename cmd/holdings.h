/* What the commands share that show what accounts hold. */
#ifndef CMD_HOLDINGS_H
#define CMD_HOLDINGS_H

#include "cmd/session.h"
#include "model/snapshot.h"
#include "risk/breaker.h"

/* How much of an account: all that is in a snapshot, or only what it holds and
 * what that is worth, for which its venue is asked less. */
enum sight { SIGHT_ALL, SIGHT_HOLDINGS };

/*
 * Calls each with the snapshot of every active account, or of --account,
 * by label. The venue is read as it stands; nothing is written. A result
 * other than E_OK ends the walk. Live accounts are asked all at once; those
 * that do not answer are left out, and named by the error in the end.
 */
bool snapshots_partly(enum err_code rc);	/* what it then returns */
enum err_code snapshots_each(struct session *s,
    enum err_code (*each)(void *self, const struct snapshot *snapshot,
    struct err *err), void *self, struct err *err);

/*
 * Prints rows of those snapshots: row() gives the i-th of a snapshot, NULL
 * behind the last, and says whether it is wanted. where is the text of
 * --where, or NULL.
 */
enum err_code snapshots_print(struct session *s, enum sight sight,
    const struct record *record, const char *where,
    const void *(*row)(const void *self, const struct snapshot *snapshot,
    size_t i, bool *wanted), const void *self, struct err *err);

/* What getting out is taken to cost, by the settings. */
struct risk_terms session_terms(const struct session *s);

/* The past of an account, as far as breakers read it. */
struct outlook {
	struct curve curve;
	struct fills fills;
	struct orders stops;
	struct fundings fundings;
	int64_t day_start;
	struct risk_terms terms;
};
void outlook_release(struct outlook *o);
enum err_code outlook_load(struct session *s, const char *account,
    struct outlook *out, struct err *err);
/* As breaker_judge() wants it; borrowed from o. */
struct risk_history outlook_history(const struct outlook *o);

#endif
