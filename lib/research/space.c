/* The grid of a sweep: read, counted, written. */
#include "research/space.h"

#include "base/record.h"
#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

enum axis_kind
axis_kind_of(const struct expr_constant *c)
{
	return c->base == EXPR_DURATION ? AXIS_DURATION :
	    c->base == EXPR_CONDITION ? AXIS_CONDITION :
	    c->ratio ? AXIS_RATIO : AXIS_NUMBER;
}

bool
axis_number(enum axis_kind kind, const char *text, size_t n, struct dec *out)
{
	struct dec hundred = dec_int(100);
	int64_t span;

	if (kind == AXIS_DURATION) {
		if (!duration_parse(text, n, &span))
			return false;
		*out = dec_int(span);
		return true;
	}
	if (kind == AXIS_NUMBER)
		return n > 0 && dec_parse_loose(text, n, out);
	if (n > 1 && text[n - 1] == '%')
		return dec_parse_loose(text, n - 1, out);
	return n > 2 && memcmp(text + n - 2, "bp", 2) == 0 &&
	    dec_parse_loose(text, n - 2, out) && dec_div(*out, hundred,
	    DEC_SCALE_MAX, ROUND_HALF_EVEN, out);
}

static const char *
number_text(enum axis_kind kind, struct dec d, char buf[AXIS_TEXT_SIZE])
{
	int64_t span;

	if (kind == AXIS_DURATION && dec_steps(d, dec_int(1), &span))
		return duration_text(span, buf);
	dec_text(dec_trim(d), buf);
	if (kind == AXIS_RATIO)
		snprintf(buf + strlen(buf), AXIS_TEXT_SIZE - strlen(buf), "%%");
	return buf;
}

const char *
axis_text(const struct axis *a, size_t i, char buf[AXIS_TEXT_SIZE])
{
	struct dec d, times = dec_int((int64_t)i);

	if (a->listed != NULL)
		snprintf(buf, AXIS_TEXT_SIZE, "%s", a->listed[i]);
	else if (dec_mul(a->step, times, DEC_SCALE_MAX, ROUND_HALF_EVEN, &d) &&
	    dec_add(a->low, d, &d))
		number_text(a->kind, d, buf);
	else
		bug("a value of %s that was counted", a->name);
	return buf;
}

bool
axis_place(const struct axis *a, const char *text, size_t *out)
{
	struct dec d;
	int64_t n;

	for (size_t i = 0; a->listed != NULL && i < a->len; i++)
		if (strcmp(a->listed[i], text) == 0) {
			*out = i;
			return true;
		}
	if (a->listed != NULL || !axis_number(a->kind, text, strlen(text), &d)
	    || !dec_sub(d, a->low, &d) || !dec_steps(d, a->step, &n) || n < 0 ||
	    (size_t)n >= a->len)
		return false;
	*out = (size_t)n;
	return true;
}

static enum err_code
bad(const char *spec, struct err *err, const char *why)
{
	return err_set(err, E_USAGE, "--param %s: %s", spec, why);
}

/* How many steps from low fit below high. */
static enum err_code
steps_count(struct axis *a, struct dec high, const char *spec,
    struct err *err)
{
	struct dec room, n;
	int64_t steps;

	if (dec_sign(a->step) <= 0)
		return bad(spec, err, "a step must be more than 0");
	if (dec_cmp(a->low, high) > 0)
		return bad(spec, err, "the range is empty: its low end is above"
		    " its high end");
	if (!dec_sub(high, a->low, &room) || !dec_div(room, a->step, 0,
	    ROUND_FLOOR, &n) || !dec_steps(n, dec_int(1), &steps) ||
	    steps >= SPACE_MOST)
		return bad(spec, err, "more values than can be counted");
	a->len = (size_t)steps + 1;
	return E_OK;
}

/* Cuts "a..b/c" or "a..b step c"; false: there is no "..". */
struct range { const char *low, *high, *step; size_t low_n, high_n, step_n; };
static bool
range_cut(const char *text, struct range *r)
{
	const char *dots = strstr(text, ".."), *slash, *word;

	if (dots == NULL)
		return false;
	*r = (struct range){ .low = text, .low_n = (size_t)(dots - text),
	    .high = dots + 2 };
	slash = strchr(r->high, '/');
	word = strstr(r->high, " step ");
	r->step = slash != NULL ? slash + 1 : word != NULL ? word + 6 : NULL;
	r->high_n = slash != NULL ? (size_t)(slash - r->high) :
	    word != NULL ? (size_t)(word - r->high) : strlen(r->high);
	r->step_n = r->step != NULL ? strlen(r->step) : 0;
	return true;
}

static enum err_code
range_take(const struct strategy_param *p, const struct range *r,
    const char *spec, struct axis *a, struct err *err)
{
	struct dec high;
	bool good = a->kind != AXIS_CONDITION && axis_number(a->kind, r->low,
	    r->low_n, &a->low) && axis_number(a->kind, r->high, r->high_n,
	    &high);

	if (r->step != NULL)
		good = good && axis_number(a->kind, r->step, r->step_n,
		    &a->step);
	if (!good)
		return err_set(err, E_USAGE, "--param %s: not a range of"
		    " values as %s", spec, p->value.text);
	if (r->step == NULL && p->step.base == EXPR_ANY)
		return err_set(err, E_USAGE, "--param %s: it has no step: write"
		    " %s/STEP", spec, spec);
	if (r->step == NULL)
		axis_number(a->kind, p->step.text, strlen(p->step.text),
		    &a->step);
	return steps_count(a, high, spec, err);
}

/* Each value as the language writes it. */
static enum err_code
list_take(struct space *s, const struct strategy_param *p, const char *text,
    const char *spec, struct axis *a, struct err *err)
{
	VEC(const char *) all = {0};
	char buf[AXIS_TEXT_SIZE];
	bool good = true;
	struct dec d;

	for (; good; text++) {
		size_t n = strcspn(text, ",");

		if (a->kind == AXIS_CONDITION) {
			good = (n == 4 && memcmp(text, "true", 4) == 0) ||
			    (n == 5 && memcmp(text, "false", 5) == 0);
			vec_push(&all, arena_textn(&s->texts, text, n));
		} else if ((good = axis_number(a->kind, text, n, &d))) {
			vec_push(&all, arena_text(&s->texts,
			    number_text(a->kind, d, buf)));
		}
		text += n;
		if (*text == '\0')
			break;
	}
	if (good) {
		a->len = all.len;
		a->listed = memcpy(arena_alloc(&s->texts, all.len *
		    sizeof(*all.at)), all.at, all.len * sizeof(*all.at));
	}
	vec_release(&all);
	return good ? E_OK : err_set(err, E_USAGE, "--param %s: not values as"
	    " %s", spec, p->value.text);
}

/* Both ends of what was asked for lie inside of what the file declares. */
static enum err_code
inside(const struct strategy_param *p, const struct axis *a,
    const char *spec, struct err *err)
{
	char buf[AXIS_TEXT_SIZE];
	struct dec low, high, d;

	for (size_t i = 0; i < a->len; i += a->listed != NULL || a->len == 1 ?
	    1 : a->len - 1) {
		bool found = p->choices.len == 0;

		axis_text(a, i, buf);
		if (p->low.base != EXPR_ANY && axis_number(a->kind, buf,
		    strlen(buf), &d) && axis_number(a->kind, p->low.text,
		    strlen(p->low.text), &low) && axis_number(a->kind,
		    p->high.text, strlen(p->high.text), &high) &&
		    (dec_cmp(d, low) < 0 || dec_cmp(d, high) > 0))
			return err_set(err, E_USAGE, "--param %s: %s is outside"
			    " of %s..%s, which the file declares", spec, buf,
			    p->low.text, p->high.text);
		for (size_t k = 0; k < p->choices.len; k++)
			found |= strcmp(p->choices.at[k].text, buf) == 0;
		if (!found)
			return err_set(err, E_USAGE, "--param %s: %s is none of"
			    " the values that the file declares", spec, buf);
	}
	return E_OK;
}

/* What the file says of a parameter that no spec names. */
static enum err_code
declared(struct space *s, const struct strategy_param *p, struct axis *a,
    struct err *err)
{
	const char **one;
	struct buf spec = {0};
	struct range r;
	enum err_code rc;

	if (p->low.base == EXPR_ANY) {
		size_t n = p->choices.len;

		a->len = n > 0 ? n : 1;
		one = arena_alloc(&s->texts, a->len * sizeof(*one));
		one[0] = arena_text(&s->texts, p->value.text);
		for (size_t i = 0; i < n; i++)
			one[i] = arena_text(&s->texts, p->choices.at[i].text);
		a->listed = one;
		return E_OK;
	}
	buf_printf(&spec, "%s=%s..%s", p->name, p->low.text, p->high.text);
	range_cut(strchr(buf_text(&spec), '=') + 1, &r);
	rc = range_take(p, &r, buf_text(&spec), a, err);
	buf_release(&spec);
	return rc;
}

static enum err_code
axis_make(struct space *s, const struct strategy_param *p, const char *spec,
    struct err *err)
{
	struct axis *a = vec_add(&s->axes);
	const char *text = spec == NULL ? NULL : strchr(spec, '=') + 1;
	struct range r;
	enum err_code rc;

	a->name = arena_text(&s->texts, p->name);
	a->kind = axis_kind_of(&p->value);
	a->stride = 1;
	if (spec == NULL)
		return declared(s, p, a, err);
	rc = range_cut(text, &r) ? range_take(p, &r, spec, a, err) :
	    list_take(s, p, text, spec, a, err);
	return rc == E_OK ? inside(p, a, spec, err) : rc;
}

/* The spec of a name; each has one, and names a parameter. */
static enum err_code
specs_check(const struct strategy *s, const char *const *specs, size_t n,
    struct err *err)
{
	VEC(const char *) names = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; i < s->params.len; i++)
		vec_push(&names, s->params.at[i].name);
	vec_push(&names, NULL);
	for (size_t i = 0; i < n && rc == E_OK; i++) {
		size_t len = strcspn(specs[i], "=");
		char *name = mem_textn(specs[i], len);
		const char *near = word_nearest(name, names.at);
		bool found = false;

		for (size_t k = 0; names.at[k] != NULL; k++)
			found |= strcmp(names.at[k], name) == 0;
		if (specs[i][len] == '\0' || len == 0)
			rc = bad(specs[i], err, "write name=low..high/step");
		else if (!found)
			rc = err_set(err, E_USAGE, "--param %s: strategy %s has"
			    " no such parameter%s%s%s", name, s->name, near ?
			    "; did you mean \"" : "", near ? near : "", near ?
			    "\"?" : "");
		for (size_t k = 0; k < i && rc == E_OK; k++)
			if (strncmp(specs[k], specs[i], len + 1) == 0)
				rc = bad(name, err, "it is given twice");
		free(name);
	}
	vec_release(&names);
	return rc;
}

enum err_code
space_count(struct space *s, struct err *err)
{
	s->sets = s->coarse = 1;
	for (size_t i = 0; i < s->axes.len; i++)
		if (__builtin_mul_overflow(s->sets,
		    (int64_t)s->axes.at[i].len, &s->sets) ||
		    s->sets > SPACE_MOST)
			return err_set(err, E_USAGE, "more sets of parameters "
			    "than can be counted: give fewer values by --param"
			    " name=low..high/step");
	for (size_t i = 0; i < s->axes.len; i++)
		s->coarse *= (int64_t)axis_coarse(&s->axes.at[i]);
	return E_OK;
}

enum err_code
space_make(const struct strategy *s, const char *const *specs, size_t n,
    struct space *out, struct err *err)
{
	struct space made = { .sets = 1 };
	enum err_code rc = specs_check(s, specs, n, err);

	for (size_t i = 0; i < s->params.len && rc == E_OK; i++) {
		const char *name = s->params.at[i].name, *spec = NULL;
		size_t len = strlen(name);

		for (size_t k = 0; k < n; k++)
			if (strncmp(specs[k], name, len) == 0 &&
			    specs[k][len] == '=')
				spec = specs[k];
		rc = axis_make(&made, &s->params.at[i], spec, err);
	}
	if (rc == E_OK)
		rc = space_count(&made, err);
	if (rc == E_OK)
		*out = made;
	else
		space_release(&made);
	return rc;
}

/* As many steps as the file declares, where they fit. */
static bool
axis_refine(struct axis *a, const struct strategy_param *p)
{
	struct dec step;
	int64_t times;

	if (a->listed != NULL || a->len < 2)
		return false;
	if (p->step.base == EXPR_ANY || !axis_number(a->kind, p->step.text,
	    strlen(p->step.text), &step) || dec_sign(step) <= 0 ||
	    !dec_steps(a->step, step, &times) || times < 1 ||
	    times > SPACE_MOST / (int64_t)a->len)
		return true;
	a->stride = (size_t)times;
	a->len = (a->len - 1) * a->stride + 1;
	a->step = step;
	return true;
}

enum err_code
space_refine(struct space *s, const struct strategy *strategy,
    struct err *err)
{
	bool any = false;

	for (size_t i = 0; i < s->axes.len; i++)
		any |= axis_refine(&s->axes.at[i], &strategy->params.at[i]);
	return any ? space_count(s, err) : err_set(err, E_USAGE, "--refine: no"
	    " parameter of strategy %s has steps to take", strategy->name);
}

void
space_release(struct space *s)
{
	vec_release(&s->axes);
	arena_release(&s->texts);
}

void
space_places(const struct space *s, int64_t set, size_t *at)
{
	for (size_t i = s->axes.len; i-- > 0;) {
		int64_t n = (int64_t)s->axes.at[i].len;

		at[i] = (size_t)(set % n);
		set /= n;
	}
}

int64_t
space_set(const struct space *s, const size_t *at)
{
	int64_t set = 0;

	for (size_t i = 0; i < s->axes.len; i++)
		set = set * (int64_t)s->axes.at[i].len + (int64_t)at[i];
	return set;
}

void
space_set_text(const struct space *s, int64_t set, struct buf *out)
{
	size_t *at = mem_array(s->axes.len + 1, sizeof(*at));
	char buf[AXIS_TEXT_SIZE];

	space_places(s, set, at);
	for (size_t i = 0; i < s->axes.len; i++)
		buf_printf(out, "%s%s=%s", i == 0 ? "" : ";",
		    s->axes.at[i].name, axis_text(&s->axes.at[i], at[i],
		    buf));
	free(at);
}

void
space_text(const struct space *s, struct buf *out)
{
	char buf[AXIS_TEXT_SIZE];

	for (size_t i = 0; i < s->axes.len; i++) {
		const struct axis *a = &s->axes.at[i];

		buf_printf(out, "%s%s=%s", i == 0 ? "" : ";", a->name,
		    axis_text(a, 0, buf));
		for (size_t k = 1; a->listed != NULL && k < a->len; k++)
			buf_printf(out, ",%s", a->listed[k]);
		if (a->listed != NULL || a->len == 1)
			continue;
		buf_printf(out, "..%s", axis_text(a, a->len - 1, buf));
		buf_printf(out, "/%s", number_text(a->kind, a->step, buf));
	}
}
