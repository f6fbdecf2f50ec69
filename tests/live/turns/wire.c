/*
 * What the exchange and a command write to each other is with the other before
 * it has the turn, so that nothing depends on how fast a kernel carries it.
 */
#include "turns.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/bpf.h>	/* names of the states of a connection */
#include <linux/sockios.h>
#include <linux/tcp.h>

#define FDS 256			/* connections are below this */
#define LOOKS 20000		/* at what is under way, 50 µs apart */
/* What a turn can write to one connection. It fits in the other's kernel, whose
 * windows else grow with how fast it is read: how often an answer makes its
 * reader wait, and each wait takes its time, is then known by its length. */
#define LETTER_MAX 32768

static struct writing { int fd; size_t len; } written[LETTERS];
static size_t writings;		/* connections written to in this turn */

/* How much more of a writing this turn carries. */
static size_t
room_at(int fd)
{
	for (size_t i = 0; i < writings; i++)
		if (written[i].fd == fd)
			return LETTER_MAX - written[i].len;
	return LETTER_MAX;
}

/* What is ready now: not to be written where the turn carries no more. */
int
look(struct pollfd *fds, nfds_t n)
{
	struct pollfd all[n + 1];
	int ready;

	memcpy(all, fds, n * sizeof(*fds));
	for (nfds_t i = 0; i < n; i++)
		if (room_at(fds[i].fd) == 0)
			all[i].events &= ~POLLOUT;
	ready = really_poll(all, n, 0);
	for (nfds_t i = 0; i < n; i++)
		fds[i].revents = all[i].revents;
	return ready;
}

static bool
tcp_look(int fd, struct tcp_info *out)
{
	socklen_t len = sizeof(*out);

	memset(out, 0, sizeof(*out));
	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, out, &len) == 0 &&
	    out->tcpi_state != BPF_TCP_LISTEN;
}

/* The command's: the exchange's is the same for all. */
static int64_t
port_of(int fd)
{
	struct sockaddr_in6 at = { 0 };		/* v4's port is there, too */
	socklen_t len = sizeof(at);
	int rc = part == EXCHANGE ?
	    getpeername(fd, (struct sockaddr *)&at, &len) :
	    getsockname(fd, (struct sockaddr *)&at, &len);

	return rc == 0 ? ntohs(at.sin6_port) : 0;
}

/* What cannot be kept in step is no proof of anything. */
static void
lost(const char *what)
{
	dprintf(STDERR_FILENO, "turns: %s\n", what);
	abort();
}

static void
letter_add(int fd, const struct tcp_info *i, bool ends)
{
	int64_t port = port_of(fd), at = 0;

	while (at < sent.letters && sent.letter[at].port != port)
		at++;
	if (at == LETTERS)
		lost("too many connections");
	if (at == sent.letters)
		sent.letters++;
	sent.letter[at] = (struct letter){ port, (int64_t)(i->tcpi_bytes_sent -
		i->tcpi_bytes_retrans) + i->tcpi_notsent_bytes + ends };
}

/* Of what was sent from here and has not been acknowledged the other is told.
 * It cannot look at a connection that it has not accepted yet: where nothing
 * has come back, the acknowledgement is waited for, which is then prompt. */
void
settle(const struct pollfd *fds, nfds_t n)
{
	struct tcp_info i;
	int unread = 0;

	for (nfds_t k = 0; k < n; k++) {
		if (!tcp_look(fds[k].fd, &i))
			continue;
		for (int l = 0; i.tcpi_state == BPF_TCP_SYN_SENT &&
		    tcp_look(fds[k].fd, &i); l++) {
			if (l == LOOKS)
				lost("a connection that is not made");
			really_sleep(50);
		}
		for (int l = 0; ioctl(fds[k].fd, SIOCOUTQ, &unread) == 0 &&
		    unread > 0 && tcp_look(fds[k].fd, &i) &&
		    part == COMMAND && i.tcpi_bytes_received == 0 &&
		    i.tcpi_state != BPF_TCP_CLOSE; l++) {
			if (l == LOOKS)
				lost("a request that does not arrive");
			really_sleep(50);
		}
		if (unread > 0 && tcp_look(fds[k].fd, &i))
			letter_add(fds[k].fd, &i, false);
	}
}

/* Where the connection of that port ends here; -1: nowhere, or not yet. One
 * that nothing waits for is among them. */
static int
fd_of(int64_t port)
{
	struct tcp_info i;

	for (int fd = 0; fd < FDS; fd++)
		if (tcp_look(fd, &i) && port_of(fd) == port)
			return fd;
	return -1;
}

/* On this machine that takes no time, or as long as a busy kernel takes. */
static void
letter_take(const struct letter *l)
{
	int fd = fd_of(l->port), on = 1;
	struct tcp_info i;

	if (fd < 0)
		return;
	for (int looks = 0; tcp_look(fd, &i) &&
	    i.tcpi_state != BPF_TCP_CLOSE &&
	    (int64_t)i.tcpi_bytes_received < l->bytes; looks++) {
		if (looks == LOOKS)
			lost("what was sent does not arrive");
		really_sleep(50);
	}
	/* now, not some time */
	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

/* The other has it, and its kernel has said so: there is room again here. */
static void
room_make(int fd)
{
	struct tcp_info i;
	int unread;

	for (int looks = 0; tcp_look(fd, &i) &&
	    i.tcpi_state != BPF_TCP_CLOSE &&
	    ioctl(fd, SIOCOUTQ, &unread) == 0 && unread > 0; looks++) {
		if (looks == LOOKS)
			lost("what has arrived is not acknowledged");
		really_sleep(50);
	}
}

void
arrive(const struct turn *t)
{
	for (int64_t i = 0; i < t->letters; i++)
		letter_take(&t->letter[i]);
	for (; writings > 0; writings--)
		room_make(written[writings - 1].fd);
}

void
forget(void)
{
	writings = 0;
}

static void
written_add(int fd, size_t len)
{
	size_t i = 0;

	while (i < writings && written[i].fd != fd)
		i++;
	if (i == LETTERS)
		lost("too many connections");
	if (i == writings)
		written[writings++] = (struct writing){ .fd = fd };
	written[i].len += len;
}

ssize_t
send(int fd, const void *at, size_t len, int flags)
{
	size_t room = peer < 0 ? len : room_at(fd);
	ssize_t n;

	if (room == 0 && len > 0) {
		errno = EAGAIN;
		return -1;
	}
	n = syscall(SYS_sendto, fd, at, len < room ? len : room, flags, NULL,
	    0);
	if (n > 0 && peer >= 0)
		written_add(fd, (size_t)n);
	return n;
}

/* What the exchange ends has ended for the command, too, when that goes on. */
int
close(int fd)
{
	struct tcp_info i;

	if (part == EXCHANGE && tcp_look(fd, &i)) {
		if (i.tcpi_state == BPF_TCP_ESTABLISHED)
			shutdown(fd, SHUT_WR);
		if (tcp_look(fd, &i) && i.tcpi_state == BPF_TCP_FIN_WAIT1)
			letter_add(fd, &i, true);
	}
	for (size_t k = 0; k < writings; k++)
		if (written[k].fd == fd)
			written[k] = written[--writings];
	return (int)syscall(SYS_close, fd);
}
