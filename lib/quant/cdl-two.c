/* Candle patterns of a bar and the one before it. */
#include "quant/cdl.h"

/* A small body at the top of a long lower shadow. */
static bool
hammer_shape(struct bars b)
{
	return cdl_body(b, 0) < body_usual(b, 0) &&
	    cdl_lower(b, 0) > cdl_body(b, 0) &&
	    cdl_upper(b, 0) < shadow_very_short(b, 0);
}

static double
hammer(struct bars b)
{
	return hammer_shape(b) && cdl_bottom(b, 0) <= L(1) + near(b, 1) ?
	    100 : 0;
}
CDL(hammer, "hammer: a long lower shadow near the low before it",
    "TA_CDLHAMMER", 11, hammer);

static double
hanging_man(struct bars b)
{
	return hammer_shape(b) && cdl_bottom(b, 0) >= H(1) - near(b, 1) ?
	    -100 : 0;
}
CDL(hanging_man, "hanging man: a long lower shadow near the high before it",
    "TA_CDLHANGINGMAN", 11, hanging_man);

/* A small body at the bottom of a long upper shadow. */
static bool
star_shape(struct bars b)
{
	return cdl_body(b, 0) < body_usual(b, 0) &&
	    cdl_upper(b, 0) > cdl_body(b, 0) &&
	    cdl_lower(b, 0) < shadow_very_short(b, 0);
}

static double
inverted_hammer(struct bars b)
{
	return star_shape(b) && cdl_gap_down(b, 0) ? 100 : 0;
}
CDL(inverted_hammer, "inverted hammer: a long upper shadow after a gap down",
    "TA_CDLINVERTEDHAMMER", 11, inverted_hammer);

static double
shooting_star(struct bars b)
{
	return star_shape(b) && cdl_gap_up(b, 0) ? -100 : 0;
}
CDL(shooting_star, "shooting star: a long upper shadow after a gap up",
    "TA_CDLSHOOTINGSTAR", 11, shooting_star);

static double
engulfing(struct bars b)
{
	double top = cdl_top(b, 0), top_before = cdl_top(b, 1);
	double bottom = cdl_bottom(b, 0), bottom_before = cdl_bottom(b, 1);

	if (cdl_white(b, 0) == cdl_white(b, 1) || top < top_before ||
	    bottom > bottom_before || (top == top_before &&
	    bottom == bottom_before))
		return 0;
	return cdl_colour(b, 0) * (top == top_before ||
	    bottom == bottom_before ? 80 : 100);
}
CDL(engulfing, "engulfing: a body around that of the bar before",
    "TA_CDLENGULFING", 2, engulfing);

static double
harami(struct bars b)
{
	double top = cdl_top(b, 0), top_before = cdl_top(b, 1);
	double bottom = cdl_bottom(b, 0), bottom_before = cdl_bottom(b, 1);

	if (!(cdl_body(b, 1) > body_usual(b, 1)) ||
	    cdl_body(b, 0) > body_usual(b, 0) || top > top_before ||
	    bottom < bottom_before)
		return 0;
	return -cdl_colour(b, 1) * (top < top_before &&
	    bottom > bottom_before ? 100 : 80);
}
CDL(harami, "harami: a small body inside the long one before",
    "TA_CDLHARAMI", 11, harami);

static double
piercing(struct bars b)
{
	return !cdl_white(b, 1) && cdl_body(b, 1) > body_usual(b, 1) &&
	    cdl_white(b, 0) && cdl_body(b, 0) > body_usual(b, 0) &&
	    O(0) < L(1) && C(0) < O(1) &&
	    C(0) > C(1) + cdl_body(b, 1) * 0.5 ? 100 : 0;
}
CDL(piercing, "piercing: from below the low into the black body before",
    "TA_CDLPIERCING", 11, piercing);

static double
dark_cloud_cover(struct bars b)
{
	return cdl_white(b, 1) && cdl_body(b, 1) > body_usual(b, 1) &&
	    !cdl_white(b, 0) && O(0) > H(1) && C(0) > O(1) &&
	    C(0) < C(1) - cdl_body(b, 1) * b.penetration ? -100 : 0;
}
CDL(dark_cloud_cover, "dark cloud cover: from above the high into the white "
    "body before", "TA_CDLDARKCLOUDCOVER", 11, dark_cloud_cover,
    CDL_PENETRATION(0.5));
