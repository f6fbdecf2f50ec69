/*
 * WebSockets against a peer on loopback: messages both ways and in pieces,
 * pings and silence, reconnection with back-off and a new subscription each
 * time, connections that are of no use, peers that do not read, pauses.
 */
#include "wsclient.h"

static void
messages_go_both_ways(void)
{
	char *big = mem_alloc(300001);
	static const char *const headers[] = { "X-MBX-APIKEY: k", NULL };

	set_up(echo);
	spec.headers = headers;
	strcpy(first_message, "subscribe");
	begin();
	is_int(websocket_ops.state(ws), WEBSOCKET_WAITING);
	is_int(websocket_ops.send(ws, "x", 1, &err), E_NETWORK);
	ok(strstr(err.text, ": not connected") != NULL);
	until_heard("subscribe 1;");
	is_int(websocket_ops.state(ws), WEBSOCKET_OPEN);
	memset(big, 'b', 300000);
	is_int(websocket_ops.send(ws, big, 300000, &err), E_OK);
	is_int(websocket_ops.send(ws, "after", 5, &err), E_OK);
	until_heard("subscribe 1;300000*b;after;");
	is_int(losses, 0);
	tear_down();
	free(big);
}

static void
in_pieces(struct wsline *l, int nth)
{
	static const char text[] = "\x01\x02he\x89\x01p\x00\x02ll\x80\x01o"
	    "\x82\x03" "bin";
	const char *at;
	size_t len;

	/* Messages right behind the opening, and byte by byte. */
	if (nth == 0)
		ws_accept_and(l, text, sizeof(text) - 1);
	else if (ws_accept(l))
		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			ws_raw(l, text + i, 1);
			usleep(500);
		}
	/* the answer to the ping */
	if (ws_next(l, &at, &len) == FRAME_PONG && len == 1 && *at == 'p')
		ws_put(l, FRAME_TEXT, "ponged");
	ws_next(l, &at, &len);
}

static void
pieces_are_put_together(void)
{
	set_up(in_pieces);
	begin();
	until_heard("hello;bin;ponged;");
	websocket_ops.close(ws);
	buf_clear(&heard);
	begin();
	until_heard("hello;bin;ponged;");
	is_int(losses, 0);
	tear_down();
}

static void
closes_at_once(struct wsline *l, int nth)
{
	const char *at;
	size_t len;

	if (!ws_accept(l) || ws_next(l, &at, &len) != FRAME_TEXT)
		return;
	if (nth == 0)
		ws_raw(l, "\x88\x0c\x03\xe9going\x1b[2J", 14);
	else if (nth == 1)
		ws_raw(l, "\x88\x00", 2);
	else if (nth == 2)
		return;			/* cut */
	else
		ws_put(l, FRAME_TEXT, "here");
	/* The client says goodbye, too. */
	if (nth < 2 && (ws_next(l, &at, &len) != FRAME_CLOSE || len != 2))
		ws_put(l, FRAME_TEXT, "no goodbye");
	while (ws_next(l, &at, &len) >= 0)
		;
}

static void
lost_ones_come_back_and_subscribe(void)
{
	set_up(closes_at_once);
	losses_most = 4;
	strcpy(first_message, "subscribe");
	begin();
	until_heard("here;");
	is_int(openings, 4);
	is_text(buf_text(&whys), "closed by the peer: 1001 going?[2J\n"
	    "closed by the peer: 1005\nthe peer closed the connection\n");
	tear_down();
}

static void
is_deaf(struct wsline *l, int nth)
{
	const char *at;
	char junk[4096];
	size_t len;

	if (nth == 0) {		/* no opening at all */
		while (ws_some(l, junk, sizeof(junk)) > 0)
			;
		return;
	}
	if (!ws_accept(l))
		return;
	/* one ping is answered, the next one not */
	if (ws_next(l, &at, &len) == FRAME_PING && len == 5)
		ws_raw(l, "\x8a\x05" "etrms", 7);
	if (ws_next(l, &at, &len) == FRAME_PING)
		ws_next(l, &at, &len);
}

static void
silence_is_noticed(void)
{
	int64_t began = clock_monotonic();

	set_up(is_deaf);
	losses_most = 2;
	spec.open_limit = 500 * MS;
	spec.ping_after = 300 * MS;
	spec.dead_after = 600 * MS;
	begin();
	run(5000 * MS);
	is_text(buf_text(&whys), "it was not opened in time\n"
	    "no sign of life for 0 s\n");
	/* 500 until the first is lost, 900 with an answered ping */
	ok(clock_monotonic() - began >= 1350 * MS);
	tear_down();
}

static void
nobody_there(struct wsline *l, int nth)
{
	(void)l;
	(void)nth;
}

/* A port where nobody listens: each try fails, with growing pauses. */
static void
back_off_grows_and_has_a_ceiling(void)
{
	int64_t began;

	set_up(nobody_there);
	wspeer_stop(&peer);
	losses_most = 30;
	began = clock_monotonic();
	begin();
	run(5000 * MS);
	is_int(losses, 30);
	/* 29 pauses of at most 20 ms, 10 on average */
	ok(clock_monotonic() - began < 4000 * MS);
	ok(clock_monotonic() - began > 60 * MS);
	ok(strstr(buf_text(&whys), "onnect") != NULL);
	websocket_ops.close(ws);
	ws = NULL;
	loop_free(loop);
}

static void
talks(struct wsline *l, int nth)
{
	const char *at;
	size_t len;

	if (!ws_accept(l))
		return;
	ws_put(l, FRAME_TEXT, nth == 0 ? "gap" : "fine");
	while (ws_next(l, &at, &len) >= 0)
		;
}

static void
a_useless_connection_is_made_anew(void)
{
	set_up(talks);
	losses_most = 9;
	no_use = "gap";
	begin();
	until_heard("gap;fine;");
	is_int(openings, 2);
	is_text(buf_text(&whys), "what it sent is of no use\n");
	tear_down();
}

static void
never_reads(struct wsline *l, int nth)
{
	(void)nth;
	ws_accept(l);
	while (!l->peer->stop)
		usleep(10000);
}

static void
what_is_not_read_is_refused_in_the_end(void)
{
	char *big = mem_alloc(200000);
	enum err_code rc = E_OK;
	int sent = 0;

	memset(big, 'x', 200000);
	set_up(never_reads);
	begin();
	for (int i = 0; i < 100 && openings == 0; i++)
		loop_turn(loop, 20 * MS, &err);
	while (rc == E_OK && sent < 1000) {
		rc = websocket_ops.send(ws, big, 200000, &err);
		sent += rc == E_OK;
		loop_turn(loop, 0, NULL);
	}
	is_int(rc, E_NETWORK);
	ok(strstr(err.text, ": does not read what it is sent") != NULL);
	/* sockets hold some MiB, then one of ours */
	ok(sent >= 5 && sent < 100);
	peer.stop = true;
	tear_down();
	free(big);
}

static atomic_int written;

static void
floods(struct wsline *l, int nth)
{
	char *text = mem_alloc(100001);

	(void)nth;
	memset(text, 'f', 100000);
	written = 0;
	if (ws_accept(l))
		for (int i = 0; i < 300 && ws_put(l, FRAME_TEXT, text); i++)
			written++;
	free(text);
}

/* While it is paused nothing is read, and the peer has to wait. */
static void
a_pause_holds_the_peer_back(void)
{
	set_up(floods);
	spec.ping_after = 30 * MS;
	spec.dead_after = 60 * MS;
	begin();
	for (int i = 0; i < 100 && heard.len == 0; i++)
		loop_turn(loop, 20 * MS, &err);
	websocket_ops.pause(ws, true);
	/* until the peer is stuck */
	for (int still = 0; still < 10; still++) {
		int before = written;

		loop_turn(loop, 30 * MS, &err);
		if (written != before)
			still = 0;
	}
	ok(written < 300);
	is_int(losses, 0);
	websocket_ops.pause(ws, false);
	run(10000 * MS);
	is_int(written, 300);
	is_int(heard.len, 300 * strlen("100000*f;"));
	is_text(buf_text(&whys), "the peer closed the connection\n");
	tear_down();
}

int
main(void)
{
	ws_tests_begin();
	TEST(messages_go_both_ways);
	TEST(pieces_are_put_together);
	TEST(lost_ones_come_back_and_subscribe);
	TEST(silence_is_noticed);
	TEST(back_off_grows_and_has_a_ceiling);
	TEST(a_useless_connection_is_made_anew);
	TEST(what_is_not_read_is_refused_in_the_end);
	TEST(a_pause_holds_the_peer_back);
	return ws_tests_end();
}
