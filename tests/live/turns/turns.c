/*
 * Preloaded into a served exchange and the commands that trade there, this lets
 * one of them run at a time and time pass only when none can: what a run does
 * is then decided by its numbers, however busy the machine is.
 *
 * The exchange has the turn, or the one command that is connected to it has.
 * Who has it runs until it would wait in poll(2) or asleep; what it has sent
 * has then arrived. When both would wait, the clock goes to where the first of
 * them wakes. The turn goes over a socket at TURNS, so that the end of a command
 * that is killed gives it back; commands that come meanwhile wait in its queue.
 * One without an exchange stands alone, and its clock still.
 *
 *	TURNS		path of that socket; unset: nothing is different
 *	TURNS_NOW	where the clock begins, in seconds
 *	TURNS_SEED	what random bytes are drawn from
 *	TURNS_ALSO	a program besides etrms that takes part: sleep
 */
#include "turns.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define NEVER INT64_MAX
#define STEP 1000		/* µs that a command takes between two waits */
#define START 200000		/* and until it begins */
#define FAR_FD 900		/* out of the way of a program's own */

enum part part;
int peer = -1;
struct turn sent;
static int64_t now;		/* µs */
static int listener = -1;
static int64_t commands;	/* that the exchange has seen */
static uint64_t numbers;

int
really_poll(struct pollfd *fds, nfds_t n, int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	return (int)syscall(SYS_ppoll, fds, n, ms < 0 ? NULL : &ts, NULL, 0);
}

void
really_sleep(int64_t us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &ts, NULL);
}

static bool
turn_give(int64_t until, bool ran)
{
	ssize_t n;

	sent.now = now;
	sent.until = until;
	sent.ran = ran;
	sent.number = commands;
	do
		n = write(peer, &sent, sizeof(sent));
	while (n < 0 && errno == EINTR);
	sent.letters = 0;
	return n == (ssize_t)sizeof(sent);
}

/* False: the other has ended. */
static bool
turn_take(struct turn *t)
{
	ssize_t got;

	do
		got = read(peer, t, sizeof(*t));
	while (got < 0 && errno == EINTR);
	if (got != (ssize_t)sizeof(*t))
		return false;
	now = t->now;
	arrive(t);
	return true;
}

static void
peer_lost(void)
{
	syscall(SYS_close, peer);
	peer = -1;
	forget();
}

static int
wait_alone(struct pollfd *fds, nfds_t n, int64_t until)
{
	int ready;

	if (n == 0 && until != NEVER) {
		now = until;
		return 0;
	}
	ready = really_poll(fds, n, until == NEVER ? -1 :
	    (int)((until - now + 999) / 1000));
	if (ready == 0 && until > now)
		now = until;
	return ready;
}

static int
wait_as_command(struct pollfd *fds, nfds_t n, int64_t until)
{
	struct turn t;
	bool ran = true;
	int ready = 0;

	for (now += STEP; now < until && ready == 0; ran = false) {
		if (!turn_give(until, ran) || !turn_take(&t)) {
			peer_lost();
			part = ALONE;
			return wait_alone(fds, n, until);
		}
		ready = look(fds, n);
	}
	return ready;
}

/* No command takes part: time stands still, until one comes or something else
 * happens. */
static int
wait_for_command(struct pollfd *fds, nfds_t n)
{
	struct pollfd all[n + 1];
	int ready;

	memcpy(all, fds, n * sizeof(*fds));
	all[n] = (struct pollfd){ .fd = listener, .events = POLLIN };
	ready = really_poll(all, n + 1, -1);
	if (ready > 0 && all[n].revents != 0) {
		peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		commands++;
		ready--;
	}
	for (nfds_t i = 0; i < n; i++)
		fds[i].revents = all[i].revents;
	return ready;
}

static int
wait_as_exchange(struct pollfd *fds, nfds_t n, int64_t until)
{
	int ready = 0;

	while (now < until && ready == 0) {
		struct turn t;

		if (peer < 0) {
			ready = wait_for_command(fds, n);
			continue;
		}
		if (!turn_give(until, true) || !turn_take(&t)) {
			peer_lost();
			continue;
		}
		ready = look(fds, n);
		if (ready == 0 && !t.ran && now < until)
			now = t.until < until ? t.until : until;
	}
	return ready;
}

static int
wait_for(struct pollfd *fds, nfds_t n, int64_t until)
{
	int ready;

	settle(fds, n);
	if ((ready = look(fds, n)) != 0)
		return ready;
	switch (part) {
	case EXCHANGE:
		return n == 0 && peer < 0 ? wait_alone(fds, n, until) :
		    wait_as_exchange(fds, n, until);
	case COMMAND:
		return wait_as_command(fds, n, until);
	default:
		return wait_alone(fds, n, until);
	}
}

int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	int ready;

	if (part == OUTSIDE)
		return really_poll(fds, n, ms);
	ready = look(fds, n);
	return ready != 0 || ms == 0 ? ready : wait_for(fds, n, ms < 0 ?
	    NEVER : now + (int64_t)ms * 1000);
}

int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t room);
int
__poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t room)
{
	(void)room;
	return poll(fds, n, ms);
}

static int
asleep(int64_t us)
{
	if (part == OUTSIDE)
		really_sleep(us);
	else
		wait_for(NULL, 0, now + us);
	return 0;
}

int
nanosleep(const struct timespec *want, struct timespec *left)
{
	(void)left;
	return asleep(want->tv_sec * INT64_C(1000000) + want->tv_nsec / 1000);
}

int
clock_nanosleep(clockid_t id, int flags, const struct timespec *want,
    struct timespec *left)
{
	if (part == OUTSIDE || (flags & TIMER_ABSTIME) != 0)
		return (int)syscall(SYS_clock_nanosleep, id, flags, want,
		    left) == 0 ? 0 : errno;
	return nanosleep(want, left);
}

int
usleep(useconds_t us)
{
	return asleep(us);
}

int
clock_gettime(clockid_t id, struct timespec *out)
{
	if (part == OUTSIDE || id == CLOCK_PROCESS_CPUTIME_ID ||
	    id == CLOCK_THREAD_CPUTIME_ID)
		return (int)syscall(SYS_clock_gettime, id, out);
	*out = (struct timespec){ now / 1000000, now % 1000000 * 1000 };
	return 0;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &ts);
	*out = (struct timeval){ ts.tv_sec, ts.tv_nsec / 1000 };
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (out != NULL)
		*out = ts.tv_sec;
	return ts.tv_sec;
}

static uint64_t
drawn(void)	/* splitmix64 */
{
	uint64_t z = numbers += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

ssize_t
getrandom(void *out, size_t len, unsigned flags)
{
	unsigned char *at = out;

	if (part == OUTSIDE)
		return syscall(SYS_getrandom, out, len, flags);
	for (size_t i = 0; i < len; i++)
		at[i] = (unsigned char)drawn();
	return (ssize_t)len;
}

/* The command line is the same for the same command, but for where it runs;
 * the exchange's begins with "venue serve". */
static bool
line_read(void)
{
	char line[4096] = "";
	FILE *f = fopen("/proc/self/cmdline", "re");
	size_t len = f == NULL ? 0 : fread(line, 1, sizeof(line) - 1, f);
	const char *verb = line + strlen(line) + 1;

	if (f != NULL)
		fclose(f);
	for (const char *at = line; at < line + len; at += strlen(at) + 1)
		for (const char *c = at; *c != '\0' && *at != '/' &&
		    strncmp(at, "http", 4) != 0; c++)
			numbers = (numbers ^ (unsigned char)*c) *
			    0x100000001b3;
	return len > 12 && strcmp(verb, "venue") == 0 &&
	    strcmp(verb + 6, "serve") == 0;
}

static int64_t
number_of(const char *name)
{
	const char *text = getenv(name);

	return text == NULL ? 0 : strtoll(text, NULL, 10);
}

/* All on one core, whose packets arrive in the order in which they left: of
 * two connections the first one made is the first one accepted. */
static void
on_one_core(void)
{
	cpu_set_t all, one;
	struct stat here;
	size_t nth, core = 0;

	if (sched_getaffinity(0, sizeof(all), &all) != 0 ||
	    stat(".", &here) != 0)
		return;
	nth = here.st_ino % (size_t)CPU_COUNT(&all);
	while (!CPU_ISSET(core, &all) || nth-- > 0)
		core++;
	CPU_ZERO(&one);
	CPU_SET(core, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static void
exchange_begin(int fd, const struct sockaddr_un *at)
{
	unlink(at->sun_path);
	if (bind(fd, (const struct sockaddr *)at, sizeof(*at)) != 0 ||
	    listen(fd, 16) != 0) {
		perror("turns");
		exit(3);
	}
	listener = fd;
	part = EXCHANGE;
}

static void
command_begin(int fd, const struct sockaddr_un *at)
{
	struct turn t;

	part = ALONE;
	peer = fd;
	if (connect(fd, (const struct sockaddr *)at, sizeof(*at)) != 0 ||
	    !turn_take(&t)) {
		peer_lost();
		return;
	}
	part = COMMAND;
	now += START;
	numbers += (uint64_t)t.number << 32;
}

__attribute__((constructor)) static void
begin(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const char *path = getenv("TURNS"), *also = getenv("TURNS_ALSO");
	const char *name = program_invocation_short_name;
	int low, fd;
	bool serves;

	if (path == NULL || (strcmp(name, "etrms") != 0 && (also == NULL ||
	    strcmp(name, also) != 0)))
		return;
	now = number_of("TURNS_NOW") * 1000000;
	numbers = (uint64_t)number_of("TURNS_SEED");
	serves = line_read();
	on_one_core();
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	low = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	fd = dup3(low, FAR_FD, O_CLOEXEC);
	syscall(SYS_close, low);
	if (serves)
		exchange_begin(fd, &at);
	else
		command_begin(fd, &at);
}
