/*
 * Covers: accounts (labels, default, removal, suggestions), transfers,
 * funding, equity, cursors, violations; the audit chain and every way of
 * tampering with it; account locks between processes.
 */
#include "store/ledger.h"
#include "storetest.h"

#include "base/clock.h"
#include "base/sha256.h"

#include <signal.h>
#include <sys/wait.h>

static void
keeps_accounts(void)
{
	struct account a = {0}, live = { .label = "real", .venue = "binance",
	    .mode = MODE_LIVE, .active = 1, .created = 1 };
	struct accounts all = {0};
	struct store *s = store_new();

	is_int(account_load(s, "demo", &a, &err), E_USAGE);
	is_text(err.text, "account demo: there is none yet (etrms account"
	    " add)");
	given_account(s, "demo");
	given_account(s, "second");
	is_int(account_add(s, &(struct account){ .label = "demo" }, &err),
	    E_USAGE);
	is_text(err.text, "account demo: there is one already");
	is_int(account_add(s, &(struct account){ .label = "No!" }, &err),
	    E_USAGE);
	is_int(account_pick(s, NULL, &a, &err), E_USAGE);
	ok(account_use(s, "second", &err) == E_OK);
	ok(account_use(s, "demo", &err) == E_OK);
	ok(account_pick(s, NULL, &a, &err) == E_OK);
	is_text(a.label, "demo");
	is_int(a.is_default, 1);
	is_int(a.ip_restricted, BOOL_NONE);
	is_text(a.currency, "USDT");
	is_int(a.timeframe, 60000000);
	is_int(account_load(s, "dmeo", &a, &err), E_USAGE);
	is_text(err.text, "account dmeo: there is none; did you mean demo?");
	is_int(account_load(s, "quite-different", &a, &err), E_USAGE);
	is_text(err.text, "account quite-different: there is none (etrms"
	    " account list shows them)");

	ok(account_add(s, &live, &err) == E_OK);
	is_int(account_use(s, "real", &err), E_USAGE);
	ok(!store_all_paper(s));
	ok(account_set_active(s, "real", false, &err) == E_OK);
	ok(account_load(s, "real", &a, &err) == E_OK);
	is_int(a.active, 0);
	is_int(account_set_active(s, "no", false, &err), E_USAGE);

	ok(account_remove(s, "demo", &err) == E_OK);
	is_int(account_remove(s, "demo", &err), E_USAGE);
	is_int(account_pick(s, NULL, &a, &err), E_USAGE);
	is_int(account_add(s, &(struct account){ .label = "demo" }, &err),
	    E_USAGE);
	is_text(err.text, "account demo: was removed, and its ledger keeps the"
	    " label: choose another");
	ok(accounts_load(s, &all, &err) == E_OK);
	is_int(all.len, 2);
	is_text(all.at[0].label, "real");
	is_text(said(s, "DELETE FROM account"), "accounts are only hidden");
	vec_release(&all);
	store_close(s);
}

static void
keeps_money_that_moved(void)
{
	struct transfer t = { .id = "1", .account = "demo", .venue = "sim",
	    .asset = "USDT", .kind = TRANSFER_WITHDRAWAL, .time = 7 };
	struct funding f = { .id = "f1", .account = "demo", .venue = "sim",
	    .symbol = "BTC/USDT:USDT", .asset = "USDT", .time = 8 };
	struct transfers transfers = {0};
	struct fundings fundings = {0};
	struct store *s = store_new();

	given_account(s, "demo");
	t.amount = d("-12.50");
	t.fee = DEC_NONE;
	f.rate = d("0.0001");
	f.amount = d("-0.505");
	ok(transfer_add(s, &t, &err) == E_OK);
	ok(funding_add(s, &f, &err) == E_OK);
	ok(funding_add(s, &f, &err) == E_OK);
	ok(transfers_load(s, "demo", 7, &transfers, &err) == E_OK);
	is_int(transfers.len, 1);
	ok(dec_same(transfers.at[0].amount, d("-12.5")));
	ok(!dec_known(transfers.at[0].fee));
	is_int(transfers.at[0].kind, TRANSFER_WITHDRAWAL);
	ok(transfers_load(s, NULL, 8, &transfers, &err) == E_OK);
	is_int(transfers.len, 0);
	ok(fundings_load(s, NULL, 0, &fundings, &err) == E_OK);
	is_int(fundings.len, 1);
	ok(dec_same(fundings.at[0].amount, f.amount));
	/* What is no amount any more is said, not guessed. */
	is_text(said(s, "INSERT INTO transfer (id, account, venue, asset,"
	    " amount, kind, time) VALUES ('9', 'demo', 'sim', 'USDT', '1e9',"
	    " 'deposit', 9)"), "");
	is_int(transfers_load(s, NULL, 0, &transfers, &err), E_STORE);
	ok(strstr(err.text, "an amount that is no decimal") != NULL);
	vec_release(&transfers);
	vec_release(&fundings);
	store_close(s);
}

static void
keeps_the_equity_curve(void)
{
	struct equity_points points = {0};
	struct equity_point p = { .time = 20, .high = DEC_NONE,
	    .low = DEC_NONE };
	struct store *s = store_new();
	char cursor[ID_SIZE];
	bool found = true;

	given_account(s, "demo");
	ok(equity_last(s, "demo", &found, &p, &err) == E_OK);
	ok(!found);
	p.equity = d("1000.5");
	p.transferred = DEC_ZERO;
	p.units = d("1");
	ok(equity_add(s, "demo", &p, &err) == E_OK);
	p.equity = d("7");
	ok(equity_add(s, "demo", &p, &err) == E_OK);
	p.time = 10;
	ok(equity_add(s, "demo", &p, &err) == E_OK);
	ok(equity_load(s, "demo", 0, &points, &err) == E_OK);
	is_int(points.len, 2);
	is_int(points.at[0].time, 10);
	ok(equity_last(s, "demo", &found, &p, &err) == E_OK);
	ok(found && p.time == 20 && dec_same(p.equity, d("1000.5")));

	ok(cursor_get(s, "demo", cursor, &err) == E_OK);
	is_text(cursor, "");
	ok(cursor_set(s, "demo", "41", &err) == E_OK);
	ok(cursor_set(s, "demo", "42", &err) == E_OK);
	ok(cursor_get(s, "demo", cursor, &err) == E_OK);
	is_text(cursor, "42");
	vec_release(&points);
	store_close(s);
}

static void
keeps_violations(void)
{
	struct violation v = { .time = 5, .account = "demo",
	    .symbol = "BTC/USDT", .rule = "max_order_notional",
	    .order_id = "3", .message = "too much" };
	struct violations rows = {0};
	struct store *s = store_new();

	v.value = d("1200");
	v.limit = d("1000");
	ok(violation_add(s, &v, &err) == E_OK);
	ok(violations_load(s, "other", 0, &rows, &err) == E_OK);
	is_int(rows.len, 0);
	ok(violations_load(s, "demo", 5, &rows, &err) == E_OK);
	is_int(rows.len, 1);
	ok(dec_same(rows.at[0].limit, v.limit));
	vec_release(&rows);
	store_close(s);
}

static void
note(struct store *s, int64_t time, const char *detail)
{
	struct audit a = { .time = time, .actor = "me", .command = "test",
	    .entity = "order", .entity_id = "1", .action = "place" };

	TEXT_SET(a.detail, detail);
	ok(audit_add(s, &a, &err) == E_OK);
}

static int64_t
broken_at(struct store *s)
{
	int64_t bad = -1;

	ok(audit_verify(s, &bad, &err) == E_OK);
	return bad;
}

static void
chains_the_audit(void)
{
	/* Worked out apart: SHA-256 of the netstrings of the first row. */
	static const char first[] = "0:,1:1,1:5,3:abc,2:me,4:test,5:order,"
	    "1:1,5:place,3:one,";
	char want[SHA256_TEXT_SIZE];
	struct audits rows = {0};
	struct store *s = store_new();

	is_int(broken_at(s), 0);
	store_correlate(s, "abc");
	note(s, 5, "one");
	note(s, 6, "two");
	note(s, 7, "three");
	is_int(broken_at(s), 0);
	ok(audits_load(s, 6, 0, &rows, &err) == E_OK);
	is_int(rows.len, 2);
	is_text(rows.at[0].detail, "two");
	ok(audits_load(s, 0, 0, &rows, &err) == E_OK);
	is_text(rows.at[0].hash, sha256_text(first, sizeof(first) - 1, want));
	ok(audits_load(s, 0, 1, &rows, &err) == E_OK);
	is_int(rows.len, 1);
	is_text(rows.at[0].detail, "three");

	is_text(said(s, "UPDATE audit SET detail = 'x'"),
	    "audit is append-only");
	is_text(said(s, "DROP TRIGGER audit_keeps_rows;"
	    "DROP TRIGGER audit_keeps_values;"
	    "UPDATE audit SET detail = 'tow' WHERE id = 2"), "");
	is_int(broken_at(s), 2);
	is_text(said(s, "UPDATE audit SET detail = 'two' WHERE id = 2"), "");
	is_int(broken_at(s), 0);
	is_text(said(s, "DELETE FROM audit WHERE id = 3"), "");
	is_int(broken_at(s), 3);
	is_text(said(s, "DELETE FROM audit WHERE id = 1"), "");
	is_int(broken_at(s), 1);
	vec_release(&rows);
	store_close(s);
}

static void
locks_an_account_between_processes(void)
{
	struct store *s = store_new();
	int lock = -1, other = -1, pipes[2];
	int64_t start;
	pid_t child;
	char c;

	ok(store_lock(s, "demo", 0, &lock, &err) == E_OK);
	ok(lock >= 0);
	is_int(store_lock(s, "demo", 0, &other, &err), E_BUSY);
	is_int(other, -1);
	ok(strstr(err.text, "account demo: another etrms command holds its"
	    " lock") != NULL);
	ok(store_lock(s, "second", 0, &other, &err) == E_OK);
	store_unlock(&other);
	store_unlock(&lock);
	is_int(lock, -1);
	is_int(store_lock(s, "../x", 0, &lock, &err), E_USAGE);

	ok(pipe(pipes) == 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (store_lock(s, "demo", 0, &lock, &err) != E_OK ||
		    write(pipes[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ok(read(pipes[0], &c, 1) == 1);
	start = clock_monotonic();
	is_int(store_lock(s, "demo", 30, &lock, &err), E_BUSY);
	ok(clock_monotonic() - start >= 30000);
	/* The kernel frees it, whatever its holder died of. */
	ok(kill(child, SIGKILL) == 0);
	ok(store_lock(s, "demo", 5000, &lock, &err) == E_OK);
	ok(waitpid(child, NULL, 0) == child);
	store_unlock(&lock);
	close(pipes[0]);
	close(pipes[1]);
	store_close(s);
}

int
main(void)
{
	TEST(keeps_accounts);
	TEST(keeps_money_that_moved);
	TEST(keeps_the_equity_curve);
	TEST(keeps_violations);
	TEST(chains_the_audit);
	TEST(locks_an_account_between_processes);
	store_away();
	return tap_done();
}
