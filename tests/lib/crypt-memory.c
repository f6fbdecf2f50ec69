/*
 * Nothing of a secret stays in memory: a vault is opened by its passphrase,
 * both of its keys sign, everything is freed, and then every page that the
 * process may write is looked through, also what sanitizers hold back.
 */
#include "crypt/vault.h"

#include "tests/lib/tap.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct crypt_module etrms_crypt_module;

#define MASK 0x5a
#define PIECE (1 << 20)

/* What is looked for, masked so that the search does not find itself. */
struct needle { const char *what; unsigned char at[64]; size_t len; };
static struct needle needles[] = {
	{ "passphrase", "correct horse battery", 21 },
	{ "HMAC secret",
	  "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
	  64 },
	{ "API key",
	  "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
	  64 },
	{ "seed, as base64", "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
	  44 },
	{ "seed", "\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec"
	  "\x2c\xc4\x44\x49\xc5\x69\x7b\x32\x69\x19\x70\x3b\xac\x03\x1c\xae"
	  "\x7f\x60", 32 },
	{ "data key", "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c"
	  "\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c"
	  "\x9d\x9e\x9f", 32 },
};
#define NEEDLES (sizeof(needles) / sizeof(needles[0]))

static bool begins[256];	/* one of them with that byte, masked */

static void
mask(void)
{
	for (size_t i = 0; i < NEEDLES; i++) {
		for (size_t k = 0; k < needles[i].len; k++)
			needles[i].at[k] ^= MASK;
		begins[needles[i].at[0]] = true;
	}
}

/* Is it at that place? Byte by byte: no copy of it is made. */
static bool
is_at(const unsigned char *at, const struct needle *n)
{
	for (size_t k = 0; k < n->len; k++)
		if ((at[k] ^ MASK) != n->at[k])
			return false;
	return true;
}

/* The pieces that are read overlap, so that none is cut. */
static int
look_through(int mem, unsigned long from, unsigned long to,
    unsigned char *piece)
{
	int found = 0;

	while (from < to) {
		size_t want = to - from < PIECE ? to - from : PIECE;
		ssize_t got = pread(mem, piece, want, (off_t)from);

		if (got <= 0)
			break;
		for (size_t at = 0; at < (size_t)got; at++)
			for (size_t i = 0; begins[piece[at] ^ MASK] &&
			    i < NEEDLES; i++)
				if (at + needles[i].len <= (size_t)got &&
				    is_at(piece + at, &needles[i])) {
					printf("# %s at %lx\n",
					    needles[i].what, from + at);
					found++;
				}
		if ((size_t)got <= sizeof(needles[0].at))
			break;
		from += (size_t)got - sizeof(needles[0].at);
	}
	explicit_bzero(piece, PIECE);
	return found;
}

/* How many are found in what may be written, but for the shadow that a
 * sanitizer keeps, which is larger than memory. */
static int
found_in_memory(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int mem = open("/proc/self/mem", O_RDONLY), found = 0;
	unsigned char *piece = malloc(PIECE);
	char line[512];

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		unsigned long from, to, own = (unsigned long)(uintptr_t)piece;
		char mode[5];

		if (sscanf(line, "%lx-%lx %4s", &from, &to, mode) != 3 ||
		    mode[0] != 'r' || mode[1] != 'w' || to - from > 1UL << 30)
			continue;
		if (own < from || own >= to)
			found += look_through(mem, from, to, piece);
		else {		/* around where we read to */
			found += look_through(mem, from, own, piece);
			found += look_through(mem, own + PIECE, to, piece);
		}
	}
	free(piece);
	close(mem);
	if (maps != NULL)
		fclose(maps);
	return found;
}

/* Unmasked where it belongs. */
static struct secret *
read_passphrase(void)
{
	struct secret *s = secret_room(needles[0].len);

	for (size_t i = 0; i < needles[0].len; i++)
		secret_fill(s)[i] = needles[0].at[i] ^ MASK;
	return s;
}

static void
sign(const struct vault *v, const char *label)
{
	struct signer *signer = NULL;
	struct buf out = {0};

	is_int(vault_signer(v, label, &signer, NULL), E_OK);
	is_int(signer_sign(signer, "text", 4, &out, NULL), E_OK);
	ok(out.len > 60);
	signer_free(signer);
	buf_release(&out);
}

static void
what_is_there_is_found(void)
{
	struct secret *s = read_passphrase();

	ok(found_in_memory() == 1);
	secret_free(s);
	is_int(found_in_memory(), 0);
}

static void
nothing_stays(void)
{
	char path[] = "/tmp/etrms-memory.XXXXXX", line[100];
	struct secret *pass, *key;
	struct vault *v = NULL;
	int fd = mkstemp(path);

	close(fd);
	snprintf(line, sizeof(line), "cp tests/data/vault.bin %s", path);
	ok(system(line) == 0 && chmod(path, 0600) == 0);
	pass = read_passphrase();
	is_int(vault_open(&etrms_crypt_module.ops, path, pass, &v, NULL),
	    E_OK);
	sign(v, "main");
	sign(v, "second");
	ok(found_in_memory() >= 5);
	is_int(vault_passwd(v, pass, 17, NULL), E_OK);
	is_int(vault_save(v, NULL), E_OK);
	key = secret_new(secret_bytes(vault_data_key(v)), CRYPT_KEY_SIZE);
	vault_close(v);
	is_int(vault_open_key(&etrms_crypt_module.ops, path, key, &v, NULL),
	    E_OK);
	sign(v, "second");
	vault_close(v);
	secret_free(key);
	secret_free(pass);
	is_int(found_in_memory(), 0);
	unlink(path);
}

int
main(void)
{
	mask();
	TEST(what_is_there_is_found);
	TEST(nothing_stays);
	return tap_done();
}
