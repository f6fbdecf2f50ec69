/* What the candle files of this room share: series ids, blocks by time. */
#ifndef STORE_CANDLES_ROWS_H
#define STORE_CANDLES_ROWS_H

#include "store/candles-codec.h"
#include "store/candles.h"
#include "store/db.h"

/* The id of a series; 0 when there is none. */
enum err_code series_id(struct store *s, const char *venue,
    const char *symbol, int64_t timeframe, int price, int64_t *id,
    struct err *err);

/* The same; E_USAGE when there is none, with one that there is. */
enum err_code series_need(struct store *s, const char *venue,
    const char *symbol, int64_t timeframe, int price, int64_t *id,
    struct err *err);

/* The block that a time belongs to, floor division. */
int64_t block_number(int64_t time_ms, int64_t timeframe_ms);

/* A walk over the blocks of [from_ms, to_ms), oldest first; hash and bytes are
 * borrowed for the call. */
struct stored_block {
	int64_t id, first, last, rows;
	int price_scale, volume_scale;
	const void *bytes, *hash;
	size_t len, hash_len;
};
enum err_code blocks_each(struct store *s, int64_t series,
    int64_t timeframe_ms, int64_t from_ms, int64_t to_ms,
    enum err_code (*each)(void *self, const struct stored_block *b,
    struct err *err), void *self, struct err *err);

/* The hash that guards a block. */
#define BLOCK_HASH_SIZE 32
void block_hash(const void *bytes, size_t len,
    unsigned char hash[BLOCK_HASH_SIZE]);

#endif
