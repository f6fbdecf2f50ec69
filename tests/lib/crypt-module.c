/*
 * The primitives, by known answers: scrypt (RFC 7914), HKDF-SHA256,
 * AES-256-GCM with a zero nonce (McGrew and Viega, cases 13 and 14), HMAC-SHA256
 * (RFC 4231), Ed25519 (RFC 8032); and what they refuse.
 */
#include "crypt/encode.h"
#include "crypt/module.h"

#include "tests/lib/tap.h"

extern const struct crypt_module etrms_crypt_module;
#define ops (&etrms_crypt_module.ops)

static struct bytes
text(const char *s)
{
	return (struct bytes){ s, strlen(s) };
}

static void
is_hex(const unsigned char *at, size_t n, const char *want)
{
	struct buf got = {0};

	hex_put(&got, at, n);
	is_text(buf_text(&got), want);
	buf_release(&got);
}

static void
scrypt_of_rfc_7914(void)
{
	unsigned char key[CRYPT_KEY_SIZE];

	ok(ops->scrypt(text("pleaseletmein"), text("SodiumChloride"), 14,
	    key));
	is_hex(key, sizeof(key), "7023bdcb3afd7348461c06cd81fd38eb"
	    "fda8fbba904f8e3ea9b543f6545da1f2");
}

/* HKDF takes keys of 32 bytes here; RFC 5869's are shorter. This is what
 * Python's cryptography makes of 0, 1, … 31 and the salt 32, 33, … 63. */
static void
hkdf_with_and_without_salt(void)
{
	unsigned char key[CRYPT_KEY_SIZE], salt[32], out[CRYPT_KEY_SIZE];

	for (unsigned char i = 0; i < 32; i++) {
		key[i] = i;
		salt[i] = (unsigned char)(32 + i);
	}
	ok(ops->hkdf(key, (struct bytes){0}, "etrms-vault/1 wrap", out));
	is_hex(out, sizeof(out), "6e6b8464ff6c875074c79ece669ba068"
	    "cd5b787bd5ef48657fb9a1b169d8153a");
	ok(ops->hkdf(key, (struct bytes){ salt, 32 },
	    "etrms-vault/1 payload", out));
	is_hex(out, sizeof(out), "a8959f62553d1d01b6d4ac2e535da386"
	    "d26d8943b05da8e2d6ced11b259fb5f5");
}

static void
aes_gcm_cases_13_and_14(void)
{
	static const unsigned char zeros[CRYPT_KEY_SIZE];
	unsigned char out[16 + CRYPT_TAG_SIZE], back[16];

	ok(ops->seal(zeros, (struct bytes){0}, (struct bytes){ zeros, 0 },
	    out));
	is_hex(out, CRYPT_TAG_SIZE, "530f8afbc74536b9a963b4f1c4cb738b");
	ok(ops->seal(zeros, (struct bytes){0}, (struct bytes){ zeros, 16 },
	    out));
	is_hex(out, sizeof(out), "cea7403d4d606b6e074ec5d3baf39d18"
	    "d0d1c8a799996bf0265b98b5d48ab919");
	ok(ops->open(zeros, (struct bytes){0}, (struct bytes){ out,
	    sizeof(out) }, back));
	is_hex(back, sizeof(back), "00000000000000000000000000000000");
}

static void
what_was_changed_does_not_open(void)
{
	static const unsigned char key[CRYPT_KEY_SIZE] = { 1 };
	unsigned char out[20 + CRYPT_TAG_SIZE], back[20];

	ok(ops->seal(key, text("also"), text("twenty bytes of text"), out));
	for (size_t i = 0; i < sizeof(out); i++) {
		out[i] ^= 1;
		memset(back, 'x', sizeof(back));
		ok(!ops->open(key, text("also"), (struct bytes){ out,
		    sizeof(out) }, back));
		ok(memchr(back, 't', sizeof(back)) == NULL);
		out[i] ^= 1;
	}
	ok(!ops->open(key, text("alsO"), (struct bytes){ out, sizeof(out) },
	    back));
	ok(!ops->open(key, text("also"), (struct bytes){ out, 15 }, back));
	ok(ops->open(key, text("also"), (struct bytes){ out, sizeof(out) },
	    back));
	ok(memcmp(back, "twenty bytes of text", 20) == 0);
}

static void
hmac_of_rfc_4231(void)
{
	unsigned char mac[CRYPT_MAC_SIZE];

	ok(ops->hmac_sha256(text("Jefe"),
	    text("what do ya want for nothing?"), mac));
	is_hex(mac, sizeof(mac), "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843");
}

static void
ed25519_of_rfc_8032(void)
{
	static const unsigned char seed[CRYPT_KEY_SIZE] = {
		0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84,
		0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69,
		0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae,
		0x7f, 0x60 };
	unsigned char out[CRYPT_SIGNATURE_SIZE];

	ok(ops->ed25519(seed, text(""), out));
	is_hex(out, sizeof(out), "e5564300c360ac729086e2cc806e828a"
	    "84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
	    "d25bf5f0595bbe24655141438e7a100b");
}

int
main(void)
{
	TEST(scrypt_of_rfc_7914);
	TEST(hkdf_with_and_without_salt);
	TEST(aes_gcm_cases_13_and_14);
	TEST(what_was_changed_does_not_open);
	TEST(hmac_of_rfc_4231);
	TEST(ed25519_of_rfc_8032);
	return tap_done();
}
