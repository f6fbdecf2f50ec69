/*
 * A pipe as a file: its writer may be slow, and nothing that is locked waits
 * for it.
 */
#include "feed/feed.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE (64 * 1024)

static enum err_code
piece_write(int fd, const char *from, size_t n, struct err *err)
{
	while (n > 0) {
		ssize_t did = write(fd, from, n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0)
			return err_set(err, E_STORE, "no room for a copy of"
			    " stdin: %s", strerror(errno));
		from += did;
		n -= (size_t)did;
	}
	return E_OK;
}

static enum err_code
spool_copy(int from, int to, struct err *err)
{
	char *piece = mem_alloc(PIECE);
	enum err_code rc = E_OK;
	int64_t all = 0;
	ssize_t n;

	while (rc == E_OK && (n = read(from, piece, PIECE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		all += n;
		if (n < 0)
			rc = err_set(err, E_DATA, "-: cannot read: %s",
			    strerror(errno));
		else if (all > FEED_TEXT_MAX)
			rc = err_set(err, E_DATA, "-: more than 4 GiB");
		else
			rc = piece_write(to, piece, (size_t)n, err);
	}
	free(piece);
	return rc;
}

enum err_code
feed_spool(int fd, int *out, struct err *err)
{
	FILE *file = tmpfile();
	enum err_code rc = E_OK;
	int copy = -1;

	if (file != NULL)
		copy = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		rc = err_set(err, E_STORE, "no room for a copy of stdin: %s",
		    strerror(errno));
	if (rc == E_OK)
		rc = spool_copy(fd, copy, err);
	if (rc == E_OK && lseek(copy, 0, SEEK_SET) != 0)
		rc = err_set(err, E_STORE, "the copy of stdin: %s",
		    strerror(errno));
	if (file != NULL)
		fclose(file);
	if (rc == E_OK)
		*out = copy;
	else if (copy >= 0)
		close(copy);
	return rc;
}
