/*
 * The shapes of names: symbols, labels, assets, and the patterns of the
 * policy's symbol list.
 */
#include "model/names.h"

#include "base/mem.h"

#include <string.h>

static const char symbol_set[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/-";
static const char asset_set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
static const char label_set[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";

static bool
made_of(const char *s, const char *set, size_t size)
{
	size_t n = strlen(s);

	return n > 0 && n < size && strspn(s, set) == n;
}

bool
symbol_valid(const char *s)
{
	return made_of(s, symbol_set, SYMBOL_SIZE);
}

bool
label_valid(const char *s)
{
	return made_of(s, label_set, LABEL_SIZE) && strchr("._-", *s) == NULL;
}

bool
asset_valid(const char *s)
{
	return made_of(s, asset_set, ASSET_SIZE);
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
