/*
 * A run once more from its record, and what is not as it was: its record, the
 * strategy's file, the candles, the terms of the instruments, or what comes out
 * of the same.
 */
#include "research/assume.h"
#include "research/walk.h"

#include "base/file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void
differs_in(struct difference *d, const char *what, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;

	if (d->what != NULL)
		return;
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	d->what = what;
	TEXT_SET(d->text, buf_text(&text));
	buf_release(&text);
}

/* The first line that two canonical forms do not share. */
static void
lines_differ(struct difference *d, const char *was, const char *is,
    const char *path)
{
	while (*was != '\0' && *is != '\0') {
		size_t n = strcspn(was, "\n"), m = strcspn(is, "\n");

		if (n != m || memcmp(was, is, n) != 0)
			break;
		was += n + (was[n] == '\n');
		is += m + (is[m] == '\n');
	}
	if (strncmp(was, "param ", 6) == 0 && strncmp(is, "param ", 6) == 0)
		differs_in(d, "parameter", "%s: \"%.*s\" when it was run, now"
		    " \"%.*s\"", path, (int)strcspn(was, "\n"), was,
		    (int)strcspn(is, "\n"), is);
	differs_in(d, "strategy", "%s: \"%.*s\" when it was run, now \"%.*s\"",
	    path, (int)strcspn(was, "\n"), was, (int)strcspn(is, "\n"), is);
}

/* The file that it was read from, should it be there still. Its parameters have
 * the values of the file: a value that was given is in the record. */
static void
file_compare(const struct run *r, const struct run_source *source,
    struct difference *d)
{
	struct strategy_source in = { .label = r->strategy_path,
	    .timeframe = r->timeframe };
	struct expr_findings findings = {0};
	struct strategy *now = NULL;
	struct buf text = {0}, canonical = {0};
	struct err why = {0};
	struct stat st;
	enum err_code rc;

	if (r->strategy_path[0] != '/' || stat(r->strategy_path, &st) != 0 ||
	    !S_ISREG(st.st_mode))	/* a terminal would be waited for */
		return;
	rc = file_read(r->strategy_path, STRATEGY_BYTES, &text, &why);
	in.text = buf_text(&text);
	in.len = text.len;
	if (rc == E_OK)
		rc = strategy_read(&in, &now, &findings, &why);
	if (rc == E_OK && strcmp(now->hash, r->strategy_hash) != 0) {
		strategy_canonical(now, &canonical);
		lines_differ(d, buf_text(&source->strategy),
		    buf_text(&canonical), r->strategy_path);
	} else if (rc != E_OK) {
		differs_in(d, "strategy", "%s", why.text);
	}
	strategy_free(now);
	vec_release(&findings);
	buf_release(&text);
	buf_release(&canonical);
}

/* The first field that is another, by value; those that only name a run do not
 * count. */
static bool
rows_differ(struct difference *d, const struct record *record,
    const void *was, const void *is, const char *where, size_t number)
{
	static const char *const names[] = { "id", "run", "time", "version",
	    "result_hash", "strategy_path", "warnings", NULL };
	struct buf a = {0}, b = {0};

	for (const struct field *f = record->fields; f->name != NULL &&
	    d->what == NULL; f++) {
		int i = 0;

		while (names[i] != NULL && (strcmp(names[i], f->name) != 0 ||
		    (record != &run_record && strcmp(f->name, "time") == 0)))
			i++;
		buf_clear(&a);
		buf_clear(&b);
		field_text(f, was, &a);
		field_text(f, is, &b);
		if (names[i] != NULL || strcmp(buf_text(&a),
		    buf_text(&b)) == 0)
			continue;
		if (number == 0)
			differs_in(d, "result", "%s %s when it was run, now %s",
			    f->name, buf_text(&a), buf_text(&b));
		differs_in(d, "result", "%s %zu: %s %s when it was run, now %s",
		    where, number, f->name, buf_text(&a), buf_text(&b));
	}
	buf_release(&a);
	buf_release(&b);
	return d->what != NULL;
}

static void
counts_differ(struct difference *d, const char *what, size_t was, size_t is)
{
	if (was != is)
		differs_in(d, "result", "%zu %s when it was run, now %zu", was,
		    what, is);
}

#define PART_DIFFERS(d, part, record, word) do { \
	size_t n_ = was->part.len < is->part.len ? was->part.len : \
	    is->part.len; \
	for (size_t i = 0; i < n_ && (d)->what == NULL; i++) \
		rows_differ((d), (record), &was->part.at[i], \
		    &is->part.at[i], (word), i + 1); \
	counts_differ((d), word "s", was->part.len, is->part.len); \
} while (0)

static void
curves_differ(struct difference *d, const struct curve *was,
    const struct curve *is)
{
	char time[STAMP_TEXT_SIZE], a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	struct equity_point p, q;

	for (size_t i = 0; i < curve_len(was) && i < curve_len(is) &&
	    d->what == NULL; i++) {
		p = curve_point(was, i);
		q = curve_point(is, i);
		if (p.time != q.time || !dec_same(p.equity, q.equity))
			differs_in(d, "result", "equity at %s: %s when it was"
			    " run, now %s", stamp_text(p.time, time),
			    dec_text(p.equity, a), dec_text(q.equity, b));
	}
	counts_differ(d, "points of equity", curve_len(was), curve_len(is));
}

static void
parts_differ(struct difference *d, const struct run_parts *was,
    const struct run_parts *is)
{
	PART_DIFFERS(d, trades, &run_trade_record, "trade");
	PART_DIFFERS(d, orders, &run_order_record, "order");
	PART_DIFFERS(d, refusals, &violation_record, "refusal");
	PART_DIFFERS(d, events, &breaker_event_record, "breaker event");
	curves_differ(d, &was->equity, &is->equity);
}

/* Where hashes are not the same, what it is; the same amounts may be written
 * with other zeros. */
static enum err_code
results_compare(struct store *s, struct repetition *r, struct err *err)
{
	struct run_parts had = {0};
	enum err_code rc;

	if (strcmp(r->recorded->result_hash, r->run.result_hash) == 0)
		return E_OK;
	rc = run_parts_load(s, r->recorded->id, RUN_PART_ALL, &had, err);
	if (rc == E_OK)
		parts_differ(&r->differs, &had, &r->parts);
	if (rc == E_OK)
		rows_differ(&r->differs, &run_record, r->recorded, &r->run, "",
		    0);
	run_parts_release(&had);
	return rc;
}

/* A record that has none has nothing to compare. */
static void
instruments_compare(struct repetition *r)
{
	const struct run *was = r->recorded;
	const char *before = assumed_instruments(was);

	if (before[0] == '\0')
		TEXT_SET(r->run.assumptions, was->assumptions);
	else if (strcmp(before, assumed_instruments(&r->run)) != 0)
		differs_in(&r->differs, "instruments", "ticks, lots, limits,"
		    " fees or margin tiers of %s are not those that it was run"
		    " with", was->symbols);
}

static enum err_code
repeat(struct store *s, struct repetition *r, struct err *err)
{
	struct assumed a = { .strategy = NULL };
	struct err why = {0};
	enum err_code rc = assume_read(r->recorded, r->source, &a, &why);

	a.b.progress = r->progress;
	a.b.progress_self = r->progress_self;
	if (rc == E_OK)
		rc = r->recorded->kind == RUN_WALKFORWARD ? walk_repeat(s,
		    r->recorded, r->source, &a.b, &r->run, &r->parts, &why) :
		    backtest_run(s, &a.b, &r->run, &r->parts, &why);
	assumed_release(&a);
	/* What it was read from is not there, or is not what it was. */
	if (rc == E_USAGE || rc == E_DATA) {
		differs_in(&r->differs, "data", "%s", why.text);
		return E_OK;
	}
	if (rc != E_OK)
		return err_set(err, rc, "%s", why.text);
	run_hash(&r->run, &r->parts);
	if (strcmp(r->run.data_hash, r->recorded->data_hash) != 0)
		differs_in(&r->differs, "data", "the candles or funding rates"
		    " of %s that are stored are not those that it was run over",
		    r->recorded->symbols);
	instruments_compare(r);
	return r->differs.what != NULL ? E_OK : results_compare(s, r, err);
}

enum err_code
backtest_repeat(struct store *s, struct repetition *r, struct err *err)
{
	struct buf wrong = {0};
	enum err_code rc = run_check(s, r->recorded->id, &wrong, err);

	if (rc == E_OK && wrong.len > 0)
		differs_in(&r->differs, "record", "%s", buf_text(&wrong));
	buf_release(&wrong);
	if (rc == E_OK && r->differs.what == NULL)
		file_compare(r->recorded, r->source, &r->differs);
	return rc == E_OK && r->differs.what == NULL ? repeat(s, r, err) : rc;
}

void
repetition_release(struct repetition *r)
{
	run_parts_release(&r->parts);
}
