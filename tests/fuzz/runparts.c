/*
 * Parts of recorded runs from any bytes, as a damaged store may hold them:
 * refused, or they are packed to bytes that are unpacked to what packs to the
 * same, and a report of them can be drawn. Bytes 0 to 3: the part, its rows.
 */
#include "base/mem.h"
#include "research/report.h"
#include "store/runparts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
packed_again(const struct run_parts *p, int part)
{
	struct run_bytes one = {0}, two = {0};
	struct run_parts again = {0};

	run_parts_pack(p, &one);
	MUST(run_part_unpack(part, one.part[part].at, one.part[part].len,
	    one.rows[part], &again));
	run_parts_pack(&again, &two);
	for (int i = 0; i < RUN_PARTS; i++)
		MUST(one.rows[i] == two.rows[i] && one.hash[i] == two.hash[i]);
	run_parts_release(&again);
	run_bytes_release(&one);
	run_bytes_release(&two);
}

/* Every text of a report is escaped, and no picture has what is no number. */
static void
drawn(const struct run_parts *p, bool says_nan)
{
	static const struct out_style style = { .width = 80 };
	struct run run = { .timeframe = INT64_C(3600000000), .trades = 3,
	    .from = INT64_C(1700000000000000), .to = INT64_C(1700900000000000),
	    .capital = dec_int(10000), .final_equity = dec_int(9000),
	    .expectancy = DEC_NONE };
	struct run_source source = {0};
	struct report r = { &run, &source, p };
	struct buf page = {0}, text = {0};

	TEXT_SET(run.symbols, "BTC/USDT;ETH/USDT:USDT");
	TEXT_SET(run.strategy, "x");
	report_page(&r, &page);
	MUST(strstr(buf_text(&page), "<script") == NULL);
	MUST(says_nan || strcasestr(buf_text(&page), "nan") == NULL);
	report_terminal(&r, &style, &text);
	buf_release(&page);
	buf_release(&text);
}

static bool
has_nan(const char *at, size_t len)
{
	for (size_t i = 0; i + 3 <= len; i++)
		if (strncasecmp(at + i, "nan", 3) == 0)
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run_parts p = {0};
	int part;
	int64_t rows;
	void *copy;

	if (size < 4)
		return 0;
	part = data[0] % RUN_PARTS;
	rows = data[1] | data[2] << 8 | (data[3] & 0xf) << 16;
	/* a copy of just that size: reading beyond it is found */
	copy = malloc(size - 4 > 0 ? size - 4 : 1);
	memcpy(copy, data + 4, size - 4);
	if (run_part_unpack(part, copy, size - 4, rows, &p)) {
		packed_again(&p, part);
		if (rows <= 2000)
			drawn(&p, has_nan(copy, size - 4));
	}
	run_parts_release(&p);
	free(copy);
	return 0;
}
