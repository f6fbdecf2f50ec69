/*
 * Blocks of candles from any bytes, as a damaged store may hold them: refused,
 * or each way to read them comes to the same rows; rows that rise in time and
 * are encoded again are those rows.
 */
#include "store/candles-codec.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same_ways(const struct block *b, const struct candle_rows *rows)
{
	int64_t *times = mem_array(b->rows + 1, sizeof(*times));
	int64_t *price[4];

	for (int i = 0; i < 4; i++)
		price[i] = mem_array(b->rows + 1, sizeof(*times));
	MUST(block_times(b, times));
	for (size_t i = 0; i < b->rows; i++)
		MUST(times[i] == rows->time[i]);
	if (b->prices_share)
		MUST(block_prices(b, price[0], price[1], price[2], price[3]));
	for (int i = 0; i < 4; i++)
		free(price[i]);
	free(times);
}

static void
encoded_again(const struct candle_rows *rows, int64_t timeframe_ms)
{
	struct candle_rows back = {0};
	struct buf bytes = {0};
	struct err err = {0};
	struct block b;

	for (size_t i = 1; i < rows->len; i++)
		if (rows->time[i] <= rows->time[i - 1])
			return;
	block_encode(rows, timeframe_ms, &bytes);
	MUST(block_open(&b, bytes.at, bytes.len, timeframe_ms, &err) == E_OK);
	MUST(block_rows(&b, &back, &err) == E_OK && back.len == rows->len);
	MUST(rows->len == 0 || memcmp(back.time, rows->time,
	    rows->len * sizeof(*rows->time)) == 0);
	for (int c = 0; c < CANDLE_COLUMNS; c++)
		for (size_t i = 0; i < rows->len; i++)
			MUST(back.coef[c][i] == rows->coef[c][i] &&
			    back.scale[c][i] == rows->scale[c][i]);
	candle_rows_release(&back);
	buf_release(&bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct candle_rows rows = {0};
	struct err err = {0};
	struct block b;
	/* a copy of just that size: reading beyond it is found */
	void *copy = malloc(size + 1);

	memcpy(copy, data, size);
	copy = realloc(copy, size > 0 ? size : 1);
	if (block_open(&b, copy, size, 60000, &err) == E_OK) {
		if (block_rows(&b, &rows, &err) == E_OK) {
			MUST(rows.len == b.rows);
			same_ways(&b, &rows);
			encoded_again(&rows, 60000);
		} else {
			MUST(err.code == E_STORE);
		}
	}
	candle_rows_release(&rows);
	free(copy);
	return 0;
}
