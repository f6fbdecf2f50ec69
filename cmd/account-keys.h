/*
 * Keys of live accounts on their way into the vault: read from where no other
 * process sees them, and proven at their exchange before they are kept.
 */
#ifndef CMD_ACCOUNT_KEYS_H
#define CMD_ACCOUNT_KEYS_H

#include "cmd/session.h"
#include "crypt/passphrase.h"
#include "crypt/sign.h"
#include "model/account.h"
#include "venue/venue.h"

/* Where key and secret come from; none: the terminal is asked. */
struct key_source { const char *fd, *file, *command; };
/* Rows of an option table whose struct args has a struct key_source key. */
#define KEY_OPTIONS \
	{ OPT_TEXT, 0, "secret-file", "file", NULL, \
	  "read the API key from the first line of this file, and its secret" \
	  " from what follows; nobody else may read it", \
	  AT(const char *, key.file), .words = WORDS_FILE }, \
	{ OPT_TEXT, 0, "secret-fd", "n", NULL, \
	  "read both from this open descriptor", AT(const char *, key.fd) }, \
	{ OPT_TEXT, 0, "secret-command", "command", NULL, \
	  "read both from what this command prints; no shell is used", \
	  AT(const char *, key.command) }
bool key_given(const struct key_source *from);

/* A key and its secret; all-zero is none. */
struct key_pair {
	enum sign_scheme scheme;
	struct secret *key, *secret;
};
void key_pair_release(struct key_pair *k);	/* wiped */
enum err_code key_read(const struct key_source *from, struct key_pair *out,
    struct err *err);

/*
 * Asks the account's venue what the key may do, signed by it; the account need
 * not be in the store. E_LOCKED: the venue refuses the key.
 */
enum err_code key_prove(struct session *s, const struct account *a,
    const struct signer *signer, struct venue_rights *out, struct err *err);
/* The same for a pair that is in no vault yet. */
enum err_code key_prove_pair(struct session *s, const struct account *a,
    const struct key_pair *k, struct venue_rights *out, struct err *err);
/* E_REFUSED: it may withdraw, and nobody has accepted that, now or when the
 * account's rights were noted. Warns of what is allowed but unwise. */
enum err_code key_judge(struct session *s, const struct account *a,
    const struct venue_rights *r, bool accept_withdrawal, struct err *err);

/* What the account's row says of its key. */
void account_rights(struct account *a, const struct venue_rights *r);
/* An account that has a key; E_USAGE: it is a paper one. */
enum err_code key_account(struct session *s, const char *label,
    struct account *out, struct err *err);
/* Notes what its key may do, with an audit row, in one transaction. */
enum err_code key_note(struct session *s, struct account *a,
    const struct venue_rights *r, const char *action, struct err *err);

/* What a key may do, as account test and rotate print it. */
struct key_row {
	char account[LABEL_SIZE], venue[VENUE_SIZE];
	signed char valid, testnet;
	const char *scheme;
	struct venue_rights rights;
	const char *problem;
};
extern const struct record key_record;
void key_row_name(struct key_row *row, const struct account *a);

#endif
