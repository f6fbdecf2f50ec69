/*
 * etrms venue serve: the simulated venue on a port of this machine, speaking
 * an exchange's wire format.
 */
#include "base/file.h"
#include "base/stamp.h"
#include "cmd/session.h"
#include "cmd/vault.h"
#include "crypt/sign.h"
#include "serve/serve.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct args {
	int dialect, clock;
	const char *from, *scenario;
	struct texts symbols, balances, futures;
	int64_t timeframe, start, duration, port, speed, weight_limit;
	int fee_in;
	const char *currency, *instruments, *key_file, *faults, *record;
	const char *earn;
	struct dec slippage, spread;
	bool ipv6, step;
};

/* As a scenario has it, and in its words. */
static const char *const fee_in_names[] = { "quote", "received", NULL };

static const struct opt opts[] = {
	{ OPT_TEXT, 'f', "from", "venue", NULL,
	  "whose stored candles are served", AT(const char *, from),
	  .words = WORDS_VENUE },
	{ OPT_TEXT, 0, "scenario", "file", NULL,
	  "a scenario's world is served instead, without its actions",
	  AT(const char *, scenario), .words = WORDS_FILE },
	{ OPT_TEXTS, 's', "symbol", "symbol", NULL,
	  "only these of the stored symbols", AT(struct texts, symbols),
	  .words = WORDS_SYMBOL },
	{ OPT_DURATION, 't', "timeframe", "span", "1m",
	  "of the stored candles", AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_STAMP, 0, "start", "time", NULL,
	  "where the candles begin to pass (default: the middle of stored "
	  "ones, the close of a scenario's first)", AT(int64_t, start) },
	{ OPT_ENUM, 0, "as", "exchange", "binance",
	  "whose wire format is spoken", AT(int, dialect),
	  .choices = serve_dialect_names },
	{ OPT_INT, 'p', "port", "number", "0",
	  "where it listens, on loopback only; 0: any that is free",
	  AT(int64_t, port), .min = 0, .max = 65535 },
	{ OPT_FLAG, '6', "ipv6", NULL, NULL, "on ::1 instead of 127.0.0.1",
	  AT(bool, ipv6) },
	{ OPT_TEXTS, 'b', "balance", "asset=amount", NULL,
	  "what the spot wallet opens with, once per asset (default: 10000 "
	  "of the currency)", AT(struct texts, balances) },
	{ OPT_TEXTS, 0, "futures-balance", "asset=amount", NULL,
	  "what the futures wallet opens with (default: 10000 of the "
	  "currency)", AT(struct texts, futures) },
	{ OPT_TEXT, 0, "currency", "asset", "USDT", "values are in it",
	  AT(const char *, currency) },
	{ OPT_TEXT, 0, "instruments", "file", NULL,
	  "CSV of ticks, lots, limits, fees and tiers, in place of the shipped"
	  " rows", AT(const char *, instruments), .words = WORDS_FILE },
	{ OPT_ENUM, 0, "fee-in", "what", "received",
	  "what a spot buy of stored candles pays its fee in: the coin that is"
	  " received, as at the exchange, or the quote",
	  AT(int, fee_in), .choices = fee_in_names },
	{ OPT_DEC, 0, "slippage", "bps", "0",
	  "of market and stop fills, in hundredths of a percent",
	  AT(struct dec, slippage) },
	{ OPT_DEC, 0, "spread-bps", "bps", "0",
	  "between bid and ask, in hundredths of a percent",
	  AT(struct dec, spread) },
	{ OPT_TEXT, 'k', "key-file", "file", NULL,
	  "key and secret that clients sign with; a sample is written there "
	  "if it is missing", AT(const char *, key_file),
	  .words = WORDS_FILE },
	{ OPT_ENUM, 0, "clock", "which", "wall",
	  "wall: clients are told this machine's time, and candles are "
	  "shifted to it; bars: the candles' own time", AT(int, clock),
	  .choices = served_clock_names },
	{ OPT_INT, 0, "speed", "factor", "1",
	  "how fast candles pass; 0: only when told to", AT(int64_t, speed),
	  .min = 0, .max = 1000000 },
	{ OPT_FLAG, 0, "step", NULL, NULL,
	  "a candle passes before each signed request", AT(bool, step) },
	{ OPT_TEXT, 0, "faults", "file", NULL,
	  "what goes wrong: a script, or a number as the seed of random "
	  "faults", AT(const char *, faults), .words = WORDS_FILE },
	{ OPT_INT, 0, "weight-limit", "number", "0",
	  "request weight per minute (default: the exchange's)",
	  AT(int64_t, weight_limit), .min = 0, .max = 1000000000 },
	{ OPT_TEXT, 0, "earn", "file", NULL,
	  "JSON of what earns interest: flexible, locked, flexible_position, "
	  "locked_position, each a list of the exchange's rows",
	  AT(const char *, earn), .words = WORDS_FILE },
	{ OPT_TEXT, 0, "record", "file", NULL,
	  "a line of JSON there for each request, before it is answered",
	  AT(const char *, record), .words = WORDS_FILE },
	{ OPT_DURATION, 0, "for", "span", NULL,
	  "ends by itself after this time", AT(int64_t, duration) },
	{ .kind = OPT_DONE }
};

struct served_row {
	const char *address, *dialect, *key_file;
	int64_t symbols, from, to, time;
};

static const struct field fields[] = {
	{ "address", FIELD_TEXT, FIELD_AT(struct served_row, address),
	  .help = "base address for clients" },
	{ "exchange", FIELD_TEXT, FIELD_AT(struct served_row, dialect),
	  .help = "whose wire format it speaks" },
	{ "symbols", FIELD_INT, FIELD_AT(struct served_row, symbols),
	  .help = "how many are traded" },
	{ "from", FIELD_STAMP, FIELD_AT(struct served_row, from),
	  .help = "where its candles stand" },
	{ "to", FIELD_STAMP, FIELD_AT(struct served_row, to),
	  .help = "where they end" },
	{ "time", FIELD_STAMP, FIELD_AT(struct served_row, time),
	  .help = "what clients are told" },
	{ "key_file", FIELD_TEXT, FIELD_AT(struct served_row, key_file),
	  .help = "where key and secret are" },
	{ .name = NULL }
};
const struct record served_record = {
	"served", "an exchange that is served on this machine", fields
};

/* ASSET=AMOUNT; each asset once. */
static enum err_code
balances_read(const char *option, const struct texts *given,
    const char *currency, struct world_setup *u, enum market m,
    struct err *err)
{
	for (size_t i = 0; i < given->len; i++) {
		const char *text = given->at[i];
		const char *equals = strchr(text, '=');
		struct sim_opening o = { .currency = "" };
		size_t n = equals == NULL ? ASSET_SIZE :
		    (size_t)(equals - text);

		if (n >= ASSET_SIZE || !dec_parse_text(equals + 1,
		    &o.amount) || dec_sign(o.amount) <= 0)
			return err_set(err, E_USAGE, "--%s '%s': not of the "
			    "form USDT=10000", option, text);
		memcpy(o.currency, text, n);
		if (!asset_valid(o.currency))
			return err_set(err, E_USAGE, "--%s '%s': '%s' is no "
			    "asset", option, text, o.currency);
		for (size_t k = 0; k < u->balances[m].len; k++)
			if (strcmp(u->balances[m].at[k].currency,
			    o.currency) == 0)
				return err_set(err, E_USAGE, "--%s '%s': %s "
				    "is there twice", option, text,
				    o.currency);
		vec_push(&u->balances[m], o);
	}
	if (given->len == 0 && u->balances[m].len == 0) {
		struct sim_opening *o = vec_add(&u->balances[m]);

		memcpy(o->currency, currency, strlen(currency) + 1);
		o->amount = dec_int(10000);
	}
	return E_OK;
}

static enum err_code
bps_read(const char *option, struct dec given, struct dec *out,
    struct err *err)
{
	if (dec_sign(given) < 0 || dec_cmp(given, dec_int(10000)) >= 0)
		return err_set(err, E_USAGE, "--%s: hundredths of a percent, "
		    "from 0 to below 10000", option);
	*out = given;
	return E_OK;
}

static enum err_code
stored_read(struct session *s, const struct args *a, struct world_setup *u,
    struct err *err)
{
	struct buf csv = { 0 };
	enum err_code rc = E_OK;

	u->timeframe = a->timeframe;
	u->middle = true;
	u->settings.fee_received = a->fee_in == 1;
	if (strlen(a->currency) >= ASSET_SIZE || !asset_valid(a->currency))
		return err_set(err, E_USAGE, "--currency %s: no asset",
		    a->currency);
	memcpy(u->currency, a->currency, strlen(a->currency) + 1);
	if (a->instruments != NULL)
		rc = file_read(a->instruments, (size_t)1 << 20, &csv, err);
	if (rc == E_OK)
		rc = bps_read("slippage", a->slippage,
		    &u->settings.slippage_bps, err);
	if (rc == E_OK)
		rc = bps_read("spread-bps", a->spread,
		    &u->settings.spread_bps, err);
	if (rc == E_OK)
		rc = world_from_store(u, s->store, a->from, a->symbols.at,
		    a->symbols.len, a->instruments == NULL ? NULL :
		    buf_text(&csv), csv.len, a->instruments, err);
	buf_release(&csv);
	return rc;
}

static enum err_code
scenario_serve(const struct args *a, struct world_setup *u, struct err *err)
{
	struct buf text = { 0 };
	enum err_code rc = file_read(a->scenario, SCENARIO_SIZE_MAX, &text,
	    err);

	if (rc == E_OK)
		rc = world_from_scenario(u, buf_text(&text), text.len,
		    a->scenario, err);
	buf_release(&text);
	return rc;
}

static enum err_code
setup_read(struct session *s, const struct args *a, struct world_setup *u,
    struct err *err)
{
	enum err_code rc;

	if ((a->from != NULL) == (a->scenario != NULL))
		return err_set(err, E_USAGE, "give one of --from and "
		    "--scenario");
	rc = a->from != NULL ? stored_read(s, a, u, err) :
	    scenario_serve(a, u, err);
	u->start = a->start;
	u->clock = (enum served_clock)a->clock;
	u->speed = a->speed;
	if (rc == E_OK && a->balances.len > 0)
		vec_clear(&u->balances[MARKET_SPOT]);
	if (rc == E_OK && a->futures.len > 0)
		vec_clear(&u->balances[MARKET_SWAP]);
	if (rc == E_OK)
		rc = balances_read("balance", &a->balances, u->currency, u,
		    MARKET_SPOT, err);
	if (rc == E_OK)
		rc = balances_read("futures-balance", &a->futures,
		    u->currency, u, MARKET_SWAP, err);
	return rc;
}

static enum err_code
faults_take(const char *given, struct faults *f, struct err *err)
{
	struct buf text = { 0 };
	uint64_t seed = 0;
	enum err_code rc;

	if (given == NULL)
		return E_OK;
	if (given[0] != '\0' && strlen(given) < 19 &&
	    strspn(given, "0123456789") == strlen(given)) {
		for (const char *p = given; *p != '\0'; p++)
			seed = seed * 10 + (uint64_t)(*p - '0');
		faults_seed(f, seed);
		return E_OK;
	}
	rc = file_read(given, (size_t)1 << 20, &text, err);
	if (rc == E_OK)
		rc = faults_read(f, buf_text(&text), text.len, given, err);
	buf_release(&text);
	return rc;
}

static enum err_code
earn_read(const char *path, json_t **out, struct err *err)
{
	static const char *const names[] = { "flexible", "locked",
	    "flexible_position", "locked_position", NULL };
	struct buf text = { 0 };
	enum err_code rc;
	const char *name;
	json_t *value;

	if (path == NULL)
		return E_OK;
	rc = file_read(path, (size_t)1 << 20, &text, err);
	if (rc == E_OK) {
		*out = json_loadb(buf_text(&text), text.len,
		    JSON_REJECT_DUPLICATES, NULL);
		if (!json_is_object(*out))
			rc = err_set(err, E_DATA, "%s: not a JSON object",
			    path);
	}
	buf_release(&text);
	json_object_foreach(*out, name, value)
		if (rc == E_OK && (!json_is_array(value) ||
		    enum_value(names, 4, name) < 0))
			rc = err_set(err, E_DATA, "%s: %s is not one of its "
			    "lists", path, name);
	return rc;
}

/* A key in PEM signs here as it does at the client. */
static enum err_code
signer_open(struct session *s, struct keys *k, struct signer **out,
    struct err *err)
{
	const struct crypt_ops *ops = NULL;
	struct secret *pem = NULL, *seed = NULL, *key = NULL;
	enum err_code rc;

	if (!keys_pem(k))
		return E_OK;
	pem = secret_new(k->secret, strlen(k->secret));
	key = secret_new(k->key, strlen(k->key));
	rc = session_crypt(s, &ops, err);
	if (rc == E_OK)
		rc = ed25519_read(pem, &seed, err);
	if (rc == E_OK)
		rc = signer_new(ops, SIGN_ED25519, key, seed, out, err);
	k->signer = *out;
	secret_free(pem);
	secret_free(key);
	secret_free(seed);
	return rc;
}

static enum err_code
options_read(const struct args *a, struct serve_options *o, struct err *err)
{
	enum err_code rc;

	o->dialect = serve_dialect_names[a->dialect];
	o->ipv6 = a->ipv6;
	o->port = (int)a->port;
	o->weight_limit = a->weight_limit;
	o->step = a->step;
	rc = a->key_file != NULL ? keys_open(a->key_file, &o->keys, err) :
	    keys_draw(&o->keys, err);
	if (rc == E_OK)
		rc = faults_take(a->faults, &o->faults, err);
	if (rc == E_OK)
		rc = earn_read(a->earn, &o->earn, err);
	if (rc == E_OK && a->record != NULL) {
		o->record = fopen(a->record, "we");
		if (o->record == NULL)
			rc = err_set(err, E_USAGE, "%s: %s", a->record,
			    strerror(errno));
	}
	return rc;
}

/* Readable when INT or TERM came. */
static enum err_code
signals_open(int *fd, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	*fd = signalfd(-1, &set, SFD_CLOEXEC);
	return *fd >= 0 ? E_OK : err_set(err, E_OUTPUT, "signalfd: %s",
	    strerror(errno));
}

static enum err_code
tell(struct session *s, const struct args *a, const struct world *w,
    const struct server *server, struct err *err)
{
	struct served_row row = { .address = serve_address(server),
	    .dialect = serve_dialect_names[a->dialect],
	    .key_file = a->key_file, .symbols = (int64_t)w->setup.symbols.len,
	    .from = w->now, .to = w->end, .time = world_time(w) };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &served_record, &out, err);

	if (rc == E_OK)
		rc = out_row(out, &row, err);
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct world_setup setup = { .timeframe = 0 };
	struct serve_options o = { .dialect = NULL };
	struct world world = { .now = 0 };
	struct server *server = NULL;
	struct signer *by = NULL;
	int stop = -1;
	enum err_code rc = setup_read(s, a, &setup, err);

	(void)operands;
	if (rc == E_OK)
		rc = world_open(&world, &setup, s->clock, err);
	if (rc == E_OK)
		rc = options_read(a, &o, err);
	if (rc == E_OK)
		rc = signer_open(s, &o.keys, &by, err);
	if (rc == E_OK)
		rc = signals_open(&stop, err);
	if (rc == E_OK)
		rc = serve_open(&world, &o, &server, err);
	if (rc == E_OK && a->key_file == NULL)
		session_warn(s, "without --key-file nobody can sign: only "
		    "public data is served");
	if (rc == E_OK)
		rc = tell(s, a, &world, server, err);
	if (rc == E_OK)
		rc = serve_run(server, stop, a->duration, err);
	serve_free(server);
	signer_free(by);
	json_decref(o.earn);
	faults_release(&o.faults);
	world_release(&world);
	world_setup_release(&setup);
	if (stop >= 0)
		close(stop);
	if (o.record != NULL && fclose(o.record) != 0 && rc == E_OK)
		rc = err_set(err, E_OUTPUT, "%s: %s", a->record,
		    strerror(errno));
	return rc;
}

static const struct example examples[] = {
	{ "etrms venue serve --from demo --key-file key.json --for 1s",
	  "the stored candles as an exchange, for a second", 0 },
	{ "etrms venue serve --scenario examples/scenario.json"
	  " --key-file key.json --clock bars --speed 0 --for 1s",
	  "a scenario whose time stands still", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_DATA, E_OUTPUT, 0 };

const struct cmd cmd_venue_serve = {
	.name = "venue serve",
	.group = "housekeeping",
	.summary = "be an exchange on this machine, to rehearse with",
	.about =
	"Opens the simulated venue on a loopback port and speaks an "
	"exchange's wire format there: REST and WebSocket, signatures, time "
	"windows, filters and rate limits checked as the exchange does. Any "
	"client that takes a base address can be rehearsed against it; real "
	"keys are never needed. The key file has {\"api_key\": ..., \"secret\": "
	"...}; the secret may be an Ed25519 private key in PEM. It prints one line with the address when it "
	"is ready, and ends on INT or TERM.\n\n"
	"One login with two wallets, spot and futures. Spot is under /api, "
	"futures under /fapi, the wallet under /sapi; streams under /ws, "
	"/stream, /ws-api/v3, /public, /market and /private. Prices come from "
	"stored candles (--from) or a scenario, and pass with the clock, "
	"--speed times as fast, or when POST /etrms/advance?bars=N tells "
	"them to. GET /etrms/state says where it stands, GET /etrms/ledger "
	"what was booked, POST /etrms/advance?ms=N moves the clock that "
	"clients are told, POST /etrms/transfer?market=spot&asset=USDT"
	"&amount=5 brings money, POST /etrms/forgive ends bans and lets the "
	"counts of rate limits begin anew. A spot buy pays its fee in the coin "
	"that it receives, as at an exchange where no other coin pays it "
	"(--fee-in; a scenario says so itself). Conditional orders are triggered by "
	"the last price, whatever price they ask for; positions are one-way "
	"until POST /fapi/v1/positionSide/dual says otherwise.\n\n"
	"A script of faults has lines of METHOD PATH WHICH FAULT [NUMBER]. "
	"METHOD and PATH may be *; a path that ends in / or * is a beginning. "
	"WHICH counts the requests that match: 3, 2-5, /10 (each tenth), *. "
	"Faults: delay MS; drop-before and drop-after (the connection ends "
	"before or after it was booked); half (of the answer); slow (byte by "
	"byte); endless (a body without end); garbage (HTML); 429 and 418 "
	"with the seconds of Retry-After; 500-before to 504-after (a status, "
	"nothing or all of it booked); clock MS (wrong from then on); twice "
	"(its trades are told twice); late N (its trades are heard of N "
	"requests later). The same script or seed and the same requests "
	"always meet the same faults.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &served_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
