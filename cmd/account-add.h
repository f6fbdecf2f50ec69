/* What account add is given, and the two things it can add. */
#ifndef CMD_ACCOUNT_ADD_H
#define CMD_ACCOUNT_ADD_H

#include "cmd/account-keys.h"
#include "cmd/session.h"
#include "crypt/vault.h"
#include "model/account.h"

struct args {
	const char *venue, *currency, *prices, *instruments, *live_prices;
	struct texts balances;
	struct texts fee_tiers;
	struct dec slippage, spread, impact, volume_share;
	int64_t timeframe, from, detail, latency;
	int fee_in, limit_fill;
	bool use, live, testnet, accept_withdrawal;
	const char *base_url;
	struct key_source key;
	struct texts ceilings;
};

extern const char *const account_fees_in[];	/* of --fee-in */
extern const char *const account_limit_fills[];	/* of --limit-fill */

/* The fields that both have. E_USAGE: label or currency cannot be. */
enum err_code account_fill(struct session *s, const struct args *a,
    const char *label, struct account *to, struct err *err);
/* An account at the simulated venue, with its opening balances, in one
 * transaction. */
enum err_code account_add_paper(struct session *s, const struct args *a,
    const char *label, struct account *out, struct err *err);
/* An account at an exchange: its key is proven there and put into the vault
 * before the account is in the store. */
enum err_code account_add_live(struct session *s, const struct args *a,
    const char *label, struct account *out, struct err *err);

/* "rule=value" texts as the vault keeps them. */
enum err_code ceilings_read(const struct texts *texts, struct ceilings *out,
    struct err *err);

#endif
