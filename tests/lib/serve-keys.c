/*
 * Signatures as the exchange documents them (its own example), and as RFC 4231
 * has them; key files.
 */
#include "serve/keys.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static void
the_documented_example(void)
{
	static const char query[] = "symbol=LTCBTC&side=BUY&type=LIMIT"
	    "&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
	    "&timestamp=1499827319559";
	char out[65];

	hmac_sha256_text("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvq"
	    "qM6A7H5fATj0j", query, sizeof(query) - 1, out);
	is_text(out, "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b"
	    "2838bd6b71");
}

static void
rfc_4231(void)
{
	char out[65], key[132];

	hmac_sha256_text("Jefe", "what do ya want for nothing?", 28, out);
	is_text(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b"
	    "964ec3843");
	memset(key, 0xaa, 131);
	key[131] = '\0';
	hmac_sha256_text(key, "Test Using Larger Than Block-Size Key - Hash "
	    "Key First", 54, out);
	is_text(out, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040"
	    "f0ee37f54");
}

static void
signatures_are_compared(void)
{
	ok(signature_same("00aAfF", "00aaff", true));
	ok(!signature_same("00aafe", "00aaff", true));
	ok(!signature_same("00aaf", "00aaff", true));
	ok(!signature_same("", "00", true));
	ok(!signature_same("0Gaaff", "0gaaff", true));
	ok(!signature_same("AB==", "ab==", false));
	ok(signature_same("AB==", "AB==", false));
}

static void
a_missing_file_is_made_and_read_again(void)
{
	char path[] = "/tmp/etrms-keys.XXXXXX";
	struct keys a = { .key = "" }, b = { .key = "" };
	struct err err;
	struct stat st;

	close(mkstemp(path));
	unlink(path);
	is_int(keys_open(path, &a, &err), E_OK);
	is_int(strlen(a.key), 64);
	is_int(strlen(a.secret), 64);
	is_int(stat(path, &st), 0);
	is_int(st.st_mode & 0777, 0600);
	is_int(keys_open(path, &b, &err), E_OK);
	is_text(b.key, a.key);
	is_text(b.secret, a.secret);
	unlink(path);
}

static void
a_file_that_cannot_be(void)
{
	static const char *const bad[] = { "", "{}", "[1]", "{\"api_key\":1,"
	    "\"secret\":\"s\"}", "{\"api_key\":\"a b\",\"secret\":\"s\"}",
	    "{\"api_key\":\"a\",\"api_key\":\"a\",\"secret\":\"s\"}",
	    "{\"api_key\":\"\",\"secret\":\"s\"}", "\xff" };
	char path[] = "/tmp/etrms-keys.XXXXXX";
	struct keys k;
	struct err err;

	close(mkstemp(path));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		FILE *f = fopen(path, "w");

		fputs(bad[i], f);
		fclose(f);
		is_int(keys_open(path, &k, &err), E_DATA);
	}
	unlink(path);
	is_int(keys_open("/nowhere/at/all", &k, &err), E_USAGE);
}

int
main(void)
{
	TEST(the_documented_example);
	TEST(rfc_4231);
	TEST(signatures_are_compared);
	TEST(a_missing_file_is_made_and_read_again);
	TEST(a_file_that_cannot_be);
	return tap_done();
}
