/*
 * SHA-256: the vectors of NIST (FIPS 180-2 appendix B, CAVP short and long
 * messages), and any way of cutting a message into updates.
 */
#include "base/sha256.h"

#include "tests/lib/tap.h"

static const struct { const char *in, *want; } vectors[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb924"
	  "27ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223"
	  "b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	  "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	{ "\xbd", "68325720aabd7c82f30f554b313d0570"
	  "c95accbb7dc4b5aae11204c08ffe732b" },
	{ "\xc9\x8c\x8e\x55", "7abc22c0ae5af26ce93dbb94433a0e0b"
	  "2e119d014f8e7f65bd56c61ccccd9504" },
};

static void
nist_vectors(void)
{
	char text[SHA256_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		is_text(sha256_text(vectors[i].in, strlen(vectors[i].in),
		    text), vectors[i].want);
}

static void
a_million_of_a(void)
{
	char thousand[1000], text[SHA256_TEXT_SIZE];
	struct sha256 h;

	memset(thousand, 'a', sizeof(thousand));
	sha256_init(&h);
	for (int i = 0; i < 1000; i++)
		sha256_update(&h, thousand, sizeof(thousand));
	is_text(sha256_final_text(&h, text),
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Lengths around the block and its padding; digests from sha256sum(1). */
static const struct { size_t n; const char *want; } zeros[] = {
	{ 55, "02779466cdec163811d078815c633f21"
	  "901413081449002f24aa3e80f0b88ef7" },
	{ 56, "d4817aa5497628e7c77e6b606107042b"
	  "bba3130888c5f47a375e6179be789fbb" },
	{ 57, "65a16cb7861335d5ace3c60718b5052e"
	  "44660726da4cd13bb745381b235a1785" },
	{ 64, "f5a5fd42d16a20302798ef6ed309979b"
	  "43003d2320d9f0e8ea9831a92759fb4b" },
	{ 1000, "541b3e9daa09b20bf85fa273e5cbd3e8"
	  "0185aa4ec298e765db87742b70138a53" },
};

static void
padding_at_every_edge(void)
{
	static const char none[1000];
	char text[SHA256_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		is_text(sha256_text(none, zeros[i].n, text), zeros[i].want);
}

static void
any_cut_gives_the_same(void)
{
	char bytes[300], whole[SHA256_TEXT_SIZE], parts[SHA256_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	sha256_text(bytes, sizeof(bytes), whole);
	for (size_t first = 0; first <= sizeof(bytes); first++) {
		struct sha256 h;

		sha256_init(&h);
		sha256_update(&h, bytes, first);
		for (size_t i = first; i < sizeof(bytes); i += 37)
			sha256_update(&h, bytes + i, sizeof(bytes) - i < 37 ?
			    sizeof(bytes) - i : 37);
		is_text(sha256_final_text(&h, parts), whole);
	}
}

int
main(void)
{
	TEST(nist_vectors);
	TEST(a_million_of_a);
	TEST(padding_at_every_edge);
	TEST(any_cut_gives_the_same);
	return tap_done();
}
