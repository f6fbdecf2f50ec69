/*
 * What scouts share: the bars, and which sets are for the array kernel at all.
 */
#include "research/scout.h"

#include "risk/policy.h"

#include <string.h>

/* Are all limits off? */
static bool
nothing_limits(const struct backtest *b)
{
	for (const struct rule *r = policy_rules; r->name != NULL; r++) {
		bool said = false;

		for (size_t i = 0; i < b->policy->len; i++) {
			const struct policy_row *row = &b->policy->at[i];

			if (strcmp(row->rule, r->name) != 0)
				continue;
			if (strcmp(row->value, "off") != 0)
				return false;
			said |= row->account[0] == '\0' &&
			    row->symbol[0] == '\0';
		}
		if (!said && r->fallback != NULL)
			return false;
	}
	return true;
}

/* Does a text ask for one of these fields? */
static bool
asks(const struct scouting *x, const char *const *names)
{
	struct buf text = {0};
	bool any = false;

	buf_puts(&text, buf_text(&x->objective->text));
	buf_putc(&text, ' ');
	if (x->constraint != NULL)
		expr_canonical(x->constraint, &text);
	for (; *names != NULL; names++)
		any |= strstr(buf_text(&text), *names) != NULL;
	buf_release(&text);
	return any;
}

/* Why the kernel is not asked at all; NULL: it is. */
static const char *
replay_reason(const struct scouting *x)
{
	static const char *const names[] = { "exposure", "sqn", NULL };
	const struct backtest *b = x->b;

	if (b->policy == NULL || !nothing_limits(b))
		return "limits of the policy are in force";
	if (b->breakers != NULL && b->breakers->len > 0)
		return "breakers are in force";
	if (b->symbols_len > 1)
		return "several symbols share the account";
	if (b->detail != 0 || dec_sign(b->settings.impact_bps) > 0 ||
	    dec_sign(b->settings.volume_share) > 0)
		return "fills look inside bars or at their volume";
	if (x->ground.markets.at[0].marks.len > 0)
		return "marks are stored beside the prices";
	if (asks(x, names))
		return "the objective or constraint asks for what trades at"
		    " risk";
	return kernel_unfit(b->strategy);
}

/* The most bars that any end of an axis looks back on. */
static enum err_code
warmup_find(struct scouting *x, struct err *err)
{
	struct ground none = { .b = x->b };
	struct scouting part = { .b = x->b, .source = x->source,
	    .space = x->space, .ground = none };
	struct scout *c = scout_new(&part);
	size_t *at = mem_array(x->space->axes.len + 1, sizeof(*at));
	enum err_code rc = E_OK;

	x->ground.warmup = expr_warmup(x->b->strategy->program);
	for (size_t i = 0; i <= x->space->axes.len && rc == E_OK; i++)
		for (int end = 0; end < 2 && rc == E_OK; end++) {
			struct strategy *s = NULL;
			int64_t warm;

			for (size_t k = 0; k < x->space->axes.len; k++)
				at[k] = (end == 1) == (k == i || i ==
				    x->space->axes.len) ?
				    x->space->axes.at[k].len - 1 : 0;
			rc = scout_strategy(c, space_set(x->space, at), &s,
			    err);
			warm = rc == E_OK && s != NULL ?
			    expr_warmup(s->program) : 0;
			if (warm > x->ground.warmup)
				x->ground.warmup = warm;
			strategy_free(s);
		}
	free(at);
	scout_free(c);
	return rc;
}

enum err_code
scouting_open(struct scouting *x, struct err *err)
{
	static const char *const names[] = { "sortino", "omega", "ulcer",
	    "psr", "max_drawdown_days", NULL };
	enum err_code rc;

	x->ground = (struct ground){ .s = x->store, .b = x->b };
	x->mold = strategy_mold_new(x->source);
	rc = warmup_find(x, err);
	if (rc == E_OK)
		rc = ground_load(&x->ground, err);
	if (rc != E_OK)
		return rc;
	x->replay = replay_reason(x);
	x->curves = asks(x, names);
	return E_OK;
}

void
scouting_close(struct scouting *x)
{
	ground_release(&x->ground);
	strategy_mold_free(x->mold);
}
