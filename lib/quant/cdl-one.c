/* Candle patterns of one bar. */
#include "quant/cdl.h"

static double
doji(struct bars b)
{
	return cdl_body(b, 0) <= body_doji(b, 0) ? 100 : 0;
}
CDL(doji, "doji: opens and closes at nearly one price", "TA_CDLDOJI", 10,
    doji);

static double
dragonfly_doji(struct bars b)
{
	double little = shadow_very_short(b, 0);

	return cdl_body(b, 0) <= body_doji(b, 0) &&
	    cdl_upper(b, 0) < little && cdl_lower(b, 0) > little ? 100 : 0;
}
CDL(dragonfly_doji, "dragonfly: a doji with a lower shadow only",
    "TA_CDLDRAGONFLYDOJI", 10, dragonfly_doji);

static double
gravestone_doji(struct bars b)
{
	double little = shadow_very_short(b, 0);

	return cdl_body(b, 0) <= body_doji(b, 0) &&
	    cdl_lower(b, 0) < little && cdl_upper(b, 0) > little ? 100 : 0;
}
CDL(gravestone_doji, "gravestone: a doji with an upper shadow only",
    "TA_CDLGRAVESTONEDOJI", 10, gravestone_doji);

static double
spinning_top(struct bars b)
{
	double body = cdl_body(b, 0);

	return body < body_usual(b, 0) && cdl_upper(b, 0) > body &&
	    cdl_lower(b, 0) > body ? cdl_colour(b, 0) * 100 : 0;
}
CDL(spinning_top, "spinning top: a small body between longer shadows",
    "TA_CDLSPINNINGTOP", 10, spinning_top);

static double
marubozu(struct bars b)
{
	double little = shadow_very_short(b, 0);

	return cdl_body(b, 0) > body_usual(b, 0) &&
	    cdl_upper(b, 0) < little && cdl_lower(b, 0) < little ?
	    cdl_colour(b, 0) * 100 : 0;
}
CDL(marubozu, "marubozu: a long body without shadows", "TA_CDLMARUBOZU", 10,
    marubozu);
