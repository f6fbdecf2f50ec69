/*
 * Shards of a sweep from any bytes, two after each other: refused with a file
 * and a cause, or whole; numbers are read where there is a place for them, and
 * no shard counts twice. The first byte is where the second begins.
 */
#include "research/shard.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

enum { ITEMS = 7, COLUMNS = 2 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err_code
read_from(struct shard_merge *m, const uint8_t *data, size_t size)
{
	int fd = memfd_create("shard", MFD_CLOEXEC);
	struct err err = {0};
	char path[64];
	enum err_code rc;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = shard_read(m, path, &err);
	MUST(rc == E_OK || (rc == E_DATA && err.text[0] != '\0'));
	close(fd);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct shard_fact facts[] = { { "kind", "montecarlo" } };
	static const char *const columns[COLUMNS] = { "final_equity",
	    "max_drawdown" };
	const struct shard_form form = { facts, 1, columns, COLUMNS, ITEMS };
	/* of just that size: writing beyond it is found */
	double *values = calloc(ITEMS * COLUMNS, sizeof(*values));
	struct shard_merge m = { .form = &form, .values = values };
	struct err err = {0};
	size_t half;
	int good;

	if (size == 0) {
		free(values);
		return 0;
	}
	half = data[0] * size / 256;
	data++, size--;
	half = half > size ? size : half;
	good = read_from(&m, data, half) == E_OK;
	good += read_from(&m, data + half, size - half) == E_OK;
	MUST(shard_complete(&m, &err) != E_OK || (size_t)good >= m.count);
	shard_merge_release(&m);
	free(values);
	return 0;
}
