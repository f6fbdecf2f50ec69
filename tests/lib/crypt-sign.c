/*
 * Signers: every signature of tests/data/signatures.txt, which is what Binance
 * documents; what can be no key, secret or private key is refused by what is
 * wrong with it, and base64 reads what it writes.
 */
#include "crypt/sign.h"

#include "base/file.h"
#include "crypt/encode.h"

#include "tests/lib/tap.h"

#include <stdlib.h>

extern const struct crypt_module etrms_crypt_module;
#define ops (&etrms_crypt_module.ops)

static struct secret *
secret(const char *text)
{
	return secret_new(text, strlen(text));
}

/* \n in the file is the end of a line. */
static void
unfold(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (s[0] == '\\' && s[1] == 'n') {
			*to++ = '\n';
			s++;
		} else
			*to++ = *s;
	*to = '\0';
}

static void
check_vector(char *field[6])
{
	enum sign_scheme scheme = strcmp(field[1], "ed25519") == 0 ?
	    SIGN_ED25519 : SIGN_HMAC_SHA256;
	struct secret *key = secret(field[2]), *own;
	struct signer *signer = NULL;
	struct buf out = {0}, sent = {0};
	struct err err = {0};

	unfold(field[3]);
	own = secret(field[3]);
	if (scheme == SIGN_ED25519) {
		struct secret *seed = NULL;

		is_int(ed25519_read(own, &seed, &err), E_OK);
		secret_free(own);
		own = seed;
	}
	is_int(signer_new(ops, scheme, key, own, &signer, &err), E_OK);
	secret_free(key);		/* it has its own */
	secret_free(own);
	is_int(signer_sign(signer, field[4], strlen(field[4]), &out, &err),
	    E_OK);
	is_text(buf_text(&out), field[5]);
	secret_put(signer_key(signer), &sent);
	is_text(buf_text(&sent), field[2]);
	is_int(signer_scheme(signer), scheme);
	signer_free(signer);
	buf_release(&out);
	buf_release(&sent);
}

static void
documented_signatures(void)
{
	struct buf file = {0};
	int count = 0;

	is_int(file_read("tests/data/signatures.txt", 65536, &file, NULL),
	    E_OK);
	for (char *line = strtok(file.at, "\n"); line != NULL;
	    line = strtok(NULL, "\n")) {
		char *field[6] = { NULL }, *at = line;

		if (line[0] == '#')
			continue;
		for (int i = 0; i < 6; i++)
			field[i] = strsep(&at, "\t");
		check_vector(field);
		count++;
	}
	is_int(count, 7);
	buf_release(&file);
}

static void
is_refused(enum err_code rc, const struct err *err, const char *why)
{
	is_int(rc, E_USAGE);
	if (strstr(err->text, why) == NULL)
		is_text(err->text, why);
}

static void
what_is_no_key(void)
{
	static const struct { const char *key, *why; } bad[] = {
		{ "", "has 0 characters" },
		{ "1234567", "has 7 characters" },
		{ "with a blank", "character 5" },
		{ "with\"quote", "character 5" },
		{ "with\\slash", "character 5" },
		{ "line\nfeed", "character 5" },
		{ "delete\x7f.", "character 7" },
		{ "um\xc3\xa4laut", "character 3" },
	};
	char longest[258];
	struct secret *s;
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		s = secret(bad[i].key);
		is_refused(sign_key_check(s, &err), &err, bad[i].why);
		is_refused(sign_secret_check(SIGN_HMAC_SHA256, s, &err),
		    &err, bad[i].why);
		is_refused(sign_secret_check(SIGN_ED25519, s, &err), &err,
		    "bytes, not 32");
		secret_free(s);
	}
	memset(longest, 'x', sizeof(longest));
	for (size_t n = 255; n <= 257; n++) {
		s = secret_new(longest, n);
		is_int(sign_key_check(s, NULL), n <= 256 ? E_OK : E_USAGE);
		secret_free(s);
	}
}

#define BEGIN "-----BEGIN PRIVATE KEY-----\n"
#define END "\n-----END PRIVATE KEY-----\n"

static void
what_is_no_private_key(void)
{
	static const struct { const char *pem, *why; } bad[] = {
		{ "", "not a PEM private key" },
		{ "secret", "not a PEM private key" },
		{ BEGIN "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMRE",
		  "not a PEM private key" },
		{ BEGIN END, "not an Ed25519 key" },
		{ BEGIN "M" END, "not an Ed25519 key" },
		{ BEGIN "====" END, "not an Ed25519 key" },
		{ BEGIN "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v" END,
		  "not an Ed25519 key" },
		/* X25519, by the last byte of its name */
		{ BEGIN "MC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJp"
		  "GXA7rAMcrn9g" END, "not an Ed25519 key" },
		{ BEGIN "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJp"
		  "GXA7rAMcrn9gAAAA" END, "not an Ed25519 key" },
		{ BEGIN "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v_VpguoRK9JLsLMREScVpezJp"
		  "GXA7rAMcrn9g" END, "not an Ed25519 key" },
		{ "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END "
		  "ENCRYPTED PRIVATE KEY-----\n", "is encrypted" },
		{ "-----BEGIN RSA PRIVATE KEY-----\nMIGb\n-----END RSA "
		  "PRIVATE KEY-----\n", "not a PEM private key" },
		{ "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----",
		  "not a PEM private key" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct secret *pem = secret(bad[i].pem), *seed = NULL;
		struct err err = {0};

		is_refused(ed25519_read(pem, &seed, &err), &err, bad[i].why);
		ok(seed == NULL);
		secret_free(pem);
	}
}

/* RFC 8410's example with a public key after it (OneAsymmetricKey). */
static void
a_private_key_with_its_public_one(void)
{
	struct secret *pem = secret("text before\r\n" BEGIN
	    "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\r\n"
	    "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\r\n"
	    "Z9w7lshQhqowtrbLDFw4rXAxZuE=" END "after"), *seed = NULL;
	struct buf hex = {0};

	is_int(ed25519_read(pem, &seed, NULL), E_OK);
	hex_put(&hex, secret_bytes(seed), secret_len(seed));
	is_text(buf_text(&hex), "d4ee72dbf913584ad5b6d8f1f769f8ad"
	    "3afe7c28cbf1d4fbe097a88f44755842");
	buf_release(&hex);
	secret_free(pem);
	secret_free(seed);
}

static void
base64_of_rfc_4648(void)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" },
	    { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
	    { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
	static const char *const bad[] = { "Zg=", "Zg", "Zh==", "Z===",
	    "Zg==Zg==", "Zg= ", "=g==" };
	unsigned char back[8];

	for (size_t i = 0; i < 7; i++) {
		const char *in = pairs[i][0];
		size_t n = strlen(in);
		struct buf out = {0};

		base64_put(&out, (const unsigned char *)in, n);
		is_text(buf_text(&out), pairs[i][1]);
		ok(base64_read(buf_text(&out), out.len, back, n));
		ok(memcmp(back, in, n) == 0);
		ok(!base64_read(buf_text(&out), out.len, back, n + 3));
		buf_release(&out);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!base64_read(bad[i], strlen(bad[i]), back, 1));
}

int
main(void)
{
	TEST(documented_signatures);
	TEST(what_is_no_key);
	TEST(what_is_no_private_key);
	TEST(a_private_key_with_its_public_one);
	TEST(base64_of_rfc_4648);
	return tap_done();
}
