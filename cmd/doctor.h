/* What the parts of doctor share. */
#ifndef CMD_DOCTOR_H
#define CMD_DOCTOR_H

#include "cmd/session.h"

enum status { STATUS_OK, STATUS_WARN, STATUS_FAIL };

/* The examination: where its rows go, and whether one failed. */
struct exam {
	struct session *s;
	struct out *out;
	enum err_code rc;
	bool failed;
	struct err *err;
};

/* One row. */
void doctor_say(struct exam *e, const char *name, enum status status,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Live accounts: reach, clock, key; and what is left of rate limits. */
void doctor_network(struct exam *e, struct store *store);

#endif
