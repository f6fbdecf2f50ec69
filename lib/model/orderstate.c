/*
 * The life of an order as a table: state × event → state. What is not in the
 * table cannot happen, and the caller says so.
 */
#include "model/order.h"

const char *const order_state_names[] = {
	[ORDER_INTENT] = "intent", [ORDER_SENDING] = "sending",
	[ORDER_OPEN] = "open", [ORDER_PARTIAL] = "partial",
	[ORDER_FILLED] = "filled", [ORDER_CANCELED] = "canceled",
	[ORDER_EXPIRED] = "expired", [ORDER_REJECTED] = "rejected",
	[ORDER_UNKNOWN] = "unknown", [ORDER_ABSENT] = "absent",
	[ORDER_REFUSED] = "refused", [ORDER_ABANDONED] = "abandoned"
};

const char *const order_event_names[] = {
	[EV_SEND] = "send", [EV_REFUSE] = "refuse",
	[EV_ABANDON] = "abandon", [EV_ACCEPT] = "accept",
	[EV_REJECT] = "reject", [EV_FILL] = "fill",
	[EV_FILL_ALL] = "fill_all", [EV_CANCEL] = "cancel",
	[EV_EXPIRE] = "expire", [EV_TIMEOUT] = "timeout",
	[EV_ABSENT] = "absent", [EV_TRIGGER] = "trigger",
	[EV_AMEND] = "amend", [EV_AMEND_SEND] = "amend_send",
	[EV_AMEND_FAIL] = "amend_fail"
};

#define TO(state) ((unsigned char)((state) + 1))

/* What a venue may say of an order that it has, whatever we last knew. */
#define VENUE_SAYS \
	[EV_ACCEPT] = TO(ORDER_OPEN), [EV_FILL] = TO(ORDER_PARTIAL), \
	[EV_FILL_ALL] = TO(ORDER_FILLED), [EV_CANCEL] = TO(ORDER_CANCELED), \
	[EV_EXPIRE] = TO(ORDER_EXPIRED), [EV_REJECT] = TO(ORDER_REJECTED)

static const unsigned char next[ORDER_STATES][ORDER_EVENTS] = {
	/* 0: cannot happen */
	[ORDER_INTENT] = {
		[EV_SEND] = TO(ORDER_SENDING),
		[EV_REFUSE] = TO(ORDER_REFUSED),
		[EV_ABANDON] = TO(ORDER_ABANDONED)
	},
	[ORDER_SENDING] = {
		VENUE_SAYS,
		[EV_TIMEOUT] = TO(ORDER_UNKNOWN),
		/* proven that no byte left after all */
		[EV_ABANDON] = TO(ORDER_ABANDONED)
	},
	[ORDER_UNKNOWN] = {
		VENUE_SAYS,
		[EV_TIMEOUT] = TO(ORDER_UNKNOWN),
		[EV_ABSENT] = TO(ORDER_ABSENT)
	},
	[ORDER_OPEN] = {
		[EV_FILL] = TO(ORDER_PARTIAL),
		[EV_FILL_ALL] = TO(ORDER_FILLED),
		[EV_CANCEL] = TO(ORDER_CANCELED),
		[EV_EXPIRE] = TO(ORDER_EXPIRED),
		/* a post-only order that an amendment made marketable */
		[EV_REJECT] = TO(ORDER_REJECTED),
		[EV_TRIGGER] = TO(ORDER_OPEN),
		[EV_AMEND] = TO(ORDER_OPEN),
		[EV_AMEND_SEND] = TO(ORDER_OPEN),
		[EV_AMEND_FAIL] = TO(ORDER_OPEN)
	},
	[ORDER_PARTIAL] = {
		[EV_FILL] = TO(ORDER_PARTIAL),
		[EV_FILL_ALL] = TO(ORDER_FILLED),
		[EV_CANCEL] = TO(ORDER_CANCELED),
		[EV_EXPIRE] = TO(ORDER_EXPIRED),
		[EV_TRIGGER] = TO(ORDER_PARTIAL),
		[EV_AMEND] = TO(ORDER_PARTIAL),
		[EV_AMEND_SEND] = TO(ORDER_PARTIAL),
		[EV_AMEND_FAIL] = TO(ORDER_PARTIAL)
	},
	/* Fills that were already on their way when the order was closed. */
	[ORDER_CANCELED] = {
		[EV_FILL] = TO(ORDER_CANCELED),
		[EV_FILL_ALL] = TO(ORDER_FILLED)
	},
	[ORDER_EXPIRED] = {
		[EV_FILL] = TO(ORDER_EXPIRED),
		[EV_FILL_ALL] = TO(ORDER_FILLED)
	}
};

bool
order_step(enum order_state from, enum order_event event,
    enum order_state *to)
{
	unsigned char step = next[from][event];

	if (step == 0)
		return false;
	*to = (enum order_state)(step - 1);
	return true;
}

static const char statuses[ORDER_STATES][ASSET_SIZE] = {
	[ORDER_OPEN] = "open", [ORDER_PARTIAL] = "open",
	[ORDER_FILLED] = "closed", [ORDER_CANCELED] = "canceled",
	[ORDER_EXPIRED] = "expired", [ORDER_REJECTED] = "rejected"
};

const char *
order_status(enum order_state s)
{
	return statuses[s][0] != '\0' ? statuses[s] : NULL;
}

void
order_set_status(struct order *o)
{
	TEXT_SET(o->status, statuses[o->state]);
}
