/*
 * Files of funding rates from any bytes: the reader ends with E_OK, E_DATA or
 * E_USAGE and a text; what it hands out is a symbol, a whole second, a rate
 * below 1 and a mark above 0, or none. The first byte says whether a symbol is
 * asked for.
 */
#include "base/stamp.h"
#include "feed/feed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static enum err_code
take(void *self, const struct funding_rate *r, int64_t line, struct err *err)
{
	const char *symbol = self;

	(void)err;
	must(line > 1 && symbol_valid(r->symbol));
	must(symbol == NULL || strcmp(symbol, r->symbol) == 0);
	must(r->time >= 0 && r->time % STAMP_SECOND == 0);
	must(dec_known(r->rate) && dec_cmp(dec_abs(r->rate), dec_int(1)) < 0);
	must(!dec_known(r->mark_price) || dec_sign(r->mark_price) > 0);
	return E_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char asked[] = "BTC/USDT:USDT";
	char *symbol = size > 0 && data[0] % 2 == 1 ? asked : NULL;
	struct funding_sums sums;
	struct err err = {0};
	enum err_code rc;
	int fd = memfd_create("funding", MFD_CLOEXEC);

	must(fd >= 0);
	if (size > 0)
		must(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	must(lseek(fd, 0, SEEK_SET) == 0);
	rc = feed_fundings("f", fd, symbol, take, symbol, &sums, &err);
	must(rc == E_OK || ((rc == E_DATA || rc == E_USAGE) &&
	    err.code == rc && err.text[0] != '\0'));
	must(rc != E_OK || sums.rows > 0);
	close(fd);
	return 0;
}
