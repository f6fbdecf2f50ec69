/*
 * WebSocket frames.
 */
#include "serve/frame.h"

#include <string.h>

static bool
code_known(int code)
{
	return code == FRAME_MORE || code == FRAME_TEXT ||
	    code == FRAME_BINARY || code == FRAME_CLOSE ||
	    code == FRAME_PING || code == FRAME_PONG;
}

enum frame_state
frame_read(const char *at, size_t len, struct frame *out, struct buf *data,
    int *status)
{
	const unsigned char *p = (const unsigned char *)at;
	size_t head = 6;
	uint64_t size;

	*status = 1002;
	if (len < 2)
		return FRAME_WAIT;
	out->code = p[0] & 15;
	out->last = (p[0] & 128) != 0;
	/* No extension was agreed on; a client always masks. */
	if ((p[0] & 112) != 0 || !code_known(out->code) || (p[1] & 128) == 0)
		return FRAME_BAD;
	size = p[1] & 127;
	if (out->code >= FRAME_CLOSE && (!out->last || size > 125))
		return FRAME_BAD;
	if (size == 126)
		head = 8;
	else if (size == 127)
		head = 14;
	if (len < head)
		return FRAME_WAIT;
	if (head > 6)
		size = 0;
	for (size_t i = 2; i < head - 4; i++)
		size = size << 8 | p[i];
	if (size > MESSAGE_MAX) {
		*status = 1009;
		return FRAME_BAD;
	}
	if (len - head < size)
		return FRAME_WAIT;
	for (size_t i = 0; i < size; i++)
		buf_putc(data, (char)(p[head + i] ^ p[head - 4 + i % 4]));
	out->used = head + (size_t)size;
	return FRAME_READY;
}

void
frame_write(struct buf *out, int code, const char *at, size_t len)
{
	buf_putc(out, (char)(128 | code));
	if (len < 126) {
		buf_putc(out, (char)len);
	} else if (len < 65536) {
		buf_putc(out, 126);
		buf_putc(out, (char)(len >> 8));
		buf_putc(out, (char)(len & 255));
	} else {
		buf_putc(out, 127);
		for (int i = 7; i >= 0; i--)
			buf_putc(out, (char)((uint64_t)len >> 8 * i & 255));
	}
	buf_add(out, at, len);
}

void
frame_close(struct buf *out, int status)
{
	char bytes[2] = { (char)(status >> 8), (char)(status & 255) };

	frame_write(out, FRAME_CLOSE, bytes, sizeof(bytes));
}
