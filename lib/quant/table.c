/* The table of indicators. */
#include "quant/rows.h"

const struct indicator *const indicators[] = {
	&indicator_sma,
	&indicator_bbands,
	NULL
};
