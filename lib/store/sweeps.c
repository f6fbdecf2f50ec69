/* Chunks of trials: under way by key, then as parts of a run. */
#include "store/sweeps.h"

#include "store/columns.h"
#include "store/runparts.h"
#include "store/schema.h"
#include "store/sweeprows.h"

#include <inttypes.h>
#include <stdio.h>

const char sweeps_schema_5[] =
	"CREATE TABLE sweep (\n"
	"	key TEXT NOT NULL,\n"
	"	chunk INTEGER NOT NULL,\n"
	"	rows INTEGER NOT NULL,\n"
	"	hash TEXT NOT NULL,\n"
	"	data BLOB NOT NULL,\n"
	"	sums_hash TEXT NOT NULL,\n"
	"	sums BLOB NOT NULL,\n"
	"	time INTEGER NOT NULL,\n"
	"	PRIMARY KEY (key, chunk)\n"
	") STRICT;\n";

const char *const trial_engine_names[TRIAL_ENGINES] = {
	[TRIAL_SKIPPED] = "skipped",
	[TRIAL_KERNEL] = "kernel",
	[TRIAL_REPLAY] = "replay"
};

#define T(kind, member) { #member, kind, MEMBER(struct trial, member) }
static const struct column trial_columns[] = {
	T(COL_INT, number), T(COL_INT, set),
	{ "symbol", COL_INT, MEMBER(struct trial, symbol), .since = 2 },
	{ "engine", COL_ENUM, MEMBER(struct trial, engine),
	  trial_engine_names, TRIAL_ENGINES },
	T(COL_BOOL, met), T(COL_DOUBLE, objective),
	T(COL_DOUBLE, total_return), T(COL_DOUBLE, annual_return),
	T(COL_DOUBLE, volatility), T(COL_DOUBLE, max_drawdown),
	T(COL_DOUBLE, sharpe), T(COL_DOUBLE, sortino), T(COL_DOUBLE, calmar),
	T(COL_DOUBLE, win_rate), T(COL_DOUBLE, profit_factor),
	T(COL_DOUBLE, payoff), T(COL_DOUBLE, exposure),
	T(COL_DEC, expectancy), T(COL_INT, trades),
	{ .name = NULL }
};

#define S(i) \
	{ "mean_" #i, COL_DOUBLE, MEMBER(struct trial_sums, mean[i]) }, \
	{ "squares_" #i, COL_DOUBLE, MEMBER(struct trial_sums, squares[i]) }
static const struct column sums_columns[] = {
	{ "number", COL_INT, MEMBER(struct trial_sums, number) },
	{ "bars", COL_INT, MEMBER(struct trial_sums, bars) },
	S(0), S(1), S(2), S(3), S(4), S(5), S(6), S(7), S(8), S(9), S(10),
	S(11), S(12), S(13), S(14), S(15),
	{ .name = NULL }
};

void
sweep_chunk_clear(struct sweep_chunk *c)
{
	vec_clear(&c->trials);
	vec_clear(&c->sums);
}

void
sweep_chunk_release(struct sweep_chunk *c)
{
	vec_release(&c->trials);
	vec_release(&c->sums);
}

static enum err_code
damaged(struct err *err)
{
	return err_set(err, E_STORE, "trials of a sweep are damaged (etrms"
	    " store check)");
}

static bool
rows_take(const struct column *columns, const void *bytes, size_t len,
    const char *hash, size_t size, void *vec)
{
	struct arena none = {0};
	char is[17];
	bool good;

	run_part_hash(bytes, len, is);
	good = strcmp(is, hash) == 0 &&
	    rows_unpack_as(columns, bytes, len, &none, size, vec);
	arena_release(&none);
	return good;
}

static const char load_chunk[] =
	"SELECT rows, hash, data, sums_hash, sums FROM sweep"
	" WHERE key = :key AND chunk = :chunk";

enum err_code
sweep_chunk_load(struct store *s, const char *key, int64_t chunk,
    struct sweep_chunk *out, bool *there, struct err *err)
{
	struct stmt *q = db_prepare(s, load_chunk);
	struct sweep_chunk c = {0};
	bool good = true;
	const void *bytes;
	size_t len;
	enum err_code rc;

	db_bind_text(q, ":key", key);
	db_bind_int(q, ":chunk", chunk);
	*there = db_step(q);
	if (*there) {
		bytes = db_blob(q, 2, &len);
		good = rows_take(trial_columns, bytes, len, db_text(q, 1),
		    sizeof(*c.trials.at), &c.trials) &&
		    (int64_t)c.trials.len == db_int(q, 0);
		bytes = db_blob(q, 4, &len);
		good = good && rows_take(sums_columns, bytes, len,
		    db_text(q, 3), sizeof(*c.sums.at), &c.sums);
	}
	rc = db_done(q, err);
	if (rc == E_OK && !good)
		rc = damaged(err);
	if (rc == E_OK && *there) {
		sweep_chunk_release(out);
		*out = c;
	} else {
		sweep_chunk_release(&c);
	}
	return rc;
}

static const char add_chunk[] =
	"INSERT INTO sweep (key, chunk, rows, hash, data, sums_hash, sums,"
	" time) VALUES (:key, :chunk, :rows, :hash, :data, :sums_hash, :sums,"
	" :time) ON CONFLICT (key, chunk) DO NOTHING";

enum err_code
sweep_chunk_add(struct store *s, const char *key, int64_t chunk,
    const struct sweep_chunk *c, int64_t time, struct err *err)
{
	struct stmt *q = db_prepare(s, add_chunk);
	struct buf trials = {0}, sums = {0};
	char hash[17], sums_hash[17];
	enum err_code rc;

	rows_pack(trial_columns, c->trials.at, sizeof(*c->trials.at),
	    c->trials.len, &trials);
	rows_pack(sums_columns, c->sums.at, sizeof(*c->sums.at), c->sums.len,
	    &sums);
	run_part_hash(trials.at, trials.len, hash);
	run_part_hash(sums.at, sums.len, sums_hash);
	db_bind_text(q, ":key", key);
	db_bind_int(q, ":chunk", chunk);
	db_bind_int(q, ":rows", (int64_t)c->trials.len);
	db_bind_text(q, ":hash", hash);
	db_bind_blob(q, ":data", trials.at, trials.len);
	db_bind_text(q, ":sums_hash", sums_hash);
	db_bind_blob(q, ":sums", sums.at, sums.len);
	db_bind_int(q, ":time", time);
	rc = db_run(q, err);
	buf_release(&trials);
	buf_release(&sums);
	return rc;
}

static const char count_there[] =
	"SELECT total(rows) FROM sweep WHERE key = :key";

enum err_code
sweep_there(struct store *s, const char *key, int64_t *trials,
    struct err *err)
{
	struct stmt *q = db_prepare(s, count_there);

	*trials = 0;
	db_bind_text(q, ":key", key);
	if (db_step(q))
		*trials = db_int(q, 0);
	return db_done(q, err);
}

static const char forget[] =
	"DELETE FROM sweep WHERE key = :key OR key IN"
	" (SELECT key FROM sweep GROUP BY key HAVING max(time) < :before)";

enum err_code
sweep_forget(struct store *s, const char *key, int64_t before,
    struct err *err)
{
	struct stmt *q = db_prepare(s, forget);

	db_bind_text(q, ":key", key);
	db_bind_int(q, ":before", before);
	return db_run(q, err);
}

#define PART "'trials/' || format('%06d', chunk)"

static const char list_chunks[] =
	"SELECT " PART ", rows, hash FROM sweep WHERE key = :key"
	" ORDER BY chunk";

enum err_code
sweep_lines(struct store *s, const char *key, struct buf *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, list_chunks);

	db_bind_text(q, ":key", key);
	while (db_step(q))
		run_extra_line(out, db_text(q, 0), db_int(q, 1),
		    db_text(q, 2));
	return db_done(q, err);
}

static const char become_parts[] =
	"INSERT INTO run_part (run, part, rows, hash, data)"
	" SELECT :run, " PART ", rows, hash, data FROM sweep"
	" WHERE key = :key ORDER BY chunk";

enum err_code
sweep_become(struct store *s, const char *key, int64_t run, struct err *err)
{
	struct stmt *q = db_prepare(s, become_parts);
	enum err_code rc;

	db_bind_int(q, ":run", run);
	db_bind_text(q, ":key", key);
	rc = db_run(q, err);
	return rc == E_OK ? sweep_forget(s, key, 0, err) : rc;
}

static enum err_code
trials_take(const struct buf *bytes, int64_t rows,
    enum err_code (*each)(void *self, const struct trial *t, struct err *err),
    void *self, struct err *err)
{
	struct trials trials = {0};
	struct arena none = {0};
	enum err_code rc = E_OK;

	if (!rows_unpack(trial_columns, bytes->at, bytes->len, &none, &trials)
	    || (int64_t)trials.len != rows)
		rc = damaged(err);
	for (size_t i = 0; i < trials.len && rc == E_OK; i++)
		rc = each(self, &trials.at[i], err);
	vec_release(&trials);
	arena_release(&none);
	return rc;
}

enum err_code
run_trials_each(struct store *s, const char *run,
    enum err_code (*each)(void *self, const struct trial *t, struct err *err),
    void *self, struct err *err)
{
	struct buf bytes = {0};
	char part[32];
	int64_t rows = 0;
	enum err_code rc = E_OK;

	for (int64_t i = 0; rc == E_OK && rows >= 0; i++) {
		snprintf(part, sizeof(part), "trials/%06" PRId64, i);
		rc = run_extra_load(s, run, part, &rows, &bytes, err);
		if (rc == E_OK && rows >= 0)
			rc = trials_take(&bytes, rows, each, self, err);
	}
	buf_release(&bytes);
	return rc;
}
