/*
 * Looks for secrets in a text that is about to be printed: in the text as it
 * is, and in what it becomes when it is read as percent-encoded, hex or
 * base64, from each place where a code may begin.
 */
#include "crypt/encode.h"
#include "crypt/secret.h"
#include "crypt/secretdata.h"

#include <string.h>
#include <strings.h>

#define SHORTEST 8	/* what is shorter is found in any text */

/* What precedes a signature or a key; in lower or upper case. */
static const char *const marks[] = {
	"signature=", "signature\":", "\"signature\\\"", "x-mbx-apikey",
	"access-sign", "access-key", "access-passphrase", "authorization:",
	"private key-----", NULL
};

static bool
is_marked(const char *text, size_t n)
{
	for (size_t i = 0; marks[i] != NULL; i++) {
		size_t len = strlen(marks[i]);

		for (size_t at = 0; at + len <= n; at++)
			if (strncasecmp(text + at, marks[i], len) == 0)
				return true;
	}
	return false;
}

static bool
holds_secret(const char *text, size_t n)
{
	for (const struct secret *s = secret_first(); s != NULL; s = s->next)
		if (s->len >= SHORTEST && memmem(text, n, s->at,
		    s->len) != NULL)
			return true;
	return false;
}

static void
read_percent(const char *text, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		int high = i + 2 < n && text[i] == '%' ?
		    hex_digit(text[i + 1]) : -1;
		int low = high < 0 ? -1 : hex_digit(text[i + 2]);

		buf_putc(out, (char)(low < 0 ? text[i] : high << 4 | low));
		if (low >= 0)
			i += 2;
	}
}

/* A code of `bits` a character from `skip` on in each run of its digits; what
 * is between runs becomes a zero byte. */
static void
read_code(const char *text, size_t n, int (*digit)(char), unsigned bits,
    size_t skip, struct buf *out)
{
	unsigned have = 0, held = 0;
	size_t run = 0;

	for (size_t i = 0; i < n; i++) {
		int d = digit(text[i]);

		if (d < 0) {
			if (run > 0)
				buf_putc(out, '\0');
			run = have = 0;
			continue;
		}
		if (run++ < skip)
			continue;
		held = (held << bits | (unsigned)d) & 0xffff;
		have += bits;
		if (have >= 8) {
			have -= 8;
			buf_putc(out, (char)(held >> have & 0xff));
		}
	}
}

bool
secrets_absent(const char *text, size_t n)
{
	static const struct { int (*digit)(char); unsigned bits; } codes[] = {
		{ hex_digit, 4 }, { base64_digit, 6 }
	};
	struct buf plain = {0};
	bool found = is_marked(text, n);

	if (!found && secret_first() != NULL) {
		read_percent(text, n, &plain);
		found = holds_secret(text, n) ||
		    holds_secret(buf_text(&plain), plain.len);
	}
	for (size_t i = 0; i < 2 && secret_first() != NULL; i++)
		for (size_t skip = 0; skip < 4 && !found; skip++) {
			struct buf bytes = {0};

			read_code(buf_text(&plain), plain.len, codes[i].digit,
			    codes[i].bits, skip, &bytes);
			found = holds_secret(buf_text(&bytes), bytes.len);
			secret_wipe_buf(&bytes);
		}
	secret_wipe_buf(&plain);
	return !found;
}
