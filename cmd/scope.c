/*
 * The checks of what lists are asked about, before anything is read, and the
 * loop that prints them.
 */
#include "cmd/scope.h"

#include "model/instrument.h"
#include "store/accounts.h"
#include "store/orders.h"

enum err_code
account_must_exist(struct session *s, const char *label, struct err *err)
{
	struct account account;

	if (label == NULL)
		return E_OK;
	if (s->store == NULL)
		return err_set(err, E_USAGE, "no account '%s'", label);
	return account_load(s->store, label, &account, err);
}

enum err_code
symbol_must_fit(const char *symbol, struct err *err)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	if (symbol == NULL || symbol_split(symbol, base, quote, settle))
		return E_OK;
	return err_set(err, E_USAGE, "symbol '%s': not of the form BTC/USDT"
	    " or BTC/USDT:USDT", symbol);
}

enum err_code
ledger_scope(struct session *s, const char *order, const char *symbol,
    struct err *err)
{
	struct order found;
	enum err_code rc = account_must_exist(s, s->globals->account, err);

	if (rc == E_OK && order != NULL)
		rc = order_load(s->store, order, &found, err);
	if (rc == E_OK)
		rc = symbol_must_fit(symbol, err);
	return rc;
}

enum err_code
newest_print(struct out *out, const void *rows, size_t len, size_t size,
    int64_t limit, bool (*keep)(const void *self, const void *row),
    const void *self, struct err *err)
{
	const char *row = (const char *)rows + len * size;
	int64_t kept = 0;
	enum err_code rc = E_OK;

	while (row != rows && (limit == 0 || kept < limit)) {
		row -= size;
		kept += keep(self, row);
	}
	for (; kept > 0 && rc == E_OK; row += size)
		if (keep(self, row)) {
			rc = out_row(out, row, err);
			kept--;
		}
	return rc;
}
