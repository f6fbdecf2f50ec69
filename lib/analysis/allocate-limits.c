/*
 * Which limits contradict. Those that do by themselves are named with their
 * sums; of the others the linear program that finds no weights says by its
 * prices which groups it took to keep it from them.
 */
#include "analysis/allocate-work.h"

#include "base/buf.h"
#include "base/mem.h"
#include "quant/matrix.h"

#include <stdio.h>
#include <stdlib.h>

#define SLACK 1e-9

bool
allocate_obeys(const struct opt_limits *l, const double *w)
{
	for (size_t i = 0; i < l->n; i++)
		if (w[i] < l->low[i] || w[i] > l->high[i])
			return false;
	for (size_t g = 0; g < l->groups; g++) {
		double in = matrix_dot(l->member + g * l->n, w, l->n);

		if (in < l->least[g] - SLACK || in > l->most[g] + SLACK)
			return false;
	}
	return l->now == NULL || opt_turnover(l, w) <= l->turnover + SLACK;
}

static double
percent(double part)
{
	return part * 100;
}

static enum err_code
check_each(const struct opt_limits *l, const char *const *names,
    const char *const *group_names, struct err *err)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->low[i] > l->high[i])
			return err_set(err, E_REFUSED, "%s: it is to be at"
			    " least %.6g%% and at most %.6g%%", names[i],
			    percent(l->low[i]), percent(l->high[i]));
	for (size_t g = 0; g < l->groups; g++)
		if (l->least[g] > l->most[g])
			return err_set(err, E_REFUSED, "group %s: it is to be"
			    " at least %.6g%% and at most %.6g%%",
			    group_names[g], percent(l->least[g]),
			    percent(l->most[g]));
	return E_OK;
}

static double
sum_of(const struct opt_limits *l, const double *bound, const double *member)
{
	double sum = 0;

	for (size_t i = 0; i < l->n; i++)
		sum += bound[i] * (member != NULL ? member[i] : 1);
	return sum;
}

static enum err_code
check_sums(const struct opt_limits *l, double cash, struct err *err)
{
	double low = sum_of(l, l->low, NULL), high = sum_of(l, l->high, NULL);
	char kept[64] = "";

	if (cash > 0)
		snprintf(kept, sizeof(kept), " beside %.6g%% of cash",
		    percent(cash));
	if (low > l->sum + SLACK)
		return err_set(err, E_REFUSED, "the lower bounds add up to"
		    " %.6g%%, more than the %.6g%%%s", percent(low),
		    percent(l->sum), cash > 0 ? kept : " there is");
	if (high < l->sum - SLACK)
		return err_set(err, E_REFUSED, "the upper bounds add up to"
		    " %.6g%%, less than the %.6g%%%s", percent(high),
		    percent(l->sum), cash > 0 ? kept : " there is");
	return E_OK;
}

static enum err_code
check_groups(const struct opt_limits *l, const char *const *group_names,
    struct err *err)
{
	for (size_t g = 0; g < l->groups; g++) {
		const double *member = l->member + g * l->n;
		double low = sum_of(l, l->low, member);
		double high = sum_of(l, l->high, member);

		if (low > l->most[g] + SLACK)
			return err_set(err, E_REFUSED, "group %s: the lower"
			    " bounds of its assets add up to %.6g%%, more than"
			    " its %.6g%%", group_names[g], percent(low),
			    percent(l->most[g]));
		if (high < l->least[g] - SLACK)
			return err_set(err, E_REFUSED, "group %s: the upper"
			    " bounds of its assets add up to %.6g%%, less than"
			    " its %.6g%%", group_names[g], percent(high),
			    percent(l->least[g]));
	}
	return E_OK;
}

/* None contradicts another by itself: some do together. */
static enum err_code
say_together(const struct opt_limits *l, const char *const *group_names,
    const double *price, struct err *err)
{
	struct buf list = { 0 };
	enum err_code rc;

	for (size_t g = 0; g < l->groups; g++) {
		double by = price[1 + g];

		if (fabs(by) <= SLACK)
			continue;
		buf_printf(&list, "%sgroup %s at %s %.6g%%", list.len > 0 ?
		    ", " : "", group_names[g], by < 0 ? "most" : "least",
		    percent(by < 0 ? l->most[g] : l->least[g]));
	}
	rc = err_set(err, E_REFUSED, "no weights obey these together: %s, the"
	    " bounds of the assets, and the sum of %.6g%%", buf_text(&list),
	    percent(l->sum));
	buf_release(&list);
	return rc;
}

enum err_code
allocate_possible(const struct allocate_work *w, struct err *err)
{
	const struct opt_limits *l = &w->l;
	const char *const *groups = w->ask.group_names;
	struct opt_limits any = *l;
	double *room = mem_array(l->n + l->groups + 1, sizeof(*room)), least;
	enum err_code rc = check_each(l, w->names, groups, err);
	enum opt_end end;

	any.now = NULL;
	if (rc == E_OK)
		rc = check_sums(l, w->ask.cash, err);
	if (rc == E_OK)
		rc = check_groups(l, groups, err);
	if (rc == E_OK) {
		end = opt_linear(&any, NULL, room, room + l->n);
		if (end == OPT_NONE)
			rc = say_together(l, groups, room + l->n, err);
		else if (end != OPT_FOUND)
			rc = err_set(err, E_DATA, "rounding kept the limits"
			    " from being checked");
	}
	if (rc == E_OK && l->now != NULL && l->turnover < HUGE_VAL) {
		least = opt_turnover_least(l);
		if (!(least <= l->turnover + SLACK))
			rc = err_set(err, E_REFUSED, "the bounds take a"
			    " turnover of at least %.6g%%, more than %.6g%%",
			    percent(least + w->moved), percent(l->turnover +
			    w->moved));
	}
	free(room);
	return rc;
}
