/*
 * etrms account add: a paper account at the simulated venue, or an account at
 * an exchange.
 */
#include "cmd/account-add.h"

#include "store/accounts.h"
#include "venue/venue.h"

#include <string.h>

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "where it trades (default: sim, the simulated venue)",
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
	{ OPT_TEXT, 0, "live-prices", "venue", NULL,
	  "trade on paper at the prices that this exchange has now, with its"
	  " steps, marks, funding and order book; needs no key",
	  AT(const char *, live_prices), .words = WORDS_VENUE },
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
	  "(default: sim.fee-in)", AT(int, fee_in), .choices = account_fees_in },
	{ OPT_ENUM, 0, "limit-fill", "when", NULL,
	  "a resting limit order fills when the price goes through it, or "
	  "touches it (default: sim.limit-fill)", AT(int, limit_fill),
	  .choices = account_limit_fills },
	{ OPT_FLAG, 'u', "use", NULL, NULL, "make it the default account",
	  AT(bool, use) },
	{ OPT_FLAG, 0, "live", NULL, NULL,
	  "trade with real money: an account at the exchange that --venue"
	  " names", AT(bool, live) },
	{ OPT_FLAG, 0, "testnet", NULL, NULL,
	  "the same at the exchange's test network", AT(bool, testnet) },
	{ OPT_TEXT, 0, "base-url", "url", NULL,
	  "the same at this address (venue serve, a gateway); http only to this"
	  " machine", AT(const char *, base_url) },
	KEY_OPTIONS,
	{ OPT_FLAG, 0, "accept-withdrawal", NULL, NULL,
	  "take a key that may withdraw or move money",
	  AT(bool, accept_withdrawal) },
	{ OPT_TEXTS, 0, "ceiling", "rule=value", NULL,
	  "a limit that only the vault's passphrase can loosen, once per rule",
	  AT(struct texts, ceilings) },
	{ .kind = OPT_DONE }
};

/* The row of the venue's table. E_USAGE lists what there is. */
static enum err_code
find_venue(const char *name, const struct venue_kind **out, struct err *err)
{
	struct buf names = {0};
	enum err_code rc;

	for (const struct venue_kind *k = venue_kinds; k->name != NULL; k++) {
		if (strcmp(k->name, name) == 0) {
			buf_release(&names);
			*out = k;
			buf_release(&names);
			return E_OK;
		}
		buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
		    k->name);
	}
	rc = err_set(err, E_USAGE, "venue %s: not in this version (there is "
	    "%s)", name, buf_text(&names));
	buf_release(&names);
	return rc;
}

/* Real money is never meant by accident. */
static enum err_code
check_mode(const struct args *a, bool live, struct err *err)
{
	const char *venue = a->venue == NULL ? "sim" : a->venue;
	const struct venue_kind *kind = NULL;
	enum err_code rc = find_venue(venue, &kind, err);

	if (rc != E_OK)
		return rc;
	if (live && kind->simulated)
		return err_set(err, E_USAGE, "--venue: name the exchange of "
		    "the account; %s is the simulated one", kind->name);
	if (a->live_prices != NULL && (live || !kind->simulated))
		return err_set(err, E_USAGE, "--live-prices: only on paper: "
		    "without --live, --testnet, --base-url and --venue");
	if (!live && !kind->simulated)
		return err_set(err, E_USAGE, "venue %s: an account there "
		    "trades with real money; say so with --live (or --testnet,"
		    " or --base-url)", kind->name);
	if (!live && (key_given(&a->key) || a->accept_withdrawal ||
	    a->ceilings.len > 0))
		return err_set(err, E_USAGE, "keys, --accept-withdrawal and "
		    "--ceiling are for accounts at an exchange: --live, "
		    "--testnet or --base-url");
	return E_OK;
}

enum err_code
account_fill(struct session *s, const struct args *a, const char *label,
    struct account *to, struct err *err)
{
	const char *currency = a->currency != NULL ? a->currency :
	    conf_text(s->conf, "portfolio.currency");

	*to = (struct account){ .active = 1, .ip_restricted = BOOL_NONE,
	    .created = clock_now(&s->clock) };
	if (!TEXT_SET(to->label, label) || !label_valid(label))
		return err_set(err, E_USAGE, "account '%s': a label has 1 to "
		    "32 of a-z 0-9 . _ - and starts with a letter or digit",
		    label);
	TEXT_SET(to->venue, a->venue == NULL ? "sim" : a->venue);
	if (!TEXT_SET(to->currency, currency) || !asset_valid(to->currency))
		return err_set(err, E_USAGE, "--currency '%s': no asset",
		    currency);
	return E_OK;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	bool live = a->live || a->testnet || a->base_url != NULL;
	struct account account;
	struct out *out = NULL;
	enum err_code rc = check_mode(a, live, err);

	if (rc == E_OK)
		rc = session_out(s, &account_record, &out, err);
	if (rc == E_OK)
		rc = live ? account_add_live(s, a, operands->at[0], &account,
		    err) : account_add_paper(s, a, operands->at[0], &account,
		    err);
	if (rc == E_OK)
		rc = out_row(out, &account, err);
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
	{ "etrms account add practice --live-prices binance",
	  "paper money at the prices that an exchange has now", 0 },
	{ "etrms account add real --live", "the exchange has to be named", 2 },
	{ "etrms account add main --venue binance --live --secret-file key.txt",
	  "at an exchange, with a key from a file", 2 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_NETWORK, E_LIMITED,
    E_LOCKED, E_BUSY, E_DATA, 0 };

const struct cmd cmd_account_add = {
	.name = "account add",
	.group = "accounts",
	.summary = "add a paper account, or one at an exchange",
	.about = "Adds a paper account at the simulated venue, unless --live,"
	    " --testnet or --base-url says otherwise. Its prices are"
	    " stored candles of the venue that --prices names; its clock"
	    " stands still until etrms venue advance moves it. The opening"
	    " balances are no profit and no deposit: returns count from"
	    " them.\n\n"
	    "With --live-prices an account trades on paper at what an exchange"
	    " says now: every command that looks at it, or orders, first"
	    " fetches the one-minute candles, marks and funding rates of the"
	    " time that has passed, and its orders, stops, liquidations and"
	    " breakers meet them; the minute that has not closed counts as far"
	    " as it has come. A market order is filled by walking through the"
	    " order book, and what the book does not hold waits for the next"
	    " candle. Fees, margin and liquidation are the simulated venue's;"
	    " symbols come with the first order that names them. It needs"
	    " neither key nor vault. When the exchange does not answer nothing"
	    " is changed and no order is taken: exit 7, with the age of what is"
	    " known.\n\n"
	    "Perpetuals (BTC/USDT:USDT) are traded on candles of that symbol;"
	    " mark prices and funding rates of the same venue are used where"
	    " the store has them (candles import --price mark, market"
	    " import).\n\n"
	    "A live account trades with real money at the exchange that --venue"
	    " names; there may be several at one. Its API key and secret come"
	    " from a file, a descriptor, a command or the terminal, never from"
	    " the command line or a variable: the key stands in the first line,"
	    " under it the secret or an Ed25519 private key in PEM (or both in"
	    " a JSON object, as venue serve writes them). The exchange is asked"
	    " what the key may do: one that may withdraw is refused unless"
	    " --accept-withdrawal is given. Then the key is sealed in the vault"
	    " (etrms vault init makes it), and only then is there an account."
	    "\n\n"
	    "Live accounts trade only symbols of a list (policy set symbols),"
	    " and --account names them each time. A --ceiling is a limit like"
	    " those of policy set, kept in the vault: the policy may be"
	    " tighter, but only the vault's passphrase loosens it.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &account_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
