/*
 * The kernel's keyring by its system calls (keyctl(2)): a key of type "user"
 * in the user's own keyring, with a time-out that the kernel keeps. Its
 * payload says until when, and begins with a word that tells it from others'.
 */
#include "crypt/passphrase.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAYLOAD_MAX 128
/* Who has it: everything; who is the same user: view, read, search, so that
 * sessions whose own keyring does not hold the user's find it, too. */
#define PERMISSIONS 0x3f0b0000u

static const char word[8] = { 'e', 't', 'r', 'm', 's', 'k', '1', '\0' };
#define WORD sizeof(word)
#define BEFORE_KEY (WORD + sizeof(int64_t))

static long
find(const char *name)
{
	return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING,
	    "user", name, 0);
}

static bool
is_absent(int code)
{
	return code == ENOKEY || code == EKEYEXPIRED || code == EKEYREVOKED ||
	    code == EACCES || code == EPERM || code == ENOSYS;
}

enum err_code
keyring_get(const char *name, struct secret **out, int64_t *until,
    struct err *err)
{
	long key = find(name), n;
	struct secret *payload;
	const unsigned char *at;

	*out = NULL;
	*until = 0;
	if (key < 0)
		return is_absent(errno) ? E_OK : err_set(err, E_LOCKED,
		    "kernel keyring: %s", strerror(errno));
	payload = secret_room(PAYLOAD_MAX);
	at = secret_bytes(payload);
	n = syscall(SYS_keyctl, KEYCTL_READ, key, secret_fill(payload),
	    PAYLOAD_MAX, 0);
	if (n > (long)BEFORE_KEY && n <= PAYLOAD_MAX &&
	    memcmp(at, word, WORD) == 0) {
		memcpy(until, at + WORD, sizeof(*until));
		*out = secret_new(at + BEFORE_KEY, (size_t)n - BEFORE_KEY);
	}
	secret_free(payload);
	return E_OK;
}

/* It gets its time-out in a keyring that dies with us, and only then its place
 * in the user's, instead of one of that name: none is ever there for good. */
enum err_code
keyring_put(const char *name, const struct secret *s, int64_t until,
    unsigned seconds, struct err *err)
{
	struct secret *payload = secret_room(BEFORE_KEY + secret_len(s));
	unsigned char *to = secret_fill(payload);
	long key;

	memcpy(to, word, WORD);
	memcpy(to + WORD, &until, sizeof(until));
	memcpy(to + BEFORE_KEY, secret_bytes(s), secret_len(s));
	key = syscall(SYS_add_key, "user", name, to, secret_len(payload),
	    KEY_SPEC_PROCESS_KEYRING);
	secret_free(payload);
	if (key >= 0 && syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, seconds,
	    0, 0) == 0 && syscall(SYS_keyctl, KEYCTL_SETPERM, key,
	    PERMISSIONS, 0, 0) == 0 && syscall(SYS_keyctl, KEYCTL_LINK, key,
	    KEY_SPEC_USER_KEYRING, 0, 0) == 0)
		return E_OK;
	return err_set(err, E_LOCKED, "kernel keyring: %s; give the "
	    "passphrase with each command instead", strerror(errno));
}

enum err_code
keyring_drop(const char *name, bool *was_there, struct err *err)
{
	long key = find(name);

	*was_there = key >= 0;
	if (key < 0)
		return is_absent(errno) ? E_OK : err_set(err, E_LOCKED,
		    "kernel keyring: %s", strerror(errno));
	/* Revoked, it is gone for those who hold its number, too. */
	(void)syscall(SYS_keyctl, KEYCTL_REVOKE, key, 0, 0, 0);
	if (syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING, 0,
	    0) != 0)
		return err_set(err, E_LOCKED, "kernel keyring: %s",
		    strerror(errno));
	return E_OK;
}
