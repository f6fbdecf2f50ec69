/* Inside the room: parts of how symbols move together. */
#ifndef ANALYSIS_CORRELATION_WORK_H
#define ANALYSIS_CORRELATION_WORK_H

#include "analysis/correlation.h"

#define EWMA_LAMBDA 0.94

/* Those of its returns from one on, so many. pointers: p. */
struct panel panel_part(const struct panel *s, size_t from, size_t n,
    const double **pointers);
/* correlation-dcc.c: of the next bar into matrix. E_DATA: too few returns; or
 * it is to be fitted, and cannot be. */
enum err_code correlation_by_dcc(const struct panel *s, bool fitted,
    struct correlation_dcc *out, double *matrix, struct err *err);

#endif
