/*
 * WebSocket frames: the examples of RFC 6455, every size, every cut, fragments
 * with control frames between, what is wrong and its close code; the opening:
 * the RFC's key, every cut of an answer, each answer that is not the right one;
 * SHA-1 against FIPS 180.
 */
#include "base/mem.h"
#include "base/sha1.h"
#include "net/frame.h"
#include "net/handshake.h"
#include "tap.h"

#include <stdlib.h>

static struct frames f;
static struct buf got;		/* "T5:Hello;" for each thing handed out */

static void
note_all(void)
{
	static const char letters[] = { [FRAME_TEXT] = 'T', [FRAME_BINARY] =
	    'B', [FRAME_CLOSE] = 'C', [FRAME_PING] = 'P', [FRAME_PONG] = 'O' };
	enum frame_kind kind;
	const char *at;
	size_t len;

	while ((kind = frames_next(&f, &at, &len)) != FRAME_NONE) {
		if (kind == FRAME_WRONG) {
			buf_printf(&got, "!%d", f.status);
			break;
		}
		buf_printf(&got, "%c%zu:", letters[kind], len);
		buf_add(&got, at, len < 20 ? len : 20);
		buf_putc(&got, ';');
	}
}

/* The bytes in pieces, each in memory of its own. */
static void
feed(const char *at, size_t len, size_t first, size_t piece)
{
	frames_release(&f);
	buf_clear(&got);
	for (size_t n = first; len > 0; at += n, len -= n, n = piece) {
		char *copy;

		n = n < len ? n : len;
		copy = mem_textn(at, n);
		frames_feed(&f, copy, n);
		free(copy);
		note_all();
		if (f.status != 0)
			return;
	}
}

static void
reads(const char *at, size_t len, bool masked, const char *want)
{
	f.masked = masked;
	for (size_t first = 1; first <= len; first++) {
		feed(at, len, first, len);
		is_text(buf_text(&got), want);
	}
	feed(at, len, 1, 1);
	is_text(buf_text(&got), want);
	frames_release(&f);
}
#define READS(bytes, masked, want) \
	reads((bytes), sizeof(bytes) - 1, (masked), (want))

static void
examples_of_the_rfc(void)
{
	READS("\x81\x05Hello", false, "T5:Hello;");
	READS("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", true,
	    "T5:Hello;");
	READS("\x01\x03Hel\x80\x02lo", false, "T5:Hello;");
	READS("\x89\x05Hello", false, "P5:Hello;");
	READS("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", true,
	    "O5:Hello;");
}

static void
fragments_and_what_comes_between(void)
{
	READS("\x01\x01" "a" "\x89\x01" "p" "\x00\x01" "b" "\x8a\x00"
	    "\x80\x01" "c" "\x81\x01" "d", false, "P1:p;O0:;T3:abc;T1:d;");
	READS("\x02\x00\x00\x00\x80\x00\x81\x00", false, "B0:;T0:;");
	/* a character cut in two is whole in the end */
	READS("\x01\x01\xc3\x80\x01\xa9", false, "T2:\xc3\xa9;");
	READS("\x88\x02\x03\xe8", false, "C2:\x03\xe8;");
	READS("\x88\x00", false, "C0:;");
}

static void
what_is_wrong_has_a_code(void)
{
	READS("\xc1\x00", false, "!1002");		/* a reserved bit */
	READS("\x83\x00", false, "!1002");		/* no such kind */
	READS("\x8b\x00", false, "!1002");
	READS("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", false, "!1002");
	READS("\x81\x05Hello", true, "!1002");
	READS("\x09\x00", false, "!1002");		/* a ping in pieces */
	READS("\x89\x7e\x00\x7e", false, "!1002");	/* a long ping */
	READS("\x80\x01" "a", false, "!1002");		/* nothing began */
	READS("\x01\x01" "a" "\x81\x01" "b", false, "!1002");
	READS("\x81\x7e\x00\x7d", false, "!1002");	/* too long a size */
	READS("\x81\x7f\0\0\0\0\0\0\xff\xff", false, "!1002");
	READS("\x81\x7f\x80\0\0\0\0\0\0\0", false, "!1009");
	READS("\x81\x7f\0\0\0\0\0\x10\0\x01", false, "!1009");
	READS("\x81\x02\xc3\x28", false, "!1007");
	READS("\x81\x01\xc3", false, "!1007");
	READS("\x81\x03\xed\xa0\x80", false, "!1007");
	READS("\x88\x01\x03", false, "!1002");
	READS("\x88\x02\x03\xed", false, "!1002");	/* 1005 is not sent */
	READS("\x88\x02\x00\x00", false, "!1002");
	READS("\x88\x03\x03\xe8\xff", false, "!1007");
	READS("HTTP/1.1 400 Bad Request\r\n\r\n", false, "!1002");
}

/* What is written is read, at each size where the head changes. */
static void
sizes_round_trip(void)
{
	static const size_t sizes[] = { 0, 1, 125, 126, 127, 65535, 65536,
	    FRAME_MESSAGE_MAX };
	static const unsigned char mask[4] = { 0xde, 0xad, 0x00, 0xef };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int masked = 0; masked < 2; masked++) {
			char *text = mem_alloc(sizes[i] + 1);
			struct buf out = {0};
			const char *at;
			size_t len;

			memset(text, 'x', sizes[i]);
			frame_write(&out, FRAME_TEXT, text, sizes[i],
			    masked ? mask : NULL);
			f.masked = masked;
			frames_release(&f);
			frames_feed(&f, out.at, out.len - 1);
			is_int(frames_next(&f, &at, &len), FRAME_NONE);
			frames_feed(&f, out.at + out.len - 1, 1);
			is_int(frames_next(&f, &at, &len), FRAME_TEXT);
			is_int(len, sizes[i]);
			ok(len == sizes[i] && memcmp(at, text, len) == 0);
			is_int(frames_next(&f, &at, &len), FRAME_NONE);
			buf_release(&out);
			free(text);
		}
	frames_release(&f);
}

/* Fragments may not add up to more than a message may have. */
static void
fragments_have_the_limit_too(void)
{
	const char *piece = "\x01\x08" "aaaaaaaa";

	f.masked = false;
	f.max = 16;
	frames_release(&f);
	frames_feed(&f, piece, 10);
	frames_feed(&f, "\x00\x08" "bbbbbbbb", 10);
	buf_clear(&got);
	note_all();
	is_text(buf_text(&got), "");
	frames_feed(&f, "\x80\x01" "c", 3);
	note_all();
	is_text(buf_text(&got), "!1009");
	/* nothing comes after it */
	frames_feed(&f, "\x81\x01" "d", 3);
	buf_clear(&got);
	note_all();
	is_text(buf_text(&got), "!1009");
	f.max = 0;
	frames_release(&f);
}

static void
a_close_says_why(void)
{
	const char *reason;
	struct buf out = {0};
	size_t n;

	is_int(frame_close_code("\x03\xe9" "bye", 5, &reason, &n), 1001);
	is_int(n, 3);
	ok(memcmp(reason, "bye", 3) == 0);
	is_int(frame_close_code("", 0, &reason, &n), CLOSE_NOT_KNOWN);
	is_int(n, 0);
	frame_write_close(&out, CLOSE_TOO_BIG, NULL);
	is_int(out.len, 4);
	ok(memcmp(out.at, "\x88\x02\x03\xf1", 4) == 0);
	buf_release(&out);
}

static void
hex_is(const char *text, const char *want)
{
	unsigned char hash[SHA1_SIZE];
	char hex[2 * SHA1_SIZE + 1];

	sha1(text, strlen(text), hash);
	for (int i = 0; i < SHA1_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	is_text(hex, want);
}

static void
sha1_is_sha1(void)
{
	char *million = mem_alloc(1000001);

	hex_is("", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	hex_is("abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
	hex_is("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	memset(million, 'a', 1000000);
	hex_is(million, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
	free(million);
}

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

static void
the_opening_is_asked_for(void)
{
	static const char *const headers[] = { "X-MBX-APIKEY: k", NULL };
	static const char *const bad[] = { "X: a\r\nY: b", NULL };
	char key[HANDSHAKE_KEY_SIZE], accept[HANDSHAKE_ACCEPT_SIZE];
	struct buf out = {0};
	struct err err;

	handshake_key((const unsigned char *)"the sample nonce", key);
	is_text(key, KEY);
	handshake_accept(key, accept);
	is_text(accept, ACCEPT);
	is_int(handshake_request("wss://h.example:9443/ws/a@b?c=d#e", headers,
	    key, &out, &err), E_OK);
	is_text(out.at, "GET /ws/a@b?c=d HTTP/1.1\r\nHost: h.example:9443\r\n"
	    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
	    KEY "\r\nSec-WebSocket-Version: 13\r\nX-MBX-APIKEY: k\r\n\r\n");
	buf_clear(&out);
	is_int(handshake_request("wss://h?q", NULL, key, &out, &err), E_OK);
	ok(strncmp(out.at, "GET /?q HTTP/1.1\r\nHost: h\r\n", 27) == 0);
	is_int(handshake_request("wss://h", bad, key, &out, &err), E_BUG);
	buf_release(&out);
}

#define RIGHT "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\n" \
	"Connection: keep-alive, Upgrade\r\nDate: now\r\n" \
	"Sec-WebSocket-Accept: " ACCEPT "\r\n\r\n"

static void
the_right_answer(void)
{
	static const char text[] = RIGHT "\x81\x02hi";
	size_t head = sizeof(RIGHT) - 1;
	struct handshake_answer a;

	for (size_t n = 0; n < head; n++)
		is_int(handshake_read(text, n, KEY, &a), HANDSHAKE_WAIT);
	for (size_t n = head; n < sizeof(text); n++) {
		is_int(handshake_read(text, n, KEY, &a), HANDSHAKE_DONE);
		is_int(a.used, head);
		is_int(a.status, 101);
	}
}

static void
answers_wrongly(const char *text, const char *why, int status)
{
	struct handshake_answer a;

	is_int(handshake_read(text, strlen(text), KEY, &a), HANDSHAKE_WRONG);
	is_text(a.why, why);
	is_int(a.status, status);
}

static void
wrong_answers(void)
{
	struct handshake_answer a;
	char *text;

	answers_wrongly("SSH-2.0", "the answer is not HTTP", 0);
	answers_wrongly("<html>", "the answer is not HTTP", 0);
	answers_wrongly("HTTP/2", "the answer is not HTTP", 0);
	answers_wrongly("HTTP/1.1 abc\r\n\r\n", "the answer is not HTTP", 0);
	answers_wrongly("HTTP/1.1\r\n\r\n", "the answer is not HTTP", 0);
	answers_wrongly("HTTP/1.1 301 Moved\r\nLocation: ws://x/\r\n\r\n",
	    "HTTP status 301 where a WebSocket was asked for", 301);
	answers_wrongly("HTTP/1.1 200 OK\r\n\r\n{}",
	    "HTTP status 200 where a WebSocket was asked for", 200);
	answers_wrongly("HTTP/1.1 101 S\r\n\r\n",
	    "an upgrade to something else", 101);
	answers_wrongly("HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: upgrade"
	    "\r\nSec-WebSocket-Accept: " ACCEPT "\r\n\r\n",
	    "an upgrade to something else", 101);
	answers_wrongly("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: "
	    "upgrades\r\nSec-WebSocket-Accept: " ACCEPT "\r\n\r\n",
	    "an upgrade to something else", 101);
	answers_wrongly("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: "
	    "upgrade\r\n\r\n", "an answer to another key", 101);
	answers_wrongly("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: "
	    "upgrade\r\nSec-WebSocket-Accept: " KEY "\r\n\r\n",
	    "an answer to another key", 101);
	answers_wrongly("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: "
	    "upgrade\r\nSec-WebSocket-Accept: " ACCEPT "\r\nSec-WebSocket-"
	    "Accept: " KEY "\r\n\r\n", "an answer to another key", 101);
	answers_wrongly("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: "
	    "upgrade\r\nSec-WebSocket-Accept: " ACCEPT "\r\nSec-WebSocket-"
	    "Extensions: permessage-deflate\r\n\r\n",
	    "an extension that nobody asked for", 101);
	is_int(handshake_read("HTTP/1.1 429 Too Many\r\nRetry-After:  7 \r\n"
	    "\r\n", 44, KEY, &a), HANDSHAKE_WRONG);
	is_text(a.retry_after, "7");
	is_int(handshake_read("HTTP/1.1 101\0\r\n\r\n", 17, KEY, &a),
	    HANDSHAKE_WRONG);
	is_text(a.why, "a NUL among the headers");
	text = mem_alloc(20001);
	memset(text, 'x', 20000);
	memcpy(text, "HTTP/1.1 ", 9);
	is_int(handshake_read(text, HANDSHAKE_HEAD_MAX, KEY, &a),
	    HANDSHAKE_WAIT);
	answers_wrongly(text, "headers that are too long", 0);
	free(text);
}

int
main(void)
{
	TEST(examples_of_the_rfc);
	TEST(fragments_and_what_comes_between);
	TEST(what_is_wrong_has_a_code);
	TEST(sizes_round_trip);
	TEST(fragments_have_the_limit_too);
	TEST(a_close_says_why);
	TEST(sha1_is_sha1);
	TEST(the_opening_is_asked_for);
	TEST(the_right_answer);
	TEST(wrong_answers);
	buf_release(&got);
	return tap_done();
}
