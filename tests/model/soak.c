/*
 * soak FROM COUNT: replays so many random scenarios, the first of seed FROM,
 * in this process by the simulated venue alone, whose own assertions end it
 * with 70; each twice, the second time saved and loaded at random marks, which
 * must change nothing. Exits 1 at the first that is refused or differs.
 */
#include "tests/model/scenario-gen/gen.h"

#include "base/err.h"
#include "base/record.h"
#include "venue/sim/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct run {
	const struct scenario *scenario;
	struct sim_sink sink;
	struct buf told;
	struct rng rng;			/* where to split */
};

static uint64_t seed;
static bool done;

/* Whatever ends the program says at which seed. */
static void
say_seed(void)
{
	if (!done)
		fprintf(stderr, "soak: seed %llu\n", (unsigned long long)seed);
}

static void
tell(void *self, const struct sim_event *e)
{
	struct run *r = self;

	for (const struct field *f = sim_event_record.fields; f->name != NULL;
	    f++) {
		field_json(f, e, &r->told);
		buf_putc(&r->told, ' ');
	}
	buf_putc(&r->told, '\n');
}

static enum err_code
resume(void *self, struct sim **sim, struct err *err)
{
	struct run *r = self;
	struct sim_setup setup = r->scenario->setup;
	struct sim *again = NULL;
	struct buf saved = {0};
	enum err_code rc;

	if (rng_below(&r->rng, 3) != 0)
		return E_OK;
	setup.sink = r->sink;
	sim_save(*sim, &saved);
	rc = sim_new(&setup, &again, err);
	if (rc == E_OK)
		rc = sim_load(again, saved.at, saved.len, err);
	buf_release(&saved);
	if (rc != E_OK) {
		sim_free(again);
		return rc;
	}
	sim_free(*sim);
	*sim = again;
	return E_OK;
}

static bool
same_split(const struct scenario *s, struct err *err)
{
	struct run whole = { .scenario = s }, split = { .scenario = s };
	bool same;

	whole.sink = (struct sim_sink){ tell, &whole };
	split.sink = (struct sim_sink){ tell, &split };
	rng_seed(&split.rng, seed);
	if (scenario_run(s, &whole.sink, NULL, NULL, err) == E_OK)
		(void)scenario_run(s, &split.sink, resume, &split, err);
	same = whole.told.len == split.told.len && (whole.told.len == 0 ||
	    memcmp(whole.told.at, split.told.at, whole.told.len) == 0);
	buf_release(&whole.told);
	buf_release(&split.told);
	return same;
}

static bool
soak(void)
{
	struct scenario s = {0};
	struct err err = { .code = E_OK };
	struct buf text = {0};
	bool same = false;

	scenario_make(seed, &text);
	if (scenario_read(text.at, text.len, "scenario", &s, &err) == E_OK)
		same = same_split(&s, &err);
	if (err.code != E_OK)
		fprintf(stderr, "soak: %s\n", err.text);
	else if (!same)
		fputs("soak: split, the records differ\n", stderr);
	scenario_release(&s);
	buf_release(&text);
	return same && err.code == E_OK;
}

int
main(int argc, char **argv)
{
	uint64_t from, count;

	if (argc != 3)
		return 2;
	from = strtoull(argv[1], NULL, 10);
	count = strtoull(argv[2], NULL, 10);
	atexit(say_seed);
	for (seed = from; seed < from + count; seed++)
		if (!soak())
			return 1;
	done = true;
	printf("%llu scenarios hold\n", (unsigned long long)count);
	return fflush(stdout) != 0;
}
