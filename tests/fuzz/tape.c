/*
 * Files of trades, quotes and order books from any bytes: the reader ends with
 * E_OK, E_DATA or E_USAGE and a text; what it hands out has prices above 0, and
 * no event ends before it begins.
 */
#include "feed/tape.h"

#include <stdbool.h>
#include <stdlib.h>
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
take(void *self, const struct tape_row *r, struct err *err)
{
	int64_t *rows = self;

	(void)err;
	++*rows;
	must(r->kind >= 0 && r->kind < TAPE_KINDS);
	must(r->last >= 0 && r->before >= 0);
	must(r->kind != TAPE_CHANGE || r->before <= r->last);
	if (r->kind == TAPE_TRADE || r->kind == TAPE_QUOTE)
		must(dec_sign(r->price) > 0 && dec_sign(r->amount) > 0);
	if (r->kind == TAPE_QUOTE)
		must(dec_sign(r->ask) > 0 && dec_sign(r->ask_amount) > 0);
	if (r->kind == TAPE_SNAPSHOT || r->kind == TAPE_CHANGE)
		must(!dec_known(r->price) || (dec_sign(r->price) > 0 &&
		    dec_sign(r->amount) >= 0));
	return E_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = {0};
	int64_t rows = 0;
	enum err_code rc;
	int fd = memfd_create("tape", MFD_CLOEXEC);

	must(fd >= 0);
	must(write(fd, data, size) == (ssize_t)size);
	must(lseek(fd, 0, SEEK_SET) == 0);
	rc = feed_tape("t", fd, take, &rows, &err);
	must(rc == E_OK || ((rc == E_DATA || rc == E_USAGE) &&
	    err.code == rc && err.text[0] != '\0'));
	must(rc != E_OK || rows > 0);
	close(fd);
	return 0;
}
