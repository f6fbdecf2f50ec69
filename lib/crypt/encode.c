/* Hex and base64 (RFC 4648). */
#include "crypt/encode.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

void
hex_put(struct buf *out, const unsigned char *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_putc(out, digits[at[i] >> 4]);
		buf_putc(out, digits[at[i] & 15]);
	}
}

int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

void
base64_write(char *out, const unsigned char *at, size_t n)
{
	for (size_t i = 0; i < n; i += 3, out += 4) {
		unsigned more = (unsigned)(n - i);
		unsigned bits = (unsigned)at[i] << 16;

		if (more > 1)
			bits |= (unsigned)at[i + 1] << 8;
		if (more > 2)
			bits |= at[i + 2];
		out[0] = letters[bits >> 18];
		out[1] = letters[bits >> 12 & 63];
		out[2] = more > 1 ? letters[bits >> 6 & 63] : '=';
		out[3] = more > 2 ? letters[bits & 63] : '=';
	}
}

void
base64_put(struct buf *out, const unsigned char *at, size_t n)
{
	char four[4];

	for (size_t i = 0; i < n; i += 3) {
		base64_write(four, at + i, n - i < 3 ? n - i : 3);
		buf_add(out, four, sizeof(four));
	}
}

bool
base64_read(const char *text, size_t n, unsigned char *out, size_t size)
{
	size_t pad = (3 - size % 3) % 3, have = 0;
	unsigned bits = 0;

	if (n != (size + 2) / 3 * 4)
		return false;
	for (size_t i = 0; i < n; i++) {
		int digit = base64_digit(text[i]);

		if (i >= n - pad) {
			if (text[i] != '=')
				return false;
			digit = 0;
		} else if (digit < 0 || text[i] == '-' || text[i] == '_')
			return false;
		bits = (bits << 6 | (unsigned)digit) & 0xffffff;
		for (size_t k = 0; i % 4 == 3 && k < 3; k++)
			if (have < size)
				out[have++] = (unsigned char)(bits >>
				    (16 - 8 * k));
			else if ((bits >> (16 - 8 * k) & 0xff) != 0)
				return false;	/* bits beyond the end */
	}
	return true;
}
