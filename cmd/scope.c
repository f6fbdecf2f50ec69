/*
 * The checks of what commands are asked about, before anything is read.
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
