/*
 * What account add does for a paper account: its options judged, then the
 * account and its opening balances in one transaction.
 */
#include "cmd/account-add.h"
#include "cmd/online.h"
#include "cmd/trade.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "store/accounts.h"
#include "store/candles.h"
#include "venue/sim/venue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (16 << 20)	/* an instruments file is a few kilobytes */

const char *const account_fees_in[] = { "quote", "received", NULL };
const char *const account_limit_fills[] = { "through", "touch", NULL };

/* ASSET=AMOUNT; each asset once. */
static enum err_code
read_balance(const char *text, struct sim_venue_options *o, struct err *err)
{
	const char *equals = strchr(text, '=');
	struct sim_opening *b;
	struct dec amount;

	if (equals == NULL || equals - text >= ASSET_SIZE ||
	    !dec_parse_text(equals + 1, &amount))
		return err_set(err, E_USAGE, "--balance '%s': not of the form "
		    "USDT=10000", text);
	if (dec_sign(amount) <= 0)
		return err_set(err, E_USAGE, "--balance '%s': an account "
		    "opens with more than 0", text);
	b = vec_add(&o->balances);
	memcpy(b->currency, text, (size_t)(equals - text));
	b->amount = amount;
	if (!asset_valid(b->currency))
		return err_set(err, E_USAGE, "--balance '%s': '%s' is no "
		    "asset", text, b->currency);
	for (size_t i = 0; i + 1 < o->balances.len; i++)
		if (strcmp(o->balances.at[i].currency, b->currency) == 0)
			return err_set(err, E_USAGE, "--balance '%s': %s is "
			    "there twice", text, b->currency);
	return E_OK;
}

static enum err_code
read_balances(struct session *s, const struct args *a,
    struct sim_venue_options *o, struct err *err)
{
	struct sim_opening *b;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < a->balances.len && rc == E_OK; i++)
		rc = read_balance(a->balances.at[i], o, err);
	if (rc == E_OK && a->balances.len == 0) {
		b = vec_add(&o->balances);
		TEXT_SET(b->currency, a->currency != NULL ? a->currency :
		    conf_text(s->conf, "portfolio.currency"));
		b->amount = dec_int(10000);
	}
	return rc;
}

/* An option, or the setting that stands for it: hundredths of a percent. */
static enum err_code
read_bps(const char *option, struct dec given, const char *setting,
    struct dec *out, struct err *err)
{
	*out = given;
	if (!dec_known(given) && !dec_parse_text(setting, out))
		return err_set(err, E_USAGE, "%s: the setting '%s' is no "
		    "number", option, setting);
	if (dec_sign(*out) < 0 || dec_cmp(*out, dec_int(10000)) >= 0)
		return err_set(err, E_USAGE, "%s: hundredths of a percent, "
		    "from 0 to below 10000", option);
	return E_OK;
}

static enum err_code
read_share(struct dec given, const char *setting, struct dec *out,
    struct err *err)
{
	*out = given;
	if (!dec_known(given) && !dec_parse_text(setting, out))
		return err_set(err, E_USAGE, "--volume-share: the setting "
		    "'%s' is no number", setting);
	if (dec_sign(*out) < 0 || dec_cmp(*out, dec_int(1)) > 0)
		return err_set(err, E_USAGE, "--volume-share: from 0 (no "
		    "limit) to 1");
	return E_OK;
}

static enum err_code
read_tiers(const struct texts *tiers, struct sim_settings *set,
    struct err *err)
{
	struct buf text = {0};
	enum err_code rc;

	for (size_t i = 0; i < tiers->len; i++)
		buf_printf(&text, "%s%s", i > 0 ? ";" : "", tiers->at[i]);
	rc = fee_tiers_read(buf_text(&text), set, err);
	buf_release(&text);
	return rc == E_OK ? E_OK : err_prefix(err, "--fee-tier");
}

/* Bars are cut into whole ones. */
static enum err_code
read_detail(const struct args *a, struct sim_venue_options *o,
    struct err *err)
{
	char span[STAMP_TEXT_SIZE];

	o->detail = a->detail;
	if (a->detail != 0 && (a->detail >= a->timeframe ||
	    a->timeframe % a->detail != 0))
		return err_set(err, E_USAGE, "--detail %s: does not cut a bar "
		    "into whole ones", duration_text(a->detail, span));
	return E_OK;
}

static enum err_code
read_settings(struct session *s, const struct args *a,
    struct sim_venue_options *o, struct err *err)
{
	struct sim_settings *set = &o->settings;
	const char *fee_in = a->fee_in >= 0 ? account_fees_in[a->fee_in] :
	    conf_text(s->conf, "sim.fee-in");
	const char *limit_fill = a->limit_fill >= 0 ?
	    account_limit_fills[a->limit_fill] : conf_text(s->conf, "sim.limit-fill");
	enum err_code rc = read_bps("--slippage", a->slippage,
	    conf_text(s->conf, "sim.slippage-bps"), &set->slippage_bps, err);

	if (rc == E_OK)
		rc = read_bps("--spread-bps", a->spread,
		    conf_text(s->conf, "sim.spread-bps"), &set->spread_bps,
		    err);
	if (rc == E_OK)
		rc = read_bps("--impact-bps", a->impact,
		    conf_text(s->conf, "sim.impact-bps"), &set->impact_bps,
		    err);
	if (rc == E_OK)
		rc = read_share(a->volume_share, conf_text(s->conf,
		    "sim.volume-share"), &set->volume_share, err);
	if (rc == E_OK)
		rc = read_tiers(&a->fee_tiers, set, err);
	if (rc == E_OK)
		rc = read_detail(a, o, err);
	set->latency = a->latency * 1000;
	set->fee_received = strcmp(fee_in, "received") == 0;
	set->limit_touch = strcmp(limit_fill, "touch") == 0;
	return rc;
}

static enum err_code
read_file(const char *path, struct buf *to, struct err *err)
{
	FILE *f = fopen(path, "re");
	char piece[4096];
	size_t n;
	enum err_code rc = E_OK;

	if (f == NULL)
		return err_set(err, E_USAGE, "--instruments %s: %s", path,
		    strerror(errno));
	while (rc == E_OK && (n = fread(piece, 1, sizeof(piece), f)) > 0) {
		buf_add(to, piece, n);
		if (to->len > FILE_LIMIT)
			rc = err_set(err, E_DATA, "%s: larger than 16 MiB",
			    path);
	}
	if (rc == E_OK && ferror(f))
		rc = err_set(err, E_DATA, "%s: %s", path, strerror(errno));
	if (rc == E_OK && to->len > 0 && memchr(to->at, '\0', to->len))
		rc = err_set(err, E_DATA, "%s: has a NUL byte", path);
	fclose(f);
	return rc;
}

/* What the exchange itself decides is no option. */
static enum err_code
check_live(const struct args *a, struct err *err)
{
	const char *beside = a->prices != NULL ? "--prices" : a->from != 0 ?
	    "--from" : a->detail != 0 ? "--detail" : a->latency != 0 ?
	    "--latency" : a->timeframe != STAMP_MINUTE ? "--timeframe" : NULL;

	return a->live_prices == NULL || beside == NULL ? E_OK : err_set(err,
	    E_USAGE, "--live-prices: not with %s: what happens when is the "
	    "exchange's, minute by minute", beside);
}

/* Whose candles: what was asked, or the only venue that has any. */
static enum err_code
pick_prices(struct session *s, const struct args *a, struct account *to,
    struct err *err)
{
	struct serieses all = {0};
	char span[STAMP_TEXT_SIZE];
	const char *found = a->prices;
	enum err_code rc = series_list(s->store, a->prices, NULL,
	    a->timeframe, PRICE_LAST, &all, err);

	duration_text(a->timeframe, span);
	if (rc == E_OK && all.len == 0 && found != NULL)
		rc = err_set(err, E_USAGE, "no candles of %s with timeframe "
		    "%s are stored (etrms candles import, or candles "
		    "generate)", found, span);
	else if (rc == E_OK && all.len == 0)
		rc = err_set(err, E_USAGE, "no candles with timeframe %s are "
		    "stored (etrms candles import, or candles generate)",
		    span);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		if (found != NULL && strcmp(found, all.at[i].venue) != 0)
			rc = err_set(err, E_USAGE, "candles of %s and of %s "
			    "are stored: choose with --prices", found,
			    all.at[i].venue);
		found = all.at[i].venue;
	}
	if (rc == E_OK && !TEXT_SET(to->prices, found))
		rc = err_set(err, E_USAGE, "venue '%s': too long", found);
	vec_release(&all);
	return rc;
}

static enum err_code
fill_account(struct session *s, const struct args *a, const char *label,
    struct account *to, struct err *err)
{
	enum err_code rc = account_fill(s, a, label, to, err);

	to->testnet = 0;
	to->timeframe = a->timeframe;
	if (a->live_prices != NULL) {
		to->live_prices = 1;
		TEXT_SET(to->prices, a->live_prices);
		return rc;
	}
	return rc == E_OK ? pick_prices(s, a, to, err) : rc;
}

/* The exchange answers before there is anything that follows it. */
static enum err_code
ask_live(struct session *s, const struct args *a, const char *label,
    struct sim_venue_options *o, struct err *err)
{
	struct account account;
	struct venue *v = NULL;
	enum err_code rc = fill_account(s, a, label, &account, err);

	if (rc == E_OK)
		rc = session_market(s, a->live_prices, &v, err);
	if (rc == E_OK)
		rc = sim_venue_ask(&account, v, o, err);
	venue_close(v);
	return rc;
}

/* Account, opening state and audit row: all of it, or nothing. */
static enum err_code
add(struct session *s, const struct args *a, struct account *account,
    const struct sim_venue_options *o, struct err *err)
{
	enum err_code rc = account_add(s->store, account, err);

	if (rc == E_OK)
		rc = sim_venue_create(s->store, account, o, err);
	if (rc == E_OK && a->use)
		rc = account_use(s->store, account->label, err);
	if (rc == E_OK)
		rc = session_audit(s, "account", account->label, "add",
		    account->venue, err);
	if (rc == E_OK)
		rc = account_load(s->store, account->label, account, err);
	return rc;
}

/* Takes the opening over into the ledger, as every later change will be. */
static enum err_code
take_over(struct session *s, const char *label, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct gate *gate = NULL;
	enum err_code rc;

	o.stay = true;
	rc = gate_open(s->store, label, &o, &gate, err);

	gate_close(gate);
	return rc;
}

enum err_code
account_add_paper(struct session *s, const struct args *a, const char *label,
    struct account *out, struct err *err)
{
	struct sim_venue_options o = { .start = a->from,
	    .instruments_name = a->instruments };
	struct buf csv = {0};
	enum err_code rc = check_live(a, err);

	if (rc == E_OK)
		rc = read_balances(s, a, &o, err);
	if (rc == E_OK)
		rc = read_settings(s, a, &o, err);
	if (rc == E_OK && a->instruments != NULL)
		rc = read_file(a->instruments, &csv, err);
	if (a->instruments != NULL)
		o.instruments_csv = buf_text(&csv);
	if (rc == E_OK && a->live_prices != NULL)
		rc = ask_live(s, a, label, &o, err);
	if (rc == E_OK && (rc = store_begin(s->store, err)) == E_OK) {
		rc = fill_account(s, a, label, out, err);
		if (rc == E_OK)
			rc = add(s, a, out, &o, err);
		rc = store_end(s->store, rc, err);
	}
	if (rc == E_OK)
		rc = take_over(s, out->label, err);
	sim_venue_options_release(&o);
	buf_release(&csv);
	return rc;
}
