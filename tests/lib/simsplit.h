/* Random scenarios run whole and in pieces, for the tests of lib/venue/sim:
 * what is told must not differ. */
#ifndef TESTS_SIMSPLIT_H
#define TESTS_SIMSPLIT_H

#include "venue/sim/scenario.h"

#include "base/rng.h"

#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

#define T0 INT64_C(1700000040000)

static struct rng rng;
static struct err err;

static inline int
below(int n)
{
	return (int)rng_below(&rng, (uint64_t)n);
}

static inline bool
chance(int percent)
{
	return below(100) < percent;
}

/* Prices around 100, in steps that make touches and ties frequent. */
static inline void
put_bars(struct buf *out, int bars, int64_t offset)
{
	int close = 100;

	for (int i = 0; i < bars; i++) {
		int open = chance(60) ? close : close + below(9) - 4;
		int high, low;

		close = open + below(9) - 4;
		high = (open > close ? open : close) + below(4);
		low = (open < close ? open : close) - below(4);
		buf_printf(out, "%s[%lld,%d,%d,%d,%d,1]", i > 0 ? "," : "",
		    (long long)(T0 + offset + i * 60000), open, high, low,
		    close);
	}
}

static inline void
tell(void *self, const struct sim_event *e)
{
	struct buf *out = self;

	for (const struct field *f = sim_event_record.fields; f->name != NULL;
	    f++) {
		field_json(f, e, out);
		buf_putc(out, f[1].name == NULL ? '\n' : ' ');
	}
}

struct resume {
	const struct scenario *scenario;
	struct sim_sink sink;
	int marks;
};

/* The state as text, in a new sim, is the same state. */
static inline enum err_code
resume(void *self, struct sim **sim, struct err *e)
{
	struct resume *r = self;
	struct sim_setup setup = r->scenario->setup;
	struct sim *again = NULL;
	struct buf saved = {0}, twice = {0};
	enum err_code rc;

	setup.sink = r->sink;
	sim_save(*sim, &saved);
	rc = sim_new(&setup, &again, e);
	if (rc == E_OK)
		rc = sim_load(again, saved.at, saved.len, e);
	if (rc == E_OK) {
		sim_save(again, &twice);
		is_text(buf_text(&twice), buf_text(&saved));
		sim_free(*sim);
		*sim = again;
	} else {
		sim_free(again);
	}
	r->marks++;
	buf_release(&saved);
	buf_release(&twice);
	return rc;
}

static inline int
runs(void)
{
	const char *given = getenv("SIM_RUNS");

	return given == NULL ? 2000 : atoi(given);
}

/* Told whole into *whole; *marks counts where it was saved and loaded. */
static inline void
split_check(int seed, const struct buf *text, struct buf *whole, int *marks)
{
	struct scenario s = {0};
	struct buf split = {0};
	struct sim_sink first = { tell, whole };
	struct resume r = { &s, { tell, &split }, 0 };

	buf_clear(whole);
	if (scenario_read(text->at, text->len, "random", &s, &err) != E_OK) {
		ok(0);
		printf("# seed %d: %s\n%s\n", seed, err.text, text->at);
		return;
	}
	ok(scenario_run(&s, &first, NULL, NULL, &err) == E_OK);
	ok(scenario_run(&s, &r.sink, resume, &r, &err) == E_OK);
	is_text(buf_text(&split), buf_text(whole));
	if (tap_bad)
		printf("# seed %d: %s\n", seed, text->at);
	*marks += r.marks;
	buf_release(&split);
	scenario_release(&s);
}

static inline int
times_told(const struct buf *whole, const char *what)
{
	int n = 0;

	for (const char *p = buf_text(whole); (p = strstr(p, what)) != NULL;
	    p++)
		n++;
	return n;
}

#endif
