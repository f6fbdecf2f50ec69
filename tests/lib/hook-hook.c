/*
 * Covers lib/hook: what a hook is fed, what it gets of the environment and of
 * signals, what it writes, how it may end, and which files are never run.
 */
#include "hook/hook.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "tests/lib/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[200];
static struct hook_answer answer;

static char *
place(const char *name)
{
	return mem_format("%s/%s", folder, name);
}

/* A hook of one shell script, with that mode. */
static void
given(const char *script, mode_t mode)
{
	char *path = place("pre-order");
	FILE *f;

	unlink(path);
	f = fopen(path, "w");
	fprintf(f, "%s\n", script);
	fclose(f);
	chmod(path, mode);
	free(path);
}

static enum hook_end
run_with(const char *input, size_t len, int64_t limit,
    const char *const *variables)
{
	const struct hook_call c = { .folder = folder, .name = "pre-order",
	    .input = input, .len = len, .limit = limit,
	    .variables = variables };

	hook_answer_release(&answer);
	hook_run(&c, &answer);
	return answer.end;
}

static enum hook_end
run(const char *script)
{
	given(script, 0700);
	return run_with("in\n", 3, 20 * STAMP_SECOND, NULL);
}

static void
says(const char *want)
{
	is_text(buf_text(&answer.output), want);
}

static void
exit_codes_are_answers(void)
{
	is_int(run("#!/bin/sh\nexit 0"), HOOK_YES);
	says("");
	is_int(run("#!/bin/sh\nexit 3"), HOOK_NO);
	is_int(answer.status, 3);
	is_int(run("#!/bin/sh\nexit 255"), HOOK_NO);
	is_int(answer.status, 255);
	is_int(run("#!/bin/sh\nkill -9 $$"), HOOK_FAILED);
	ok(strstr(answer.why, "/pre-order: it died of signal 9") != NULL);
}

static void
it_is_fed_the_whole_record(void)
{
	char *big = mem_alloc(300001);

	memset(big, 'x', 300000);
	given("#!/bin/sh\nwc -c | tr -d ' '", 0700);
	is_int(run_with(big, 300000, 20 * STAMP_SECOND, NULL), HOOK_YES);
	says("300000\n");
	/* one that reads nothing, and one that closes its input */
	given("#!/bin/sh\nexec <&-; echo done", 0700);
	is_int(run_with(big, 300000, 20 * STAMP_SECOND, NULL), HOOK_YES);
	says("done\n");
	given("#!/bin/sh\ncat /dev/stdin; cat", 0700);
	is_int(run_with("once\n", 5, 20 * STAMP_SECOND, NULL), HOOK_YES);
	is_int(strncmp(buf_text(&answer.output), "once\n", 5), 0);
	free(big);
}

static void
what_it_writes_is_kept_in_part(void)
{
	is_int(run("#!/bin/sh\necho out; echo err >&2; exit 1"), HOOK_NO);
	says("out\nerr\n");
	is_int(run("#!/bin/sh\nhead -c 1000000 /dev/zero | tr '\\0' y"),
	    HOOK_YES);
	is_int((long long)answer.output.len, 8192);
}

static void
its_environment_is_small(void)
{
	static const char *const more[] = { "ETRMS_HOOK=pre-order",
		"ETRMS_DRY_RUN=1", NULL };

	setenv("ETRMS_PASSPHRASE", "secret", 1);
	setenv("API_KEY", "secret", 1);
	setenv("PATHS", "secret", 1);
	setenv("LC_TIME", "C", 1);
	setenv("HOME", "/home/me", 1);
	given("#!/bin/sh\nenv | sort | grep -v '^_\\|^PWD\\|^SHLVL\\|^OLDPWD'",
	    0700);
	is_int(run_with("", 0, 20 * STAMP_SECOND, more), HOOK_YES);
	ok(strstr(buf_text(&answer.output), "secret") == NULL);
	ok(strstr(buf_text(&answer.output), "HOME=/home/me\n") != NULL);
	ok(strstr(buf_text(&answer.output), "LC_TIME=C\n") != NULL);
	ok(strstr(buf_text(&answer.output), "PATH=") != NULL);
	ok(strstr(buf_text(&answer.output), "ETRMS_DRY_RUN=1\n"
	    "ETRMS_HOOK=pre-order\n") != NULL);
}

/* Standard input, output and error; the shell's own are its affair. */
static void
it_gets_none_of_our_files(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char *want = mem_format("%s\n", folder);

	ok(fcntl(fd, F_DUPFD, 77) == 77);	/* as a careless parent does */
	is_int(run("#!/bin/sh\nls -l /proc/$$/fd | grep -c null"), HOOK_NO);
	says("0\n");
	close(77);
	is_int(run("#!/bin/sh\npwd"), HOOK_YES);
	says(want);
	close(fd);
	free(want);
}

static void
signals_are_as_a_shell_has_them(void)
{
	sigset_t held, before;

	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, &before);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	/* 32 and 33 are the C library's own */
	is_int(run("#!/bin/sh\ngrep -E '^Sig(Blk|Ign)' /proc/self/status | "
	    "sed 's/:.*\\(.......\\)$/ \\1/'; exit 5"),
	    HOOK_NO);
	is_int(answer.status, 5);
	says("SigBlk 0000000\nSigIgn 0000000\n");
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
its_time_is_limited(void)
{
	static const char *const hangs[] = {
		"#!/bin/sh\nsleep 60",
		"#!/bin/sh\ntrap '' TERM; while :; do sleep 60; done",
		"#!/bin/sh\nexec >&- 2>&-; sleep 60",
		"#!/bin/sh\nyes",
		"#!/bin/sh\nkill -STOP $$"
	};

	for (size_t i = 0; i < sizeof(hangs) / sizeof(hangs[0]); i++) {
		double began = seconds();

		given(hangs[i], 0700);
		is_int(run_with("", 0, STAMP_SECOND, NULL), HOOK_FAILED);
		ok(strstr(answer.why, "it was killed after 1s") != NULL);
		ok(seconds() - began < 10);
		is_int(waitpid(-1, NULL, WNOHANG), -1);	/* none is left */
	}
}

/* What it leaves behind may hold its output open; nobody waits for that. */
static void
background_work_is_not_waited_for(void)
{
	double began = seconds();

	is_int(run("#!/bin/sh\necho now; sleep 15 &"), HOOK_YES);
	says("now\n");
	ok(seconds() - began < 10);
}

static void
refused(const char *want)
{
	char why[200] = "";

	is_int(run_with("", 0, STAMP_SECOND, NULL), HOOK_FAILED);
	if (!ok(strstr(answer.why, want) != NULL))
		printf("# got %s, want %s\n", answer.why, want);
	is_int(hook_check(folder, "pre-order", why, sizeof(why)),
	    strstr(want, "xec format") != NULL || strstr(want, "No such") !=
	    NULL ? HOOK_YES : HOOK_FAILED);
}

static void
bad_files_are_not_run(void)
{
	char *path = place("pre-order"), *other = place("nowhere");
	char why[200];

	unlink(path);
	is_int(run_with("", 0, STAMP_SECOND, NULL), HOOK_NONE);
	is_int(hook_check(folder, "pre-order", why, sizeof(why)), HOOK_NONE);
	is_int(hook_check("/nonexistent", "pre-order", why, sizeof(why)),
	    HOOK_NONE);
	given("#!/bin/sh", 0600);
	refused("/pre-order: it is not executable");
	given("#!/bin/sh", 0702);
	refused("/pre-order: everybody may write it");
	given("no interpreter", 0700);
	refused("xec format error");
	given("#!/nonexistent/shell", 0700);
	refused("No such file");
	unlink(path);
	ok(symlink(other, path) == 0);
	refused("/pre-order: ");
	unlink(path);
	ok(mkdir(path, 0700) == 0);
	refused("/pre-order: it is no file");
	rmdir(path);
	given("#!/bin/sh", 0700);
	chmod(folder, 0707);
	refused("everybody may write it");
	chmod(folder, 0700);
	is_int(run_with("", 0, 20 * STAMP_SECOND, NULL), HOOK_YES);
	if (geteuid() == 0 && chown(path, 65534, 65534) == 0)
		refused("/pre-order: it belongs to another user");
	unlink(path);
	free(path);
	free(other);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/hook.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	ok(mkdtemp(folder) != NULL);
	TEST(exit_codes_are_answers);
	TEST(it_is_fed_the_whole_record);
	TEST(what_it_writes_is_kept_in_part);
	TEST(its_environment_is_small);
	TEST(it_gets_none_of_our_files);
	TEST(signals_are_as_a_shell_has_them);
	TEST(its_time_is_limited);
	TEST(background_work_is_not_waited_for);
	TEST(bad_files_are_not_run);
	hook_answer_release(&answer);
	rmdir(folder);
	return tap_done();
}
