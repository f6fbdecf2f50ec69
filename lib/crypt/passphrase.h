/*
 * Where a passphrase comes from: a descriptor, a file, a command, or the
 * terminal without echo; never an argument or a variable. And the kernel's
 * keyring, where `vault unlock` keeps a vault's data key for a while.
 */
#ifndef CRYPT_PASSPHRASE_H
#define CRYPT_PASSPHRASE_H

#include "base/err.h"
#include "crypt/secret.h"

#include <stdbool.h>
#include <stdint.h>

#define PASSPHRASE_MAX 1024	/* bytes */
#define PASSPHRASE_MIN 8	/* of a new one */

struct passphrase_source {
	const char *fd;		/* the number of an open descriptor */
	const char *file;	/* own, closed to others */
	const char *command;	/* words by blanks and quotes, no shell */
};
bool passphrase_given(const struct passphrase_source *from);
/*
 * The first line of the first source that is given; from a descriptor not a
 * byte more. E_USAGE: the source is no good; E_LOCKED: it gave none.
 */
enum err_code passphrase_read(const struct passphrase_source *from,
    struct secret **out, struct err *err);
/* All that the source gives, as far as SECRET_TEXT_MAX bytes: a key and what
 * stands under it. The same errors. */
#define SECRET_TEXT_MAX 16384
enum err_code secret_read(const struct passphrase_source *from,
    struct secret **out, struct err *err);
/* Asks at /dev/tty. E_LOCKED at once when there is none; `hint` ends the
 * message: how else it can be had. */
enum err_code passphrase_ask(const char *prompt, const char *hint,
    struct secret **out, struct err *err);
/* E_USAGE: too short for a new one. */
enum err_code passphrase_check_new(const struct secret *passphrase,
    struct err *err);

/* The user's keyring of the kernel, a key by name. */
/* *out NULL: there is none; *until: when it goes away. */
enum err_code keyring_get(const char *name, struct secret **out,
    int64_t *until, struct err *err);
/* E_LOCKED: this system keeps none. seconds > 0. */
enum err_code keyring_put(const char *name, const struct secret *s,
    int64_t until, unsigned seconds, struct err *err);
enum err_code keyring_drop(const char *name, bool *was_there,
    struct err *err);

#endif
