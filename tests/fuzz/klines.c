/*
 * Klines: refused with a reason and nothing added, or read; the fast way and
 * the slow one (which a blank in front asks for) come to the same rows.
 */
#include "base/mem.h"
#include "venue/binance/klines.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

static enum err_code
read_from(const char *lead, const uint8_t *data, size_t size, bool marks,
    struct candle_rows *rows)
{
	struct err err = { .code = E_OK };
	size_t n = strlen(lead);
	char *text = mem_alloc(n + size + 1);
	enum err_code rc;

	memcpy(text, lead, n);
	memcpy(text + n, data, size);
	rc = klines_read(text, n + size, marks, "fuzz", rows, &err);
	MUST(rc == E_OK || (rc == E_DATA && err.code == rc &&
	    strncmp(err.text, "fuzz: ", 6) == 0 && rows->len == 0));
	free(text);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct candle_rows fast = {0}, slow = {0};
	bool marks = size > 0 && data[0] == 'm';

	data += marks, size -= marks;
	MUST(read_from("", data, size, marks, &fast) ==
	    read_from(" ", data, size, marks, &slow));
	MUST(fast.len == slow.len);
	for (size_t i = 0; i < fast.len; i++) {
		MUST(fast.time[i] == slow.time[i] && fast.time[i] > 0);
		for (int c = 0; c < CANDLE_COLUMNS; c++)
			MUST(fast.coef[c][i] == slow.coef[c][i] &&
			    fast.scale[c][i] == slow.scale[c][i]);
	}
	candle_rows_release(&fast);
	candle_rows_release(&slow);
	return 0;
}
