/*
 * What a WebSocket's peer sends, either side: in whatever pieces, the same
 * messages and the same end; nothing beyond the limits; what was read, written
 * again, reads back. Then the same bytes as the answer to an opening.
 */
#include "base/mem.h"
#include "base/record.h"
#include "net/frame.h"
#include "net/handshake.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)
#define MOST 300

static void
back_again(enum frame_kind kind, const char *at, size_t len, bool masked)
{
	static const unsigned char mask[4] = { 1, 0x80, 0xff, 0 };
	struct frames f = { .masked = masked };
	struct buf out = {0};
	const char *again;
	size_t n;

	frame_write(&out, kind, at, len, masked ? mask : NULL);
	frames_feed(&f, out.at, out.len);
	MUST(frames_next(&f, &again, &n) == kind && n == len &&
	    (n == 0 || memcmp(at, again, n) == 0));
	MUST(frames_next(&f, &again, &n) == FRAME_NONE);
	frames_release(&f);
	buf_release(&out);
}

/* All that is handed out, as one text. */
static int
read_all(const uint8_t *data, size_t size, size_t piece, bool masked,
    struct buf *out)
{
	struct frames f = { .masked = masked, .max = MOST };
	enum frame_kind kind = FRAME_NONE;
	const char *text = NULL, *reason;
	size_t len = 0, n;
	int status;

	for (size_t at = 0; at < size && kind != FRAME_WRONG; at += piece) {
		char *copy;

		n = piece < size - at ? piece : size - at;
		copy = malloc(n);
		memcpy(copy, data + at, n);
		frames_feed(&f, copy, n);
		free(copy);
		while ((kind = frames_next(&f, &text, &len)) > FRAME_NONE) {
			MUST(len <= (kind >= FRAME_CLOSE ? FRAME_CONTROL_MAX :
			    MOST));
			if (kind == FRAME_TEXT)
				MUST(utf8_good(text, len));
			if (kind == FRAME_CLOSE)
				frame_close_code(text, len, &reason, &n);
			buf_printf(out, "%d:%zu:", kind, len);
			buf_add(out, text, len);
			back_again(kind, text, len, masked);
		}
	}
	status = f.status;
	MUST((kind == FRAME_WRONG) == (status != 0));
	MUST(kind != FRAME_WRONG || f.why != NULL);
	frames_release(&f);
	return status;
}

static void
opening(const uint8_t *data, size_t size)
{
	static const char key[] = "dGhlIHNhbXBsZSBub25jZQ==";
	struct handshake_answer a;
	char *copy = malloc(size);
	enum handshake_state state;

	memcpy(copy, data, size);
	state = handshake_read(copy, size, key, &a);
	MUST((state == HANDSHAKE_WRONG) == (a.why[0] != '\0'));
	if (state == HANDSHAKE_DONE) {
		MUST(a.status == 101 && a.used <= size);
		/* less of it was not enough, and more changes nothing */
		MUST(handshake_read(copy, a.used - 1, key, &a) ==
		    HANDSHAKE_WAIT);
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = {0}, parts = {0};
	bool masked;
	size_t piece;
	int status;

	if (size < 2)
		return 0;
	masked = data[0] & 1;
	piece = (size_t)data[0] / 2 + 1;
	data++, size--;
	status = read_all(data, size, size, masked, &whole);
	MUST(read_all(data, size, piece, masked, &parts) == status);
	MUST(whole.len == parts.len && (whole.len == 0 ||
	    memcmp(whole.at, parts.at, whole.len) == 0));
	buf_release(&whole);
	buf_release(&parts);
	opening(data, size);
	return 0;
}
