/* WebSocket frames, as they are cut and put together. */
#include "net/frame.h"

#include "base/record.h"

#include <string.h>

enum { LAST = 0x80, RESERVED = 0x70, KIND = 0x0f, MASKED = 0x80, SIZE = 0x7f };

struct head {
	int kind;
	bool last;
	size_t size, head;		/* of the data, of what is before it */
	unsigned char mask[4];
};

void
frames_release(struct frames *f)
{
	buf_release(&f->in);
	buf_release(&f->message);
	*f = (struct frames){ .masked = f->masked, .max = f->max };
}

void
frames_feed(struct frames *f, const void *at, size_t len)
{
	if (f->from > 0 && f->from == f->in.len) {
		buf_clear(&f->in);
		f->from = 0;
	} else if (f->from > f->in.len / 2) {
		memmove(f->in.at, f->in.at + f->from, f->in.len - f->from);
		buf_cut(&f->in, f->in.len - f->from);
		f->from = 0;
	}
	buf_add(&f->in, at, len);
}

static enum frame_kind
wrong(struct frames *f, int status, const char *why)
{
	f->status = status;
	f->why = why;
	return FRAME_WRONG;
}

static bool
kind_known(int kind)
{
	return kind <= FRAME_BINARY ||
	    (kind >= FRAME_CLOSE && kind <= FRAME_PONG);
}

/* FRAME_NONE while it is not whole; FRAME_MORE (0) once it is. */
static enum frame_kind
read_head(struct frames *f, struct head *h)
{
	const unsigned char *p = (const unsigned char *)f->in.at + f->from;
	const size_t have = f->in.len - f->from;
	const size_t max = f->max != 0 ? f->max : FRAME_MESSAGE_MAX;
	size_t more;
	uint64_t size;

	if (have < 2)
		return FRAME_NONE;
	h->kind = p[0] & KIND;
	h->last = (p[0] & LAST) != 0;
	if ((p[0] & RESERVED) != 0 || !kind_known(h->kind))
		return wrong(f, CLOSE_PROTOCOL, "a frame of no known kind");
	if (((p[1] & MASKED) != 0) != f->masked)
		return wrong(f, CLOSE_PROTOCOL, f->masked ?
		    "a frame without a mask" : "a frame with a mask");
	size = p[1] & SIZE;
	if (h->kind >= FRAME_CLOSE && (!h->last || size > FRAME_CONTROL_MAX))
		return wrong(f, CLOSE_PROTOCOL, "a control frame in pieces");
	if ((h->kind == FRAME_MORE) != (f->open != 0) && h->kind < FRAME_CLOSE)
		return wrong(f, CLOSE_PROTOCOL, "fragments out of order");
	more = size == 126 ? 2 : size == 127 ? 8 : 0;
	h->head = 2 + more + (f->masked ? 4 : 0);
	if (have < h->head)
		return FRAME_NONE;
	if (more != 0)
		size = 0;
	for (size_t i = 0; i < more; i++)
		size = size << 8 | p[2 + i];
	if (more != 0 && size < (more == 2 ? 126U : 65536U))
		return wrong(f, CLOSE_PROTOCOL, "a size written too long");
	if (size > max || (h->kind < FRAME_CLOSE &&
	    size > max - (h->kind == FRAME_MORE ? f->message.len : 0)))
		return wrong(f, CLOSE_TOO_BIG, "a message that is too large");
	h->size = (size_t)size;
	if (f->masked)
		memcpy(h->mask, p + 2 + more, 4);
	return have < h->head + h->size ? FRAME_NONE : FRAME_MORE;
}

/* XOR of n bytes with the mask, which goes round. */
static void
apply_mask(char *at, size_t n, const unsigned char mask[4])
{
	for (size_t i = 0; i < n; i++)
		at[i] = (char)(at[i] ^ (char)mask[i % 4]);
}

/* Codes that may be sent at all. */
static bool
code_good(int code)
{
	return (code >= 1000 && code <= 1014 && code != 1004 &&
	    code != 1005 && code != 1006) || (code >= 3000 && code <= 4999);
}

int
frame_close_code(const char *at, size_t len, const char **reason,
    size_t *reason_len)
{
	*reason = len > 2 ? at + 2 : "";
	*reason_len = len > 2 ? len - 2 : 0;
	return len < 2 ? CLOSE_NOT_KNOWN : (unsigned char)at[0] << 8 |
	    (unsigned char)at[1];
}

static enum frame_kind
control(struct frames *f, int kind, const char *at, size_t len)
{
	if (kind != FRAME_CLOSE || len == 0)
		return (enum frame_kind)kind;
	if (len == 1 || !code_good((unsigned char)at[0] << 8 |
	    (unsigned char)at[1]))
		return wrong(f, CLOSE_PROTOCOL, "a close with no known code");
	if (!utf8_good(at + 2, len - 2))
		return wrong(f, CLOSE_NOT_UTF8, "a text that is not UTF-8");
	return FRAME_CLOSE;
}

enum frame_kind
frames_next(struct frames *f, const char **at, size_t *len)
{
	struct head h;
	enum frame_kind rc;
	char *data;
	int kind;

	if (f->handed) {
		buf_clear(&f->message);
		f->handed = false;
	}
	for (;;) {
		if (f->status != 0)
			return FRAME_WRONG;
		rc = f->in.len > f->from ? read_head(f, &h) : FRAME_NONE;
		if (rc != FRAME_MORE)
			return rc;
		data = f->in.at + f->from + h.head;
		f->from += h.head + h.size;
		if (f->masked)
			apply_mask(data, h.size, h.mask);
		*at = data;
		*len = h.size;
		if (h.kind >= FRAME_CLOSE)
			return control(f, h.kind, *at, *len);
		kind = f->open != 0 ? f->open : h.kind;
		if (!h.last || f->open != 0) {
			buf_add(&f->message, data, h.size);
			*at = buf_text(&f->message);
			*len = f->message.len;
		}
		f->open = h.last ? 0 : kind;
		if (h.last)
			break;
	}
	f->handed = true;
	if (kind == FRAME_TEXT && !utf8_good(*at, *len))
		return wrong(f, CLOSE_NOT_UTF8, "a text that is not UTF-8");
	return (enum frame_kind)kind;
}

void
frame_write(struct buf *out, enum frame_kind kind, const char *at, size_t len,
    const unsigned char *mask)
{
	const char flag = (char)(mask != NULL ? MASKED : 0);
	int more = len < 126 ? 0 : len < 65536 ? 2 : 8;
	size_t from;

	buf_putc(out, (char)(LAST | (int)kind));
	buf_putc(out, (char)(flag | (more == 0 ? (char)len :
	    more == 2 ? 126 : 127)));
	for (int i = more - 1; i >= 0; i--)
		buf_putc(out, (char)((uint64_t)len >> 8 * i & 255));
	if (mask != NULL)
		buf_add(out, mask, 4);
	from = out->len;
	buf_add(out, at, len);
	if (mask != NULL)
		apply_mask(out->at + from, len, mask);
}

void
frame_write_close(struct buf *out, int status, const unsigned char *mask)
{
	const char bytes[2] = { (char)(status >> 8), (char)(status & 255) };

	frame_write(out, FRAME_CLOSE, bytes, sizeof(bytes), mask);
}
