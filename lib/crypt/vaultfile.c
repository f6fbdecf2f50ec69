/*
 * The vault's file: read only when it is ours alone, and replaced so that at
 * every moment, whatever fails, the old one or the new one is whole. Writers
 * take the lock of its folder, which leaves no file behind, and make sure that
 * what they replace is what they read.
 */
#include "crypt/vaultdata.h"

#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_WAIT_US INT64_C(10000000)
#define LOCK_PAUSE_US 10000

static enum err_code
refuse(const char *path, const char *why, struct err *err)
{
	return err_set(err, E_STORE, "vault %s: %s", path, why);
}

static enum err_code
check_file(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return refuse(path, strerror(errno), err);
	if (!S_ISREG(st.st_mode))
		return refuse(path, "not a regular file", err);
	if (st.st_uid != geteuid())
		return refuse(path, "belongs to another user", err);
	if (st.st_mode & 077)
		return err_set(err, E_STORE, "vault %s: mode %03o lets others "
		    "in; chmod 600 it, and change the passphrase if somebody "
		    "may have read it", path, (unsigned)(st.st_mode & 0777));
	if (st.st_size > (off_t)VAULT_SIZE_MAX)
		return refuse(path, "larger than a vault can be", err);
	return E_OK;
}

static enum err_code
read_all(int fd, const char *path, struct buf *out, struct err *err)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return refuse(path, strerror(errno), err);
		buf_add(out, piece, (size_t)n);
		if (out->len > VAULT_SIZE_MAX)
			return refuse(path, "grew while it was read", err);
	}
	return E_OK;
}

static enum err_code
read_at(int folder, const char *name, const char *path, struct buf *out,
    struct err *err)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
	    O_NONBLOCK);
	enum err_code rc;

	if (fd < 0 && errno == ENOENT)
		return refuse(path, "there is none (etrms vault init makes "
		    "one)", err);
	if (fd < 0 && errno == ELOOP)
		return refuse(path, "is a symbolic link", err);
	if (fd < 0)
		return refuse(path, strerror(errno), err);
	rc = check_file(fd, path, err);
	if (rc == E_OK)
		rc = read_all(fd, path, out, err);
	close(fd);
	return rc;
}

enum err_code
vault_file_read(const char *path, struct buf *out, struct err *err)
{
	return read_at(AT_FDCWD, path, path, out, err);
}

/* One write of one vault. */
struct place {
	const struct vault_write *w;
	char *folder_text, *name_text;	/* what the two below point into */
	const char *folder_path, *name;
	char *temporary;
	int folder;
};

static enum err_code
lock_folder(struct place *p, struct err *err)
{
	int64_t until = clock_monotonic() + LOCK_WAIT_US;
	struct stat st;

	p->folder = open(p->folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->folder < 0 || fstat(p->folder, &st) != 0)
		return err_set(err, E_STORE, "vault %s: folder %s: %s",
		    p->w->path, p->folder_path, strerror(errno));
	if ((st.st_mode & 022) != 0 && (st.st_mode & S_ISVTX) == 0)
		return err_set(err, E_STORE, "vault %s: others may write in "
		    "its folder %s (mode %03o)", p->w->path, p->folder_path,
		    (unsigned)(st.st_mode & 0777));
	while (flock(p->folder, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return refuse(p->w->path, strerror(errno), err);
		if (clock_monotonic() >= until)
			return err_set(err, E_BUSY, "vault %s: another command "
			    "is writing it", p->w->path);
		usleep(LOCK_PAUSE_US);
	}
	return E_OK;
}

/* Is what will be replaced what was read? */
static enum err_code
check_old(const struct place *p, struct err *err)
{
	const struct vault_write *w = p->w;
	struct buf file = {0};
	struct stat st;
	enum err_code rc;

	if (w->old == NULL)
		return fstatat(p->folder, p->name, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 ? refuse(w->path,
		    "is there already", err) : E_OK;
	rc = read_at(p->folder, p->name, w->path, &file, err);
	if (rc == E_OK && (file.len < VAULT_HEAD ||
	    memcmp(file.at, w->old, VAULT_HEAD) != 0))
		rc = err_set(err, E_BUSY, "vault %s: another command changed "
		    "it meanwhile; nothing was written", w->path);
	buf_release(&file);
	return rc;
}

static bool
write_bytes(int fd, struct bytes bytes)
{
	const char *at = bytes.at;

	for (size_t left = bytes.len; left > 0;) {
		ssize_t n = write(fd, at, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		left -= (size_t)n;
	}
	return true;
}

/* A temporary of an interrupted write is nobody's: we hold the lock. */
static enum err_code
write_temporary(const struct place *p, struct err *err)
{
	const struct vault_write *w = p->w;
	bool good;
	int fd;

	(void)unlinkat(p->folder, p->temporary, 0);
	fd = openat(p->folder, p->temporary, O_WRONLY | O_CREAT | O_EXCL |
	    O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return refuse(w->path, strerror(errno), err);
	good = write_bytes(fd, w->head) && write_bytes(fd, w->rest) &&
	    fsync(fd) == 0;
	if (!good)
		refuse(w->path, strerror(errno), err);
	close(fd);
	return good ? E_OK : E_STORE;
}

static enum err_code
check_temporary(const struct place *p, struct err *err)
{
	const struct vault_write *w = p->w;
	struct buf file = {0};
	enum err_code rc = read_at(p->folder, p->temporary, w->path, &file,
	    err);

	if (rc == E_OK)
		rc = w->check(w->self, (struct bytes){ file.at, file.len },
		    err);
	buf_release(&file);
	return rc;
}

static enum err_code
take_place(const struct place *p, struct err *err)
{
	if (renameat2(p->folder, p->temporary, p->folder, p->name,
	    p->w->old == NULL ? RENAME_NOREPLACE : 0) != 0)
		return refuse(p->w->path, strerror(errno), err);
	if (fsync(p->folder) != 0)
		return err_set(err, E_STORE, "vault %s: is written, but its "
		    "folder cannot be synced (%s): it may come back as it was",
		    p->w->path, strerror(errno));
	return E_OK;
}

enum err_code
vault_file_write(const struct vault_write *w, struct err *err)
{
	struct place p = { .w = w, .folder = -1 };
	enum err_code rc;
	bool ours = false;

	p.folder_text = mem_text(w->path);
	p.name_text = mem_text(w->path);
	p.folder_path = dirname(p.folder_text);
	p.name = basename(p.name_text);
	p.temporary = mem_format(".%s.new", p.name);
	rc = lock_folder(&p, err);
	if (rc == E_OK)
		rc = check_old(&p, err);
	if (rc == E_OK) {
		ours = true;
		rc = write_temporary(&p, err);
	}
	if (rc == E_OK)
		rc = check_temporary(&p, err);
	if (rc == E_OK)
		rc = take_place(&p, err);
	if (rc != E_OK && ours)
		(void)unlinkat(p.folder, p.temporary, 0);
	if (p.folder >= 0)
		close(p.folder);
	free(p.folder_text);
	free(p.name_text);
	free(p.temporary);
	return rc;
}
