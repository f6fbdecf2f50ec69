/* Covers XXH64: values that others published. */
#include "base/xxh64.h"
#include "tap.h"

#include <stdlib.h>

static void
is_hash(const char *text, uint64_t want)
{
	uint64_t got = xxh64(text, strlen(text));

	if (got != want)
		printf("# \"%s\": %016llx\n", text, (unsigned long long)got);
	ok(got == want);
}

/* python-xxhash and Go's cespare/xxhash have these in their tests. */
static void
hashes_as_published(void)
{
	is_hash("", UINT64_C(0xef46db3751d8e999));
	is_hash("a", UINT64_C(0xd24ec4f1a98c6e5b));
	is_hash("as", UINT64_C(0x1c330fb2d66be179));
	is_hash("asd", UINT64_C(0x631c37ce72a97393));
	is_hash("asdf", UINT64_C(0x415872f599cea71e));
	is_hash("Call me Ishmael. Some years ago--never mind how long precise"
	    "ly-", UINT64_C(0x02a2e85470d6fd96));
}

static void
hashes_wherever_the_bytes_lie(void)
{
	char *room = calloc(1, 300);
	uint64_t first = 0;

	for (size_t shift = 0; shift < 9; shift++) {
		memset(room + shift, 'x', 100);
		if (shift == 0)
			first = xxh64(room, 100);
		ok(xxh64(room + shift, 100) == first);
		ok(xxh64(room + shift, 99) != first);
	}
	free(room);
}

int
main(void)
{
	TEST(hashes_as_published);
	TEST(hashes_wherever_the_bytes_lie);
	return tap_done();
}
