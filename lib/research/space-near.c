/* The sets around the one that a strategy was read with. */
#include "research/space.h"

#include <string.h>

/* How many steps lie between two numbers, but no more than so many. */
static size_t
steps_between(struct dec low, struct dec high, struct dec step, size_t most)
{
	struct dec room, n;
	int64_t steps;

	if (!dec_sub(high, low, &room) || dec_sign(room) <= 0 ||
	    !dec_div(room, step, 0, ROUND_FLOOR, &n) || !dec_steps(n,
	    dec_int(1), &steps))
		return 0;
	return (size_t)steps < most ? (size_t)steps : most;
}

/* False: the parameter has nothing to move in. */
static bool
axis_near(const struct strategy_param *p, struct dec share, struct axis *a)
{
	const struct expr_constant *all[] = { &p->taken, &p->low, &p->high,
	    &p->step };
	struct dec d[4], range, half, down;
	size_t most, below;

	for (size_t i = 0; i < 4; i++)
		if (all[i]->base == EXPR_ANY || a->kind == AXIS_CONDITION ||
		    !axis_number(a->kind, all[i]->text, strlen(all[i]->text),
		    &d[i]))
			return false;
	if (dec_sign(share) <= 0 || dec_sign(d[3]) <= 0 || !dec_sub(d[2],
	    d[1], &range) || !dec_mul(range, share, DEC_SCALE_MAX,
	    ROUND_HALF_EVEN, &half))
		return false;
	most = steps_between(DEC_ZERO, half, d[3], SIZE_MAX);
	most = most == 0 ? 1 : most;
	below = steps_between(d[1], d[0], d[3], most);
	a->len = below + steps_between(d[0], d[2], d[3], most) + 1;
	a->step = d[3];
	return dec_mul(d[3], dec_int((int64_t)below), DEC_SCALE_MAX,
	    ROUND_HALF_EVEN, &down) && dec_sub(d[0], down, &a->low);
}

enum err_code
space_near(const struct strategy *s, struct dec share, struct space *out,
    struct err *err)
{
	struct space made = { .sets = 1 };
	enum err_code rc;

	for (size_t i = 0; i < s->params.len; i++) {
		const struct strategy_param *p = &s->params.at[i];
		struct axis *a = vec_add(&made.axes);
		const char **one = arena_alloc(&made.texts, sizeof(*one));

		*a = (struct axis){ .name = arena_text(&made.texts, p->name),
		    .kind = axis_kind_of(&p->value), .stride = 1 };
		if (axis_near(p, share, a))
			continue;
		one[0] = arena_text(&made.texts, p->taken.text);
		a->listed = one;
		a->len = 1;
	}
	rc = space_count(&made, err);
	if (rc == E_OK)
		*out = made;
	else
		space_release(&made);
	return rc;
}
