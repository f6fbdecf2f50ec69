/*
 * The vault from inside: the layout of the file (RELIABILITY.md 5), its
 * payload, and the way both go between memory and disk.
 */
#ifndef CRYPT_VAULTDATA_H
#define CRYPT_VAULTDATA_H

#include "crypt/vault.h"

#define VAULT_SALT 32
enum vault_at {		/* offsets; numbers are little-endian */
	AT_MAGIC = 0,		/* 8 */
	AT_KDF = 8,		/* kdf, log2N, r, p, aead, and three zeros */
	AT_COST = 9,
	AT_SALT = 16,		/* new with each passphrase */
	AT_COMMIT = 48,		/* tells a wrong passphrase from damage */
	AT_WRAP = 80,		/* the data key, sealed; also: 0 to here */
	AT_GENERATION = 128,	/* u64 */
	AT_LENGTH = 136,	/* u32 of the payload, and a zero u32 */
	AT_PAYLOAD_SALT = 144,	/* new with each write */
	AT_PAYLOAD = 176	/* payload and tag; also: 0 to here */
};
#define VAULT_HEAD AT_PAYLOAD
#define VAULT_BLOCK 4096u	/* the payload is padded to a multiple */
#define VAULT_PAYLOAD_MAX (1u << 20)
#define VAULT_SIZE_MAX (VAULT_HEAD + VAULT_PAYLOAD_MAX + CRYPT_TAG_SIZE)

struct vault {
	const struct crypt_ops *ops;
	char *path;
	bool made;		/* is there a file yet */
	bool by_passphrase;
	unsigned char head[VAULT_HEAD];	/* as it will be written */
	unsigned char disk[VAULT_HEAD];	/* as it was read or written last */
	struct secret *data_key;
	char id[VAULT_ID_SIZE];
	struct vault_entries VEC_OF(struct vault_entry) entries;
};

/* The bytes of a file: sizes, magic and every field that is not secret. */
enum err_code vault_check_head(const char *path, struct bytes file,
    struct err *err);
uint64_t vault_head_generation(const unsigned char *head);
/* Opens what was read: by passphrase, or by data key; never both. */
enum err_code vault_open_bytes(const struct crypt_ops *ops, const char *path,
    struct bytes file, const struct secret *passphrase,
    const struct secret *data_key, struct vault **out, struct err *err);

/* Id and entries, as JSON after its length, padded with zeros. */
struct secret *payload_write(const struct vault *v);	/* NULL: too large */
/* Into v, which has no entries yet; only our own writing reads. */
bool payload_read(const struct secret *payload, struct vault *v);
void entry_release(struct vault_entry *e);

/* The whole file; E_STORE unless it is ours alone and no link. Appends. */
enum err_code vault_file_read(const char *path, struct buf *out,
    struct err *err);
/*
 * Puts bytes in the place of what has `old` as its head (NULL: of nothing),
 * after check() has read them back and found them good.
 */
struct vault_write {
	const char *path;
	struct bytes head, rest;
	const unsigned char *old;
	enum err_code (*check)(void *self, struct bytes file,
	    struct err *err);
	void *self;
};
enum err_code vault_file_write(const struct vault_write *w, struct err *err);

#endif
