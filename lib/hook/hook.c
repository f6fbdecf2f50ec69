/*
 * One hook: may it run, start it, feed it, listen, and end it when its time is
 * over. It reads from a file in memory, so that nothing of ours waits for a
 * reader or dies of one that leaves; what it leaves running in the background
 * is its own affair.
 */
#include "hook/hook.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_MOST 8192
#define TICK_MS 10
#define GRACE (STAMP_SECOND / 2)	/* between TERM and KILL */

const char hook_pre_order[] = "pre-order", hook_post_order[] = "post-order",
    hook_tripped[] = "breaker-tripped", hook_alert[] = "alert";

const struct hook_kind hook_kinds[] = {
	{ hook_pre_order, "order", true,
	  "before an order is judged, or a working one amended (it has an id"
	  " then), also with --dry-run; any exit code but 0 refuses it. Orders"
	  " that close or reduce a position for order close, halt --flatten or"
	  " a breaker are not asked about: a hook keeps nobody in" },
	{ hook_post_order, "order", false,
	  "once the outcome of an order is recorded: filled, open, rejected,"
	  " refused, or unknown; and once more when it has been amended, or it"
	  " is not known whether it was" },
	{ hook_tripped, "breaker event", false, "when a breaker has tripped" },
	{ hook_alert, "breaker event", false,
	  "when a breaker takes the action notify" },
	{ .name = NULL }
};

void
hook_answer_release(struct hook_answer *a)
{
	buf_release(&a->output);
}

static enum hook_end __attribute__((format(printf, 3, 4)))
failed(char *why, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, size, fmt, ap);
	va_end(ap);
	return HOOK_FAILED;
}

/* Nobody else may say what runs here; NULL, or why they might. */
static const char *
not_ours(const struct stat *st)
{
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return "it belongs to another user";
	return st->st_mode & S_IWOTH ? "everybody may write it" : NULL;
}

enum hook_end
hook_check(const char *folder, const char *name, char *why, size_t size)
{
	char *path = mem_format("%s/%s", folder, name);
	const char *bad = NULL;
	struct stat st;
	enum hook_end end = HOOK_YES;

	if (lstat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
		end = HOOK_NONE;
	else if (stat(path, &st) != 0)
		end = failed(why, size, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		end = failed(why, size, "%s: it is no file", path);
	else if ((bad = not_ours(&st)) != NULL)
		end = failed(why, size, "%s: %s", path, bad);
	else if (access(path, X_OK) != 0)
		end = failed(why, size, "%s: it is not executable", path);
	else if (stat(folder, &st) == 0 && (bad = not_ours(&st)) != NULL)
		end = failed(why, size, "%s: %s", folder, bad);
	free(path);
	return end;
}

/* --- what it is given --- */

struct variables { char **at; size_t len, cap; };

static bool
passes(const char *variable)
{
	static const char *const names[] = { "PATH", "HOME", "USER", "LOGNAME",
		"SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR",
		"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
		"XDG_CACHE_HOME", "XDG_RUNTIME_DIR",
		"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY",
		"ETRMS_NOW" };
	size_t n = strcspn(variable, "=");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n &&
		    strncmp(names[i], variable, n) == 0)
			return true;
	return strncmp(variable, "LC_", 3) == 0;
}

static void
variables_make(const struct hook_call *c, struct variables *out)
{
	for (char **v = environ; *v != NULL; v++)
		if (passes(*v))
			vec_push(out, *v);
	for (size_t i = 0; c->variables != NULL && c->variables[i] != NULL;
	    i++)
		vec_push(out, (char *)(uintptr_t)c->variables[i]);
	vec_push(out, NULL);
}

/* A file in memory that holds the input; -1: errno says why. */
static int
input_make(const struct hook_call *c)
{
	int fd = memfd_create("etrms-hook", MFD_CLOEXEC);
	size_t done = 0;

	while (fd >= 0 && done < c->len) {
		ssize_t n = pwrite(fd, c->input + done, c->len - done,
		    (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -1;
		}
		done += (size_t)n;
	}
	return fd;
}

/* --- its life --- */

struct run {
	const struct hook_call *call;
	struct hook_answer *out;
	pid_t pid;
	int from;		/* what it writes; -1: it has closed that */
};

/* Signals as a program finds them that a shell has started. */
static int
attributes_make(posix_spawnattr_t *a)
{
	sigset_t none, all;
	int code;

	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	code = posix_spawnattr_setflags(a, POSIX_SPAWN_SETPGROUP |
	    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (code == 0)
		code = posix_spawnattr_setpgroup(a, 0);
	if (code == 0)
		code = posix_spawnattr_setsigmask(a, &none);
	return code != 0 ? code : posix_spawnattr_setsigdefault(a, &all);
}

static int
files_make(posix_spawn_file_actions_t *f, const char *folder, int in, int to)
{
	int code = posix_spawn_file_actions_adddup2(f, in, STDIN_FILENO);

	if (code == 0)
		code = posix_spawn_file_actions_adddup2(f, to, STDOUT_FILENO);
	if (code == 0)
		code = posix_spawn_file_actions_adddup2(f, to, STDERR_FILENO);
#ifdef __GLIBC__	/* ours close by themselves; what we were given not */
	if (code == 0)
		code = posix_spawn_file_actions_addclosefrom_np(f, 3);
#endif
	return code != 0 ? code :
	    posix_spawn_file_actions_addchdir_np(f, folder);
}

static int
spawn(struct run *r, const char *path, int in, int to)
{
	char *argv[] = { (char *)(uintptr_t)path, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	struct variables variables = {0};
	int code;

	variables_make(r->call, &variables);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	code = attributes_make(&attributes);
	if (code == 0)
		code = files_make(&files, r->call->folder, in, to);
	if (code == 0)
		code = posix_spawn(&r->pid, path, &files, &attributes, argv,
		    variables.at);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	vec_release(&variables);
	return code;
}

static bool
start(struct run *r)
{
	char *path = mem_format("%s/%s", r->call->folder, r->call->name);
	int in = input_make(r->call), ends[2] = { -1, -1 };
	int code = in < 0 || pipe2(ends, O_CLOEXEC) != 0 ? errno :
	    spawn(r, path, in, ends[1]);

	if (in >= 0)
		close(in);
	if (ends[1] >= 0)
		close(ends[1]);
	r->from = ends[0];
	if (code != 0) {
		if (r->from >= 0)
			close(r->from);
		r->out->end = failed(r->out->why, sizeof(r->out->why),
		    "%s: %s", path, strerror(code));
	} else
		fcntl(r->from, F_SETFL, O_NONBLOCK);
	free(path);
	return code == 0;
}

/* Takes what is there; the rest of a flood is thrown away, some of it at a
 * time, so that its end is not missed. */
static void
listen_to(struct run *r)
{
	char piece[4096];

	for (int i = 0; i < 64 && r->from >= 0; i++) {
		ssize_t n = read(r->from, piece, sizeof(piece));
		size_t room = OUTPUT_MOST - r->out->output.len;

		if (n > 0) {
			buf_add(&r->out->output, piece, (size_t)n < room ?
			    (size_t)n : room);
		} else if (n == 0 || errno != EINTR) {
			if (n < 0 && errno == EAGAIN)
				break;
			close(r->from);
			r->from = -1;
		}
	}
}

static int64_t
uptime(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * STAMP_SECOND + t.tv_nsec / 1000;
}

/* Has it ended? Waits a moment for that, or for something to read. */
static bool
ended(struct run *r, int *status)
{
	struct pollfd p = { .fd = r->from, .events = POLLIN };

	poll(&p, 1, r->from < 0 ? 1 : TICK_MS);
	listen_to(r);
	return waitpid(r->pid, status, WNOHANG) == r->pid;
}

/* Watches until it has ended; false: it had to be killed. */
static bool
watch(struct run *r, int *status)
{
	int64_t limit = uptime() + r->call->limit, now;
	bool in_time = true;

	while (!ended(r, status)) {
		now = uptime();
		if (now < limit)
			continue;
		/* A second time it does not hear it coming. */
		kill(-r->pid, in_time ? SIGTERM : SIGKILL);
		in_time = false;
		limit = now + GRACE;
	}
	if (!in_time)
		kill(-r->pid, SIGKILL);
	listen_to(r);
	return in_time;
}

void
hook_run(const struct hook_call *c, struct hook_answer *out)
{
	struct run r = { .call = c, .out = out, .from = -1 };
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	struct sigaction before;
	char limit[STAMP_TEXT_SIZE];
	int status = 0;

	*out = (struct hook_answer){ .status = 0 };
	out->end = hook_check(c->folder, c->name, out->why,
	    sizeof(out->why));
	if (out->end != HOOK_YES)
		return;
	/* Where children are ignored there is no exit code to ask for. */
	sigaction(SIGCHLD, &usual, &before);
	if (start(&r)) {
		if (!watch(&r, &status))
			out->end = failed(out->why, sizeof(out->why), "%s/%s:"
			    " it was killed after %s", c->folder, c->name,
			    duration_text(c->limit, limit));
		else if (WIFSIGNALED(status))
			out->end = failed(out->why, sizeof(out->why), "%s/%s:"
			    " it died of signal %d", c->folder, c->name,
			    WTERMSIG(status));
		else if (WEXITSTATUS(status) != 0)
			out->end = HOOK_NO;
		out->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
		if (r.from >= 0)
			close(r.from);
	}
	sigaction(SIGCHLD, &before, NULL);
}
