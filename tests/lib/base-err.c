/*
 * Errors and ends: texts set, prefixed and cut, the table of exit codes
 * against RELIABILITY's, bug() and its chosen exit code.
 */
#include "base/err.h"

#include "tests/lib/tap.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void
sets_and_prefixes(void)
{
	struct err err = {0};

	is_int(err_set(&err, E_DATA, "%s: line %d", "a.csv", 7), E_DATA);
	is_int(err.code, E_DATA);
	is_text(err.text, "a.csv: line 7");
	is_int(err_prefix(&err, "import %d", 3), E_DATA);
	is_text(err.text, "import 3: a.csv: line 7");
	is_int(err.code, E_DATA);
	is_int(err_set(&err, E_STORE, "again: %s", err.text), E_STORE);
	is_text(err.text, "again: import 3: a.csv: line 7");
	is_int(err_set(NULL, E_BUSY, "nobody listens"), E_BUSY);
}

static void
cuts_long_texts_between_characters(void)
{
	char many[3000];
	struct err err;

	memset(many, 'x', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	err_set(&err, E_DATA, "%s", many);
	is_int(strlen(err.text), sizeof(err.text) - 1);
	err_prefix(&err, "y");
	is_int(strlen(err.text), sizeof(err.text) - 1);
	ok(strncmp(err.text, "y: xxx", 6) == 0);
	/* 1023 bytes hold 511 of these of two bytes. */
	for (size_t i = 0; i + 2 < sizeof(many); i += 2)
		memcpy(many + i, "\xc3\xa9", 2);
	err_set(&err, E_DATA, "%s", many);
	is_int(strlen(err.text), 1022);
	err_set(&err, E_DATA, "z%s", many);
	ok(strlen(err.text) % 2 == 1);
}

static void
names_every_code(void)
{
	static const struct { int code; const char *name, *may; } want[] = {
		{ 0, "ok", "yes" }, { 1, "no", "no" }, { 2, "usage", "no" },
		{ 3, "store", "no" }, { 4, "refused", "no" },
		{ 5, "rejected", "no" }, { 6, "unknown", "maybe" },
		{ 7, "network", "no" }, { 8, "limited", "no" },
		{ 9, "locked", "no" }, { 10, "busy", "no" },
		{ 12, "data", "no" }, { 13, "partial", "yes" },
		{ 14, "output", "no" }, { 70, "bug", "no" },
	};
	size_t n = sizeof(want) / sizeof(want[0]);

	for (size_t i = 0; i < n; i++) {
		const struct err_kind *kind =
		    err_kind((enum err_code)want[i].code);

		is_int(kind->code, want[i].code);
		is_text(kind->name, want[i].name);
		is_text(kind->order_may_exist, want[i].may);
		ok(kind->meaning[0] != '\0');
		ok(kind == &err_kinds[i]);
		ok(kind->retryable == (want[i].code == 7 ||
		    want[i].code == 8 || want[i].code == 10));
	}
	ok(err_kinds[n].name == NULL);
}

static int
unknown(void)
{
	return E_UNKNOWN;
}

static int
bugs_again(void)
{
	bug("twice");
}

/* Runs f in a child: its exit code, and what it wrote to stderr. */
static int
child(void (*f)(void), char *text, size_t size)
{
	int pipes[2], status;
	ssize_t n;
	pid_t pid;

	if (pipe(pipes) != 0 || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		dup2(pipes[1], STDERR_FILENO);
		f();
		_exit(0);
	}
	close(pipes[1]);
	for (; (n = read(pipes[0], text, size - 1)) > 0; size -= (size_t)n)
		text += n;
	*text = '\0';
	close(pipes[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
plain_bug(void)
{
	bug_exit_set(NULL);
	bug("no %s like that", "state");
}

static void
bug_with_an_order_out(void)
{
	bug_exit_set(unknown);
	bug("oh");
}

static void
reset_bug(void)
{
	bug_exit_set(unknown);
	bug_exit_set(NULL);
	bug("oh");
}

static void
bug_in_a_bug(void)
{
	bug_exit_set(bugs_again);
	bug("once");
}

static void
strange_code(void)
{
	err_kind((enum err_code)11);
}

static void
prefix_of_nothing(void)
{
	err_prefix(NULL, "x");
}

static void
bug_leaves_with_the_chosen_code(void)
{
	char text[512];

	is_int(child(plain_bug, text, sizeof(text)), 70);
	ok(strstr(text, "etrms: internal error: ") == text);
	ok(strstr(text, "base-err.c:") != NULL);
	ok(strstr(text, ": no state like that\n") != NULL);
	is_int(child(bug_with_an_order_out, text, sizeof(text)), 6);
	is_int(child(reset_bug, text, sizeof(text)), 70);
	is_int(child(bug_in_a_bug, text, sizeof(text)), 70);
	is_int(child(strange_code, text, sizeof(text)), 70);
	is_int(child(prefix_of_nothing, text, sizeof(text)), 70);
}

static void
the_exchanges_code_stays_with_its_error(void)
{
	struct err err = {0};

	err_set(&err, E_REJECTED, "no");
	is_int(err_venue(&err, "-2010"), E_REJECTED);
	is_text(err.venue_code, "-2010");
	is_int(err_prefix(&err, "buy"), E_REJECTED);
	is_text(err.venue_code, "-2010");
	err_set(&err, E_DATA, "other");
	is_text(err.venue_code, "");
}

int
main(void)
{
	TEST(sets_and_prefixes);
	TEST(cuts_long_texts_between_characters);
	TEST(names_every_code);
	TEST(bug_leaves_with_the_chosen_code);
	TEST(the_exchanges_code_stays_with_its_error);
	return tap_done();
}
