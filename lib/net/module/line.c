/*
 * The line: libcurl with CURLOPT_CONNECT_ONLY, one multi handle to each. Once
 * connected, libcurl stops watching the socket and we begin.
 */
#include "net/module/line.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/module/events.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 16384
#define PIECES 64			/* read at most in one go */

struct line {
	struct line_spec spec;
	CURLM *multi;
	CURL *easy;
	char error[CURL_ERROR_SIZE];
	struct loop_timer timer;	/* libcurl's; once up, to read on */
	struct buf out[2];		/* being sent, and behind it */
	size_t sent;			/* of the first */
	int fd;				/* once up, else -1 */
	bool down, paused;
};

static void line_ready(void *self, int fd, short revents);

/* What is waited for, once up. */
static void
watch(struct line *l)
{
	short events = l->paused ? 0 : POLLIN;

	if (l->fd < 0)
		return;
	if (l->down)
		events = 0;
	else if (l->out[0].len > l->sent)
		events |= POLLOUT;
	loop_watch(l->spec.loop, l->fd, events, line_ready, l);
}

static void
fail(struct line *l, CURLcode code)
{
	char why[CURL_ERROR_SIZE];

	if (l->down)
		return;
	l->down = true;
	watch(l);
	loop_disarm(l->spec.loop, &l->timer);
	snprintf(why, sizeof(why), "%s", l->error[0] != '\0' ? l->error :
	    code == CURLE_OK ? "the peer closed the connection" :
	    curl_easy_strerror(code));
	why[0] = (char)tolower((unsigned char)why[0]);
	l->spec.down(l->spec.self, why);
}

/* What was sent may have held a key or a signature. */
static void
wipe(struct buf *b)
{
	if (b->at != NULL)
		explicit_bzero(b->at, b->len);
	buf_clear(b);
}

/* A TLS write that would block wants the same bytes at the same place again,
 * so what is added meanwhile waits in the second buffer. */
static void
write_out(struct line *l)
{
	while (!l->down && l->out[0].len > l->sent) {
		size_t n = 0;
		CURLcode code = curl_easy_send(l->easy,
		    l->out[0].at + l->sent, l->out[0].len - l->sent, &n);

		if (code == CURLE_AGAIN)
			break;
		if (code != CURLE_OK) {
			fail(l, code);
			return;
		}
		l->sent += n;
		if (l->sent == l->out[0].len) {
			struct buf done = l->out[0];

			wipe(&done);
			l->out[0] = l->out[1];
			l->out[1] = done;
			l->sent = 0;
		}
	}
	watch(l);
}

static void
read_in(struct line *l)
{
	char piece[PIECE];

	for (int i = 0; i < PIECES && !l->down && !l->paused; i++) {
		size_t n = 0;
		CURLcode code = curl_easy_recv(l->easy, piece, sizeof(piece),
		    &n);

		if (code == CURLE_AGAIN)
			return;
		if (code != CURLE_OK || n == 0) {
			fail(l, code);
			return;
		}
		l->spec.bytes(l->spec.self, piece, n);
	}
	/* TLS may hold more that no poll would tell of. */
	if (!l->down && !l->paused)
		loop_arm(l->spec.loop, &l->timer, clock_monotonic());
}

static void
line_ready(void *self, int fd, short revents)
{
	struct line *l = self;

	(void)fd;
	if (revents & POLLOUT)
		write_out(l);
	if (revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL))
		read_in(l);
}

static void
collect(struct line *l)
{
	curl_socket_t fd = CURL_SOCKET_BAD;
	CURLMsg *m;
	int more;

	while ((m = curl_multi_info_read(l->multi, &more)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		if (m->data.result != CURLE_OK) {
			fail(l, m->data.result);
			return;
		}
		if (curl_easy_getinfo(l->easy, CURLINFO_ACTIVESOCKET, &fd) !=
		    CURLE_OK || fd == CURL_SOCKET_BAD) {
			fail(l, CURLE_COULDNT_CONNECT);
			return;
		}
		loop_disarm(l->spec.loop, &l->timer);
		l->fd = fd;
		l->error[0] = '\0';
		l->spec.up(l->spec.self);
		write_out(l);
		return;
	}
}

static void
connecting(void *self, int fd, short revents)
{
	struct line *l = self;
	int running;

	curl_multi_socket_action(l->multi, fd, events_seen(revents),
	    &running);
	collect(l);
}

static void
on_timer(void *self)
{
	struct line *l = self;
	int running;

	if (l->fd >= 0) {
		read_in(l);
		return;
	}
	curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect(l);
}

static int
watch_socket(CURL *easy, curl_socket_t fd, int what, void *self, void *at)
{
	struct line *l = self;

	(void)easy;
	(void)at;
	if (fd != l->fd)
		loop_watch(l->spec.loop, fd, events_wanted(what), connecting,
		    l);
	return 0;
}

static int
watch_timer(CURLM *multi, long ms, void *self)
{
	struct line *l = self;

	(void)multi;
	if (l->fd >= 0 || l->down)
		return 0;
	if (ms < 0)
		loop_disarm(l->spec.loop, &l->timer);
	else
		loop_arm(l->spec.loop, &l->timer, clock_monotonic() +
		    ms * 1000);
	return 0;
}

static enum err_code
set_up(struct line *l, struct err *err)
{
	enum err_code rc = route_set(l->easy, &l->spec.route, err);

	if (rc != E_OK)
		return rc;
	if (curl_easy_setopt(l->easy, CURLOPT_CONNECT_ONLY, 1L) != CURLE_OK ||
	    curl_easy_setopt(l->easy, CURLOPT_ERRORBUFFER, l->error) !=
	    CURLE_OK ||
	    curl_multi_setopt(l->multi, CURLMOPT_SOCKETFUNCTION,
	    watch_socket) != CURLM_OK ||
	    curl_multi_setopt(l->multi, CURLMOPT_SOCKETDATA, l) != CURLM_OK ||
	    curl_multi_setopt(l->multi, CURLMOPT_TIMERFUNCTION, watch_timer) !=
	    CURLM_OK ||
	    curl_multi_setopt(l->multi, CURLMOPT_TIMERDATA, l) != CURLM_OK ||
	    curl_multi_add_handle(l->multi, l->easy) != CURLM_OK)
		return err_set(err, E_BUG, "libcurl takes no connection");
	return E_OK;
}

enum err_code
line_open(const struct line_spec *spec, struct line **out, struct err *err)
{
	struct line *l = mem_alloc(sizeof(*l));
	enum err_code rc;

	l->spec = *spec;
	l->fd = -1;
	l->timer.fire = on_timer;
	l->timer.self = l;
	l->multi = curl_multi_init();
	l->easy = curl_easy_init();
	if (l->multi == NULL || l->easy == NULL)
		rc = err_set(err, E_BUG, "libcurl has no handle");
	else
		rc = set_up(l, err);
	l->spec.route = (struct route){0};
	if (rc == E_OK)
		*out = l;
	else
		line_close(l);
	return rc;
}

void
line_close(struct line *l)
{
	if (l == NULL)
		return;
	l->down = true;
	watch(l);
	loop_disarm(l->spec.loop, &l->timer);
	if (l->multi != NULL && l->easy != NULL)
		curl_multi_remove_handle(l->multi, l->easy);
	curl_easy_cleanup(l->easy);
	curl_multi_cleanup(l->multi);
	for (int i = 0; i < 2; i++) {
		wipe(&l->out[i]);
		buf_release(&l->out[i]);
	}
	free(l);
}

void
line_send(struct line *l, const void *at, size_t len)
{
	bool idle = l->out[0].len == 0;

	if (l->down)
		return;
	buf_add(&l->out[idle ? 0 : 1], at, len);
	if (idle && l->fd >= 0)
		write_out(l);
}

size_t
line_waiting(const struct line *l)
{
	return l->out[0].len - l->sent + l->out[1].len;
}

void
line_pause(struct line *l, bool stop)
{
	if (l->paused == stop)
		return;
	l->paused = stop;
	watch(l);
	/* What TLS has read already is not to wait for the next byte. */
	if (!stop && !l->down && l->fd >= 0)
		loop_arm(l->spec.loop, &l->timer, clock_monotonic());
}
