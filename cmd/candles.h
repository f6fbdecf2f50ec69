/* What the candles commands share. */
#ifndef CMD_CANDLES_H
#define CMD_CANDLES_H

#include "cmd/session.h"
#include "model/candlerows.h"

/* The names of enum conflict_policy, for --on-conflict. */
extern const char *const candles_conflict_names[];

/* E_USAGE names what cannot be a series; NULL and 0 are not judged. */
enum err_code candles_series_check(const char *venue, const char *symbol,
    int64_t timeframe, struct err *err);

/* Notes in the audit that a series got bars, inside the transaction. */
enum err_code candles_audit(struct session *s, const char *action,
    const char *venue, const char *symbol, int64_t timeframe, int price,
    int64_t added, const char *from, struct err *err);

/* The candle record's fields for rows with these optional columns, for
 * --fields; the caller frees it. */
char *candles_fields(const bool has[CANDLE_COLUMNS]);

#endif
