/*
 * Covers base/pieces.h: pieces one by one, empty ones, and values by a name
 * that others begin with or end with.
 */
#include "base/pieces.h"
#include "tests/lib/tap.h"

#include <stdio.h>

static const char *
joined(const char *list)
{
	static char out[80];
	const char *at;
	size_t n, used = 0;

	out[0] = '\0';
	while ((at = text_piece(&list, &n)) != NULL)
		used += (size_t)snprintf(out + used, sizeof(out) - used,
		    "[%.*s]", (int)n, at);
	return out;
}

static void
pieces_come_one_by_one(void)
{
	is_text(joined("fast=10;slow=30"), "[fast=10][slow=30]");
	is_text(joined("one"), "[one]");
	is_text(joined("a;"), "[a]");
	is_text(joined(";;a;;b;"), "[a][b]");
	is_text(joined(""), "");
	is_text(joined(";"), "");
}

static const char *
named(const char *list, const char *name)
{
	static char out[80];
	size_t n;
	const char *at = text_named(list, name, strlen(name), &n);

	if (at == NULL)
		return "none";
	snprintf(out, sizeof(out), "%.*s", (int)n, at);
	return out;
}

static void
values_are_found_by_their_whole_name(void)
{
	is_text(named("afast=1;fast=10;fastest=2", "fast"), "10");
	is_text(named("fast=10;slow=30", "slow"), "30");
	is_text(named("fast=;slow=30", "fast"), "");
	is_text(named("fast;slow=30", "fast"), "none");
	is_text(named("slow=fast=3", "fast"), "none");
	is_text(named("", "fast"), "none");
	is_text(named("a=b=c", "a"), "b=c");
}

int
main(void)
{
	TEST(pieces_come_one_by_one);
	TEST(values_are_found_by_their_whole_name);
	return tap_done();
}
