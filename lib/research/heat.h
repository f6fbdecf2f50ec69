/*
 * The trials of a sweep as a map over two parameters. A cell has all sets of
 * its two values, or of neighbouring ones where an axis has more values than
 * can be seen; what the others were does not matter: of them the best is told,
 * and the mean beside it. Trials are taken one by one, so that memory does not
 * grow with their number.
 */
#ifndef RESEARCH_HEAT_H
#define RESEARCH_HEAT_H

#include "research/scout.h"

#define HEAT_WIDE 60
#define HEAT_HIGH 40

struct heat_axis {
	const struct axis *axis;	/* NULL: there is no second one */
	size_t place;			/* among those of the space */
	size_t len;			/* cells along it */
	size_t each;			/* values in a cell; the last may have
					 * fewer */
};
struct heat_cell {
	int64_t tried, refused;		/* refused: by a require of the file */
	int64_t told;			/* met the constraint, and have a value */
	double best, sum;		/* of the objective, of those */
};
enum heat_state {
	HEAT_UNTRIED, HEAT_REFUSED,	/* every set that came up was */
	HEAT_UNMET,			/* none is told */
	HEAT_TOLD
};
struct heat {
	const struct space *space;
	const struct objective *objective;
	struct heat_axis across, up;
	struct heat_cell *cells;	/* NULL: nothing varies */
	double worst, best;		/* what the scale of colours begins and
					 * ends with */
};

/*
 * spec: "fast,slow", across first; NULL: the two that explain most
 * (importance: "fast=0.1;slow=0.6"), or the only one that varies. E_USAGE: no
 * such parameter, or one that was held.
 */
enum err_code heat_open(struct heat *h, const struct space *space,
    const struct objective *objective, const char *spec,
    const char *importance, struct err *err);
void heat_take(struct heat *h, const struct trial *t);
/* When all are taken: neighbours that a search passed over share a cell with
 * what it tried beside them, as long as enough cells are left; and where the
 * scale begins and ends. A twentieth of the cells may be worse than its worst,
 * so that one ruin does not hide the rest. */
void heat_end(struct heat *h);
void heat_release(struct heat *h);

const struct heat_cell *heat_at(const struct heat *h, size_t x, size_t y);
enum heat_state heat_state(const struct heat_cell *c);
/* 0 for the worst to levels - 1. */
int heat_level(const struct heat *h, double value, int levels);
/* The cell of a set. */
void heat_find(const struct heat *h, int64_t set, size_t *x, size_t *y);
/* The values of a cell along an axis, as the language writes them: "10",
 * "10..14". Returns buf. */
const char *heat_values(const struct heat_axis *a, size_t i,
    char buf[2 * AXIS_TEXT_SIZE + 2]);
/* Do sets differ in more than the two? */
bool heat_has_others(const struct heat *h);

#endif
