/*
 * Market files from any bytes: the reader ends with E_OK, E_DATA or E_USAGE
 * and a text; the rows it hands out are in bounds and canonical; what rises in
 * time survives the block codec. The first byte chooses the options.
 */
#include "base/stamp.h"
#include "feed/feed.h"
#include "store/candles-codec.h"

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

static void
row_sound(const struct candle_rows *r, size_t i)
{
	must(r->time[i] >= 0 && r->line[i] > 0);
	for (int c = 0; c < CANDLE_COLUMNS; c++) {
		const int64_t v = r->coef[c][i];
		const int scale = r->scale[c][i];

		if (scale == CANDLE_UNKNOWN) {
			must(c >= CANDLE_OPTIONAL && v == 0);
			continue;
		}
		must(scale <= DEC_SCALE_MAX && (scale == 0 || v % 10 != 0));
		must(v < pow10_table[18] && v > -pow10_table[18]);
	}
}

static enum err_code
take_rows(void *self, const struct candle_rows *r, struct err *err)
{
	struct candle_rows back = {0};
	struct buf bytes = {0};
	struct block b;
	bool rising = true;

	(void)self;
	for (size_t i = 0; i < r->len; i++) {
		row_sound(r, i);
		rising &= i == 0 || r->time[i] > r->time[i - 1];
	}
	if (!rising)
		return E_OK;
	block_encode(r, 60000, &bytes);
	must(block_open(&b, bytes.at, bytes.len, 60000, err) == E_OK);
	must(block_rows(&b, &back, err) == E_OK && back.len == r->len);
	must(memcmp(back.time, r->time, r->len * sizeof(*r->time)) == 0);
	for (int c = 0; c < CANDLE_COLUMNS; c++)
		must(memcmp(back.coef[c], r->coef[c],
		    r->len * sizeof(*r->coef[c])) == 0 &&
		    memcmp(back.scale[c], r->scale[c], r->len) == 0);
	candle_rows_release(&back);
	buf_release(&bytes);
	return E_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const maps[] = { NULL, NULL, NULL,
	    "time,open,high,low,close,volume",
	    "time=0,open=1,high=1,low=1,close=2,volume=3", "time=t,open=o,"
	    "high=o,low=o,close=o,volume=v" };
	const struct candle_sink sink = { .rows = take_rows };
	struct feed_options o = { .layout = -1, .time_unit = FEED_AUTO,
	    .timeframe = STAMP_MINUTE, .symbol = "BTC/USDT", .venue = "x" };
	struct feed_sums sums;
	struct err err = {0};
	enum err_code rc;
	int fd = memfd_create("csv", MFD_CLOEXEC);

	must(fd >= 0);
	if (size > 0) {
		o.layout = data[0] % 8 - 1;
		o.time_unit = data[0] / 8 % 5 - 1;
		o.columns = maps[data[0] / 40 % 6];
		/* what is left of the byte: mark prices of one of many */
		if (data[0] >= 240) {
			o.price = PRICE_MARK;
			o.rows_of = data[0] % 2 == 0 ? "BTCUSDT" : NULL;
		}
		must(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	}
	must(lseek(fd, 0, SEEK_SET) == 0);
	rc = feed_candles("f", fd, &o, &sink, &sums, &err);
	must(rc == E_OK || ((rc == E_DATA || rc == E_USAGE) &&
	    err.code == rc && err.text[0] != '\0'));
	close(fd);
	return 0;
}
