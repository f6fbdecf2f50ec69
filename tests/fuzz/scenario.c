/*
 * Whatever a scenario says: it is refused with a reason, or replayed with all
 * that always holds (the sim ends the program where it does not), and twice
 * the same. Saved and loaded at every mark, it goes on as before.
 */
#include "venue/sim/scenario.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)
#define MARKS_MAX 400		/* a state is saved at so many of them */

struct run {
	const struct scenario *scenario;
	struct sim_sink sink;
	struct buf told;
	int marks;
};

static void
tell(void *self, const struct sim_event *e)
{
	struct run *r = self;

	if (r->told.len > 1 << 20)
		return;
	for (const struct field *f = sim_event_record.fields; f->name != NULL;
	    f++)
		field_json(f, e, &r->told);
}

static enum err_code
resume(void *self, struct sim **sim, struct err *err)
{
	struct run *r = self;
	struct sim_setup setup = r->scenario->setup;
	struct sim *again = NULL;
	struct buf saved = {0};

	if (++r->marks > MARKS_MAX)
		return E_OK;
	setup.sink = r->sink;
	sim_save(*sim, &saved);
	MUST(sim_new(&setup, &again, err) == E_OK);
	if (sim_load(again, saved.at, saved.len, err) == E_OK) {
		sim_free(*sim);
		*sim = again;
	} else {
		abort();
	}
	buf_release(&saved);
	return E_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scenario s = {0};
	struct run whole = { .scenario = &s }, split = { .scenario = &s };
	struct err err = { .code = E_OK };
	enum err_code rc = scenario_read((const char *)data, size, "fuzz", &s,
	    &err);

	if (rc != E_OK) {
		MUST(rc == E_DATA && err.text[0] != '\0');
		return 0;
	}
	whole.sink = (struct sim_sink){ tell, &whole };
	split.sink = (struct sim_sink){ tell, &split };
	rc = scenario_run(&s, &whole.sink, NULL, NULL, &err);
	MUST(rc == E_OK || rc == E_DATA);
	if (rc == E_OK) {
		MUST(scenario_run(&s, &split.sink, resume, &split, &err) ==
		    E_OK);
		MUST(strcmp(buf_text(&whole.told), buf_text(&split.told)) ==
		    0);
	}
	buf_release(&whole.told);
	buf_release(&split.told);
	scenario_release(&s);
	return 0;
}
