/*
 * One block of candles as bytes and back. The bytes are a function of the
 * rows alone: the same rows, however they came, are the same block.
 *
 * Version 1, little-endian: version byte, flags byte (1: prices share one
 * scale), price scale, volume scale, u32 rows, i64 first open time, then per
 * column u32 bytes and one mode byte, then the columns, then 8 zero bytes so
 * that a reader may load whole words. A column is groups of 64 values, each a
 * width byte and 64 numbers of so many bits. Times are the differences from
 * "one timeframe later"; opens from the close before, closes from the open,
 * highs and lows from the body; volumes are themselves.
 */
#ifndef STORE_CANDLES_CODEC_H
#define STORE_CANDLES_CODEC_H

#include "base/buf.h"
#include "base/err.h"
#include "model/candlerows.h"

enum column_mode {
	COLUMN_ABSENT,		/* no value known */
	COLUMN_SCALED,		/* all with one scale */
	COLUMN_MIXED		/* each with its own; unknown ones too */
};

struct block_column {
	enum column_mode mode;
	unsigned char scale;
	const unsigned char *at;
	size_t len;
};

/* An opened block; borrows the bytes. */
struct block {
	size_t rows;
	int64_t first, timeframe_ms;
	bool prices_share;		/* one scale for the four prices */
	struct block_column time, column[CANDLE_COLUMNS];
};

/* rows must rise strictly in time; at most 2^16 of them. */
void block_encode(const struct candle_rows *rows, int64_t timeframe_ms,
    struct buf *out);
/* E_STORE when the bytes cannot be a block. */
enum err_code block_open(struct block *b, const void *bytes, size_t len,
    int64_t timeframe_ms, struct err *err);
/* Each fills arrays of b->rows; false when the bytes are damaged. */
bool block_times(const struct block *b, int64_t *time);
/* Only when prices_share: the four at scale column[CANDLE_OPEN].scale. */
bool block_prices(const struct block *b, int64_t *open, int64_t *high,
    int64_t *low, int64_t *close);
/* Only when its mode is COLUMN_SCALED. */
bool block_scaled(const struct block *b, enum candle_column c,
    int64_t *coef);
/* Appends every row to out, exactly, in canonical pairs. */
enum err_code block_rows(const struct block *b, struct candle_rows *out,
    struct err *err);

extern const int64_t pow10_table[19];
/* v × 10^digits; false on overflow of 62 bits. */
static inline bool
scale_up(int64_t v, int digits, int64_t *out)
{
	int64_t r;

	if (digits > 18 ||
	    __builtin_mul_overflow(v, pow10_table[digits], &r) ||
	    r > INT64_MAX / 2 || r < -(INT64_MAX / 2))
		return false;
	*out = r;
	return true;
}

#endif
