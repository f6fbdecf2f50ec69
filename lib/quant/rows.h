/* Inside lib/quant: the rows of the table, by file. */
#ifndef QUANT_ROWS_H
#define QUANT_ROWS_H

#include "quant/indicator.h"

/* Parameters that most have: bars of a window, a factor. */
#define LENGTH(name, least, usual, what) { name, usual, least, \
	INDICATOR_LENGTH, .whole = true, .help = what }
#define PERIOD(least, usual) LENGTH("period", least, usual, "bars")
#define FACTOR(name, usual, what) { name, usual, 0, 1000, .help = what }
#define VALUE(unit) { { "value", unit } }
#define BANDS(unit) { { "upper", unit }, { "middle", unit }, { "lower", unit } }

/* average.c */
extern const struct indicator indicator_sma, indicator_wma, indicator_ema,
    indicator_linreg_slope;
/* bands.c */
extern const struct indicator indicator_bbands, indicator_donchian,
    indicator_keltner, indicator_stddev;
/* directional.c */
extern const struct indicator indicator_plus_di, indicator_minus_di,
    indicator_dx, indicator_adx;
/* ichimoku.c */
extern const struct indicator indicator_ichimoku;
/* momentum.c */
extern const struct indicator indicator_rsi, indicator_macd, indicator_roc,
    indicator_cci;
/* oscillator.c */
extern const struct indicator indicator_stoch, indicator_stochf,
    indicator_willr, indicator_aroon;
/* trail.c */
extern const struct indicator indicator_atr, indicator_natr,
    indicator_supertrend, indicator_sar;
/* volume.c */
extern const struct indicator indicator_obv, indicator_vwap,
    indicator_vwap_from, indicator_mfi;
/* cdl-one.c */
extern const struct indicator indicator_cdl_doji,
    indicator_cdl_dragonfly_doji, indicator_cdl_gravestone_doji,
    indicator_cdl_spinning_top, indicator_cdl_marubozu;
/* cdl-two.c */
extern const struct indicator indicator_cdl_hammer, indicator_cdl_hanging_man,
    indicator_cdl_inverted_hammer, indicator_cdl_shooting_star,
    indicator_cdl_engulfing, indicator_cdl_harami, indicator_cdl_piercing,
    indicator_cdl_dark_cloud_cover;
/* cdl-three.c */
extern const struct indicator indicator_cdl_morning_star,
    indicator_cdl_evening_star, indicator_cdl_3_white_soldiers,
    indicator_cdl_3_black_crows;

/* First values that several rows share. */
size_t lookback_none(const double *params, int output);
size_t lookback_period(const double *params, int output);	/* n - 1 */
size_t lookback_change(const double *params, int output);	/* n */

#endif
