/* Funding rates, as they were settled. */
#include "store/fundingrates.h"

#include "store/db.h"
#include "store/schema.h"

const char funding_rates_schema_2[] =
	"CREATE TABLE funding_rate (\n"
	"	venue TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL,\n"
	"	rate TEXT NOT NULL,\n"
	"	mark_price TEXT,\n"
	"	PRIMARY KEY (venue, symbol, time)\n"
	") STRICT, WITHOUT ROWID;\n";

static const struct column columns[] = {
	{ "venue", COL_CHARS, MEMBER(struct funding_rate, venue) },
	{ "symbol", COL_CHARS, MEMBER(struct funding_rate, symbol) },
	{ "time", COL_INT, MEMBER(struct funding_rate, time) },
	{ "rate", COL_DEC, MEMBER(struct funding_rate, rate) },
	{ "mark_price", COL_DEC, MEMBER(struct funding_rate, mark_price) },
	{ .name = NULL }
};

static const char one_rate[] =
	"SELECT venue, symbol, time, rate, mark_price FROM funding_rate"
	" WHERE venue = :venue AND symbol = :symbol AND time = :time";
static const char put_rate[] =
	"INSERT INTO funding_rate (venue, symbol, time, rate, mark_price)"
	" VALUES (:venue, :symbol, :time, :rate, :mark_price)"
	" ON CONFLICT (venue, symbol, time) DO UPDATE SET"
	" rate = excluded.rate, mark_price = excluded.mark_price";

enum err_code
funding_rate_put(struct store *s, const struct funding_rate *r, bool replace,
    enum rate_put *what, struct err *err)
{
	struct stmt *q = db_prepare(s, one_rate);
	struct funding_rate have = { .rate = DEC_NONE };
	enum err_code rc;

	*what = RATE_ADDED;
	db_bind(q, columns, r);
	if (db_step(q)) {
		db_read(q, columns, &have);
		*what = dec_same(have.rate, r->rate) && (!dec_known(
		    r->mark_price) || dec_same(have.mark_price,
		    r->mark_price)) ? RATE_SAME : RATE_CONFLICT;
	}
	rc = db_done(q, err);
	if (rc != E_OK || *what == RATE_SAME ||
	    (*what == RATE_CONFLICT && !replace))
		return rc;
	q = db_prepare(s, put_rate);
	db_bind(q, columns, r);
	return db_run(q, err);
}

static const char load_rates[] =
	"SELECT venue, symbol, time, rate, mark_price FROM (SELECT *,"
	" row_number() OVER (PARTITION BY venue, symbol ORDER BY time DESC)"
	" AS place FROM funding_rate"
	" WHERE (:venue IS NULL OR venue = :venue)"
	" AND (:symbol IS NULL OR symbol = :symbol)"
	" AND time >= :from AND (:to = 0 OR time < :to))"
	" WHERE :limit = 0 OR place <= :limit ORDER BY venue, symbol, time";

enum err_code
funding_rates_load(struct store *s, const char *venue, const char *symbol,
    int64_t from, int64_t to, int64_t limit, struct funding_rates *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, load_rates);

	db_bind_text(q, ":venue", venue);
	db_bind_text(q, ":symbol", symbol);
	db_bind_int(q, ":from", from);
	db_bind_int(q, ":to", to);
	db_bind_int(q, ":limit", limit);
	return db_load(q, columns, out, err);
}
