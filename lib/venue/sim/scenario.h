/*
 * Scenarios: a world and what is done in it, as one JSON object (SIMVENUE.md
 * 11). Read strictly: an unknown key, a number that is not exact or a bar that
 * cannot be refuses the whole file.
 */
#ifndef VENUE_SIM_SCENARIO_H
#define VENUE_SIM_SCENARIO_H

#include "model/candle.h"
#include "venue/sim/bars.h"
#include "venue/sim/sim.h"

#define SCENARIO_SIZE_MAX ((size_t)64 << 20)

/* An instruction for a mark: .at is the open time of its bar. */
struct scenario_step { struct sim_instruction i; int point; };

/* All-zero is empty. */
struct scenario {
	struct sim_setup setup;
	/* one for each instrument */
	VEC(struct candles) bars, details, marks;
	int64_t detail;				/* µs; 0: none */
	VEC(struct sim_funding) fundings;	/* by time, then symbol */
	VEC(struct sim_instruction) given;
	VEC(struct scenario_step) steps;	/* by time, then point */
};

/* E_DATA names the place in the file: "actions[3]: unknown key \"prize\"". */
enum err_code scenario_read(const char *text, size_t len, const char *name,
    struct scenario *out, struct err *err);
void scenario_release(struct scenario *s);
/* Its bars, marks and funding as a source for the sim; they point into s. */
enum err_code scenario_bars(const struct scenario *s, struct sim_bars *bars,
    struct err *err);

/*
 * Runs it to its end. at_mark (may be NULL) is called at each mark before the
 * instructions for it, and may replace the sim by one that it loaded.
 */
enum err_code scenario_run(const struct scenario *s,
    const struct sim_sink *sink,
    enum err_code (*at_mark)(void *self, struct sim **sim, struct err *err),
    void *self, struct err *err);

#endif
