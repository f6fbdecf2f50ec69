/*
 * Text from outside, made safe for where it goes: a terminal, a spreadsheet.
 */
#include "out/chart.h"
#include "out/out.h"

#include <stdint.h>
#include <string.h>

/*
 * Decodes one character; the bytes it took, 0 for what is not UTF-8 (stray or
 * cut sequences, overlong forms, surrogates, beyond U+10FFFF).
 */
static size_t
decode(const char *s, size_t n, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s;
	size_t len = u[0] < 0x80 ? 1 : u[0] >= 0xf0 && u[0] < 0xf5 ? 4 :
	    u[0] >= 0xe0 && u[0] < 0xf0 ? 3 : u[0] >= 0xc2 && u[0] < 0xe0 ?
	    2 : 0;
	uint32_t c;

	if (len == 0 || len > n)
		return 0;
	if (len == 1) {
		*out = u[0];
		return 1;
	}
	c = u[0] & (0xffu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*out = c;
	return len;
}

/* Characters that reorder or hide what stands beside them. */
static bool
is_hidden(uint32_t c)
{
	return c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
	    c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

void
out_escape_terminal(struct buf *to, const char *s, size_t n)
{
	uint32_t c;
	size_t len;

	for (size_t i = 0; i < n; i += len) {
		len = decode(s + i, n - i, &c);
		if (len == 0) {
			buf_puts(to, "\xef\xbf\xbd");
			len = 1;
		} else if (c < 0x20 || c == 0x7f)
			buf_printf(to, "^%c", (char)(c ^ 0x40));
		else if (c >= 0x80 && c < 0xa0)
			buf_printf(to, "^[%c", (char)(c - 0x40));
		else if (is_hidden(c))
			buf_printf(to, "<U+%04X>", c);
		else
			buf_add(to, s + i, len);
	}
}

void
html_text(struct buf *to, const char *s)
{
	size_t n = strlen(s), len;
	uint32_t c;

	for (size_t i = 0; i < n; i += len) {
		len = decode(s + i, n - i, &c);
		if (len == 0) {
			buf_puts(to, "\xef\xbf\xbd");
			len = 1;
		} else if (c == '&' || c == '<' || c == '>' || c == '"' ||
		    c == '\'')
			buf_printf(to, "&#%u;", c);
		else if (c == '\n' || c == '\t')
			buf_putc(to, (char)c);
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			buf_puts(to, "\xef\xbf\xbd");
		else if (is_hidden(c))
			buf_printf(to, "&#60;U+%04X&#62;", c);
		else
			buf_add(to, s + i, len);
	}
}

void
out_escape_csv(struct buf *to, const char *s, size_t n, bool guard)
{
	bool formula = guard && n > 0 && strchr("=+-@\t\r", s[0]) != NULL &&
	    s[0] != '\0';
	bool quote = false;

	for (size_t i = 0; !quote && i < n; i++)
		quote = s[i] == '"' || s[i] == ',' || s[i] == '\n' ||
		    s[i] == '\r';
	if (n > 0 && (s[0] == ' ' || s[n - 1] == ' '))
		quote = true;
	if (quote)
		buf_putc(to, '"');
	if (formula)
		buf_putc(to, '\'');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			buf_putc(to, '"');
		buf_putc(to, s[i]);
	}
	if (quote)
		buf_putc(to, '"');
}

/* Ranges of no width (combining marks) and of two columns (East Asian wide
 * and emoji), after Unicode 15's EastAsianWidth.txt, coarse at the edges. */
struct range { uint32_t first, last; };
static const struct range no_width[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd },
	{ 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x6d6, 0x6dc },
	{ 0x900, 0x902 }, { 0x93c, 0x93c }, { 0x941, 0x948 },
	{ 0xe31, 0xe31 }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
	{ 0x20d0, 0x20ff }, { 0x302a, 0x302d }, { 0x3099, 0x309a },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xe0100, 0xe01ef }
};
static const struct range two_wide[] = {
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x23e9, 0x23ec },
	{ 0x2e80, 0x303e }, { 0x3041, 0x33ff }, { 0x3400, 0x4dbf },
	{ 0x4e00, 0x9fff }, { 0xa000, 0xa4cf }, { 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f },
	{ 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd }
};

static bool
in_ranges(uint32_t c, const struct range *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= r[i].first && c <= r[i].last)
			return true;
	return false;
}

static size_t
columns_of(uint32_t c)
{
	if (c < 0x300)
		return 1;
	if (in_ranges(c, no_width, sizeof(no_width) / sizeof(*no_width)))
		return 0;
	return in_ranges(c, two_wide, sizeof(two_wide) / sizeof(*two_wide)) ?
	    2 : 1;
}

size_t
out_width(const char *s, size_t n)
{
	size_t width = 0, len;
	uint32_t c;

	for (size_t i = 0; i < n; i += len) {
		len = decode(s + i, n - i, &c);
		width += len == 0 ? 1 : columns_of(c);
		if (len == 0)
			len = 1;
	}
	return width;
}

size_t
out_fit(const char *s, size_t n, size_t columns)
{
	size_t width = 0, i = 0, len;
	uint32_t c;

	while (i < n) {
		len = decode(s + i, n - i, &c);
		width += len == 0 ? 1 : columns_of(c);
		if (width > columns)
			break;
		i += len == 0 ? 1 : len;
	}
	return i;
}

void
out_escape_message(struct buf *to, const char *s, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i + 2 < n; i++) {
		if (s[i] != '\n' || s[i + 1] != ' ' || s[i + 2] != ' ')
			continue;
		out_escape_terminal(to, s + from, i - from);
		buf_putc(to, '\n');
		from = i + 1;
	}
	out_escape_terminal(to, s + from, n - from);
}
