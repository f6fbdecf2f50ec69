/*
 * The shapes of names: symbols, labels, assets, and the patterns of the
 * policy's symbol list.
 */
#include "model/names.h"

#include "base/mem.h"

#include <string.h>

/* What a character may be part of. */
enum { IN_SYMBOL = 1, IN_ASSET = 2, IN_LABEL = 4 };
static const unsigned char uses[256] = {
	['A' ... 'Z'] = IN_SYMBOL | IN_ASSET,
	['a' ... 'z'] = IN_LABEL,
	['0' ... '9'] = IN_SYMBOL | IN_ASSET | IN_LABEL,
	['.'] = IN_SYMBOL | IN_ASSET | IN_LABEL,
	['_'] = IN_SYMBOL | IN_ASSET | IN_LABEL,
	['-'] = IN_SYMBOL | IN_ASSET | IN_LABEL,
	[':'] = IN_SYMBOL,
	['/'] = IN_SYMBOL
};

static bool
made_of(const char *s, unsigned char use, size_t size)
{
	size_t n = 0;

	while ((uses[(unsigned char)s[n]] & use) != 0)
		n++;
	return s[n] == '\0' && n > 0 && n < size;
}

bool
symbol_valid(const char *s)
{
	return made_of(s, IN_SYMBOL, SYMBOL_SIZE);
}

bool
label_valid(const char *s)
{
	return made_of(s, IN_LABEL, LABEL_SIZE) && strchr("._-", *s) == NULL;
}

bool
asset_valid(const char *s)
{
	return made_of(s, IN_ASSET, ASSET_SIZE);
}

/* Copies the n bytes at s when they are an asset's name. */
static bool
asset_cut(char to[ASSET_SIZE], const char *s, size_t n)
{
	if (n == 0 || n >= ASSET_SIZE)
		return false;
	memcpy(to, s, n);
	to[n] = '\0';
	return asset_valid(to);
}

bool
symbol_split(const char *symbol, char base[ASSET_SIZE],
    char quote[ASSET_SIZE], char settle[ASSET_SIZE])
{
	const char *slash = strchr(symbol, '/');
	const char *colon = slash == NULL ? NULL : strchr(slash, ':');

	settle[0] = '\0';
	if (slash == NULL || !symbol_valid(symbol) ||
	    !asset_cut(base, symbol, (size_t)(slash - symbol)))
		return false;
	if (colon == NULL)
		return asset_cut(quote, slash + 1, strlen(slash + 1));
	return asset_cut(quote, slash + 1, (size_t)(colon - slash - 1)) &&
	    asset_cut(settle, colon + 1, strlen(colon + 1));
}

bool
pattern_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	/* The last '*' may always take one character more: no recursion. */
	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
