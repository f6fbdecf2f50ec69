/* Reads a file whole, never more than it may have; writes one whole. */
#include "base/file.h"

#include "base/mem.h"
#include "base/rng.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_code
read_all(int fd, const char *name, size_t limit, struct buf *out,
    struct err *err)
{
	char piece[65536];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EISDIR)
			return err_set(err, E_USAGE, "%s: is a directory",
			    name);
		if (n < 0)
			return err_set(err, E_OUTPUT, "%s: %s", name,
			    strerror(errno));
		if (n == 0)
			return E_OK;
		total += (size_t)n;
		if (total > limit)
			return err_set(err, E_DATA,
			    "%s: larger than %zu bytes", name, limit);
		buf_add(out, piece, (size_t)n);
	}
}

enum err_code
file_read(const char *path, size_t limit, struct buf *out, struct err *err)
{
	enum err_code rc;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "standard input", limit, out,
		    err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, E_USAGE, "%s: %s", path, strerror(errno));
	rc = read_all(fd, path, limit, out, err);
	close(fd);
	return rc;
}

static bool
write_all(int fd, const struct buf *text)
{
	const char *s = buf_text(text);
	size_t n = text->len;

	while (n > 0) {
		ssize_t done = write(fd, s, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		s += done;
		n -= (size_t)done;
	}
	return true;
}

/* A file of its own beside target, and its name; -1 where there can be none. */
static int
open_beside(const char *target, mode_t mode, char **name)
{
	uint32_t tag = 0;
	int fd = -1;

	for (int i = 0; i < 16 && fd < 0; i++) {
		if (!rng_bytes(&tag, sizeof(tag)))
			return -1;
		free(*name);
		*name = mem_format("%s.%08x", target, (unsigned)tag);
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
		    O_NOFOLLOW, mode);
		if (fd < 0 && errno != EEXIST)
			return -1;
	}
	return fd;
}

static bool
replace(const char *target, const struct buf *text, mode_t mode,
    const struct stat *had)
{
	char *name = NULL;
	int fd = open_beside(target, mode, &name);
	bool good = fd >= 0;
	int why;

	if (good && had != NULL)
		good = fchmod(fd, had->st_mode & 07777) == 0;
	good = good && write_all(fd, text) && fsync(fd) == 0;
	if (fd >= 0)
		good = close(fd) == 0 && good;
	good = good && rename(name, target) == 0;
	why = errno;
	if (!good && fd >= 0)
		(void)unlink(name);
	free(name);
	errno = why;
	return good;
}

static bool
write_into(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write_all(fd, text);

	if (fd >= 0)
		good = close(fd) == 0 && good;
	return good;
}

enum err_code
file_replace(const char *path, const struct buf *text, mode_t mode,
    enum err_code code, struct err *err)
{
	char *real = realpath(path, NULL);
	const char *target = real != NULL ? real : path;
	struct stat st;
	bool had = stat(target, &st) == 0, good;

	good = had && !S_ISREG(st.st_mode) ? write_into(target, text) :
	    replace(target, text, mode, had ? &st : NULL);
	if (!good)
		(void)err_set(err, code, "%s: %s", path, strerror(errno));
	free(real);
	return good ? E_OK : code;
}
