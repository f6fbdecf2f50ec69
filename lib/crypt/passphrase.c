/*
 * Passphrases from descriptors, files and commands. They go straight into the
 * arena, and what is read ends with the line: two passphrases may follow each
 * other on one descriptor.
 */
#include "crypt/passphrase.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_WAIT_MS 60000

bool
passphrase_given(const struct passphrase_source *from)
{
	return from->fd != NULL || from->file != NULL ||
	    from->command != NULL;
}

enum err_code
passphrase_check_new(const struct secret *passphrase, struct err *err)
{
	return secret_len(passphrase) >= PASSPHRASE_MIN ? E_OK :
	    err_set(err, E_USAGE, "passphrase: a new one has at least %d "
	    "bytes", PASSPHRASE_MIN);
}

/* Waits until there is something to read; false: too long. */
static bool
wait_readable(int fd, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left = until - clock_monotonic();

	if (until == 0)
		return true;
	return left > 0 && poll(&p, 1, (int)(left / 1000) + 1) > 0;
}

/* What is read: a passphrase, which is the first line, or all there is. */
struct kind { const char *name; size_t max; bool all; };
static const struct kind line_kind = { "passphrase", PASSPHRASE_MAX, false };
static const struct kind text_kind = { "secret", SECRET_TEXT_MAX, true };

/* until: on the monotonic clock; 0: as long as it takes. */
static enum err_code
read_from(int fd, const struct kind *k, const char *what, int64_t until,
    struct secret **out, struct err *err)
{
	struct secret *s = secret_room(k->max + 1);
	unsigned char *at = secret_fill(s);
	enum err_code rc = E_OK;
	size_t n = 0;

	while (rc == E_OK && n <= k->max) {
		ssize_t got;

		if (!wait_readable(fd, until)) {
			rc = err_set(err, E_LOCKED, "%s: gave no %s in time",
			    what, k->name);
			break;
		}
		got = read(fd, at + n, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			rc = err_set(err, E_USAGE, "%s: %s", what,
			    strerror(errno));
		if (got <= 0 || (at[n] == '\n' && !k->all))
			break;
		n++;
	}
	secret_cut(s, n);
	if (rc == E_OK && n > k->max)
		rc = err_set(err, E_USAGE, "%s: a %s has at most %zu bytes",
		    what, k->name, k->max);
	else if (rc == E_OK && memchr(at, '\0', n) != NULL)
		rc = err_set(err, E_USAGE, "%s: a zero byte is in the %s",
		    what, k->name);
	else if (rc == E_OK && n == 0)
		rc = err_set(err, E_LOCKED, "%s: gave no %s", what, k->name);
	if (rc == E_OK)
		*out = s;
	else
		secret_free(s);
	return rc;
}

static enum err_code
read_descriptor(const char *text, const struct kind *k, struct secret **out,
    struct err *err)
{
	char *end, what[64];
	long fd;

	errno = 0;
	fd = strtol(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
	    fd > 65535 || fcntl((int)fd, F_GETFD) < 0)
		return err_set(err, E_USAGE, "--%s-fd '%s': not an open "
		    "descriptor", k->name, text);
	snprintf(what, sizeof(what), "descriptor %ld", fd);
	return read_from((int)fd, k, what, 0, out, err);
}

static enum err_code
read_file(const char *path, const struct kind *k, struct secret **out,
    struct err *err)
{
	struct stat st;
	enum err_code rc;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return err_set(err, E_USAGE, "%s file %s: %s", k->name, path,
		    errno == ELOOP ? "is a symbolic link" : strerror(errno));
	if (fstat(fd, &st) != 0)
		rc = err_set(err, E_USAGE, "%s file %s: %s", k->name, path,
		    strerror(errno));
	else if (!S_ISREG(st.st_mode))
		rc = err_set(err, E_USAGE, "%s file %s: not a regular file",
		    k->name, path);
	else if (st.st_uid != geteuid())
		rc = err_set(err, E_USAGE, "%s file %s: belongs to another "
		    "user", k->name, path);
	else if (st.st_mode & 077)
		rc = err_set(err, E_USAGE, "%s file %s: mode %03o lets others "
		    "in; chmod 600", k->name, path,
		    (unsigned)(st.st_mode & 0777));
	else
		rc = read_from(fd, k, path, 0, out, err);
	close(fd);
	return rc;
}

/* Words by blanks; '…' and "…" hold blanks, a backslash the next character.
 * They are cut out of text in place. False: a quote is not closed. */
static bool
split_words(char *text, char **words, size_t max, size_t *n)
{
	char *to = text, quote = '\0';
	bool inside = false;

	*n = 0;
	for (const char *at = text; *at != '\0'; at++) {
		char c = *at;

		if (quote == '\0' && (c == ' ' || c == '\t')) {
			if (inside)
				*to++ = '\0';
			inside = false;
			continue;
		}
		if (!inside) {
			if (*n + 1 >= max)
				return false;
			words[(*n)++] = to;
			inside = true;
		}
		if (c == quote)
			quote = '\0';
		else if (quote == '\0' && (c == '\'' || c == '"'))
			quote = c;
		else if (c == '\\' && quote != '\'' && at[1] != '\0')
			*to++ = *++at;
		else
			*to++ = c;
	}
	*to = '\0';
	words[*n] = NULL;
	return quote == '\0';
}

static int
start(char *const *words, int out, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t all;
	int code;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
	    O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawnattr_init(&attr);
	sigemptyset(&all);
	sigaddset(&all, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	code = posix_spawnp(pid, words[0], &files, &attr, words, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return code;
}

/* Its end, for which it has until the same time; it is killed then. */
static bool
finished_well(pid_t pid, int64_t until)
{
	int status = 0;
	pid_t got;

	while ((got = waitpid(pid, &status, WNOHANG)) == 0 ||
	    (got < 0 && errno == EINTR)) {
		if (clock_monotonic() >= until)
			kill(pid, SIGKILL);
		usleep(1000);
	}
	return got == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What else it says is taken, so that writing it does not fail. */
static void
drain(int fd, int64_t until)
{
	char piece[256];
	ssize_t n;

	do {
		if (!wait_readable(fd, until))
			break;
		n = read(fd, piece, sizeof(piece));
	} while (n > 0 || (n < 0 && errno == EINTR));
	secret_wipe(piece, sizeof(piece));
}

static enum err_code
run_command(char *const *words, const struct kind *k, struct secret **out,
    struct err *err)
{
	int64_t until = clock_monotonic() + COMMAND_WAIT_MS * INT64_C(1000);
	struct secret *s = NULL;
	enum err_code rc;
	char what[64];
	int ends[2], code;
	pid_t pid;

	snprintf(what, sizeof(what), "%s command", k->name);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(err, E_USAGE, "%s command: %s", k->name,
		    strerror(errno));
	code = start(words, ends[1], &pid);
	close(ends[1]);
	if (code != 0) {
		close(ends[0]);
		return err_set(err, E_USAGE, "%s command %s: %s", k->name,
		    words[0], strerror(code));
	}
	rc = read_from(ends[0], k, what, until, &s, err);
	if (rc == E_OK)
		drain(ends[0], until);
	else
		kill(pid, SIGTERM);
	close(ends[0]);
	if (!finished_well(pid, until) && rc == E_OK)
		rc = err_set(err, E_LOCKED, "%s command %s: failed", k->name,
		    words[0]);
	if (rc == E_OK)
		*out = s;
	else
		secret_free(s);
	return rc;
}

static enum err_code
read_command(const char *command, const struct kind *k, struct secret **out,
    struct err *err)
{
	char *words[64], *text = mem_text(command);
	size_t n = 0;
	enum err_code rc;

	if (!split_words(text, words, sizeof(words) / sizeof(*words), &n) ||
	    n == 0)
		rc = err_set(err, E_USAGE, "%s command: %s", k->name, n == 0 ?
		    "is empty" : "a quote is not closed, or it has too many "
		    "words");
	else
		rc = run_command(words, k, out, err);
	free(text);
	return rc;
}

static enum err_code
read_source(const struct passphrase_source *from, const struct kind *k,
    struct secret **out, struct err *err)
{
	if (from->fd != NULL)
		return read_descriptor(from->fd, k, out, err);
	if (from->file != NULL)
		return read_file(from->file, k, out, err);
	if (from->command != NULL)
		return read_command(from->command, k, out, err);
	return err_set(err, E_LOCKED, "no %s", k->name);
}

enum err_code
passphrase_read(const struct passphrase_source *from, struct secret **out,
    struct err *err)
{
	return read_source(from, &line_kind, out, err);
}

enum err_code
secret_read(const struct passphrase_source *from, struct secret **out,
    struct err *err)
{
	return read_source(from, &text_kind, out, err);
}
