/*
 * Amendments by thousands: a price moved there and back is met where the last
 * amendment put it, and of equal prices the one amended last comes last. What
 * an amendment does otherwise is in tests/cmd/venue-replay-orders.bats.
 */
#include "simbars.h"

#define MANY 2000

struct limit { int64_t price, age; };
static struct limit limits[MANY];
static int64_t filled[MANY];
static size_t filled_len;

static void
filled_tell(void *self, const struct sim_event *e)
{
	(void)self;
	ok(e->event != SIM_REJECTED);
	if (e->event == SIM_FILLED)
		filled[filled_len++] = e->number;
}

static int
by_turn(const void *a, const void *b)
{
	const struct limit *x = &limits[*(const int64_t *)a - 1];
	const struct limit *y = &limits[*(const int64_t *)b - 1];

	if (x->price != y->price)
		return x->price < y->price ? -1 : 1;
	return (x->age > y->age) - (x->age < y->age);
}

static void
the_last_amendment_counts(void)
{
	struct made made = { .next = STAMP_MINUTE,
	    .bar = { .open = 100, .high = 1000, .low = 100, .close = 100 } };
	struct sim *sim;
	int64_t turns[MANY], age = 0;

	rng_seed(&rng, 3);
	sim = world("1", (struct sim_sink){ .event = filled_tell }, 100);
	for (int n = 0; n < MANY; n++) {
		struct sim_instruction in = sell("limit", n, TYPE_LIMIT);

		limits[n] = (struct limit){ 101 + below(500), ++age };
		in.order.price = dec_int(limits[n].price);
		ok(sim_act(sim, &in, &err) == E_OK);
	}
	for (int i = 0; i < 3 * MANY; i++) {
		int n = below(MANY);
		struct sim_instruction in = sell("limit", n, TYPE_LIMIT);

		in.what = SIM_DO_AMEND;
		limits[n] = (struct limit){ 101 + below(500), ++age };
		in.order.amount = DEC_NONE;
		in.order.price = dec_int(limits[n].price);
		ok(sim_act(sim, &in, &err) == E_OK);
	}
	run_bar(sim, &made);
	for (int n = 0; n < MANY; n++)
		turns[n] = n + 1;
	qsort(turns, MANY, sizeof(*turns), by_turn);
	is_int((long long)filled_len, MANY);
	ok(memcmp(turns, filled, sizeof(turns)) == 0);
	sim_free(sim);
}

int
main(void)
{
	TEST(the_last_amendment_counts);
	return tap_done();
}
