/*
 * Account locks: one open file description lock per account on a file beside
 * the store. The kernel frees it when its holder dies, however it dies.
 */
#include "store/store.h"

#include "base/clock.h"
#include "store/storedata.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FIRST_PAUSE_US 500
#define LONGEST_PAUSE_US 10000

static enum err_code
lock_file(int fd, int wait_ms)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int64_t until = clock_monotonic() + (int64_t)wait_ms * 1000;
	unsigned pause = FIRST_PAUSE_US;

	while (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return E_STORE;
		if (clock_monotonic() >= until)
			return E_BUSY;
		usleep(pause);
		if (pause < LONGEST_PAUSE_US)
			pause *= 2;
	}
	return E_OK;
}

enum err_code
store_lock(struct store *s, const char *account, int wait_ms, int *lock,
    struct err *err)
{
	char *path;
	enum err_code rc;
	int fd;

	*lock = -1;
	if (!label_valid(account))
		return err_set(err, E_USAGE, "account %s: not a label",
		    account);
	if (strcmp(s->path, ":memory:") == 0)
		return E_OK;
	path = mem_format("%s-lock-%s", s->path, account);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		rc = err_set(err, E_STORE, "lock %s: %s", path,
		    strerror(errno));
	} else {
		rc = lock_file(fd, wait_ms);
		if (rc == E_STORE)
			err_set(err, rc, "lock %s: %s", path, strerror(errno));
		else if (rc == E_BUSY)
			err_set(err, rc, "account %s: another etrms command "
			    "holds its lock (%s)", account, path);
	}
	if (rc == E_OK)
		*lock = fd;
	else if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}

void
store_unlock(int *lock)
{
	if (*lock >= 0)
		close(*lock);
	*lock = -1;
}
