/*
 * Covers what may happen to a recorded run: damage to a part, to results and to
 * the record is found and named, no damaged byte is believed, and a write that
 * did not end leaves nothing.
 */
#include "runstest.h"

#include <signal.h>
#include <sys/wait.h>

static void
is_found(struct store *s, const char *want)
{
	struct buf detail = {0};

	is_int(run_check(s, NULL, &detail, &err), E_OK);
	is_text(buf_text(&detail), want);
	buf_release(&detail);
}

static void
damage_is_found_and_named(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = some_parts(), q = {0}, got = {0};

	add(s, &r, &p);
	add(s, &r, &q);
	is_found(s, "");
	is_text(said(s, "DROP TRIGGER run_part_keeps_values;"
	    "DROP TRIGGER run_keeps_values"), "");
	is_text(said(s, "UPDATE run_part SET data = CAST(substr(data, 1,"
	    " 60) || x'ff' || substr(data, 62) AS BLOB) WHERE run = 1"
	    " AND part = 'trades'"), "");
	is_int(run_parts_load(s, "1", RUN_PART_ALL, &got, &err), E_STORE);
	is_text(err.text, "run 1: its part trades is damaged (etrms store check)");
	is_int(run_parts_load(s, "1", RUN_PART_EQUITY, &got, &err), E_OK);
	is_found(s, "run 1: its part trades is damaged");
	is_text(said(s, "UPDATE run SET sharpe = 9 WHERE id = 2"), "");
	is_found(s, "run 1: its part trades is damaged; run 2: its results are"
	    " not what was written");
	is_text(said(s, "UPDATE run SET sharpe = 1.25, params = 'fast=11'"
	    " WHERE id = 2"), "");
	is_found(s, "run 1: its part trades is damaged; run 2: its record is"
	    " not what was written");
	is_text(said(s, "DROP TRIGGER run_source_keeps_rows;"
	    "UPDATE run SET params = 'fast=10;slow=30' WHERE id = 2"), "");
	is_found(s, "run 1: its part trades is damaged");
	is_text(said(s, "DELETE FROM run_source WHERE run = 2"), "");
	is_found(s, "run 1: its part trades is damaged; run 2: its record is"
	    " not what was written");
	run_parts_release(&got);
	store_close(s);
}

/* Bytes whose hash fits all the same: cut short, or with one of them changed,
 * they are refused or are other rows, and no others are read. */
static void
no_bytes_are_believed(void)
{
	struct run_parts p = some_parts(), got = {0};
	struct run_bytes b = {0};
	int refused = 0, tried = 0;

	run_parts_pack(&p, &b);
	for (int part = 0; part < RUN_PARTS; part++)
		for (size_t i = 0; i < b.part[part].len; i++, tried += 2) {
			char *copy = malloc(i + 1);

			memcpy(copy, b.part[part].at, i + 1);
			refused += !run_part_unpack(part, copy, i + 1,
			    b.rows[part], &got) ||
			    i + 1 == b.part[part].len;
			free(copy);
			run_parts_release(&got);
			b.part[part].at[i] ^= 0x41;
			refused += !run_part_unpack(part, b.part[part].at,
			    b.part[part].len, b.rows[part], &got);
			b.part[part].at[i] ^= 0x41;
			run_parts_release(&got);
		}
	ok(refused > tried / 2);
	run_bytes_release(&b);
	run_parts_release(&p);
}

static void
a_write_that_fails_leaves_nothing(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = some_parts();
	struct run_source source = a_source();

	is_text(said(s, "CREATE TEMP TRIGGER no BEFORE INSERT ON run_part"
	    " WHEN NEW.part = 'events' BEGIN SELECT RAISE(ABORT, 'no'); END"),
	    "");
	ok(run_add(s, &r, &p, &source, &err) != E_OK);
	is_int(number_of(s, "SELECT (SELECT count(*) FROM run) +"
	    " (SELECT count(*) FROM run_part) +"
	    " (SELECT count(*) FROM run_source)"), 0);
	run_parts_release(&p);
	run_source_release(&source);
	store_close(s);
}

static void
a_killed_write_leaves_nothing(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = some_parts();
	int status = 0;
	pid_t child;

	store_close(s);
	fflush(stdout);
	if ((child = fork()) == 0) {
		s = store_again();
		store_begin(s, NULL);
		add(s, &r, &p);
		raise(SIGKILL);
	}
	waitpid(child, &status, 0);
	ok(WIFSIGNALED(status));
	s = store_again();
	is_int(number_of(s, "SELECT (SELECT count(*) FROM run) +"
	    " (SELECT count(*) FROM run_part)"), 0);
	add(s, &r, &p);
	is_text(r.id, "1");
	store_close(s);
}

int
main(void)
{
	TEST(damage_is_found_and_named);
	TEST(no_bytes_are_believed);
	TEST(a_write_that_fails_leaves_nothing);
	TEST(a_killed_write_leaves_nothing);
	store_away();
	return tap_done();
}
