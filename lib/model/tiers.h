/* What instrument_check() asks of the tiers; inside lib/model only. */
#ifndef MODEL_TIERS_H
#define MODEL_TIERS_H

#include "model/instrument.h"

/* Checks the rows and fills in cum. */
enum err_code tiers_complete(struct instrument *i, struct err *err);

#endif
