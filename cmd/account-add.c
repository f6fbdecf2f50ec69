/*
 * etrms account add: a paper account at the simulated venue, with its opening
 * balances, in one transaction.
 */
#include "cmd/trade.h"

#include "base/mem.h"
#include "store/accounts.h"
#include "store/candles.h"
#include "venue/sim/venue.h"
#include "venue/venue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (16 << 20)	/* an instruments file is a few kilobytes */

struct args {
	const char *venue, *currency, *prices, *instruments;
	struct texts balances;
	struct texts fee_tiers;
	struct dec slippage, spread, impact, volume_share;
	int64_t timeframe, from, detail, latency;
	int fee_in, limit_fill;
	bool use, live;
};

static const char *const fees_in[] = { "quote", "received", NULL };
static const char *const limit_fills[] = { "through", "touch", NULL };

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "sim", "where it trades",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_TEXTS, 'b', "balance", "asset=amount", NULL,
	  "what it opens with, once per asset (default: 10000 of its "
	  "currency)", AT(struct texts, balances) },
	{ OPT_TEXT, 0, "currency", "asset", NULL,
	  "values are shown in it (default: portfolio.currency)",
	  AT(const char *, currency) },
	{ OPT_TEXT, 'p', "prices", "venue", NULL,
	  "whose stored candles drive it (default: the only ones there are)",
	  AT(const char *, prices), .words = WORDS_VENUE },
	{ OPT_DURATION, 't', "timeframe", "span", "1m", "of those candles",
	  AT(int64_t, timeframe), .words = WORDS_TIMEFRAME },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "where its clock begins (default: the close of the oldest candle)",
	  AT(int64_t, from) },
	{ OPT_TEXT, 0, "instruments", "file", NULL,
	  "CSV of ticks, lots, limits, fees and tiers, in place of the shipped"
	  " rows",
	  AT(const char *, instruments), .words = WORDS_FILE },
	{ OPT_DEC, 0, "slippage", "bps", NULL,
	  "of market and stop fills, in hundredths of a percent (default: "
	  "sim.slippage-bps)", AT(struct dec, slippage) },
	{ OPT_DEC, 0, "spread-bps", "bps", NULL,
	  "between bid and ask, in hundredths of a percent (default: "
	  "sim.spread-bps)", AT(struct dec, spread) },
	{ OPT_DEC, 0, "impact-bps", "bps", NULL,
	  "what taking a whole bar's volume moves the price, less of it by as"
	  " much less (default: sim.impact-bps)", AT(struct dec, impact) },
	{ OPT_DEC, 0, "volume-share", "ratio", NULL,
	  "how much of a bar's volume its fills may be; the rest comes in"
	  " later bars (default: sim.volume-share, 0: no limit)",
	  AT(struct dec, volume_share) },
	{ OPT_TEXTS, 0, "fee-tier", "volume:maker:taker", NULL,
	  "fees from a volume in 30 days on, once per tier by rising volume;"
	  " in place of the instruments' fees", AT(struct texts, fee_tiers) },
	{ OPT_DURATION, 0, "detail", "span", NULL,
	  "timeframe of candles that show what happened inside a bar, where"
	  " all symbols have them", AT(int64_t, detail),
	  .words = WORDS_TIMEFRAME },
	{ OPT_INT, 0, "latency", "ms", "0",
	  "how long what is decided at a close takes to arrive, in"
	  " milliseconds; best with --detail", AT(int64_t, latency), .min = 0,
	  .max = 3600000 },
	{ OPT_ENUM, 0, "fee-in", "asset", NULL,
	  "quote: fees are in quote; received: a buy pays in what it gets "
	  "(default: sim.fee-in)", AT(int, fee_in), .choices = fees_in },
	{ OPT_ENUM, 0, "limit-fill", "when", NULL,
	  "a resting limit order fills when the price goes through it, or "
	  "touches it (default: sim.limit-fill)", AT(int, limit_fill),
	  .choices = limit_fills },
	{ OPT_FLAG, 'u', "use", NULL, NULL, "make it the default account",
	  AT(bool, use) },
	{ OPT_FLAG, 0, "live", NULL, NULL,
	  "a live account; this version has no exchange to trade at",
	  AT(bool, live) },
	{ .kind = OPT_DONE }
};

static enum err_code
check_venue(const struct args *a, struct err *err)
{
	struct buf names = {0};
	enum err_code rc = E_OK;
	bool known = false;

	if (a->live)
		return err_set(err, E_USAGE, "--live: this version trades at "
		    "the simulated venue only; nothing was added");
	for (const struct venue_kind *k = venue_kinds; k->name != NULL; k++) {
		if (!k->simulated)
			continue;
		known |= strcmp(k->name, a->venue) == 0;
		buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
		    k->name);
	}
	if (!known)
		rc = err_set(err, E_USAGE, "venue %s: not in this version "
		    "(there is %s)", a->venue, buf_text(&names));
	buf_release(&names);
	return rc;
}

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

static const char *
currency_of(struct session *s, const struct args *a)
{
	return a->currency != NULL ? a->currency :
	    conf_text(s->conf, "portfolio.currency");
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
		TEXT_SET(b->currency, currency_of(s, a));
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
	const char *fee_in = a->fee_in >= 0 ? fees_in[a->fee_in] :
	    conf_text(s->conf, "sim.fee-in");
	const char *limit_fill = a->limit_fill >= 0 ?
	    limit_fills[a->limit_fill] : conf_text(s->conf, "sim.limit-fill");
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
	*to = (struct account){ .mode = MODE_PAPER, .testnet = 0, .active = 1,
	    .is_default = 0, .ip_restricted = BOOL_NONE,
	    .timeframe = a->timeframe, .created = clock_now(&s->clock) };
	if (!TEXT_SET(to->label, label) || !label_valid(label))
		return err_set(err, E_USAGE, "account '%s': a label has 1 to "
		    "32 of a-z 0-9 . _ - and starts with a letter or digit",
		    label);
	TEXT_SET(to->venue, a->venue);
	if (!TEXT_SET(to->currency, currency_of(s, a)) ||
	    !asset_valid(to->currency))
		return err_set(err, E_USAGE, "--currency '%s': no asset",
		    currency_of(s, a));
	return pick_prices(s, a, to, err);
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
	enum err_code rc = gate_open(s->store, label, &o, &gate, err);

	gate_close(gate);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sim_venue_options o = { .start = a->from,
	    .instruments_name = a->instruments };
	struct account account;
	struct buf csv = {0};
	struct out *out = NULL;
	enum err_code rc = check_venue(a, err);

	if (rc == E_OK)
		rc = read_balances(s, a, &o, err);
	if (rc == E_OK)
		rc = read_settings(s, a, &o, err);
	if (rc == E_OK && a->instruments != NULL)
		rc = read_file(a->instruments, &csv, err);
	if (a->instruments != NULL)
		o.instruments_csv = buf_text(&csv);
	if (rc == E_OK)
		rc = session_out(s, &account_record, &out, err);
	if (rc == E_OK && (rc = store_begin(s->store, err)) == E_OK) {
		rc = fill_account(s, a, operands->at[0], &account, err);
		if (rc == E_OK)
			rc = add(s, a, &account, &o, err);
		rc = store_end(s->store, rc, err);
	}
	if (rc == E_OK)
		rc = take_over(s, account.label, err);
	if (rc == E_OK)
		rc = out_row(out, &account, err);
	sim_venue_options_release(&o);
	buf_release(&csv);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "label", .help = "a name of your own: 1 to 32 of a-z 0-9 . _ -" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account add second --balance USDT=5000 --balance BTC=0.1",
	  "a paper account with two balances", 0 },
	{ "etrms account add tight --prices demo --slippage 2 --fee-in "
	  "received", "fees taken from what a buy receives", 0 },
	{ "etrms account add thin --prices demo --volume-share 0.05 "
	  "--impact-bps 20", "large orders fill slowly and move the price",
	  0 },
	{ "etrms account add real --live", "not in this version", 2 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_BUSY, E_DATA, 0 };

const struct cmd cmd_account_add = {
	.name = "account add",
	.group = "accounts",
	.summary = "add a paper account",
	.about = "Adds a paper account at the simulated venue. Its prices are"
	    " stored candles of the venue that --prices names; its clock"
	    " stands still until etrms venue advance moves it. The opening"
	    " balances are no profit and no deposit: returns count from"
	    " them.\n\n"
	    "Perpetuals (BTC/USDT:USDT) are traded on candles of that symbol;"
	    " mark prices and funding rates of the same venue are used where"
	    " the store has them (candles import --price mark, market"
	    " import).\n\n"
	    "Live accounts are not in this version; --live says so and adds"
	    " nothing.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &account_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
