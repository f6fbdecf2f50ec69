/*
 * Covers lib/research/shard.c: ranges without hole or overlap, lines there and
 * back to the last bit, and what is no shard, another's, twice there, cut off,
 * changed or missing.
 */
#include "base/file.h"
#include "research/shard.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static char path[8][64];
static const struct shard_fact facts[] = { { "kind", "montecarlo" },
    { "version", "1.0" }, { "data", "say \"abc\"" } };
static const char *const columns[] = { "final_equity", "sharpe" };
#define ITEMS 23
static const struct shard_form form = { .facts = facts, .facts_len = 3,
    .columns = columns, .columns_len = 2, .items = ITEMS };

static double
value(size_t item, size_t column)
{
	return column == 1 && item % 5 == 0 ? (double)NAN :
	    sqrt((double)item + 0.1) / (column == 0 ? 1e-9 : 3e4);
}

static void
text_of(const struct shard_form *f, struct shard s, struct buf *to)
{
	struct shard_writer w;
	size_t first, end;

	buf_clear(to);
	shard_begin(&w, f, &s, to);
	shard_range(&s, f->items, &first, &end);
	for (size_t i = first; i < end; i++) {
		double values[2] = { value(i, 0), value(i, 1) };

		shard_item(&w, i, values);
	}
	shard_end(&w);
}

static void
write_text(const char *to, const struct buf *text)
{
	is_int(file_replace(to, text, 0600, E_OUTPUT, NULL), E_OK);
}

static void
write_shard(const char *to, struct shard s)
{
	struct buf text = {0};

	text_of(&form, s, &text);
	write_text(to, &text);
	buf_release(&text);
}

static void
ranges_meet(void)
{
	for (size_t items = 0; items < 40; items++)
		for (size_t n = 1; n < 50; n++) {
			size_t at = 0, first, end;

			for (size_t i = 1; i <= n; i++) {
				struct shard s = { i, n };

				shard_range(&s, items, &first, &end);
				ok(first == at && end >= first &&
				    end - first <= items / n + 1);
				at = end;
			}
			is_int(at, items);
		}
}

static void
words_are_read(void)
{
	static const char *const bad[] = { "", "1", "1/", "/2", "0/2", "3/2",
	    "1/0", "-1/2", "1/2 ", " 1/2", "01/2", "1/02", "1.0/2",
	    "1/99999999999999999999", NULL };
	struct shard s = { 9, 9 };
	struct err err = {0};

	is_int(shard_parse("2/7", &s, &err), E_OK);
	ok(s.number == 2 && s.count == 7);
	for (size_t i = 0; bad[i] != NULL; i++) {
		is_int(shard_parse(bad[i], &s, &err), E_USAGE);
		ok(s.number == 2 && s.count == 7);
	}
}

/* In any order, to the last bit; fewer items than shards, too. */
static void
they_come_together(void)
{
	static const size_t order[] = { 3, 1, 7, 2, 6, 5, 4 };
	double values[ITEMS * 2] = {0};
	struct shard_merge m = { .form = &form, .values = values };
	struct err err = {0};

	for (size_t i = 0; i < 7; i++)
		write_shard(path[i], (struct shard){ i + 1, 7 });
	for (size_t i = 0; i < 7; i++)
		is_int(shard_read(&m, path[order[i] - 1], &err), E_OK);
	is_int(shard_complete(&m, &err), E_OK);
	for (size_t i = 0; i < ITEMS * 2; i++) {
		double want = value(i / 2, i % 2);

		ok(isnan(want) ? isnan(values[i]) :
		    memcmp(&want, &values[i], sizeof(want)) == 0);
	}
	shard_merge_release(&m);
}

static void
what_is_missing_is_named(void)
{
	double values[ITEMS * 2];
	struct shard_merge m = { .form = &form, .values = values };
	struct err err = {0};

	is_int(shard_complete(&m, &err), E_DATA);
	is_text(err.text, "no shard was given");
	is_int(shard_read(&m, path[1], &err), E_OK);
	for (size_t i = 4; i < 7; i++)
		is_int(shard_read(&m, path[i], &err), E_OK);
	is_int(shard_complete(&m, &err), E_DATA);
	is_text(err.text, "shards 1, 3, 4 of 7 are missing");
	is_int(shard_read(&m, path[1], &err), E_DATA);
	ok(strstr(err.text, "shard 2 of 7 is there already") != NULL);
	write_shard(path[7], (struct shard){ 1, 8 });
	is_int(shard_read(&m, path[7], &err), E_DATA);
	ok(strstr(err.text, "shard 1 of 8, among shards of 7") != NULL);
	shard_merge_release(&m);
}

static enum err_code
read_text(const struct buf *text, struct err *err)
{
	double values[ITEMS * 2];
	struct shard_merge m = { .form = &form, .values = values };
	enum err_code rc;

	write_text(path[7], text);
	rc = shard_read(&m, path[7], err);
	shard_merge_release(&m);
	return rc;
}

/* Cut anywhere, or one byte changed anywhere: never taken. */
static void
damage_is_found(void)
{
	struct buf text = {0}, part = {0};
	struct err err = {0};

	text_of(&form, (struct shard){ 2, 7 }, &text);
	is_int(read_text(&text, &err), E_OK);
	for (size_t n = 0; n < text.len; n++) {
		buf_clear(&part);
		buf_add(&part, text.at, n);
		is_int(read_text(&part, &err), E_DATA);
		ok(strstr(err.text, "cut off after line") != NULL);
	}
	for (size_t n = 0; n < text.len; n++) {
		buf_clear(&part);
		buf_add(&part, text.at, text.len);
		part.at[n] = part.at[n] == '1' ? '2' : '1';
		is_int(read_text(&part, &err), E_DATA);
	}
	buf_puts(&text, "{}\n");
	is_int(read_text(&text, &err), E_DATA);
	buf_release(&text);
	buf_release(&part);
}

static void
another_sweep_is_refused(void)
{
	struct shard_fact other[] = { facts[0], { "version", "1.1" },
	    facts[2] };
	struct shard_form theirs = form;
	struct buf text = {0};
	struct err err = {0};

	theirs.facts = other;
	text_of(&theirs, (struct shard){ 1, 1 }, &text);
	is_int(read_text(&text, &err), E_DATA);
	ok(strstr(err.text, "another version: 1.1 there, 1.0 here") != NULL);
	theirs.facts_len = 1;
	text_of(&theirs, (struct shard){ 1, 1 }, &text);
	is_int(read_text(&text, &err), E_DATA);
	ok(strstr(err.text, "it does not say its version") != NULL);
	theirs = form;
	theirs.items = 22;
	text_of(&theirs, (struct shard){ 1, 1 }, &text);
	is_int(read_text(&text, &err), E_DATA);
	ok(strstr(err.text, "a shard of 22 items; here are 23") != NULL);
	buf_release(&text);
}

int
main(void)
{
	char folder[] = "/tmp/shard.XXXXXX";

	if (mkdtemp(folder) == NULL)
		return 1;
	for (size_t i = 0; i < 8; i++)
		snprintf(path[i], sizeof(path[i]), "%s/%zu", folder, i);
	TEST(ranges_meet);
	TEST(words_are_read);
	TEST(they_come_together);
	TEST(what_is_missing_is_named);
	TEST(damage_is_found);
	TEST(another_sweep_is_refused);
	for (size_t i = 0; i < 8; i++)
		unlink(path[i]);
	rmdir(folder);
	return tap_done();
}
