/*
 * The vault: a file that another program wrote from the layout (vault.py)
 * opens, by passphrase and by data key, and signs; what is written opens
 * again; what takes the passphrase is refused without; and no byte of a file
 * can change unnoticed.
 */
#include "crypt/vaultdata.h"

#include "tests/lib/tap.h"
#include "tests/lib/vaultquick.h"

#include <sys/stat.h>

#define MADE "tests/data/vault.bin"

/* It lies open in the source tree; a vault must not. */
static const char *
made_copy(void)
{
	const char *path = at_folder("made");
	char line[300];

	snprintf(line, sizeof(line), "cp " MADE " %s && chmod 600 %s", path,
	    path);
	ok(system(line) == 0);
	return path;
}

static void
check_made(const struct vault *v)
{
	static const char order[] = "symbol=LTCBTC&side=BUY&type=LIMIT"
	    "&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
	    "&timestamp=1499827319559";
	const struct ceilings *c = NULL;
	struct signer *signer = NULL;
	struct buf out = {0};

	is_text(vault_id(v), "00112233445566778899aabbccddeeff");
	is_int(vault_generation(v), 7);
	is_int(vault_cost(v), 17);
	is_int(vault_count(v), 2);
	ok(vault_find(v, "third") == NULL);
	is_text(vault_find(v, "second")->base_url, "http://127.0.0.1:8080");
	is_int(vault_ceilings(v, "main", &c, NULL), E_OK);
	is_int(c->len, 2);
	is_text(c->at[1].rule, "symbols");
	is_text(c->at[1].value, "BTC/USDT ETH/*");
	is_int(vault_signer(v, "main", &signer, NULL), E_OK);
	is_int(signer_sign(signer, order, strlen(order), &out, NULL), E_OK);
	is_text(buf_text(&out), "c8db56825ae71d6d79447849e617115f"
	    "4a920fa2acdcab2b053c4b2838bd6b71");
	signer_free(signer);
	buf_clear(&out);
	is_int(vault_signer(v, "second", &signer, NULL), E_OK);
	is_int(signer_sign(signer, order, strlen(order), &out, NULL), E_OK);
	is_text(buf_text(&out), "3fhuDZ9nYMviDQ5OEtJBJS11jUZDTRzRQ+TQMarm+LEr"
	    "FiJvUiVPQjTzDoWZQe4miPX+yHk1v/Z7TWLYjIbmCA==");
	signer_free(signer);
	buf_release(&out);
}

static void
a_file_of_another_program(void)
{
	struct secret *pass = secret_of("correct horse battery"), *key;
	unsigned char bytes[CRYPT_KEY_SIZE];
	const char *path = made_copy();
	struct vault *v = NULL;
	struct err err;

	for (unsigned char i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(128 + i);
	key = secret_new(bytes, sizeof(bytes));
	is_int(vault_open(&etrms_crypt_module.ops, path, pass, &v, &err),
	    E_OK);
	check_made(v);
	ok(vault_by_passphrase(v));
	ok(secret_same(vault_data_key(v), key));
	vault_close(v);
	is_int(vault_open_key(&etrms_crypt_module.ops, path, key, &v, &err),
	    E_OK);
	check_made(v);
	ok(!vault_by_passphrase(v));
	vault_close(v);
	secret_fill(key)[31] ^= 1;
	is_int(vault_open_key(&quick, path, key, &v, &err), E_LOCKED);
	secret_cut(key, 31);
	is_int(vault_open_key(&quick, path, key, &v, &err), E_LOCKED);
	secret_fill(pass)[0] ^= 1;
	is_int(vault_open(&etrms_crypt_module.ops, path, pass, &v, &err),
	    E_LOCKED);
	ok(strstr(err.text, "wrong passphrase") != NULL);
	secret_free(pass);
	secret_free(key);
}

static void
what_is_saved_opens_again(void)
{
	const char *path = at_folder("saved");
	struct vault *v = vault_of(path), *again = NULL;
	struct secret *pass = secret_of("correct horse battery");
	struct vault_head head;
	struct stat st;

	is_int(vault_generation(v), 1);
	is_int(vault_save(v, NULL), E_OK);
	is_int(vault_generation(v), 2);
	is_int(vault_look(path, &head, NULL), E_OK);
	is_int(head.generation, 2);
	is_int(head.size, 192 + 4096);
	is_int(vault_open(&quick, path, pass, &again, NULL), E_OK);
	is_text(vault_id(again), vault_id(v));
	is_text(vault_find(again, "main")->ceilings.at[0].value, "500");
	ok(secret_same(vault_data_key(again), vault_data_key(v)));
	ok(memcmp(again->head + AT_PAYLOAD_SALT, "\0\0\0\0\0\0\0\0", 8) != 0);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	vault_close(again);
	vault_close(v);
	secret_free(pass);
}

static void
another_passphrase_is_another_key(void)
{
	const char *path = at_folder("passwd");
	struct vault *v = vault_of(path), *again = NULL;
	struct secret *old = secret_new(secret_bytes(vault_data_key(v)), 32);
	struct secret *pass = secret_of("another horse battery");

	is_int(vault_passwd(v, pass, 18, NULL), E_OK);
	is_int(vault_save(v, NULL), E_OK);
	is_int(vault_open_key(&quick, path, old, &again, NULL), E_LOCKED);
	is_int(vault_open(&quick, path, pass, &again, NULL), E_OK);
	is_int(vault_cost(again), 18);
	is_int(vault_count(again), 1);
	vault_close(again);
	vault_close(v);
	secret_free(pass);
	secret_free(old);
}

static void
what_takes_the_passphrase(void)
{
	const char *path = at_folder("limits");
	struct vault *v = vault_of(path), *by_key = NULL;
	struct secret *key = secret_of("another-key"), *own;
	const struct ceilings none = {0};
	struct err err;

	own = secret_of("another-secret");
	is_int(vault_open_key(&quick, path, vault_data_key(v), &by_key, &err),
	    E_OK);
	is_int(vault_remove(by_key, "main", &err), E_LOCKED);
	is_int(vault_set_ceilings(by_key, "main", &none, &err), E_LOCKED);
	is_int(vault_passwd(by_key, key, 17, &err), E_LOCKED);
	is_int(vault_rotate(by_key, "main", SIGN_HMAC_SHA256, key, own, &err),
	    E_OK);
	is_text(vault_find(by_key, "main")->ceilings.at[0].value, "500");
	ok(secret_same(vault_find(by_key, "main")->key, key));
	is_int(vault_save(by_key, &err), E_OK);
	vault_close(by_key);
	is_int(vault_set_ceilings(v, "main", &none, &err), E_OK);
	is_int(vault_find(v, "main")->ceilings.len, 0);
	is_int(vault_save(v, &err), E_BUSY);	/* it was written meanwhile */
	is_int(vault_remove(v, "main", &err), E_OK);
	is_int(vault_count(v), 0);
	vault_close(v);
	secret_free(key);
	secret_free(own);
}

static void
bad_entries_are_refused(void)
{
	struct vault *v = vault_of(at_folder("entries"));
	struct ceiling c = { "rule", "a \"quote\"" };
	struct secret *key = secret_of("some-good-key"), *bad;
	struct vault_entry e = { .label = "main", .key = key, .secret = key };
	struct signer *signer = NULL;
	const struct ceilings *got = NULL;
	struct err err;

	bad = secret_of("short");
	is_int(vault_put(v, &e, &err), E_USAGE);
	ok(strstr(err.text, "has a key for account main already") != NULL);
	memcpy(e.label, "a\"b", 4);
	is_int(vault_put(v, &e, &err), E_USAGE);
	e.label[0] = '\0';
	is_int(vault_put(v, &e, &err), E_USAGE);
	memcpy(e.label, "two", 4);
	memcpy(e.base_url, "\\", 2);
	is_int(vault_put(v, &e, &err), E_USAGE);
	e.base_url[0] = '\0';
	e.ceilings = (struct ceilings){ &c, 1, 1 };
	is_int(vault_put(v, &e, &err), E_USAGE);
	e.ceilings.len = 0;
	e.secret = bad;
	is_int(vault_put(v, &e, &err), E_USAGE);
	e.secret = key;
	e.scheme = SIGN_ED25519;
	is_int(vault_put(v, &e, &err), E_USAGE);
	is_int(vault_count(v), 1);
	is_int(vault_rotate(v, "none", SIGN_HMAC_SHA256, key, key, &err),
	    E_USAGE);
	is_int(vault_remove(v, "none", &err), E_USAGE);
	is_int(vault_signer(v, "none", &signer, &err), E_LOCKED);
	is_int(vault_ceilings(v, "none", &got, &err), E_LOCKED);
	vault_close(v);
	secret_free(key);
	secret_free(bad);
}

/* It grows by blocks, up to 1 MiB, and then says so and stays as it was. */
static void
it_holds_a_mebibyte(void)
{
	const char *path = at_folder("large");
	struct vault *v = vault_of(path);
	struct secret *key = secret_of("a-key-that-all-of-them-have");
	struct vault_entry e = { .key = key, .secret = key };
	struct vault_head head;
	struct err err;
	enum err_code rc = E_OK;
	int saved = 0;

	for (int i = 0; rc == E_OK && i < 100000; i++) {
		snprintf(e.label, sizeof(e.label), "account-%d", i);
		is_int(vault_put(v, &e, &err), E_OK);
		if (i % 500 == 499) {
			rc = vault_save(v, &err);
			saved += rc == E_OK;
		}
	}
	is_int(rc, E_STORE);
	ok(strstr(err.text, "more than it can hold") != NULL);
	ok(saved > 5);
	is_int(vault_look(path, &head, &err), E_OK);
	is_int(head.generation, 1 + saved);
	ok(head.size > 900000 && head.size <= 192 + (1 << 20));
	vault_close(v);
	secret_free(key);
}

static void
no_byte_changes_unnoticed(void)
{
	struct vault *v = vault_of(at_folder("bytes")), *other;
	struct buf file = {0};
	struct err err;

	is_int(vault_file_read(at_folder("bytes"), &file, NULL), E_OK);
	for (size_t i = 0; i < file.len; i++) {
		enum err_code rc;

		file.at[i] ^= 0x40;
		rc = vault_open_bytes(&quick, "bytes", (struct bytes){
		    file.at, file.len }, NULL, vault_data_key(v), &other,
		    &err);
		ok(rc == E_STORE || rc == E_LOCKED);
		file.at[i] ^= 0x40;
	}
	for (size_t n = 0; n < file.len; n += n < 200 ? 1 : 97)
		is_int(vault_open_bytes(&quick, "bytes", (struct bytes){
		    file.at, n }, NULL, vault_data_key(v), &other, &err),
		    E_STORE);
	is_int(vault_open_bytes(&quick, "bytes", (struct bytes){ file.at,
	    file.len }, NULL, vault_data_key(v), &other, &err), E_OK);
	vault_close(other);
	vault_close(v);
	buf_release(&file);
}

int
main(void)
{
	quick_init();
	TEST(a_file_of_another_program);
	TEST(what_is_saved_opens_again);
	TEST(another_passphrase_is_another_key);
	TEST(what_takes_the_passphrase);
	TEST(bad_entries_are_refused);
	TEST(it_holds_a_mebibyte);
	TEST(no_byte_changes_unnoticed);
	quick_done();
	return tap_done();
}
