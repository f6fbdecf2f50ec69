/*
 * Is every stored block still what was written, and what is there to know
 * about its bars: the same eyes that look at files (model/candlecheck.h).
 */
#include "store/candles-rows.h"

#include "base/stamp.h"
#include "model/candlecheck.h"

#include <string.h>

struct verify {
	struct candle_check check;
	struct candle_rows rows;
};

/* NULL, or what is wrong with the block as it is stored. */
static const char *
block_fault(struct verify *v, const struct stored_block *stored)
{
	unsigned char hash[BLOCK_HASH_SIZE];
	const struct candle_rows *r = &v->rows;
	const int64_t tf = v->check.timeframe_ms;
	struct block b;

	candle_rows_clear(&v->rows);
	block_hash(stored->bytes, stored->len, hash);
	if (stored->hash_len != sizeof(hash) ||
	    memcmp(stored->hash, hash, sizeof(hash)) != 0)
		return "its bytes do not match its hash";
	if (block_open(&b, stored->bytes, stored->len, tf, NULL) != E_OK ||
	    block_rows(&b, &v->rows, NULL) != E_OK)
		return "its bytes are not a block";
	if ((int64_t)r->len != stored->rows || r->len == 0 ||
	    r->time[0] != stored->first ||
	    r->time[r->len - 1] != stored->last)
		return "its head does not match its rows";
	for (size_t i = 0; i < r->len; i++)
		if (block_number(r->time[i], tf) != stored->id)
			return "a row belongs to another block";
	return NULL;
}

static enum err_code
verify_block(void *self, const struct stored_block *stored, struct err *err)
{
	struct verify *v = self;
	const char *fault = block_fault(v, stored);
	char at[STAMP_TEXT_SIZE];

	if (fault == NULL)
		return candle_check(&v->check, &v->rows, err);
	return candle_check_report(&v->check, FLAW_DAMAGED, stored->first, 0,
	    stored->rows, err, "block of %s: %s",
	    stamp_text(stored->first * 1000, at), fault);
}

enum err_code
candles_verify(struct store *s, const struct series *which,
    enum err_code (*each)(void *self, const struct candle_finding *f,
    struct err *err), void *self, struct err *err)
{
	struct verify v = { .check = { .each = each, .self = self,
	    .timeframe_ms = which->timeframe / 1000 } };
	int64_t id;
	enum err_code rc = series_need(s, which->venue, which->symbol,
	    which->timeframe, which->price, &id, err);

	TEXT_SET(v.check.blank.venue, which->venue);
	TEXT_SET(v.check.blank.symbol, which->symbol);
	v.check.blank.timeframe = which->timeframe;
	v.check.blank.price = which->price;
	v.check.no_volume = which->price == PRICE_MARK;
	if (rc == E_OK)
		rc = blocks_each(s, id, v.check.timeframe_ms, INT64_MIN / 2,
		    INT64_MAX, verify_block, &v, err);
	candle_rows_release(&v.rows);
	return rc;
}

static enum err_code
damage_count(void *self, const struct candle_finding *f, struct err *err)
{
	int64_t *blocks = self;

	(void)err;
	*blocks += f->kind == FLAW_DAMAGED;
	return E_OK;
}

enum err_code
candles_damage(struct store *s, struct buf *detail, struct err *err)
{
	struct serieses all = {0};
	char frame[STAMP_TEXT_SIZE];
	enum err_code rc = series_list(s, NULL, NULL, 0, -1, &all, err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		int64_t blocks = 0;

		rc = candles_verify(s, &all.at[i], damage_count, &blocks, err);
		if (blocks > 0)
			buf_printf(detail, "%s%s %s %s%s: %lld damaged "
			    "blocks",
			    detail->len > 0 ? "; " : "", all.at[i].venue,
			    all.at[i].symbol,
			    duration_text(all.at[i].timeframe, frame),
			    all.at[i].price == PRICE_MARK ? " mark" : "",
			    (long long)blocks);
	}
	vec_release(&all);
	return rc;
}
