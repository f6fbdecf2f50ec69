/*
 * The server's loop: a loopback listener, its connections, and the bars that
 * pass meanwhile.
 */
#include "serve/server.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define IDLE (120 * STAMP_SECOND)

const char *const serve_dialect_names[] = { "binance", NULL };
const struct dialect *const dialects[] = { &binance_dialect, NULL };

void
reply_release(struct reply *r)
{
	buf_release(&r->body);
	buf_release(&r->headers);
}

void
socket_text(struct socket *k, const char *at, size_t len)
{
	if (!k->closing)
		frame_write(&k->out, FRAME_TEXT, at, len, NULL);
}

static void
booked(void *self, enum booked what, size_t place)
{
	struct server *s = self;

	s->dialect->booked(&s->served, what, place);
}

static enum err_code
listen_at(struct server *s, struct err *err)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr *at = s->o.ipv6 ? (struct sockaddr *)&v6 :
	    (struct sockaddr *)&v4;
	socklen_t len = s->o.ipv6 ? sizeof(v6) : sizeof(v4);
	int on = 1;

	v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	v6.sin6_addr = in6addr_loopback;
	v4.sin_port = v6.sin6_port = htons((uint16_t)s->o.port);
	s->listener = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);
	if (s->listener >= 0)
		setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &on,
		    sizeof(on));
	if (s->listener < 0 || bind(s->listener, at, len) != 0 ||
	    listen(s->listener, 128) != 0 ||
	    getsockname(s->listener, at, &len) != 0)
		return err_set(err, E_NETWORK, "port %d: %s", s->o.port,
		    strerror(errno));
	s->port = ntohs(s->o.ipv6 ? v6.sin6_port : v4.sin_port);
	snprintf(s->address, sizeof(s->address), s->o.ipv6 ?
	    "http://[::1]:%d" : "http://127.0.0.1:%d", s->port);
	return E_OK;
}

enum err_code
serve_open(struct world *w, struct serve_options *o, struct server **out,
    struct err *err)
{
	struct server *s = mem_alloc(sizeof(*s));
	enum err_code rc = E_OK;

	s->o = *o;
	s->faults = o->faults;
	o->faults = (struct faults){ 0 };
	s->record = o->record;
	s->listener = -1;
	s->served.world = w;
	s->served.keys = o->keys;
	s->served.weight_limit = o->weight_limit;
	s->served.step = o->step;
	s->served.earn = o->earn;
	for (size_t i = 0; dialects[i] != NULL; i++)
		if (strcmp(dialects[i]->name, o->dialect) == 0)
			s->dialect = dialects[i];
	if (s->dialect == NULL)
		rc = err_set(err, E_USAGE, "%s: it cannot speak as that",
		    o->dialect);
	if (rc == E_OK)
		rc = listen_at(s, err);
	if (rc == E_OK) {
		s->dialect->open(&s->served);
		w->book.sink = (struct book_sink){ booked, s };
		*out = s;
	} else {
		serve_free(s);
	}
	return rc;
}

void
serve_free(struct server *s)
{
	if (s == NULL)
		return;
	while (s->conns.len > 0)
		conn_free(s, s->conns.at[s->conns.len - 1]);
	vec_release(&s->conns);
	if (s->served.state != NULL)
		s->dialect->close(&s->served);
	s->served.world->book.sink = (struct book_sink){ NULL, NULL };
	vec_release(&s->served.sockets);
	if (s->listener >= 0)
		close(s->listener);
	faults_release(&s->faults);
	free(s);
}

int
serve_port(const struct server *s)
{
	return s->port;
}

const char *
serve_address(const struct server *s)
{
	return s->address;
}

static void
take_one(struct server *s)
{
	int on = 1, fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC |
	    SOCK_NONBLOCK);
	struct conn *c;

	if (fd < 0)
		return;
	if (s->conns.len >= CONNECTIONS_MAX) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c = mem_alloc(sizeof(*c));
	c->fd = fd;
	c->idle_since = clock_monotonic();
	vec_push(&s->conns, c);
}

/* How long to sleep, ms. */
static int
pause_for(const struct server *s, int64_t end)
{
	int64_t now = clock_monotonic(), least = STAMP_SECOND * 10;
	int64_t due = world_due(s->served.world);

	if (due >= 0 && due < least)
		least = due;
	if (end != 0 && end - now < least)
		least = end - now;
	for (size_t i = 0; i < s->conns.len; i++) {
		const struct conn *c = s->conns.at[i];

		if (c->wake != 0 && c->wake - now < least)
			least = c->wake - now;
	}
	return least <= 0 ? 0 : (int)((least + 999) / 1000);
}

static short
wanted(const struct conn *c)
{
	if (c->state == CONN_SOCKET)
		return (short)(POLLIN | (c->out.len > 0 ||
		    c->socket.out.len > 0 ? POLLOUT : 0));
	if (c->state == CONN_WRITING)
		return c->wake != 0 ? 0 : POLLOUT;
	return c->state == CONN_READING ? POLLIN : 0;
}

static void
conn_turn(struct server *s, struct conn *c, short events)
{
	int64_t now = clock_monotonic();

	if ((events & (POLLERR | POLLNVAL)) != 0 ||
	    (c->state == CONN_HELD && (events & POLLHUP) != 0))
		c->gone = true;
	if (!c->gone && (events & (POLLIN | POLLHUP)) != 0)
		conn_read(s, c);
	if (!c->gone && c->wake != 0 && c->wake <= now)
		conn_wake(s, c);
	if (!c->gone && c->state == CONN_SOCKET)
		conn_push(c);
	if (!c->gone && c->wake == 0 && c->out.len > 0)
		conn_write(c);
	if (c->state == CONN_READING && now - c->idle_since > IDLE)
		c->gone = true;
}

static void
bars_pass(struct server *s)
{
	struct err err;
	int64_t before = s->served.world->now;

	if (world_due(s->served.world) != 0)
		return;
	if (world_follow(s->served.world, &err) != E_OK)
		TEXT_SET(s->failed, err.text);
	if (s->served.world->now != before)
		s->dialect->moved(&s->served);
}

enum err_code
serve_run(struct server *s, int stop_fd, int64_t duration, struct err *err)
{
	int64_t end = duration == 0 ? 0 : clock_monotonic() + duration;
	VEC(struct pollfd) fds = { 0 };
	enum err_code rc = E_OK;

	for (;;) {
		vec_clear(&fds);
		vec_push(&fds, ((struct pollfd){ .fd = stop_fd,
		    .events = POLLIN }));
		vec_push(&fds, ((struct pollfd){ .fd = s->listener,
		    .events = POLLIN }));
		for (size_t i = 0; i < s->conns.len; i++)
			vec_push(&fds, ((struct pollfd){
			    .fd = s->conns.at[i]->fd,
			    .events = wanted(s->conns.at[i]) }));
		if (poll(fds.at, fds.len, pause_for(s, end)) < 0 &&
		    errno != EINTR) {
			rc = err_set(err, E_NETWORK, "poll: %s",
			    strerror(errno));
			break;
		}
		if (fds.at[0].revents != 0 ||
		    (end != 0 && clock_monotonic() >= end))
			break;
		bars_pass(s);
		for (size_t i = 0; i + 2 < fds.len; i++)
			conn_turn(s, s->conns.at[i], fds.at[i + 2].revents);
		for (size_t i = s->conns.len; i-- > 0; )
			if (s->conns.at[i]->gone)
				conn_free(s, s->conns.at[i]);
		if (fds.at[1].revents != 0)
			take_one(s);
		if (s->failed[0] == '\0')
			TEXT_SET(s->failed, s->served.world->fault);
		if (s->failed[0] != '\0') {
			rc = err_set(err, E_DATA, "%s", s->failed);
			break;
		}
	}
	vec_release(&fds);
	return rc;
}
