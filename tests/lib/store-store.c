/*
 * Covers: making and opening a store; missing, empty, foreign, damaged, newer,
 * older and linked files; transactions that nest; durable commits; append-only
 * ledgers; migrations as one transaction; a store left by a killed process;
 * network file systems; backup; check.
 */
#include "store/schema.h"
#include "store/storedata.h"
#include "storetest.h"

#include "store/ledger.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

static enum err_code
try_open(enum store_mode mode)
{
	struct store *s = NULL;
	enum err_code rc = store_open(store_file, mode, &s, &err);

	store_close(s);
	return rc;
}

static void
write_file(const char *bytes, size_t n)
{
	FILE *f = fopen(store_file, "wb");

	ok(f != NULL && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
}

static void
is_made_once_and_opened_again(void)
{
	char tag[9];
	struct store *s = store_new();

	TEXT_SET(tag, store_tag(s));
	is_int(strlen(tag), 8);
	is_int(store_version(s), store_version_current);
	is_text(store_path(s), store_file);
	store_close(s);
	ok(store_open(store_file, STORE_READ, &s, &err) == E_OK);
	is_text(store_tag(s), tag);
	is_int(number_of(s, "SELECT count(*) FROM pragma_table_list"
	    " WHERE schema = 'main' AND type = 'table' AND strict = 0"
	    " AND name NOT LIKE 'sqlite_%'"), 0);
	is_text(said(s, "INSERT INTO meta VALUES ('a', 'b')"),
	    "attempt to write a readonly database");
	store_close(s);
}

static void
makes_the_folders_above_it(void)
{
	struct store *s = NULL;
	struct stat st;

	store_place();
	snprintf(store_file, sizeof(store_file), "%s/a/b/etrms.db", store_dir);
	s = store_again();
	store_close(s);
	ok(stat(store_file, &st) == 0);
	snprintf(store_file, sizeof(store_file), "%s/a", store_dir);
	ok(stat(store_file, &st) == 0 && (st.st_mode & 0777) == 0700);
}

static void
says_what_is_wrong_with_a_file(void)
{
	char text[256], sqlite[4096] = "SQLite format 3";
	sqlite3 *db;

	store_place();
	is_int(try_open(STORE_READ), E_STORE);
	snprintf(text, sizeof(text), "store %s: there is none yet"
	    " (etrms account add makes it)", store_file);
	is_text(err.text, text);
	is_int(try_open(STORE_WRITE), E_STORE);

	write_file("", 0);
	is_int(try_open(STORE_READ), E_STORE);
	snprintf(text, sizeof(text), "store %s: empty, not an etrms store",
	    store_file);
	is_text(err.text, text);
	is_int(try_open(STORE_CREATE), E_OK);
	unlink(store_file);

	write_file("time,price\n1,2\n", 15);
	is_int(try_open(STORE_CREATE), E_STORE);
	snprintf(text, sizeof(text), "store %s: not an etrms store (no SQLite"
	    " database) (file is not a database)", store_file);
	is_text(err.text, text);

	sqlite[16] = 16;
	write_file(sqlite, sizeof(sqlite));
	is_int(try_open(STORE_CREATE), E_STORE);
	unlink(store_file);

	ok(sqlite3_open(store_file, &db) == SQLITE_OK);
	sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL);
	sqlite3_close(db);
	is_int(try_open(STORE_CREATE), E_STORE);
	snprintf(text, sizeof(text), "store %s: not an etrms store (another"
	    " program's database)", store_file);
	is_text(err.text, text);
}

static void
refuses_other_versions_and_links(void)
{
	char text[256], link[128];
	struct store *s = store_new();
	int from = 0;

	is_text(said(s, "PRAGMA user_version = 99"), "");
	store_close(s);
	is_int(try_open(STORE_READ), E_STORE);
	snprintf(text, sizeof(text), "store %s: made by a newer etrms (schema"
	    " 99, this one knows %d)", store_file, store_version_current);
	is_text(err.text, text);
	is_int(store_migrate(store_file, &from, &err), E_STORE);

	s = store_new();
	is_text(said(s, "PRAGMA user_version = 0"), "");
	store_close(s);
	is_int(try_open(STORE_WRITE), E_STORE);
	ok(strstr(err.text, "run etrms store migrate") != NULL);

	store_close(store_new());
	is_int(store_migrate(store_file, &from, &err), E_OK);
	is_int(from, store_version_current);
	snprintf(link, sizeof(link), "%s/link", store_dir);
	ok(symlink(store_file, link) == 0);
	TEXT_SET(store_file, link);
	is_int(try_open(STORE_READ), E_STORE);
	ok(strstr(err.text, "symbolic link") != NULL);
	TEXT_SET(store_file, store_dir);
	is_int(try_open(STORE_READ), E_STORE);
	ok(strstr(err.text, "not a file") != NULL);
}

static void
nests_transactions(void)
{
	struct store *s = store_new();
	char value[8];
	int64_t before = store_commits(s);

	ok(store_begin(s, &err) == E_OK);
	ok(store_begin(s, &err) == E_OK);
	ok(meta_set(s, "a", "1", &err) == E_OK);
	ok(store_end(s, E_OK, &err) == E_OK);
	is_int(store_commits(s), before);
	ok(meta_set(s, "b", "2", &err) == E_OK);
	ok(store_end(s, E_OK, &err) == E_OK);
	is_int(store_commits(s), before + 1);

	ok(store_begin(s, &err) == E_OK);
	ok(meta_set(s, "a", "3", &err) == E_OK);
	ok(store_begin(s, &err) == E_OK);
	is_int(store_end(s, E_NO, &err), E_NO);
	is_int(store_end(s, E_OK, &err), E_BUG);
	ok(meta_get(s, "a", value, sizeof(value), &err) == E_OK);
	is_text(value, "1");
	is_int(store_commits(s), before + 1);

	ok(store_begin(s, &err) == E_OK);
	ok(meta_set(s, "a", "4", &err) == E_OK);
	is_int(store_end(s, E_REFUSED, &err), E_REFUSED);
	ok(meta_get(s, "a", value, sizeof(value), &err) == E_OK);
	is_text(value, "1");
	ok(meta_get(s, "nothing", value, sizeof(value), &err) == E_OK);
	is_text(value, "");
	is_int(meta_get(s, "b", value, 1, &err), E_STORE);
	ok(meta_set(s, "a", "5", &err) == E_OK);
	is_int(store_commits(s), before + 2);
	store_close(s);
}

static void
waits_and_says_when_it_is_locked(void)
{
	struct store *s = store_new(), *other = NULL;

	ok(store_open(store_file, STORE_WRITE, &other, &err) == E_OK);
	sqlite3_busy_timeout(db_handle(other), 20);
	ok(store_begin(s, &err) == E_OK);
	is_int(store_begin(other, &err), E_BUSY);
	ok(strstr(err.text, "locked by another process") != NULL);
	is_int(meta_set(other, "a", "1", &err), E_BUSY);
	ok(store_end(s, E_OK, &err) == E_OK);
	ok(store_begin(other, &err) == E_OK);
	ok(store_end(other, E_OK, &err) == E_OK);
	store_close(other);
	store_close(s);
}

static void
keeps_ledgers_as_they_were_written(void)
{
	static const char *const ledgers[] = { "intent", "venue_event",
	    "fill", "transfer", "funding", "equity", "halt_change",
	    "violation", "audit", "policy_change", "breaker_change",
	    "breaker_event", NULL };
	struct transfer t = { .amount = DEC_ZERO, .fee = DEC_NONE,
	    .id = "1", .account = "demo", .venue = "sim", .asset = "USDT",
	    .time = 5 };
	struct store *s = store_new();
	char sql[200];

	given_account(s, "demo");
	for (int i = 0; ledgers[i] != NULL; i++) {
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM sqlite_schema"
		    " WHERE type = 'trigger' AND tbl_name = '%s' AND sql LIKE"
		    " '%%RAISE(ABORT, ''%s is append-only'')%%'", ledgers[i],
		    ledgers[i]);
		is_int(number_of(s, sql), 2);
	}
	ok(transfer_add(s, &t, &err) == E_OK);
	ok(transfer_add(s, &t, &err) == E_OK);
	is_int(number_of(s, "SELECT count(*) FROM transfer"), 1);
	is_text(said(s, "DELETE FROM transfer"), "transfer is append-only");
	is_text(said(s, "UPDATE transfer SET amount = '9'"),
	    "transfer is append-only");
	is_text(said(s, "REPLACE INTO transfer SELECT * FROM transfer"),
	    "transfer is append-only");
	TEXT_SET(t.account, "nobody");
	TEXT_SET(t.id, "2");
	is_int(transfer_add(s, &t, &err), E_BUG);
	store_close(s);
}

static void
migrates_in_one_transaction(void)
{
	static const char *const good[] = { "CREATE TABLE extra (a INTEGER)"
	    " STRICT;", NULL };
	static const char *const bad[] = { "CREATE TABLE more (a INTEGER)"
	    " STRICT;", "CREATE TABLE nonsense", NULL };
	static const struct schema_step both[] = { { 90, good },
	    { 91, bad },
	    { 0, NULL } };
	static const struct schema_step one[] = { { 89, bad }, { 90, good },
	    { 0, NULL } };
	struct store *s = store_new();

	ok(schema_apply(s, both, 89, &err) != E_OK);
	is_int(store_version(s), store_version_current);
	is_int(number_of(s, "SELECT count(*) FROM sqlite_schema"
	    " WHERE name IN ('extra', 'more')"), 0);
	ok(schema_apply(s, one, 89, &err) == E_OK);
	is_int(store_version(s), 90);
	is_int(number_of(s, "SELECT count(*) FROM extra"), 0);
	store_close(s);
}

/* A process that dies in the middle leaves what it had committed. */
static void
survives_a_killed_process(void)
{
	struct store *s = store_new();
	char value[8];
	int pipes[2];
	pid_t child;

	store_close(s);
	ok(pipe(pipes) == 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		s = NULL;
		if (store_open(store_file, STORE_WRITE, &s, &err) != E_OK ||
		    meta_set(s, "a", "1", &err) != E_OK ||
		    store_begin(s, &err) != E_OK ||
		    meta_set(s, "a", "2", &err) != E_OK)
			_exit(1);
		if (write(pipes[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ok(read(pipes[0], value, 1) == 1);
	ok(kill(child, SIGKILL) == 0);
	ok(waitpid(child, NULL, 0) == child);
	close(pipes[0]);
	close(pipes[1]);
	s = store_again();
	ok(meta_get(s, "a", value, sizeof(value), &err) == E_OK);
	is_text(value, "1");
	store_close(s);
}

static enum err_code
note(void *self, const struct store_finding *f, struct err *e)
{
	struct buf *seen = self;

	(void)e;
	buf_printf(seen, "%s %s\n", f->check, f->ok ? "ok" : f->detail);
	return E_OK;
}

static void
checks_itself(void)
{
	struct buf seen = {0};
	struct store *s = store_new();
	int fd;

	ok(halt_set(s, NULL, true, "why", "me", 5, &err) == E_OK);
	ok(store_check(s, note, &seen, &err) == E_OK);
	is_text(buf_text(&seen), "integrity ok\nreferences ok\nschema ok\n"
	    "derived ok\naudit ok\ncandles ok\nvenues ok\nruns ok\n");
	buf_clear(&seen);
	is_text(said(s, "DELETE FROM halt; DROP TRIGGER fill_keeps_rows;"
	    "PRAGMA foreign_keys = OFF;"
	    "INSERT INTO cursor VALUES ('nobody', '1')"), "");
	ok(store_check(s, note, &seen, &err) == E_OK);
	is_text(buf_text(&seen), "integrity ok\n"
	    "references cursor: 1 rows without their owner\n"
	    "schema trigger fill_keeps_rows is missing\n"
	    "derived halt: 1 rows are not what the ledger adds up to (etrms"
	    " store rebuild)\naudit ok\ncandles ok\nvenues ok\nruns ok\n");
	ok(store_rebuild(s, NULL, &err) == E_OK);
	is_int(number_of(s, "SELECT count(*) FROM halt"), 1);
	store_close(s);

	/* A page of rubbish in the middle of the file. */
	buf_clear(&seen);
	fd = open(store_file, O_WRONLY);
	ok(fd >= 0);
	for (int page = 3; page < 30; page++)
		ok(pwrite(fd, "\0rubbish\377\377\377\377", 12, page * 4096) ==
		    12);
	close(fd);
	if (store_open(store_file, STORE_READ, &s, &err) == E_OK) {
		ok(store_check(s, note, &seen, &err) == E_OK);
		ok(strstr(buf_text(&seen), "integrity ok") == NULL);
		store_close(s);
	} else {
		is_int(err.code, E_STORE);
	}
	buf_release(&seen);
}

/* A step more, and this says the digest that belongs into schema.c. */
static void
knows_its_schema_by_a_digest(void)
{
	char digest[SHA256_TEXT_SIZE];
	struct store *s = store_new();

	ok(schema_digest(s, digest, &err) == E_OK);
	is_text(schema_digest_current, digest);
	is_text(said(s, "DROP TRIGGER fill_keeps_rows"), "");
	ok(schema_digest(s, digest, &err) == E_OK);
	ok(strcmp(schema_digest_current, digest) != 0);
	store_close(s);
}

static void
backs_up_without_replacing(void)
{
	struct store *s = store_new(), *copy = NULL;
	char to[128], value[8];

	snprintf(to, sizeof(to), "%s/copy.db", store_dir);
	ok(meta_set(s, "a", "1", &err) == E_OK);
	ok(store_backup(s, to, &err) == E_OK);
	is_int(store_backup(s, to, &err), E_STORE);
	ok(strstr(err.text, "File exists") != NULL);
	ok(store_open(to, STORE_READ, &copy, &err) == E_OK);
	ok(meta_get(copy, "a", value, sizeof(value), &err) == E_OK);
	is_text(value, "1");
	is_text(store_tag(copy), store_tag(s));
	store_close(copy);
	is_int(store_backup(s, "/nowhere/copy.db", &err), E_STORE);
	ok(strstr(err.text, "No such file or directory") != NULL);
	store_close(s);
}

static void
knows_network_file_systems(void)
{
	is_text(place_network(0x6969), "NFS");
	is_text(place_network((unsigned long)(long)(int)0xff534d42), "CIFS");
	ok(place_network(0xef53) == NULL);
}

static void
lives_in_memory_too(void)
{
	struct store *s = NULL;

	ok(store_open(":memory:", STORE_CREATE, &s, &err) == E_OK);
	given_account(s, "demo");
	ok(store_all_paper(s));
	is_text(said(s, "UPDATE account SET mode = 'live'"), "");
	ok(!store_all_paper(s));
	store_close(s);
}

int
main(void)
{
	TEST(is_made_once_and_opened_again);
	TEST(makes_the_folders_above_it);
	TEST(says_what_is_wrong_with_a_file);
	TEST(refuses_other_versions_and_links);
	TEST(nests_transactions);
	TEST(waits_and_says_when_it_is_locked);
	TEST(keeps_ledgers_as_they_were_written);
	TEST(migrates_in_one_transaction);
	TEST(survives_a_killed_process);
	TEST(checks_itself);
	TEST(knows_its_schema_by_a_digest);
	TEST(backs_up_without_replacing);
	TEST(knows_network_file_systems);
	TEST(lives_in_memory_too);
	store_away();
	return tap_done();
}
