/* What an account holds now, as returns that it would have had in the past. */
#ifndef CMD_HELD_H
#define CMD_HELD_H

#include "cmd/session.h"
#include "research/holding.h"
#include "store/chances.h"

struct held_past {
	struct run_returns returns;	/* of bars that all symbols have */
	struct run about;		/* account, symbols, capital, span */
};
/*
 * Of --account, or of the only active one; shares of the equity stay what they
 * are now. E_USAGE: there is no such one account, it holds nothing, or no
 * candles are stored of what it holds; E_DATA: it cannot be valued.
 */
enum err_code held_load(struct session *s, int64_t timeframe,
    struct held_past *out, struct err *err);

/*
 * The same account as shares of its equity alone; *about is filled as above but
 * for the span, and may be NULL. Nothing held is E_OK.
 */
enum err_code held_find(struct session *s, struct holding *out,
    struct run *about, struct err *err);
/* What it holds of each of these assets, long, added up over symbols of the
 * asset; shares: as many. E_USAGE: it holds something else, or is short. */
enum err_code held_shares(struct session *s, const char *const *assets,
    size_t n, double *shares, struct err *err);

#endif
