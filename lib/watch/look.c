/* One look at one account, and the records of what is watched. */
#include "watch/watch.h"

#include "watch/view.h"

void
monitor_sums_release(struct monitor_sums *s)
{
	vec_release(&s->events);
	vec_release(&s->slots);
}

static void
add(struct monitor_sums *sums, struct watch *w)
{
	for (size_t i = 0; i < w->events.len; i++)
		vec_push(&sums->events, w->events.at[i]);
	sums->judged += w->judged;
	sums->tripped += w->tripped;
	sums->acted += w->acted;
	sums->unknown += w->unknown;
	watch_release(w);
}

/* What trips on the way to now counts like what trips now. */
static enum err_code
follow(struct gate *g, struct monitor_sums *sums, struct err *err)
{
	struct advance done;
	enum err_code rc;

	if (gate_account(g)->live_prices != 1)
		return E_OK;
	rc = gate_follow(g, &done, err);
	add(sums, &done.watch);
	return rc;
}

static enum err_code
watch(struct gate *g, struct monitor_sums *sums, struct err *err)
{
	struct watch w = { 0 };
	enum err_code rc = gate_watch(g, &w, err);

	add(sums, &w);
	return rc;
}

static enum err_code
run_schedules(struct gate *g, struct monitor_sums *sums, struct err *err)
{
	struct scheduled d = { 0 };
	enum err_code rc = gate_schedules(g, &d, err);

	for (size_t i = 0; i < d.slots.len; i++)
		vec_push(&sums->slots, d.slots.at[i]);
	sums->done += d.done;
	sums->failed += d.failed;
	if (d.code != E_OK && (sums->code == E_OK || d.code == E_UNKNOWN)) {
		sums->code = d.code;
		sums->first = d.first;
	}
	scheduled_release(&d);
	return rc;
}

/* Orders wait for prices and positions are liquidated at them; what is held
 * beside that matters to breakers alone. */
static enum err_code
find_stakes(struct gate *g, bool judged, struct symbol_names *out,
    struct err *err)
{
	struct snapshot s = { .time = 0 };
	enum err_code rc = gate_snapshot(g, &s, err);

	if (rc == E_OK) {
		vec_clear(out);
		for (size_t i = 0; i < s.orders.len; i++)
			symbol_names_add(out, s.orders.at[i].symbol);
		for (size_t i = 0; i < s.positions.len; i++)
			symbol_names_add(out, s.positions.at[i].symbol);
		if (judged)
			symbol_names_hold(out, s.currency, &s.instruments,
			    &s.balances);
	}
	snapshot_release(&s);
	return rc;
}

enum err_code
monitor_look_through(struct store *s, const char *label,
    const struct gate_options *o, struct view *v, struct symbol_names *stakes,
    struct monitor_sums *sums, struct err *err)
{
	struct gate_options own = *o;
	struct gate *g = NULL;
	size_t before = sums->judged;
	enum err_code rc;

	own.stay = true;
	rc = gate_open(s, label, &own, &g, err);
	if (rc == E_OK)
		rc = follow(g, sums, err);
	if (rc == E_OK && v != NULL) {
		view_taken(v);
		view_offer(v);
	}
	if (rc == E_OK)
		rc = watch(g, sums, err);
	if (v != NULL)
		view_withdraw(v);
	if (rc == E_OK)
		rc = run_schedules(g, sums, err);
	if (rc == E_OK && stakes != NULL)
		rc = find_stakes(g, sums->judged > before, stakes, err);
	gate_close(g);
	return rc;
}

enum err_code
monitor_look(struct store *s, const char *label,
    const struct gate_options *o, struct monitor_sums *sums, struct err *err)
{
	return monitor_look_through(s, label, o, NULL, NULL, sums, err);
}

static const char *const stream_kind_names[] = { "up", "down" };
static const char *const stream_part_names[] = { "account", "prices" };

#define AT(member) FIELD_AT(struct stream_event, member)
static const struct field stream_event_fields[] = {
	{ "time", FIELD_STAMP, AT(time), .help = "when it was noticed" },
	{ "account", FIELD_CHARS, AT(account), .help = "its label" },
	{ "venue", FIELD_CHARS, AT(venue), .help = "whose stream it is" },
	{ "stream", FIELD_ENUM, AT(stream), .help =
	  "account: its orders, fills and balances; prices: of what it holds",
	  .names = stream_part_names, .names_len = STREAM_PARTS },
	{ "kind", FIELD_ENUM, AT(kind), .help = "up, or down: the venue is "
	  "asked every so often until it is up again",
	  .names = stream_kind_names, .names_len = 2 },
	{ "message", FIELD_CHARS, AT(message), .help = "why it is down" },
	{ .name = NULL }
};
const struct record stream_event_record = {
	"stream event", "a stream of an account that comes and goes",
	stream_event_fields
};
