/* Reads a file whole, never more than it may have. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
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
