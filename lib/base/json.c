/*
 * JSON strings. What goes out is valid UTF-8 whatever came in, and holds no
 * control character, C1 included, so that a terminal shows it harmlessly.
 */
#include "base/record.h"

#include <string.h>

/* Bytes that may follow a lead byte: how many, and the range of the first. */
struct lead { unsigned char from, to, more, low, high; };

/* Unicode 15, table 3-7: well-formed UTF-8. */
static const struct lead leads[] = {
	{ 0xc2, 0xdf, 1, 0x80, 0xbf },
	{ 0xe0, 0xe0, 2, 0xa0, 0xbf },
	{ 0xe1, 0xec, 2, 0x80, 0xbf },
	{ 0xed, 0xed, 2, 0x80, 0x9f },
	{ 0xee, 0xef, 2, 0x80, 0xbf },
	{ 0xf0, 0xf0, 3, 0x90, 0xbf },
	{ 0xf1, 0xf3, 3, 0x80, 0xbf },
	{ 0xf4, 0xf4, 3, 0x80, 0x8f },
};

/* Length of the character at s; *good is false when it is cut or wrong, and
 * then the length is of what one replacement stands for. */
static size_t
char_len(const unsigned char *s, size_t n, bool *good)
{
	const struct lead *lead = NULL;
	size_t len = 1;

	*good = s[0] < 0x80;
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (s[0] >= leads[i].from && s[0] <= leads[i].to)
			lead = &leads[i];
	if (lead == NULL)
		return 1;
	for (; len <= lead->more; len++)
		if (len >= n || s[len] < (len == 1 ? lead->low : 0x80) ||
		    s[len] > (len == 1 ? lead->high : 0xbf))
			return len;
	*good = true;
	return len;
}

bool
utf8_good(const char *s, size_t n)
{
	const unsigned char *at = (const unsigned char *)s, *end = at + n;
	bool good = true;

	while (at < end && good) {
		while (at < end && *at < 0x80)
			at++;
		if (at < end)
			at += char_len(at, (size_t)(end - at), &good);
	}
	return good;
}

static void
quote_ascii(struct buf *out, unsigned char c)
{
	static const char escaped[] = "\"\\\b\f\n\r\t";
	static const char letters[] = "\"\\bfnrt";
	const char *at = c != 0 ? strchr(escaped, c) : NULL;

	if (at != NULL) {
		buf_putc(out, '\\');
		buf_putc(out, letters[at - escaped]);
	} else if (c < 0x20 || c == 0x7f)
		buf_printf(out, "\\u%04x", (unsigned)c);
	else
		buf_putc(out, (char)c);
}

void
json_quote(struct buf *out, const char *s, size_t n)
{
	const unsigned char *at = (const unsigned char *)s;
	size_t len;
	bool good;

	buf_putc(out, '"');
	for (; n != 0; at += len, n -= len) {
		len = char_len(at, n, &good);
		if (!good)
			buf_puts(out, "\xef\xbf\xbd");
		else if (len == 1)
			quote_ascii(out, at[0]);
		else if (at[0] == 0xc2 && at[1] < 0xa0)
			buf_printf(out, "\\u%04x", (unsigned)at[1]);
		else
			buf_add(out, at, len);
	}
	buf_putc(out, '"');
}
