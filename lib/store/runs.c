/*
 * Runs: a row, its parts and its source, written together and never changed.
 * Two hashes guard them: that of the result, over what came out and over the
 * hashes of the parts, and the seal over the whole row and the source.
 */
#include "store/runs.h"

#include "base/sha256.h"
#include "store/runparts.h"
#include "store/schema.h"
#include "store/sweeprows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Rows that go one way: away, once their removal is written down. */
#define UNLESS_REMOVED(table, id) \
	"CREATE TRIGGER " table "_keeps_rows BEFORE DELETE ON " table "\n" \
	"	WHEN NOT EXISTS (SELECT 1 FROM run_removal WHERE run = OLD." \
	id ")\n" \
	"	BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END;\n" \
	"CREATE TRIGGER " table "_keeps_values BEFORE UPDATE ON " table "\n" \
	"	BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END;\n"

const char runs_schema_4[] =
	"CREATE TABLE run (\n"
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
	"	kind TEXT NOT NULL,\n"
	"	strategy TEXT NOT NULL,\n"
	"	strategy_path TEXT NOT NULL,\n"
	"	strategy_hash TEXT NOT NULL,\n"
	"	venue TEXT NOT NULL,\n"
	"	symbols TEXT NOT NULL,\n"
	"	timeframe INTEGER NOT NULL,\n"
	"	\"from\" INTEGER NOT NULL,\n"
	"	\"to\" INTEGER NOT NULL,\n"
	"	params TEXT NOT NULL,\n"
	"	capital TEXT,\n"
	"	currency TEXT NOT NULL,\n"
	"	data_hash TEXT NOT NULL,\n"
	"	seed INTEGER NOT NULL,\n"
	"	version TEXT NOT NULL,\n"
	"	assumptions TEXT NOT NULL,\n"
	"	warnings TEXT NOT NULL,\n"
	"	total_return REAL,\n"
	"	annual_return REAL,\n"
	"	volatility REAL,\n"
	"	max_drawdown REAL,\n"
	"	max_drawdown_days REAL,\n"
	"	sharpe REAL,\n"
	"	sortino REAL,\n"
	"	calmar REAL,\n"
	"	omega REAL,\n"
	"	ulcer REAL,\n"
	"	psr REAL,\n"
	"	sqn REAL,\n"
	"	win_rate REAL,\n"
	"	profit_factor REAL,\n"
	"	payoff REAL,\n"
	"	expectancy TEXT,\n"
	"	exposure REAL,\n"
	"	trades INTEGER NOT NULL,\n"
	"	fees TEXT,\n"
	"	funding TEXT,\n"
	"	refusals INTEGER NOT NULL,\n"
	"	breaker_trips INTEGER NOT NULL,\n"
	"	intrabar_decided INTEGER NOT NULL,\n"
	"	final_equity TEXT,\n"
	"	bars INTEGER NOT NULL,\n"
	"	gaps INTEGER NOT NULL,\n"
	"	inexact_ties INTEGER NOT NULL,\n"
	"	conflicts INTEGER NOT NULL,\n"
	"	status TEXT NOT NULL,\n"
	"	result_hash TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL,\n"
	"	seal TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE run_part (\n"
	"	run INTEGER NOT NULL REFERENCES run (id),\n"
	"	part TEXT NOT NULL,\n"
	"	rows INTEGER NOT NULL,\n"
	"	hash TEXT NOT NULL,\n"
	"	data BLOB NOT NULL,\n"
	"	PRIMARY KEY (run, part)\n"
	") STRICT;\n"
	"CREATE TABLE run_source (\n"
	"	run INTEGER PRIMARY KEY REFERENCES run (id),\n"
	"	strategy TEXT NOT NULL,\n"
	"	policy TEXT NOT NULL,\n"
	"	breakers TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE run_removal (\n"
	"	run INTEGER PRIMARY KEY,\n"
	"	actor TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	APPEND_ONLY("run_removal")
	UNLESS_REMOVED("run", "id")
	UNLESS_REMOVED("run_part", "run")
	UNLESS_REMOVED("run_source", "run");

#define R(name, kind, member) { name, kind, MEMBER(struct run, member) }
#define CHARS(member) R(#member, COL_CHARS, member)
#define INT(member) R(#member, COL_INT, member)
#define REAL(member) R(#member, COL_DOUBLE, member)
#define DEC(member) R(#member, COL_DEC, member)
const struct column run_columns[] = {
	CHARS(id),
	{ "kind", COL_ENUM, MEMBER(struct run, kind), run_kind_names,
	  RUN_KINDS },
	CHARS(strategy), CHARS(strategy_path), CHARS(strategy_hash),
	CHARS(venue), CHARS(symbols), INT(timeframe), INT(from), INT(to),
	CHARS(params), DEC(capital), CHARS(currency), CHARS(data_hash),
	INT(seed), CHARS(version), CHARS(assumptions), CHARS(warnings),
	REAL(total_return), REAL(annual_return), REAL(volatility),
	REAL(max_drawdown), REAL(max_drawdown_days), REAL(sharpe),
	REAL(sortino), REAL(calmar), REAL(omega), REAL(ulcer), REAL(psr),
	REAL(sqn), REAL(win_rate), REAL(profit_factor), REAL(payoff),
	DEC(expectancy), REAL(exposure), INT(trades), DEC(fees), DEC(funding),
	INT(refusals), INT(breaker_trips), INT(intrabar_decided),
	DEC(final_equity), INT(bars), INT(gaps), INT(inexact_ties),
	INT(conflicts),
	{ "status", COL_ENUM, MEMBER(struct run, status), run_status_names,
	  RUN_STATUSES },
	CHARS(result_hash), INT(time),
	{ .name = NULL }
};
static const char first_result[] = "total_return";
static const char after_results[] = "result_hash";

static void
hash_text(struct sha256 *h, const char *text)
{
	char len[24];

	sha256_update(h, len, (size_t)snprintf(len, sizeof(len), "%zu:",
	    strlen(text)));
	sha256_update(h, text, strlen(text));
}

/* What is unknown is left out, so that a column added later changes nothing
 * where it is unknown. */
static void
hash_column(struct sha256 *h, const struct column *c, const struct run *r)
{
	const void *at = (const char *)r + c->offset;
	char text[DEC_TEXT_SIZE] = "";
	uint64_t bits;
	double real;
	int64_t n;

	switch (c->kind) {
	case COL_INT:
		memcpy(&n, at, sizeof(n));
		snprintf(text, sizeof(text), "%" PRId64, n);
		break;
	case COL_ENUM:
		TEXT_SET(text, enum_name(c->names, c->names_len,
		    *(const int *)at));
		break;
	case COL_DEC:
		dec_text(*(const struct dec *)at, text);
		break;
	case COL_DOUBLE:
		memcpy(&real, at, sizeof(real));
		memcpy(&bits, at, sizeof(bits));
		if (real == 0)
			bits = 0;	/* the store has no -0 */
		if (real == real)
			snprintf(text, sizeof(text), "%016" PRIx64, bits);
		break;
	default:
		break;
	}
	if (c->kind != COL_CHARS)
		at = text;
	if (*(const char *)at == '\0')
		return;
	hash_text(h, c->name);
	hash_text(h, at);
}

static const struct column *
column_named(const char *name)
{
	const struct column *c = run_columns;

	while (strcmp(c->name, name) != 0)
		c++;
	return c;
}

void
run_result_hash(const struct run *r, const int64_t rows[RUN_PARTS],
    const uint64_t hash[RUN_PARTS], char out[SHA256_TEXT_SIZE])
{
	const struct column *c = column_named(first_result);
	char text[64];
	struct sha256 h;

	sha256_init(&h);
	for (; strcmp(c->name, after_results) != 0; c++)
		hash_column(&h, c, r);
	for (int i = 0; i < RUN_PARTS; i++) {
		snprintf(text, sizeof(text), "%" PRId64 ":%016" PRIx64,
		    rows[i], hash[i]);
		hash_text(&h, run_part_names[i]);
		hash_text(&h, text);
	}
	sha256_final_text(&h, out);
}

void
run_hash(struct run *r, const struct run_parts *p)
{
	struct run_bytes b = {0};

	run_parts_pack(p, &b);
	run_result_hash(r, b.rows, b.hash, r->result_hash);
	run_bytes_release(&b);
}

void
run_extra_line(struct buf *extras, const char *name, int64_t rows,
    const char *hash)
{
	buf_printf(extras, "%s %" PRId64 " %s\n", name, rows, hash);
}

/* Of all but the id, which is given later. */
void
run_seal(const struct run *r, const struct run_source *source,
    const struct buf *extras, char out[SHA256_TEXT_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	for (const struct column *c = run_columns + 1; c->name != NULL; c++)
		hash_column(&h, c, r);
	hash_text(&h, buf_text(&source->strategy));
	hash_text(&h, buf_text(&source->policy));
	hash_text(&h, buf_text(&source->breakers));
	if (extras->len > 0)
		hash_text(&h, buf_text(extras));
	sha256_final_text(&h, out);
}

void
run_source_release(struct run_source *s)
{
	buf_release(&s->strategy);
	buf_release(&s->policy);
	buf_release(&s->breakers);
}

static const char add_run[] =
	"INSERT INTO run (kind, strategy, strategy_path, strategy_hash, venue,"
	" symbols, timeframe, \"from\", \"to\", params, capital, currency,"
	" data_hash, seed, version, assumptions, warnings, total_return,"
	" annual_return, volatility, max_drawdown, max_drawdown_days, sharpe,"
	" sortino, calmar, omega, ulcer, psr, sqn, win_rate, profit_factor,"
	" payoff, expectancy, exposure, trades, fees, funding, refusals,"
	" breaker_trips, intrabar_decided, final_equity, bars, gaps,"
	" inexact_ties, conflicts, status, result_hash, time, seal) VALUES"
	" (:kind, :strategy, :strategy_path, :strategy_hash, :venue, :symbols,"
	" :timeframe, :from, :to, :params, :capital, :currency, :data_hash,"
	" :seed, :version, :assumptions, :warnings, :total_return,"
	" :annual_return, :volatility, :max_drawdown, :max_drawdown_days,"
	" :sharpe, :sortino, :calmar, :omega, :ulcer, :psr, :sqn, :win_rate,"
	" :profit_factor, :payoff, :expectancy, :exposure, :trades, :fees,"
	" :funding, :refusals, :breaker_trips, :intrabar_decided,"
	" :final_equity, :bars, :gaps, :inexact_ties, :conflicts, :status,"
	" :result_hash, :time, :seal)";
static const char add_source[] =
	"INSERT INTO run_source (run, strategy, policy, breakers)"
	" VALUES (:run, :strategy, :policy, :breakers)";
static const char add_part[] =
	"INSERT INTO run_part (run, part, rows, hash, data)"
	" VALUES (:run, :part, :rows, :hash, :data)";

static enum err_code
part_add(struct store *s, int64_t run, const char *name, int64_t rows,
    const struct buf *data, struct err *err)
{
	struct stmt *q = db_prepare(s, add_part);
	char hash[17];

	run_part_hash(data->at, data->len, hash);
	db_bind_int(q, ":run", run);
	db_bind_text(q, ":part", name);
	db_bind_int(q, ":rows", rows);
	db_bind_text(q, ":hash", hash);
	db_bind_blob(q, ":data", data->at, data->len);
	return db_run(q, err);
}

static int
by_name(const void *a, const void *b)
{
	const struct run_extra *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* Their lines, those of the trials behind the others. */
static enum err_code
extras_list(struct store *s, const struct run_parts *p, struct buf *out,
    struct err *err)
{
	VEC(const struct run_extra *) sorted = {0};
	char hash[17];

	for (size_t i = 0; i < p->extras.len; i++)
		vec_push(&sorted, &p->extras.at[i]);
	if (sorted.len > 1)
		qsort(sorted.at, sorted.len, sizeof(*sorted.at), by_name);
	for (size_t i = 0; i < sorted.len; i++) {
		run_part_hash(sorted.at[i]->data.at, sorted.at[i]->data.len,
		    hash);
		run_extra_line(out, sorted.at[i]->name, sorted.at[i]->rows,
		    hash);
	}
	vec_release(&sorted);
	return p->sweep == NULL ? E_OK : sweep_lines(s, p->sweep, out, err);
}

static enum err_code
parts_add(struct store *s, int64_t id, const struct run_parts *p,
    const struct run_bytes *b, struct err *err)
{
	enum err_code rc = E_OK;

	for (int i = 0; i < RUN_PARTS && rc == E_OK; i++)
		rc = part_add(s, id, run_part_names[i], b->rows[i],
		    &b->part[i], err);
	for (size_t i = 0; i < p->extras.len && rc == E_OK; i++)
		rc = part_add(s, id, p->extras.at[i].name,
		    p->extras.at[i].rows, &p->extras.at[i].data, err);
	return rc != E_OK || p->sweep == NULL ? rc :
	    sweep_become(s, p->sweep, id, err);
}

static enum err_code
write_all(struct store *s, struct run *r, const struct run_parts *p,
    const struct run_bytes *b, const struct run_source *source,
    struct err *err)
{
	char sealed[SHA256_TEXT_SIZE];
	struct buf extras = {0};
	struct stmt *q;
	int64_t id;
	enum err_code rc = extras_list(s, p, &extras, err);

	run_result_hash(r, b->rows, b->hash, r->result_hash);
	run_seal(r, source, &extras, sealed);
	buf_release(&extras);
	if (rc != E_OK)
		return rc;
	q = db_prepare(s, add_run);
	db_bind(q, run_columns, r);
	db_bind_text(q, ":seal", sealed);
	if ((rc = db_run(q, err)) != E_OK)
		return rc;
	id = db_last_id(s);
	snprintf(r->id, sizeof(r->id), "%" PRId64, id);
	q = db_prepare(s, add_source);
	db_bind_int(q, ":run", id);
	db_bind_text(q, ":strategy", buf_text(&source->strategy));
	db_bind_text(q, ":policy", buf_text(&source->policy));
	db_bind_text(q, ":breakers", buf_text(&source->breakers));
	rc = db_run(q, err);
	return rc == E_OK ? parts_add(s, id, p, b, err) : rc;
}

enum err_code
run_add(struct store *s, struct run *r, const struct run_parts *p,
    const struct run_source *source, struct err *err)
{
	struct run_bytes b = {0};
	enum err_code rc;

	/* Before others have to wait for the store. */
	run_parts_pack(p, &b);
	rc = store_begin(s, err);
	if (rc == E_OK)
		rc = store_end(s, write_all(s, r, p, &b, source, err), err);
	run_bytes_release(&b);
	return rc;
}
