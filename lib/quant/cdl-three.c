/* Candle patterns of three bars. */
#include "quant/cdl.h"

/* A long body, a small one apart from it, and one that comes back. */
static bool
star_bodies(struct bars b)
{
	return cdl_body(b, 2) > body_usual(b, 2) &&
	    cdl_body(b, 1) <= body_usual(b, 1) &&
	    cdl_body(b, 0) > body_usual(b, 0);
}

static double
morning_star(struct bars b)
{
	return !cdl_white(b, 2) && cdl_white(b, 0) && cdl_gap_down(b, 1) &&
	    C(0) > C(2) + cdl_body(b, 2) * b.penetration &&
	    star_bodies(b) ? 100 : 0;
}
CDL(morning_star, "morning star: black, a small body below, white",
    "TA_CDLMORNINGSTAR", 12, morning_star, CDL_PENETRATION(0.3));

static double
evening_star(struct bars b)
{
	return cdl_white(b, 2) && !cdl_white(b, 0) && cdl_gap_up(b, 1) &&
	    C(0) < C(2) - cdl_body(b, 2) * b.penetration &&
	    star_bodies(b) ? -100 : 0;
}
CDL(evening_star, "evening star: white, a small body above, black",
    "TA_CDLEVENINGSTAR", 12, evening_star, CDL_PENETRATION(0.3));

/* The bar opens in the body before it, or near above, and is as long. */
static bool
marches_on(struct bars b, size_t ago)
{
	size_t before = ago + 1;

	return C(ago) > C(before) && O(ago) > O(before) &&
	    O(ago) <= C(before) + near(b, before) &&
	    cdl_body(b, ago) > cdl_body(b, before) - far(b, before);
}

static double
white_soldiers(struct bars b)
{
	for (size_t ago = 0; ago < 3; ago++)
		if (!cdl_white(b, ago) ||
		    !(cdl_upper(b, ago) < shadow_very_short(b, ago)))
			return 0;
	return marches_on(b, 1) && marches_on(b, 0) &&
	    cdl_body(b, 0) > body_usual(b, 0) ? 100 : 0;
}
CDL(3_white_soldiers, "three white soldiers: three rising white bars",
    "TA_CDL3WHITESOLDIERS", 12, white_soldiers);

static bool
opens_inside(struct bars b, size_t ago)
{
	return O(ago) < O(ago + 1) && O(ago) > C(ago + 1) &&
	    C(ago) < C(ago + 1);
}

static double
black_crows(struct bars b)
{
	for (size_t ago = 0; ago < 3; ago++)
		if (cdl_white(b, ago) ||
		    !(cdl_lower(b, ago) < shadow_very_short(b, ago)))
			return 0;
	return cdl_white(b, 3) && H(3) > C(2) && opens_inside(b, 1) &&
	    opens_inside(b, 0) ? -100 : 0;
}
CDL(3_black_crows, "three black crows: three falling black bars",
    "TA_CDL3BLACKCROWS", 13, black_crows);
