/* Runs as they are read, looked over and taken away. */
#include "store/runs.h"

#include "base/xxh64.h"
#include "store/columns.h"
#include "store/runparts.h"

#include <inttypes.h>
#include <stdio.h>

/* The number that an id is; 0: no run is called that. */
static int64_t
number_of(const char *id)
{
	int64_t n = 0;

	if (*id < '1' || strlen(id) > 18)
		return 0;
	for (; *id >= '0' && *id <= '9'; id++)
		n = n * 10 + *id - '0';
	return *id == '\0' ? n : 0;
}

static const char name_runs[] = "SELECT CAST(id AS TEXT) FROM run";

static enum err_code
no_run(struct store *s, const char *id, struct err *err)
{
	return db_no_such(s, "run", id, name_runs, err);
}

#define SELECT_RUN \
	"SELECT CAST(run.id AS TEXT) AS id, kind, run.strategy AS strategy," \
	" strategy_path, strategy_hash, venue, symbols, timeframe," \
	" \"from\", \"to\", params, capital, currency, data_hash, seed," \
	" version, assumptions, warnings, total_return, annual_return," \
	" volatility, max_drawdown, max_drawdown_days, sharpe, sortino," \
	" calmar, omega, ulcer, psr, sqn, win_rate, profit_factor, payoff," \
	" expectancy, exposure, trades, fees, funding, refusals," \
	" breaker_trips, intrabar_decided, final_equity, bars, gaps," \
	" inexact_ties, conflicts, status, result_hash, time"

static const char load_run[] =
	SELECT_RUN ", seal, s.strategy AS rules, s.policy, s.breakers"
	" FROM run LEFT JOIN run_source s ON s.run = run.id WHERE run.id = :id";
enum { RUN_SEAL_AT = 49, RUN_SOURCE_AT };

static enum err_code
load(struct store *s, const char *id, struct run *out,
    struct run_source *source, char sealed[SHA256_TEXT_SIZE], struct err *err)
{
	struct stmt *q = db_prepare(s, load_run);
	bool found;
	enum err_code rc;

	db_bind_int(q, ":id", number_of(id));
	if ((found = db_step(q))) {
		db_read(q, run_columns, out);
		db_chars(q, RUN_SEAL_AT, sealed, SHA256_TEXT_SIZE);
		buf_puts(&source->strategy, db_text(q, RUN_SOURCE_AT));
		buf_puts(&source->policy, db_text(q, RUN_SOURCE_AT + 1));
		buf_puts(&source->breakers, db_text(q, RUN_SOURCE_AT + 2));
	}
	rc = db_done(q, err);
	return rc == E_OK && !found ? no_run(s, id, err) : rc;
}

enum err_code
run_load(struct store *s, const char *id, struct run *out,
    struct run_source *source, struct err *err)
{
	struct run row = {0};
	struct run_source with = {0};
	char sealed[SHA256_TEXT_SIZE];
	enum err_code rc = load(s, id, &row, &with, sealed, err);

	if (rc == E_OK)
		*out = row;
	if (rc == E_OK && source != NULL) {
		run_source_release(source);
		*source = with;
	} else {
		run_source_release(&with);
	}
	return rc;
}

static const char load_runs[] =
	SELECT_RUN " FROM run WHERE (:kind IS NULL OR kind = :kind)"
	" AND (:strategy IS NULL OR strategy = :strategy)"
	" AND (:symbol IS NULL OR"
	" instr(';' || symbols || ';', ';' || :symbol || ';') > 0)"
	" AND (:after IS NULL OR id < :after)"
	" ORDER BY run.id DESC LIMIT :limit";

enum err_code
runs_load(struct store *s, const struct run_filter *f, struct runs *out,
    struct err *err)
{
	struct stmt *q;

	if (f->after != NULL && number_of(f->after) == 0)
		return no_run(s, f->after, err);
	q = db_prepare(s, load_runs);
	if (f->kind >= 0)
		db_bind_text(q, ":kind", run_kind_names[f->kind]);
	db_bind_text(q, ":strategy", f->strategy);
	db_bind_text(q, ":symbol", f->symbol);
	if (f->after != NULL)
		db_bind_int(q, ":after", number_of(f->after));
	db_bind_int(q, ":limit", f->limit == 0 ? -1 : (int64_t)f->limit);
	return db_load(q, run_columns, out, err);
}

static int
part_named(const char *name)
{
	for (int i = 0; i < RUN_PARTS; i++)
		if (strcmp(run_part_names[i], name) == 0)
			return i;
	return -1;
}

/* Do the bytes have the hash that was kept with them? */
static bool
part_whole(const void *bytes, size_t len, const char *kept)
{
	char hash[17];

	run_part_hash(bytes, len, hash);
	return strcmp(hash, kept) == 0;
}

static const char load_parts[] =
	"SELECT part, rows, hash, data FROM run_part WHERE run = :run"
	" ORDER BY part";

/* Marks in *found what was there and good. */
static enum err_code
parts_read(struct store *s, const char *id, unsigned parts,
    struct run_parts *out, unsigned *found, struct err *err)
{
	struct stmt *q = db_prepare(s, load_parts);
	size_t len;
	const void *bytes;
	int i;

	db_bind_int(q, ":run", number_of(id));
	while (db_step(q)) {
		if ((i = part_named(db_text(q, 0))) < 0 ||
		    (parts & 1u << i) == 0)
			continue;
		bytes = db_blob(q, 3, &len);
		if (part_whole(bytes, len, db_text(q, 2)) &&
		    run_part_unpack(i, bytes, len, db_int(q, 1), out))
			*found |= 1u << i;
	}
	return db_done(q, err);
}

static enum err_code
part_damaged(const char *id, const char *name, struct err *err)
{
	return err_set(err, E_STORE, "run %s: its part %s is damaged (etrms"
	    " store check)", id, name);
}

static void
name_run(struct run_parts *p, const char *id)
{
	const char *name = arena_text(&p->texts, id);

	for (size_t i = 0; i < p->trades.len; i++)
		p->trades.at[i].run = name;
	for (size_t i = 0; i < p->orders.len; i++)
		p->orders.at[i].run = name;
}

enum err_code
run_parts_load(struct store *s, const char *id, unsigned parts,
    struct run_parts *out, struct err *err)
{
	struct run_parts p = {0};
	unsigned found = 0;
	enum err_code rc = parts_read(s, id, parts, &p, &found, err);

	/* What is not there is damage only if the run is. */
	if (rc == E_OK && found != parts)
		rc = run_load(s, id, &(struct run){ .kind = 0 }, NULL, err);
	for (int i = 0; i < RUN_PARTS && rc == E_OK; i++)
		if ((parts & ~found & 1u << i) != 0)
			rc = part_damaged(id, run_part_names[i], err);
	if (rc != E_OK) {
		run_parts_release(&p);
		return rc;
	}
	name_run(&p, id);
	run_parts_release(out);
	*out = p;
	return E_OK;
}

static const char load_extra[] =
	"SELECT rows, hash, data FROM run_part"
	" WHERE run = :run AND part = :part";

enum err_code
run_extra_load(struct store *s, const char *id, const char *name,
    int64_t *rows, struct buf *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_extra);
	bool whole = true;
	const void *bytes;
	size_t len;
	enum err_code rc;

	*rows = -1;
	buf_clear(out);
	db_bind_int(q, ":run", number_of(id));
	db_bind_text(q, ":part", name);
	if (db_step(q)) {
		bytes = db_blob(q, 2, &len);
		whole = part_whole(bytes, len, db_text(q, 1));
		*rows = db_int(q, 0);
		buf_add(out, bytes, len);
	}
	rc = db_done(q, err);
	if (rc == E_OK && !whole)
		rc = part_damaged(id, name, err);
	return rc;
}

struct rows VEC_OF(char);		/* of any size */

enum err_code
run_rows_load_as(struct store *s, const char *run, const char *name,
    const struct column *columns, size_t size, void *vec, bool *there,
    struct err *err)
{
	const struct rows *rows = vec;
	struct arena none = {0};
	struct buf bytes = {0};
	int64_t n;
	enum err_code rc = run_extra_load(s, run, name, &n, &bytes, err);

	*there = n >= 0;
	if (rc == E_OK && *there && (!rows_unpack_as(columns, bytes.at,
	    bytes.len, &none, size, vec) || rows->len != (size_t)n))
		rc = part_damaged(run, name, err);
	arena_release(&none);
	buf_release(&bytes);
	return rc;
}

enum err_code
run_row_load(struct store *s, const char *run, const char *name,
    const struct column *columns, size_t size, void *row, bool *there,
    struct err *err)
{
	struct rows rows = {0};
	enum err_code rc = run_rows_load_as(s, run, name, columns, size, &rows,
	    there, err);

	if (rc == E_OK && *there && rows.len != 1)
		rc = part_damaged(run, name, err);
	if (rc == E_OK && *there)
		memcpy(row, rows.at, size);
	vec_release(&rows);
	return rc;
}

static void
say_damaged(struct buf *wrong, const char *part)
{
	buf_printf(wrong, "%sits part %s is damaged", wrong->len > 0 ? ", " : "",
	    part);
}

/* Says what is wrong with the parts, the hash that their results have, and the
 * lines of the extras. */
static enum err_code
parts_check(struct store *s, const struct run *r, struct buf *wrong,
    char result[SHA256_TEXT_SIZE], struct buf *extras, struct err *err)
{
	int64_t rows[RUN_PARTS] = {0};
	uint64_t hash[RUN_PARTS] = {0};
	unsigned found = 0;
	struct stmt *q = db_prepare(s, load_parts);
	const void *bytes;
	size_t len;
	int i;

	db_bind_int(q, ":run", number_of(r->id));
	while (db_step(q)) {
		bytes = db_blob(q, 3, &len);
		if ((i = part_named(db_text(q, 0))) < 0) {
			run_extra_line(extras, db_text(q, 0), db_int(q, 1),
			    db_text(q, 2));
			if (!part_whole(bytes, len, db_text(q, 2)))
				say_damaged(wrong, db_text(q, 0));
			continue;
		}
		rows[i] = db_int(q, 1);
		hash[i] = xxh64(bytes, len);
		if (part_whole(bytes, len, db_text(q, 2)))
			found |= 1u << i;
	}
	for (i = 0; i < RUN_PARTS; i++)
		if ((found & 1u << i) == 0)
			say_damaged(wrong, run_part_names[i]);
	run_result_hash(r, rows, hash, result);
	return db_done(q, err);
}

static enum err_code
check_one(struct store *s, const char *id, struct buf *detail,
    struct err *err)
{
	struct run r = {0};
	struct run_source source = {0};
	struct buf wrong = {0}, extras = {0};
	char sealed[SHA256_TEXT_SIZE] = "", hash[SHA256_TEXT_SIZE];
	enum err_code rc = load(s, id, &r, &source, sealed, err);

	if (rc == E_OK)
		rc = parts_check(s, &r, &wrong, hash, &extras, err);
	if (rc == E_OK && wrong.len == 0 && strcmp(hash, r.result_hash) != 0)
		buf_puts(&wrong, "its results are not what was written");
	run_seal(&r, &source, &extras, hash);
	if (rc == E_OK && wrong.len == 0 && strcmp(hash, sealed) != 0)
		buf_puts(&wrong, "its record is not what was written");
	if (wrong.len > 0)
		buf_printf(detail, "%srun %s: %s", detail->len > 0 ? "; " : "",
		    id, wrong.at);
	buf_release(&wrong);
	buf_release(&extras);
	run_source_release(&source);
	return rc;
}

enum err_code
run_check(struct store *s, const char *id, struct buf *detail,
    struct err *err)
{
	struct stmt *q;
	enum err_code rc = E_OK, rc2;

	if (id != NULL)
		return check_one(s, id, detail, err);
	q = db_prepare(s, name_runs);
	while (rc == E_OK && db_step(q))
		rc = check_one(s, db_text(q, 0), detail, err);
	rc2 = db_done(q, rc == E_OK ? err : NULL);
	return rc == E_OK ? rc2 : rc;
}

static const char add_removal[] =
	"INSERT INTO run_removal (run, actor, time)"
	" VALUES (:run, :actor, :time)";
static const char remove_parts[] = "DELETE FROM run_part WHERE run = :run";
static const char remove_source[] =
	"DELETE FROM run_source WHERE run = :run";
static const char remove_run[] = "DELETE FROM run WHERE id = :run";

static enum err_code
take_away(struct store *s, int64_t run, struct err *err)
{
	const char *const each[] = { remove_parts, remove_source, remove_run };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < 3 && rc == E_OK; i++) {
		struct stmt *q = db_prepare(s, each[i]);

		db_bind_int(q, ":run", run);
		rc = db_run(q, err);
	}
	return rc;
}

enum err_code
run_remove(struct store *s, const char *id, const char *actor, int64_t time,
    struct err *err)
{
	struct stmt *q;
	enum err_code rc;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = run_load(s, id, &(struct run){ .kind = 0 }, NULL, err);
	if (rc == E_OK) {
		q = db_prepare(s, add_removal);
		db_bind_int(q, ":run", number_of(id));
		db_bind_text(q, ":actor", actor);
		db_bind_int(q, ":time", time);
		rc = db_run(q, err);
	}
	if (rc == E_OK)
		rc = take_away(s, number_of(id), err);
	return store_end(s, rc, err);
}
