/* Trials as a map over two parameters. */
#include "research/heat.h"

#include "base/pieces.h"
#include "quant/stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WORST_SHARE 0.05
#define CELLS_LEAST 5		/* along an axis, to be joined no further */

static void
axis_set(struct heat_axis *a, const struct space *s, size_t place, size_t most)
{
	const struct axis *axis = &s->axes.at[place];

	a->axis = axis;
	a->place = place;
	a->each = (axis->len + most - 1) / most;
	a->len = (axis->len + a->each - 1) / a->each;
}

static enum err_code
axis_named(const struct space *s, const char *name, size_t n, size_t *place,
    struct err *err)
{
	struct buf known = {0};
	enum err_code rc = E_USAGE;

	for (size_t i = 0; i < s->axes.len; i++) {
		const struct axis *a = &s->axes.at[i];

		if (strlen(a->name) == n && memcmp(a->name, name, n) == 0) {
			*place = i;
			buf_release(&known);
			return a->len > 1 ? E_OK : err_set(err, E_USAGE,
			    "--heat: %s was held at one value", a->name);
		}
		if (a->len > 1)
			buf_printf(&known, "%s%s", known.len > 0 ? ", " : "",
			    a->name);
	}
	err_set(err, E_USAGE, "--heat: no parameter '%.*s' (%s)", (int)n, name,
	    known.len > 0 ? buf_text(&known) : "none varies");
	buf_release(&known);
	return rc;
}

static enum err_code
axes_named(struct heat *h, const char *spec, struct err *err)
{
	const char *comma = strchr(spec, ',');
	size_t x, y;
	enum err_code rc;

	if (comma == NULL || strchr(comma + 1, ',') != NULL)
		return err_set(err, E_USAGE, "--heat: two parameters joined by"
		    " a comma, not '%s'", spec);
	rc = axis_named(h->space, spec, (size_t)(comma - spec), &x, err);
	if (rc == E_OK)
		rc = axis_named(h->space, comma + 1, strlen(comma + 1), &y,
		    err);
	if (rc == E_OK && x == y)
		rc = err_set(err, E_USAGE, "--heat: %s twice",
		    h->space->axes.at[x].name);
	if (rc != E_OK)
		return rc;
	axis_set(&h->across, h->space, x, HEAT_WIDE);
	axis_set(&h->up, h->space, y, HEAT_HIGH);
	return E_OK;
}

/* The share that a parameter explains; -1 where it is not told. */
static double
share_of(const char *importance, const char *name)
{
	size_t n;
	const char *s = text_named(importance, name, strlen(name), &n);

	return s == NULL ? -1 : strtod(s, NULL);
}

/* The two that explain most, in the order of the file. */
static void
axes_choose(struct heat *h, const char *importance)
{
	const struct space *s = h->space;
	size_t two[2], n = 0;

	for (size_t i = 0; i < s->axes.len; i++) {
		double share = share_of(importance, s->axes.at[i].name);

		if (s->axes.at[i].len < 2)
			continue;
		if (n < 2) {
			two[n++] = i;
			continue;
		}
		/* the lesser of the two makes room */
		size_t least = share_of(importance, s->axes.at[two[0]].name) <
		    share_of(importance, s->axes.at[two[1]].name) ? 0 : 1;
		if (share <= share_of(importance, s->axes.at[two[least]].name))
			continue;
		if (least == 0)
			two[0] = two[1];
		two[1] = i;
	}
	if (n > 0)
		axis_set(&h->across, s, two[0], HEAT_WIDE);
	if (n > 1)
		axis_set(&h->up, s, two[1], HEAT_HIGH);
}

enum err_code
heat_open(struct heat *h, const struct space *space,
    const struct objective *objective, const char *spec,
    const char *importance, struct err *err)
{
	enum err_code rc = E_OK;

	*h = (struct heat){ .space = space, .objective = objective,
	    .up = { .len = 1 } };
	if (spec != NULL)
		rc = axes_named(h, spec, err);
	else
		axes_choose(h, importance);
	if (rc == E_OK && h->across.axis != NULL)
		h->cells = mem_array(h->across.len * h->up.len,
		    sizeof(*h->cells));
	return rc;
}

void
heat_find(const struct heat *h, int64_t set, size_t *x, size_t *y)
{
	const struct space *s = h->space;

	*x = *y = 0;
	for (size_t i = s->axes.len; i-- > 0;) {
		int64_t n = (int64_t)s->axes.at[i].len;
		size_t at = (size_t)(set % n);

		if (i == h->across.place)
			*x = at / h->across.each;
		if (h->up.axis != NULL && i == h->up.place)
			*y = at / h->up.each;
		set /= n;
	}
}

void
heat_take(struct heat *h, const struct trial *t)
{
	struct heat_cell *c;
	size_t x, y;

	if (h->cells == NULL)
		return;
	heat_find(h, t->set, &x, &y);
	c = &h->cells[y * h->across.len + x];
	c->tried++;
	if (t->engine == TRIAL_SKIPPED)
		c->refused++;
	else if (t->met && !isnan(t->objective)) {
		if (c->told++ == 0 || objective_better(h->objective,
		    t->objective, c->best))
			c->best = t->objective;
		c->sum += t->objective;
	}
}

const struct heat_cell *
heat_at(const struct heat *h, size_t x, size_t y)
{
	return &h->cells[y * h->across.len + x];
}

enum heat_state
heat_state(const struct heat_cell *c)
{
	return c->told > 0 ? HEAT_TOLD : c->tried == 0 ? HEAT_UNTRIED :
	    c->refused == c->tried ? HEAT_REFUSED : HEAT_UNMET;
}

/* How many neighbours have to share a cell for none to be without a trial; 1
 * where few are. */
static size_t
joined(const bool *tried, size_t len)
{
	size_t there = 0;

	for (size_t i = 0; i < len; i++)
		there += tried[i];
	if (there * 4 > len * 3)
		return 1;
	for (size_t k = 1; (len + k - 1) / k >= CELLS_LEAST; k++) {
		size_t last = 0;	/* behind the last that was tried */

		for (size_t i = 0; i < len; i++)
			if (tried[i] && i / k <= last)
				last = i / k + 1;
		if (last == (len + k - 1) / k)
			return k;
	}
	return 1;
}

static size_t
axis_joined(const struct heat *h, const struct heat_axis *a)
{
	bool *tried = mem_array(a->len, sizeof(*tried));
	size_t k;

	for (size_t i = 0; i < h->across.len * h->up.len; i++)
		if (h->cells[i].tried > 0)
			tried[a == &h->across ? i % h->across.len :
			    i / h->across.len] = true;
	k = joined(tried, a->len);
	free(tried);
	return k;
}

static void
cell_add(struct heat_cell *to, const struct heat_cell *c,
    const struct objective *o)
{
	if (c->told > 0 && (to->told == 0 || objective_better(o, c->best,
	    to->best)))
		to->best = c->best;
	to->tried += c->tried;
	to->refused += c->refused;
	to->told += c->told;
	to->sum += c->sum;
}

static void
heat_join(struct heat *h)
{
	size_t x = axis_joined(h, &h->across), y = axis_joined(h, &h->up),
	    was = h->across.len, len = was * h->up.len;
	struct heat_cell *cells;

	if (x == 1 && y == 1)
		return;
	h->across.each *= x;
	h->across.len = (h->across.len + x - 1) / x;
	h->up.each *= y;
	h->up.len = (h->up.len + y - 1) / y;
	cells = mem_array(h->across.len * h->up.len, sizeof(*cells));
	for (size_t i = 0; i < len; i++)
		cell_add(&cells[i / was / y * h->across.len + i % was / x],
		    &h->cells[i], h->objective);
	free(h->cells);
	h->cells = cells;
}

void
heat_end(struct heat *h)
{
	size_t len, n = 0;
	double *values;

	if (h->cells == NULL)
		return;
	heat_join(h);
	len = h->across.len * h->up.len;
	values = mem_array(len, sizeof(*values));
	for (size_t i = 0; i < len; i++)
		if (h->cells[i].told > 0 && isfinite(h->cells[i].best))
			values[n++] = h->cells[i].best;
	stat_sort(values, n);
	if (n > 0) {
		bool least = h->objective->least;

		h->best = values[least ? 0 : n - 1];
		h->worst = stat_quantile(values, n, least ? 1 - WORST_SHARE :
		    WORST_SHARE);
	}
	free(values);
}

int
heat_level(const struct heat *h, double value, int levels)
{
	double share = h->best == h->worst ? 1 : (value - h->worst) /
	    (h->best - h->worst);

	/* of what has no end, too */
	share = fmin(fmax(share, 0), 1) * levels;
	return share >= levels ? levels - 1 : (int)share;
}

void
heat_release(struct heat *h)
{
	free(h->cells);
	h->cells = NULL;
}

const char *
heat_values(const struct heat_axis *a, size_t i,
    char buf[2 * AXIS_TEXT_SIZE + 2])
{
	size_t first = i * a->each, last = first + a->each - 1;
	char text[AXIS_TEXT_SIZE];

	if (last >= a->axis->len)
		last = a->axis->len - 1;
	axis_text(a->axis, first, buf);
	if (last > first) {
		strcat(buf, "..");
		strcat(buf, axis_text(a->axis, last, text));
	}
	return buf;
}

bool
heat_has_others(const struct heat *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->space->axes.len; i++)
		n += h->space->axes.at[i].len > 1;
	return n > 2;
}
