/*
 * Trailing stops by hundreds, against one that is looked at alone: its best is
 * the best price since it came, its trigger lies the distance behind that,
 * never nearer, on the tick; each is met at the first price at or below it,
 * the highest trigger first, of equals the oldest.
 */
#include "simbars.h"

#define MANY 400

struct trail {
	int64_t best, steps, percent;	/* percent × 100; 0: steps behind */
	bool done;
};
static struct trail trails[MANY];

struct met { int64_t number, price; };
static struct met met[MANY], want[MANY];
static size_t met_len, want_len;

static void
met_tell(void *self, const struct sim_event *e)
{
	(void)self;
	ok(e->event != SIM_REJECTED);
	if (e->event != SIM_TRIGGERED)
		return;
	met[met_len].number = e->number;
	dec_steps(e->price, dec_int(1), &met[met_len++].price);
}

/* On a tick of 5 below 1000, of 10 from there on. */
static int64_t
on_tick(int64_t price)
{
	if (price >= 1000 && price - price % 10 >= 1000)
		return price - price % 10;
	return price < 1000 ? price - price % 5 : 1000;
}

static int64_t
trigger_of(const struct trail *t)
{
	int64_t part = t->steps;

	if (t->percent != 0)	/* what is cut off goes away from the market */
		part = (t->best * t->percent + 9999) / 10000;
	return t->best > part ? on_tick(t->best - part) : 0;
}

/* The price goes somewhere: step by step, so that nothing is passed over. */
static void
goes(int64_t *last, int64_t to)
{
	for (;;) {
		for (;;) {
			int first = -1;

			for (int n = 0; n < MANY; n++)
				if (!trails[n].done &&
				    *last <= trigger_of(&trails[n])) {
					first = n;
					break;
				}
			if (first < 0)
				break;
			trails[first].done = true;
			want[want_len++] = (struct met){ first + 1, *last };
		}
		if (*last == to)
			return;
		*last += to > *last ? 1 : -1;
		for (int n = 0; n < MANY; n++)
			if (trails[n].best < *last)
				trails[n].best = *last;
	}
}

static void
jumps(int64_t *last, int64_t to)
{
	*last = to;
	for (int n = 0; n < MANY; n++)
		if (trails[n].best < to)
			trails[n].best = to;
	goes(last, to);
}

static void
place(struct sim *sim, int n, int64_t last)
{
	struct sim_instruction in = sell("trail", n, TYPE_TRAILING);
	struct trail *t = &trails[n];

	*t = (struct trail){ .best = last, .steps = 1 + below(400) };
	if (chance(50)) {
		t->percent = 1 + below(3000);
		in.order.trail_percent = dec_make(t->percent, 2);
	} else {
		/* a distance between two steps is the farther one */
		in.order.trail_amount = dec_make(t->steps * 10 - below(10), 1);
	}
	ok(sim_act(sim, &in, &err) == E_OK);
}

static void
hundreds_follow_and_are_met(void)
{
	for (int seed = 1; seed <= 20 && !tap_bad; seed++) {
		int64_t last = 1000;
		struct made made = { .next = STAMP_MINUTE };
		struct sim *sim;
		int placed = 0;

		rng_seed(&rng, (uint64_t)seed);
		met_len = want_len = 0;
		for (int n = 0; n < MANY; n++)
			trails[n] = (struct trail){ .done = true };
		sim = world("0:5,1000:10", (struct sim_sink){
		    .event = met_tell }, last);
		for (int b = 0; b < 100; b++) {
			int64_t open = last + below(41) - 20;
			int64_t close = open + below(81) - 40, high, low;

			while (placed < MANY && chance(80))
				place(sim, placed++, last);
			high = (open > close ? open : close) + below(30);
			low = (open < close ? open : close) - below(30);
			made.bar = (struct sim_bar){ .open = open,
			    .high = high, .low = low, .close = close };
			run_bar(sim, &made);
			jumps(&last, open);
			goes(&last, low);	/* long: adverse first */
			goes(&last, high);
			goes(&last, close);
			if (!ok(met_len == want_len && memcmp(met, want,
			    met_len * sizeof(*met)) == 0))
				printf("# seed %d, bar %d\n", seed, b);
			if (tap_bad)
				break;
		}
		ok(met_len > 50);
		sim_free(sim);
	}
}

int
main(void)
{
	TEST(hundreds_follow_and_are_met);
	return tap_done();
}
