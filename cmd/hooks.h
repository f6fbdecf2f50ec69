/* The user's hooks, for whatever goes through the gate: which there are, and
 * what becomes of what they say. */
#ifndef CMD_HOOKS_H
#define CMD_HOOKS_H

#include "cmd/session.h"
#include "gate/gate.h"

/* What a gate asks and tells, with the session as its self; NULL: there is no
 * folder of hooks. A hook's own commands ask pre-order, and tell nobody. */
const struct gate_hooks *hooks_of(struct session *s);
/* Where hooks are: hooks/ beside the configuration. Caller frees. */
char *hooks_folder(const struct session *s);

#endif
