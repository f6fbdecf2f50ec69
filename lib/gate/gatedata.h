/* What a gate is made of, for the files of this room alone. */
#ifndef GATE_GATEDATA_H
#define GATE_GATEDATA_H

#include "account/market.h"
#include "gate/factor.h"
#include "gate/gate.h"
#include "gate/ledger.h"
#include "gate/trader.h"
#include "risk/book.h"
#include "risk/breaker.h"
#include "risk/exposure.h"

#define MAX_AGE_DEFAULT (5 * STAMP_MINUTE)
#define LOCK_WAIT_MS 10000

/* What a condition with `for` remembers, until it is stored. */
struct recollection {
	char breaker[LABEL_SIZE], symbol[SYMBOL_SIZE];
	unsigned slot;
	struct expr_memory memory;
	bool dirty;
};

/* Everything that binds an order, as the ledger has it now. */
struct binding {
	struct policy_rows rows;
	struct policy *policy;
	struct halts halts;
	struct breakers breakers;
	struct risk_rules rules;
	struct stakes stakes;	/* room of the rules */
	struct approved_order *spare;
	int64_t version;	/* of the ledger's rules, where it counts them */
};

struct plan;
struct gate {
	struct gate_options options;
	struct account account;
	struct ledger *ledger;
	struct venue *venue;
	bool owned;		/* ledger and venue are ours to close, */
	bool lent;		/* but not the venue */
	bool broken;		/* a commit failed: venue and ledger differ */
	int lock;
	VEC(struct plan *) plans;
	VEC(struct recollection) memory;
	struct err memory_err;	/* the first fault of recalling */
	struct market market;	/* where there are stored bars, or given ones */
	struct factor_source factors;	/* of them */
	size_t fills;		/* new ones that were taken over */
	bool leaving;		/* a position is made smaller: no hook is
				 * asked */
	struct news {		/* for the hooks */
		struct orders orders;
		struct breaker_events events;
	} news;
	struct news_mark { size_t orders, events; } joined_at;
	int joined;		/* transactions of gate_joined() */
	struct binding binding;	/* kept from one order to the next, and */
	bool bound;		/* good for that version of the rules */
	struct snapshot view;	/* for judging and for traders */
	struct viewed {		/* what it was made of */
		bool good;
		int64_t time, events, changes;
	} viewed;
	struct decisions decisions;	/* of a trader */
	struct orders touched;
	struct venue_changes changes;	/* of a sync under way */
	struct err bare;	/* a position is without its stop: it is told
				 * in the end, unless an error has */
};

/*
 * At the simulated venue, which lives in the same store, a call and all that
 * follows from it are one transaction: gate_joined() opens it and
 * gate_parted() ends it. Elsewhere both do nothing.
 */
enum err_code gate_joined(struct gate *g, struct err *err);
enum err_code gate_parted(struct gate *g, enum err_code rc, struct err *err);
/*
 * Asks a live venue ahead for what a snapshot reads: in a transaction nobody
 * waits for a network, nor could what the network shares be written.
 */
enum err_code gate_ahead(struct gate *g, struct err *err);
/* E_STORE once venue and ledger may differ. */
enum err_code gate_sound(const struct gate *g, struct err *err);

void gate_notice(struct gate *g, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
enum err_code gate_audit(struct gate *g, const char *entity, const char *id,
    const char *action, const char *detail, struct err *err);
void gate_pause(struct gate *g, int64_t us);
/* Where both ends of the way are in memory nothing is left on it: an order is
 * SENDING from the start, and no step of its own. */
static inline bool
gate_sends_at_once(const struct gate *g)
{
	return g->ledger->ops->room != NULL && g->venue->ops->simulated;
}

/* gate/leverage.c: of a setting at a live venue. What was asked came to rc and
 * *a; what may be said of it, where `look` is the command that shows it. */
enum err_code gate_asked(enum err_code rc, struct venue_answer *a);
enum err_code gate_changed(const struct gate *g, const char *what,
    const char *look, const struct venue_answer *a, struct err *err);

/* gate/hooks.c: asks pre-order; false: why says no. */
bool gate_ask(struct gate *g, const struct order *o, bool dry_run,
    char *why, size_t size);
/* What gate_tell() will tell, unless the transaction fails. */
void news_order(struct gate *g, const struct order *o);
void news_event(struct gate *g, const struct breaker_event *e);
struct news_mark news_mark(const struct gate *g);
void news_forget(struct gate *g, struct news_mark since);

/* gate/sync.c: takes over what happened at the venue since the cursor. The
 * orders that changed are added to changed, which may be NULL. */
enum err_code gate_sync(struct gate *g, struct orders *changed,
    struct err *err);
/* Asks a live venue for the orders of fills that neither the page nor the
 * ledger has an order of; outside of any transaction, before gate_take(). */
enum err_code gate_place_fills(struct gate *g, const struct venue_changes *c,
    struct err *err);
enum err_code gate_take(struct gate *g, const struct venue_changes *c,
    struct orders *changed, struct err *err);
/* One order as the venue has it, without its fills. */
enum err_code gate_take_order(struct gate *g, const struct order *seen,
    struct err *err);

/* gate/reconcile.c: INTENT → ABANDONED, SENDING → UNKNOWN, sync, look-ups. */
enum err_code gate_recover(struct gate *g, bool patient,
    struct orders *changed, size_t *unknown, struct err *err);

/* gate/binding.c: loads it, unless it is known to be the same still. */
enum err_code binding_load(struct gate *g, bool explain, struct err *err);
void binding_release(struct binding *b);

/* gate/judge.c: what risk is asked about: a request, two of which one will be
 * done, or an order and what is to change of it. */
struct question {
	const struct order_request *requests;
	size_t n;
	const struct order *amended;
	const struct order_terms *terms;
	const char *veto;	/* a hook's no, or NULL: nobody else is asked */
	const char *const *ids;	/* client ids of legs; NULL: they get new ones */
	bool unseen;	/* nobody looks at the order in the result */
};
enum err_code gate_judge(struct gate *g, const struct question *q,
    bool explain, struct verdict *verdict, struct approved_order **approved,
    int64_t *now, struct err *err);
/* May leverage or margin be changed so; DEC_NONE: it stays. */
enum err_code gate_judge_leverage(struct gate *g, const char *symbol,
    struct dec leverage, struct dec margin, bool riskier,
    struct verdict *verdict, struct err *err);
const struct finding *gate_first_breach(const struct verdict *v);
/* One violation for each breach of the verdict on that order. */
enum err_code gate_violations(struct gate *g, const struct order *o,
    const struct verdict *verdict, int64_t time, struct err *err);

/* gate/order.c: gate_order() for whom its code and words are enough. */
enum err_code gate_order_unseen(struct gate *g,
    const struct order_request *r, struct err *err);
/* Legs of an entry, as one order or as a pair, under the ids that they have
 * by it; without a hook, and checked like other requests. */
enum err_code gate_order_legs(struct gate *g, const struct order_request *r,
    size_t n, const char *const *ids, struct gate_result out[2],
    struct err *err);
/* gate/send.c: the only caller of a venue's submit. n is 1, or 2 for a pair.
 * *lost is set when the ledger could not take what became of them: they are
 * UNKNOWN, whatever it says. */
enum err_code gate_send(struct gate *g, const struct approved_order *a,
    struct order *const *orders, size_t n, bool *lost, struct err *err);
/* gate/reasons.c: adds to the error of a rejection which step or bound of the
 * instrument it did not keep. */
void gate_explain(struct gate *g, const struct order *o, struct err *err);
/* What the state of an order means as an exit code, in words. */
enum err_code gate_outcome(const struct order *o, struct err *err);
/* Of several: what is unknown first, then what failed by itself. */
enum err_code gate_outcomes(struct order *const *orders, size_t n,
    struct err *err);

/*
 * gate/attach.c: after an entry was accepted: are its stop and target where
 * they belong, with `place` by sending them? E_PARTIAL: one of them is not and
 * will not be; E_UNKNOWN: nobody knows.
 */
enum err_code gate_attach(struct gate *g, struct order *entry, bool place,
    struct err *err);
/*
 * The same for every entry of which something is held still: completes what
 * an earlier process left half done, and takes legs off that have nothing to
 * close any more. Those that were placed or cancelled are added to changed
 * (may be NULL). E_PARTIAL: a position is without the stop or target it was
 * to have.
 */
enum err_code gate_attach_all(struct gate *g, struct orders *changed,
    size_t *unknown, struct err *err);

/* gate/trader.c: does what was decided, g->decisions, and clears it. */
enum err_code gate_do_decided(struct gate *g, const struct trader *t,
    struct decided *tally, struct err *err);

/* gate/signals.c */
bool signals_hold(void);	/* false: one came before */
void signals_sent(void);	/* an order has left: they stay held */
void signals_unsent(void);	/* proven that it has not, after all */
void signals_release(void);	/* unless one has */

/* gate/plans.c: the breakers that cover the account, compiled once for each
 * text, and what they remember. */
struct plan {
	struct breaker breaker;		/* as the ledger has it now */
	struct breaker_plan *compiled;
	bool stale;			/* no longer in the ledger */
	int64_t taken;			/* generation whose actions this gate
					 * has tried */
	struct breaker_verdict verdict;
	struct breaker_calm calm;	/* of an advance under way */
	struct gate *gate;
};
/* Loads them anew into g->plans. */
enum err_code plans_load(struct gate *g, struct err *err);
struct held_memory plans_memory(struct plan *p);
/* What was remembered into the ledger; the first fault of recalling. */
enum err_code plans_store(struct gate *g, struct err *err);
void plans_free(struct gate *g);

/* The same for every tripped one that this gate has not tried. */
enum err_code actions_resume(struct gate *g, struct watch *w,
    struct err *err);
/* One event into the ledger and, when it was new, into w. */
enum err_code watch_event(struct gate *g, struct watch *w,
    struct breaker_event *e, bool *added, struct err *err);

/*
 * gate/calm.c: what an advance knows of its breakers without asking them. While
 * `sure`, all of them say no as long as equity and prices stay in their bands
 * and nothing has happened at the venue.
 */
struct calm {
	bool on, sure;
	/* what the venue was told that everybody is content with */
	enum { TOLD_NOTHING, TOLD_BANDS, TOLD_ANYTHING } told;
	bool equity, prices;		/* some depend on these */
	bool merged;			/* so it was at the mark before, but for
					 * what prices move */
	size_t armed;
	int64_t events, wake;		/* wake: when a cool-down ends */
	struct dec low, high, transferred;
};
struct sim_mark;
struct look;
/* Need none of the breakers be asked at this mark? */
bool calm_at(struct gate *g, struct look *l, const struct sim_mark *mark);
/* Passes over the next bar, or the rest of one, when nothing happens in it and
 * nobody need be asked; *mark is then its close. How many marks that were. */
int calm_bar(struct gate *g, struct look *l, int64_t until,
    struct sim_mark *mark);
/* Have some to be asked, all of them about the gain of positions alone? Then
 * positions and past are enough to say whether all of them surely say no. */
bool calm_gains(const struct gate *g);
bool calm_of_gains(struct gate *g, struct look *l, const struct sim_mark *mark);
/* Which of them surely say no, and for how long; the others are judged. */
void calm_find(struct gate *g, struct look *l, int64_t now);

/* gate/watch.c: what judging looks at, kept from one mark to the next. */
struct look {
	struct snapshot snapshot;
	struct position_sums sums;	/* for calm_of_gains() */
	/* The past, where the ledger has it or below. */
	struct ledger_past past;
	struct curve curve;
	struct fills fills;
	struct orders stops;
	struct fundings fundings;
	struct breaker_reads reads;	/* of all plans together */
	struct book book;		/* of the fills */
	struct peaks peaks;		/* of the curve */
	bool curve_there;
	struct calm calm;
};
void look_release(struct look *l);
/* Loads those parts of the past that g->plans read and that are not there. */
enum err_code look_more(struct gate *g, struct look *l, struct err *err);
/* Loads the parts anew that an order changes: fills, stops, funding. */
enum err_code look_again(struct gate *g, struct look *l, struct err *err);
/* What a condition may look back on. */
struct risk_history look_history(struct gate *g, const struct look *l);
/* Is there anything to ask: a breaker that is armed, cools down, or has been
 * tripped with actions that this gate has not tried? */
bool look_needed(const struct gate *g);
/* Judges; *acts when a breaker trips, re-arms, or has open actions. */
enum err_code look_judge(struct gate *g, struct look *l, int64_t now,
    struct watch *w, bool *acts, struct err *err);
/* Latches what tripped and arms what has cooled down, in the caller's
 * transaction; look_act() then takes the actions. */
enum err_code look_latch(struct gate *g, int64_t now, struct watch *w,
    struct err *err);
enum err_code look_act(struct gate *g, struct watch *w, struct err *err);

#endif
