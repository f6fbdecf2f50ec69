/*
 * The monitor's loop: when each account is looked at. A look at the venue comes
 * every so often, after each connection, and when its line says that something
 * changed which it does not say whole; else a look takes what was told. A paper
 * account on live prices takes only from what it is told that it has to ask:
 * bars come whole, whether it is looked at often or seldom.
 */
#include "watch/watch.h"

#include "base/stamp.h"
#include "net/loop.h"
#include "watch/view.h"

#include <poll.h>

#define GAP_LEAST (STAMP_SECOND / 4)	/* between two looks */
#define FOLLOW_LEAST STAMP_SECOND	/* …that ask for bars */
#define ASK_LEAST (5 * STAMP_SECOND)	/* …at the venue, which cost more */
#define BUSY 4		/* a look takes at most this part of the time */
#define BACK_LEAST STAMP_SECOND		/* for lines that cannot be made */
#define BACK_MOST STAMP_MINUTE
#define TEND STAMP_SECOND

struct monitor;
struct watched {
	struct monitor *m;
	struct account account;
	bool follows;		/* paper on live prices */
	struct venue *venue;	/* its own, or the one that it follows; NULL:
				 * paper, or not opened yet */
	struct view view;	/* …that follows has prices alone */
	struct gate_band band;
	struct live *lines[STREAM_PARTS];
	struct live_part { struct watched *of; enum stream_part part; }
	parts[STREAM_PARTS];
	struct symbol_names symbols;	/* that the prices are of */
	struct symbol_names stakes;	/* …and should be, where it follows */
	bool asks;		/* it has breakers that prices may trip */
	int64_t look_at;	/* monotonic; 0: only with the others */
	int64_t ask_at, asked;	/* the same of a look at the venue; the last */
	bool said_up[STREAM_PARTS], said_down[STREAM_PARTS];
	int64_t not_before;	/* of a look: the last one was long */
	int64_t tend_at, back;
	struct err silent;
};

struct monitor {
	const struct monitor_options *o;
	struct monitor_sums *sums;
	struct loop *loop;
	struct live_options live;
	VEC(struct watched *) all;
	bool stop;
	enum err_code rc;	/* of a callback */
	struct err *err;
};

static bool
is_due(int64_t at)
{
	return at != 0 && clock_monotonic() >= at;
}

static void
want_look(struct watched *w)
{
	int64_t now = clock_monotonic();
	int64_t at = now > w->not_before ? now : w->not_before;

	if (w->look_at == 0 || at < w->look_at)
		w->look_at = at;
}

/* The venue is to be asked, but not time and again. */
static void
want_ask(struct watched *w)
{
	int64_t now = clock_monotonic(), at = w->asked + ASK_LEAST;

	w->ask_at = now > at ? now : at;
}

/* News alone: a line that is made anew for other symbols is none. */
static void
say(struct watched *w, enum stream_part part, enum stream_kind kind,
    const char *why)
{
	struct monitor *m = w->m;
	struct stream_event e = { .stream = (int)part, .kind = (int)kind };
	bool is_up = kind == STREAM_UP;

	if (is_up ? w->said_up[part] : w->said_down[part])
		return;
	w->said_up[part] = is_up;
	w->said_down[part] = !is_up;
	e.time = clock_now(m->o->gate->clock);
	TEXT_SET(e.account, w->account.label);
	TEXT_SET(e.venue, w->follows ? w->account.prices : w->account.venue);
	text_set(e.message, sizeof(e.message), why);
	if (m->rc == E_OK)
		m->rc = m->o->stream(m->o->self, &e, m->err);
}

static void
told_price(struct watched *w, const struct ticker *t)
{
	if (view_price(&w->view, t) && (w->asks || w->follows))
		want_look(w);
}

static void
told(void *self, const struct live_news *news)
{
	struct live_part *p = self;
	struct watched *w = p->of;

	switch (news->kind) {
	case LIVE_UP:
		say(w, p->part, STREAM_UP, "");
		if (p->part == STREAM_ACCOUNT || w->follows)
			w->asked = 0;
		want_ask(w);
		break;
	case LIVE_DOWN:
		say(w, p->part, STREAM_DOWN, news->text);
		if (p->part == STREAM_PRICES)
			view_blind(&w->view);
		break;
	case LIVE_CHANGES:
		view_told(&w->view, news->changes);
		want_look(w);
		break;
	case LIVE_LOOK:
		want_ask(w);
		break;
	case LIVE_TICKER:
		told_price(w, news->ticker);
		break;
	default:		/* of books, which are not followed here */
		break;
	}
}

static struct live_options
options_of(struct watched *w, enum stream_part part)
{
	struct live_options o = w->m->live;

	w->parts[part] = (struct live_part){ w, part };
	o.told = told;
	o.self = &w->parts[part];
	return o;
}

static enum err_code
open_prices(struct watched *w, struct err *err)
{
	const struct live_options o = options_of(w, STREAM_PRICES);
	VEC(const char *) names = { 0 };
	enum err_code rc;

	for (size_t i = 0; i < w->symbols.len; i++)
		vec_push(&names, w->symbols.at[i].text);
	vec_push(&names, (const char *)NULL);
	rc = w->venue->ops->market->live(w->venue, &o, names.at,
	    &w->lines[STREAM_PRICES], err);
	vec_release(&names);
	return rc;
}

/* The prices of what is held now; another line where that has changed. */
static enum err_code
follow_prices(struct watched *w, struct err *err)
{
	struct symbol_names wanted = { 0 };
	bool same;

	if (w->venue->ops->market == NULL ||
	    w->venue->ops->market->live == NULL)
		return E_OK;
	if (w->follows)
		symbol_names_copy(&wanted, &w->stakes);
	else
		view_symbols(&w->view, &wanted);
	same = symbol_names_same(&wanted, &w->symbols);
	if (same && (w->lines[STREAM_PRICES] != NULL || wanted.len == 0)) {
		vec_release(&wanted);
		return E_OK;
	}
	live_close(w->lines[STREAM_PRICES]);
	w->lines[STREAM_PRICES] = NULL;
	view_blind(&w->view);
	vec_release(&w->symbols);
	w->symbols = wanted;
	return wanted.len > 0 ? open_prices(w, err) : E_OK;
}

static enum err_code
follow_account(struct watched *w, struct err *err)
{
	const struct live_options o = options_of(w, STREAM_ACCOUNT);

	if (w->follows || w->venue->ops->live == NULL)
		return E_OK;
	if (w->lines[STREAM_ACCOUNT] != NULL)
		return live_tend(w->lines[STREAM_ACCOUNT], err);
	return w->venue->ops->live(w->venue, &o, &w->lines[STREAM_ACCOUNT],
	    err);
}

/* Made with the first line: what a line needs may not be there, which is the
 * matter of those accounts alone that have one. */
static enum err_code
need_wire(struct monitor *m, struct err *err)
{
	return m->live.http != NULL ? E_OK : m->o->wire(m->o->self, m->loop,
	    &m->live, err);
}

/* Lines are opened once the venue has answered, and kept; what fails is tried
 * again, less and less often. */
static void
tend(struct watched *w)
{
	struct err why = { .code = E_OK };
	int64_t now = clock_monotonic();
	enum err_code rc;

	if (w->venue == NULL || w->silent.code != E_OK || now < w->tend_at)
		return;
	rc = need_wire(w->m, &why);
	if (rc == E_OK)
		rc = follow_account(w, &why);
	if (rc == E_OK)
		rc = follow_prices(w, &why);
	now = clock_monotonic();
	w->tend_at = now + TEND;
	if (rc == E_OK) {
		w->back = 0;
		return;
	}
	say(w, w->lines[STREAM_ACCOUNT] == NULL && !w->follows ?
	    STREAM_ACCOUNT : STREAM_PRICES, STREAM_DOWN, why.text);
	w->back = w->back == 0 ? BACK_LEAST : w->back * 2 < BACK_MOST ?
	    w->back * 2 : BACK_MOST;
	w->tend_at = now + w->back;
}

/* The venue stays, so that its lines can. */
static enum err_code
need_venue(struct watched *w, struct err *err)
{
	const struct monitor_options *o = w->m->o;
	enum err_code rc = E_OK;

	if (w->venue != NULL)
		return E_OK;
	if (w->follows)
		return o->market(o->self, &w->account, &w->venue, err);
	if (w->account.mode == MODE_PAPER)
		return E_OK;
	rc = o->venue(o->self, &w->account, &w->venue, err);
	if (rc == E_OK)
		view_begin(&w->view, w->venue, o->gate->clock);
	return rc;
}

static bool
up(const struct watched *w, enum stream_part part)
{
	return w->lines[part] != NULL && w->lines[part]->up;
}

static enum err_code
look_at(struct watched *w, struct err *err)
{
	struct monitor *m = w->m;
	struct gate_options g = *m->o->gate;
	struct view *v = NULL;
	size_t before = m->sums->judged;
	enum err_code rc = need_venue(w, err);

	if (rc == E_OK && w->venue != NULL && !w->follows) {
		v = &w->view;
		g.venue = w->venue;
		g.band = &w->band;
		if (!up(w, STREAM_ACCOUNT))
			view_ask(v, false);
		if (!up(w, STREAM_PRICES) && w->symbols.len > 0)
			view_blind(v);
		view_offer_changes(v);
	}
	if (rc == E_OK)
		rc = monitor_look_through(m->o->store, w->account.label, &g,
		    v, w->follows ? &w->stakes : NULL, m->sums, err);
	if (rc == E_OK)
		w->asks = m->sums->judged > before;
	return rc;
}

static void
take_silence(struct watched *w, enum err_code rc, const struct err *why)
{
	bool news = strcmp(w->silent.text, why->text) != 0 ||
	    w->silent.code != rc;

	w->silent = *why;
	w->silent.code = rc;
	if (news)
		w->m->o->silent(w->m->o->self, &w->account, &w->silent);
}

/* What was told while the venue was asked, which it may not have known yet;
 * nothing is told by a line that is down. */
static void
take_told(struct watched *w, enum err_code rc)
{
	struct venue_changes *c = &w->view.told;

	if (rc != E_OK || c->orders.len + c->fills.len == 0)
		return;
	if (up(w, STREAM_ACCOUNT))
		want_look(w);
	else
		venue_changes_clear(c);
}

/* A look, what it came to, and when the next one may be. */
static enum err_code
look(struct watched *w, bool whole, struct err *err)
{
	struct monitor *m = w->m;
	const struct monitor_options *o = m->o;
	struct err why = { .code = E_OK };
	int64_t least = w->follows ? FOLLOW_LEAST : GAP_LEAST;
	int64_t began = clock_monotonic(), took;
	enum err_code rc;

	w->look_at = 0;
	if (w->venue != NULL && (whole || is_due(w->ask_at))) {
		view_ask(&w->view, is_due(w->ask_at));
		w->ask_at = 0;
		w->asked = began;
	}
	rc = look_at(w, &why);
	if (rc == E_OK && whole)
		rc = o->looked(o->self, &w->account, m->sums, &why);
	took = clock_monotonic() - began;
	w->not_before = began + took * BUSY;
	if (w->not_before < began + least)
		w->not_before = began + least;
	if (rc == E_STORE) {
		*err = why;
		return rc;
	}
	/* Reads end early when the watch does, which says nothing. */
	if (rc != E_OK)
		loop_turn(m->loop, 0, NULL);
	if (rc == E_OK || !m->stop)
		take_silence(w, rc, &why);
	take_told(w, rc);
	return m->sums->events.len + m->sums->slots.len > 0 ?
	    o->rows(o->self, m->sums, err) : E_OK;
}

static void
on_stop(void *self, int fd, short revents)
{
	struct monitor *m = self;

	(void)fd;
	(void)revents;
	m->stop = true;
}

/* Lines move; at most until that time. */
static enum err_code
turn(struct monitor *m, int64_t until, struct err *err)
{
	int64_t wait = until - clock_monotonic();
	enum err_code rc = loop_turn(m->loop, wait > 0 ? wait : 0, err);

	return rc == E_OK ? m->rc : rc;
}

static enum err_code
look_at_all(struct monitor *m, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < m->all.len && rc == E_OK && !m->stop; i++) {
		rc = look(m->all.at[i], true, err);
		if (rc == E_OK)
			rc = turn(m, 0, err);
	}
	return rc;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return b != 0 && b < a ? b : a;
}

/* What is due of each account; *next is when something will be. */
static enum err_code
look_where_due(struct monitor *m, int64_t *next, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < m->all.len && rc == E_OK && !m->stop; i++) {
		struct watched *w = m->all.at[i];

		tend(w);
		if (is_due(w->look_at) || is_due(w->ask_at))
			rc = look(w, false, err);
		*next = earlier(earlier(*next, w->look_at), w->ask_at);
		if (w->venue != NULL && w->silent.code == E_OK)
			*next = earlier(*next, w->tend_at);
	}
	return rc == E_OK ? m->rc : rc;
}

static enum err_code
run(struct monitor *m, struct err *err)
{
	const struct monitor_options *o = m->o;
	int64_t now = clock_monotonic(), poll_at = now, next;
	int64_t end = o->duration > 0 ? now + o->duration : 0;
	enum err_code rc = E_OK;

	while (rc == E_OK && !m->stop && (end == 0 || now < end)) {
		if (now >= poll_at) {
			rc = look_at_all(m, err);
			poll_at = clock_monotonic() + o->every;
		}
		next = earlier(poll_at, end);
		if (rc == E_OK)
			rc = look_where_due(m, &next, err);
		if (rc == E_OK && !m->stop)
			rc = turn(m, next, err);
		now = clock_monotonic();
	}
	return rc;
}

static void
watched_free(struct watched *w)
{
	for (int p = 0; p < STREAM_PARTS; p++)
		live_close(w->lines[p]);
	view_release(&w->view);
	venue_close(w->venue);
	vec_release(&w->symbols);
	vec_release(&w->stakes);
	free(w);
}

/* The first one that cannot be looked at, for the end. */
static void
conclude(struct monitor *m)
{
	for (size_t i = m->all.len; i-- > 0; )
		if (m->all.at[i]->silent.code != E_OK)
			m->sums->silent = m->all.at[i]->silent;
}

static void
begin(struct monitor *m)
{
	m->loop = loop_open();
	loop_watch(m->loop, m->o->stop_fd, POLLIN, on_stop, m);
	for (size_t i = 0; i < m->o->accounts->len; i++) {
		struct watched *w = mem_alloc(sizeof(*w));

		w->m = m;
		w->account = m->o->accounts->at[i];
		w->band.every = m->o->every;
		vec_push(&m->all, w);
		w->follows = w->account.live_prices == 1;
	}
}

enum err_code
monitor_run(const struct monitor_options *o, struct monitor_sums *sums,
    struct err *err)
{
	struct monitor m = { .o = o, .sums = sums, .err = err };
	enum err_code rc;

	begin(&m);
	rc = run(&m, err);
	conclude(&m);
	for (size_t i = 0; i < m.all.len; i++)
		watched_free(m.all.at[i]);
	vec_release(&m.all);
	loop_free(m.loop);
	return rc;
}
