/*
 * What commands need that ask exchanges: the network module, the client that
 * all venues share, signers from the vault. Opened when it is first asked for
 * and closed with the session: what is paper alone never loads a module.
 */
#ifndef CMD_ONLINE_H
#define CMD_ONLINE_H

#include "cmd/session.h"
#include "venue/venue.h"

/* For venue_open() and gate_options; borrowed, lives as the session does. */
const struct venue_env *session_env(struct session *s);
/* The account's venue. */
enum err_code session_venue(struct session *s, const struct account *a,
    struct venue **out, struct err *err);
/*
 * A venue for its public data alone, by its name; its address is the setting
 * VENUE.url. E_USAGE: there is no such venue, or it has no data of its own.
 */
enum err_code session_market(struct session *s, const char *venue,
    struct venue **out, struct err *err);
struct live_options;
struct loop;
/* How lines are made that move in this loop (venue/live.h). */
enum err_code session_wire(struct session *s, struct loop *l,
    struct live_options *out, struct err *err);
/* For commands that go on until they are told to end: readable once INT, TERM or
 * HUP came; what is under way comes to its end. */
enum err_code session_signals(int *fd, struct err *err);
struct policy;
/* Adds the ceilings that the vault has for a live account; self is the
 * session. For gate_options and for what judges without a gate. */
enum err_code session_ceilings(void *self, const struct account *a,
    struct policy *p, struct err *err);
/* Where lists of instruments are kept: the session's store, or a second
 * connection where that one only reads. */
enum err_code session_net_store(struct session *s, struct store **out,
    struct err *err);
/* Kept lists of instruments do not count any more. */
void session_fresh_lists(struct session *s);
/* Called by session_close(). */
void online_close(struct session *s);

#endif
