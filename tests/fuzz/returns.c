/*
 * Files of returns from any bytes: refused with a line and a cause, or read;
 * what is read is finite and no loss of more than all.
 */
#include "feed/returns.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("returns", MFD_CLOEXEC);
	struct returns all = {0};
	struct err err = {0};
	char path[64];
	enum err_code rc;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = feed_returns(path, &all, &err);
	MUST(rc == E_OK || (rc == E_DATA && err.text[0] != '\0'));
	MUST(rc != E_OK || all.len > 0);
	for (size_t i = 0; i < all.len; i++)
		MUST(isfinite(all.at[i]) && all.at[i] >= -1);
	vec_release(&all);
	close(fd);
	return 0;
}
