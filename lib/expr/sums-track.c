/*
 * Running sums for the lines of a run, its own, tile by tile, or those of whole
 * columns that runs share; and how far these lines stay whole numbers.
 */
#include "expr/sums.h"

#include "expr/series.h"
#include "expr/share.h"

#include <math.h>
#include <stdlib.h>

/* No value of the column is larger in size. */
static double
track_most(const struct run *r, const struct sum_track *t)
{
	const struct bars *b = &r->bars[t->section];

	return t->code == COL_VOLUME ? b->volume_most * b->volume_unit :
	    b->price_most * b->price_unit;
}

/* Does every sum that the line takes stay a whole number? */
static bool
line_holds(const struct run *r, const struct sum_line *l)
{
	double most = 0, coefs = 0;

	for (int i = 0; i < l->len; i++) {
		const struct sum_track *t = &r->sums.tracks.at[l->at[i].track];

		most = fmax(most, track_most(r, t) *
		    (double)(t->history + t->room));
		coefs += fabs(l->at[i].coef);
	}
	return most < 0x1p50 && most * coefs + fabs(l->constant) < 0x1p52;
}

/* What goes with the run cannot be shared. */
static bool
track_shares(const struct run *r, const struct sum_track *t)
{
	const struct bars *b = &r->bars[t->section];

	return r->market->share != NULL && b->c != &b->made;
}

/* Running sums of whole columns, which runs share; false: some line would
 * leave whole numbers, or there is no room for them. */
static bool
tracks_share(struct run *r)
{
	struct sums *s = &r->sums;

	for (size_t i = 0; i < s->tracks.len; i++) {
		struct sum_track *t = &s->tracks.at[i];

		if (!track_shares(r, t))
			return false;
		t->room = t->until = r->bars[t->section].c->len;
		t->value = share_sums(r->market->share, t->column, t->room,
		    t->history);
		if (t->value == NULL)
			return false;
	}
	for (size_t i = 0; i < s->lines.len; i++)
		if (!line_holds(r, &s->lines.at[i]))
			return false;
	return true;
}

/* Room for a tile and what comes before it. */
static void
track_alone(struct run *r, struct sum_track *t)
{
	t->first = t->until = 0;
	t->room = t->history > 2 * r->tile ? t->history : 2 * r->tile;
	if (r->sums.narrow)
		t->narrow = run_memory(r, t->history + t->room + 64,
		    sizeof(*t->narrow));
	else
		t->value = run_memory(r, t->history + t->room + 64,
		    sizeof(*t->value));
}

/* The line in windows; false: it is not narrow. Its terms are in order of
 * columns and bars; those of a column add up to nothing. */
static bool
windows_make(const struct sums *s, struct sum_line *l)
{
	double coef = 0, sums = 0, bases = fabs(l->constant), offset =
	    l->constant;

	l->windows_len = 0;
	for (int i = 0; i < l->len; i++) {
		const struct sum_term *a = &l->at[i], *b = a + 1;
		const struct sum_track *t = &s->tracks.at[a->track];
		double bars;

		coef += a->coef;
		if (i + 1 == l->len || b->track != a->track) {
			if (fabs(coef) > 0)
				return false;
			continue;
		}
		bars = (double)(b->back - a->back);
		if (!(bars * t->away < 0x1p31))
			return false;
		sums += fabs(coef) * bars * t->away;
		bases += fabs(coef * bars * (double)t->base);
		offset += coef * bars * (double)t->base;
		if (fabs(coef) > 0)
			l->windows[l->windows_len++] = (struct sum_window){
			    a->track, a->back, b->back, (int64_t)coef };
	}
	l->offset = (int64_t)offset;
	/* each of the factors, products and sums is rounded to 24 bits */
	l->near = (float)((sums + fabs(offset)) * 0x1p-23 *
	    (l->windows_len + 8));
	return sums < 0x1p52 && bases < 0x1p52;
}

static bool
lines_narrow(struct run *r)
{
	struct sums *s = &r->sums;

	for (size_t i = 0; i < s->tracks.len; i++) {
		struct sum_track *t = &s->tracks.at[i];
		size_t n = r->bars[t->section].c->len;

		t->base = n > 0 ? t->column[0] : 0;
		t->away = 2 * track_most(r, t);
		if (track_shares(r, t))
			share_middle(r->market->share, t->column, n, &t->base,
			    &t->away);
	}
	for (size_t i = 0; i < s->lines.len; i++)
		if (!windows_make(s, &s->lines.at[i]))
			return false;
	return true;
}

static void
tracks_narrow(struct run *r)
{
	for (size_t i = 0; i < r->sums.tracks.len; i++) {
		struct sum_track *t = &r->sums.tracks.at[i];
		size_t n = r->bars[t->section].c->len;

		if (track_shares(r, t))
			t->narrow = share_narrow(r->market->share, t->column,
			    n, t->history);
		if (t->narrow == NULL)
			track_alone(r, t);
		else
			t->room = t->until = n;
	}
}

void
tracks_prepare(struct run *r)
{
	struct sums *s = &r->sums;

	s->narrow = lines_narrow(r);
	if (s->narrow) {
		tracks_narrow(r);
		return;
	}
	if (tracks_share(r))
		return;
	for (size_t i = 0; i < s->tracks.len; i++)
		track_alone(r, &s->tracks.at[i]);
	for (size_t i = 0; i < r->e->dag->ops.len; i++)
		if (s->of[i] != 0 &&
		    !line_holds(r, &s->lines.at[abs(s->of[i]) - 1]))
			s->of[i] = 0;
}

bool
sums_shared(const struct sums *s)
{
	for (size_t i = 0; i < s->tracks.len; i++)
		if (s->tracks.at[i].until == 0)
			return false;
	return s->tracks.len > 0;
}
