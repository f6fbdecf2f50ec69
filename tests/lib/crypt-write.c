/*
 * Writing the vault: every failure leaves the old file whole and nothing
 * beside it (a full disk at each length, a folder that cannot be written, a
 * file that was swapped meanwhile); the payload takes nothing but what was
 * written; and the keyring keeps a key for its time.
 */
#include "crypt/passphrase.h"
#include "crypt/vaultdata.h"

#include "base/clock.h"

#include "tests/lib/tap.h"
#include "tests/lib/vaultquick.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>

/* How many files are in the folder. */
static int
files(void)
{
	DIR *d = opendir(folder);
	int n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return n - 2;
}

static void
is_whole(const char *path, const struct vault *v, uint64_t generation)
{
	struct vault *again = NULL;

	is_int(vault_open_key(&quick, path, vault_data_key(v), &again, NULL),
	    E_OK);
	if (again != NULL)
		is_int(vault_generation(again), generation);
	vault_close(again);
}

static void
a_full_disk_leaves_the_old_one(void)
{
	const char *path = at_folder("full");
	struct vault *v = vault_of(path);
	struct rlimit old, limit;
	int before = files();
	struct err err;

	signal(SIGXFSZ, SIG_IGN);
	ok(getrlimit(RLIMIT_FSIZE, &old) == 0);
	for (rlim_t n = 0; n < 4288; n += 331) {
		limit = (struct rlimit){ n, old.rlim_max };
		ok(setrlimit(RLIMIT_FSIZE, &limit) == 0);
		is_int(vault_save(v, &err), E_STORE);
		ok(setrlimit(RLIMIT_FSIZE, &old) == 0);
		is_int(files(), before);
		is_whole(path, v, 1);
	}
	is_int(vault_save(v, &err), E_OK);
	is_whole(path, v, 2);
	vault_close(v);
}

static void
a_temporary_of_another_time_is_no_obstacle(void)
{
	const char *path = at_folder("stale");
	struct vault *v = vault_of(path);
	int before = files();

	/* a link there must not lead the write astray */
	ok(symlink(at_folder("elsewhere"), at_folder(".stale.new")) == 0);
	is_int(vault_save(v, NULL), E_OK);
	is_int(files(), before);
	ok(access(at_folder("elsewhere"), F_OK) != 0);
	is_whole(path, v, 2);
	vault_close(v);
}

static void
what_was_swapped_meanwhile_is_not_replaced(void)
{
	const char *path = at_folder("swapped");
	struct vault *v = vault_of(path), *other;
	struct err err;

	ok(unlink(path) == 0);
	is_int(vault_save(v, &err), E_STORE);
	ok(strstr(err.text, "there is none") != NULL);
	other = vault_of(path);
	is_int(vault_save(v, &err), E_BUSY);
	is_whole(path, other, 1);
	vault_close(other);
	ok(unlink(path) == 0 && symlink(at_folder("x"), path) == 0);
	is_int(vault_save(v, &err), E_STORE);
	ok(strstr(err.text, "symbolic link") != NULL);
	vault_close(v);
}

/* A library that does not do what it should is noticed by reading back. */
static bool
seal_wrongly(const unsigned char key[CRYPT_KEY_SIZE], struct bytes also,
    struct bytes plain, unsigned char *out)
{
	bool good = etrms_crypt_module.ops.seal(key, also, plain, out);

	out[plain.len / 2] ^= 1;
	return good;
}

static void
what_does_not_read_back_is_not_kept(void)
{
	const char *path = at_folder("proof");
	struct vault *v = vault_of(path);
	int before = files();
	struct err err;

	quick.seal = seal_wrongly;
	is_int(vault_save(v, &err), E_STORE);
	ok(strstr(err.text, "does not read back") != NULL);
	is_int(vault_passwd(v, vault_find(v, "main")->key, 17, &err),
	    E_STORE);
	quick.seal = etrms_crypt_module.ops.seal;
	is_int(files(), before);
	is_whole(path, v, 1);
	vault_close(v);
}

static bool
reads(const char *json, size_t claims, size_t size)
{
	struct secret *payload = secret_room(size);
	struct vault *v = mem_alloc(sizeof(*v));
	unsigned char *at = secret_fill(payload);
	bool good;

	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(claims >> 8 * i);
	memcpy(at + 4, json, strlen(json));
	good = payload_read(payload, v);
	secret_free(payload);
	vault_close(v);
	return good;
}

#define ID "\"id\":\"00112233445566778899aabbccddeeff\""
#define HEAD "{\"version\":1," ID ",\"entries\":["
#define ENTRY(label, scheme, secret, rest) \
	"{\"label\":\"" label "\",\"venue\":\"v\",\"base_url\":\"\"," \
	"\"scheme\":\"" scheme "\",\"key\":\"12345678\"," \
	"\"secret\":\"" secret "\"" rest "}"
#define GOOD ENTRY("a", "hmac-sha256", "12345678", ",\"ceilings\":[]")

static void
the_payload_is_what_was_written(void)
{
	static const char *const bad[] = {
		"", "{}", "{\"version\":2," ID ",\"entries\":[]}",
		"{\"version\":1," ID ",\"entries\":[]",
		HEAD "]} ", HEAD ",]}", HEAD GOOD "," GOOD "]}",
		HEAD GOOD GOOD "]}", HEAD GOOD ",]}",
		HEAD ENTRY("a", "rsa", "12345678", ",\"ceilings\":[]") "]}",
		HEAD ENTRY("a", "hmac-sha256", "1234567", ",\"ceilings\":[]")
		    "]}",
		HEAD ENTRY("a", "hmac-sha256", "12345678", "") "]}",
		HEAD ENTRY("a", "ed25519", "12345678", ",\"ceilings\":[]") "]}",
		HEAD ENTRY("a\\u0062", "hmac-sha256", "12345678",
		    ",\"ceilings\":[]") "]}",
		HEAD ENTRY("a", "hmac-sha256", "12345678",
		    ",\"ceilings\":[{\"rule\":\"x\"}]") "]}",
		HEAD ENTRY("abcdefghijklmnopqrstuvwxyz01234567", "hmac-sha256",
		    "12345678", ",\"ceilings\":[]") "]}",
	};

	ok(reads(HEAD "]}", strlen(HEAD "]}"), 4096));
	ok(reads(HEAD GOOD "]}", strlen(HEAD GOOD "]}"), 4096));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!ok(!reads(bad[i], strlen(bad[i]), 4096)))
			printf("# %s\n", bad[i]);
	ok(!reads(HEAD "]}", 4093, 4096));	/* more than there is */
	ok(!reads(HEAD "]}", 0xffffffff, 4096));
	ok(!reads(HEAD "]}", strlen(HEAD "]}") - 1, 4096));	/* no zeros */
	for (size_t n = 0; n < strlen(HEAD GOOD "]}"); n++)
		ok(!reads(HEAD GOOD "]}", n, 4096));
}

static void
the_keyring_keeps_a_key(void)
{
	struct clock now = clock_system();
	int64_t until = clock_now(&now) + 60000000, got = 0;
	struct secret *key = secret_of("0123456789abcdef0123456789abcdef");
	struct secret *back = NULL;
	char name[80];
	bool was = false;
	struct err err = {0};

	is_int(vault_key_name(at_folder("any"), name, &err), E_OK);
	is_int(keyring_get(name, &back, &got, &err), E_OK);
	ok(back == NULL);
	if (keyring_put(name, key, until, 60, &err) != E_OK) {
		printf("# skipped: %s\n", err.text);
		secret_free(key);
		return;
	}
	is_int(keyring_get(name, &back, &got, &err), E_OK);
	ok(back != NULL && secret_same(back, key));
	is_int(got, until);
	secret_free(back);
	is_int(keyring_drop(name, &was, &err), E_OK);
	ok(was);
	is_int(keyring_drop(name, &was, &err), E_OK);
	ok(!was);
	is_int(keyring_put(name, key, until, 1, &err), E_OK);
	usleep(1100000);
	is_int(keyring_get(name, &back, &got, &err), E_OK);
	ok(back == NULL);
	secret_free(key);
}

int
main(void)
{
	quick_init();
	TEST(a_full_disk_leaves_the_old_one);
	TEST(a_temporary_of_another_time_is_no_obstacle);
	TEST(what_was_swapped_meanwhile_is_not_replaced);
	TEST(what_does_not_read_back_is_not_kept);
	TEST(the_payload_is_what_was_written);
	TEST(the_keyring_keeps_a_key);
	quick_done();
	return tap_done();
}
