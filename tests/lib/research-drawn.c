/*
 * What a report draws of the parts of a run: months, drawdowns, exposure and
 * the times that a breaker was tripped, by hand; parts with a byte changed are
 * refused or drawn.
 */
#include "tests/lib/reportmade.h"

/* Draws the run with what can be read of the bytes of its parts. */
static bool
drawn(const struct made *m, const struct run_bytes *b)
{
	struct run_parts parts = {0};
	struct report r = { &m->run, &m->source, &parts };
	struct out_style style = { .width = 80 };
	bool good = true;

	for (int i = 0; i < RUN_PARTS; i++)
		good = run_part_unpack(i, b->part[i].at, b->part[i].len,
		    b->rows[i], &parts) && good;
	buf_clear(&page);
	if (good) {
		report_page(&r, &page);
		report_terminal(&r, &style, &page);
	}
	run_parts_release(&parts);
	return good;
}

static void
changed_bytes_are_drawn_or_refused(void)
{
	static const unsigned char flips[] = { 0x01, 0x41, 0x80 };
	struct run_bytes b = {0};
	struct made m;
	int all = 0, tried = 0;

	make(&m, 70, STAMP_HOUR, 8);
	run_parts_pack(&m.parts, &b);
	ok(drawn(&m, &b));
	for (int part = 0; part < RUN_PARTS; part++)
		for (size_t i = 0; i < b.part[part].len; i++)
			for (size_t k = 0; k < sizeof(flips); k++, tried++) {
				b.part[part].at[i] ^= (char)flips[k];
				all += drawn(&m, &b);
				b.part[part].at[i] ^= (char)flips[k];
			}
	ok(all > 0 && all < tried);
	run_bytes_release(&b);
	drop(&m);
}

#define DAY(n) (START + (n) * STAMP_DAY)

static void
given_equity(struct made *m, int64_t day, int64_t equity)
{
	struct equity_point p = { .time = DAY(day), .equity = dec_int(equity),
	    .units = dec_int(1), .transferred = DEC_ZERO };

	p.high = p.low = p.equity;
	curve_add(&m->parts.equity, &p);
}

static void
given_order(struct made *m, int side, int64_t amount, int64_t price,
    int64_t time)
{
	*vec_add(&m->parts.orders) = (struct run_order){ .symbol = "A/B",
	    .side = side, .filled = dec_int(amount),
	    .average = dec_int(price), .last_update_time = time };
}

static void
given_event(struct made *m, int kind, int64_t day)
{
	struct breaker_event e = { .time = DAY(day), .kind = kind,
	    .value = DEC_NONE, .limit = DEC_NONE };

	TEXT_SET(e.breaker, "fall");
	vec_push(&m->parts.events, e);
}

/* 2022: January ends at 1100, February at 990, which is a tenth below, March at
 * 1210, which is 22.2 % more and 21 % of the year; within March it was at 880,
 * a fifth below. */
static void
months_and_drawdowns_by_hand(void)
{
	struct made m;

	make(&m, 0, STAMP_DAY, 0);
	curve_clear(&m.parts.equity);
	vec_clear(&m.parts.events);
	given_equity(&m, 0, 1000);
	given_equity(&m, 31, 1100);
	given_equity(&m, 59, 990);
	given_equity(&m, 75, 880);
	given_equity(&m, 90, 1210);
	given_event(&m, BREAKER_TRIGGERED, 10);
	given_event(&m, BREAKER_RESOLVED, 12);
	given_event(&m, BREAKER_TRIGGERED, 87);
	shown(&m);
	ok(has("highest 1,210.00 on 2022-04-01"));
	ok(has("</b> on 2022-03-17, longest"));
	ok(has("<tr><td>2022-01</td><td class=\"n\">1,100.00</td><td"
	    " class=\"n\">+10.00%</td><td class=\"n\">0.00%</td></tr>"));
	ok(has("<tr><td>2022-02</td><td class=\"n\">990.00</td><td"
	    " class=\"n\">\u221210.00%</td><td class=\"n\">\u221210.00%"
	    "</td></tr>"));
	ok(has("<tr><td>2022-03</td><td class=\"n\">1,210.00</td><td"
	    " class=\"n\">+22.22%</td><td class=\"n\">\u221220.00%"
	    "</td></tr>"));
	ok(has(">+21.0</data></td></tr>"));
	ok(has("tripped 2 times, tripped or cooling down for 5.0 days"));
	drop(&m);
}

/* 1200 days, one a column: 2 bought at 250 of an equity of 1000, for half of
 * day 100, and from day 300.5 to day 600; 4 sold at 50 on day 900 and gone on
 * day 1050. */
static void
exposure_by_hand(void)
{
	static double longs[PAGE_COLUMNS], shorts[PAGE_COLUMNS];
	struct report r;
	struct report_view v;
	struct made m;

	make(&m, 0, STAMP_DAY, 0);
	curve_clear(&m.parts.equity);
	for (int64_t day = 0; day <= PAGE_COLUMNS; day++)
		given_equity(&m, day, 1000);
	given_order(&m, SIDE_BUY, 2, 250, DAY(100) + STAMP_DAY / 4);
	given_order(&m, SIDE_SELL, 2, 300, DAY(100) + STAMP_DAY * 3 / 4);
	given_order(&m, SIDE_BUY, 2, 250, DAY(300) + STAMP_DAY / 2);
	given_order(&m, SIDE_SELL, 2, 300, DAY(600));
	given_order(&m, SIDE_SELL, 4, 50, DAY(900));
	*vec_add(&m.parts.trades) = (struct run_trade){ .symbol = "A/B",
	    .exit_time = DAY(600) };
	*vec_add(&m.parts.trades) = (struct run_trade){ .symbol = "A/B",
	    .exit_time = DAY(1050) };
	r = (struct report){ &m.run, &m.source, &m.parts };
	report_view_init(&v, &r);
	report_exposure(&v, longs, shorts);
	for (int i = 0; i < PAGE_COLUMNS; i++) {
		double up = i == 100 || i == 300 ? 0.25 : i > 300 && i < 600 ? 0.5 : 0;
		double down = i >= 900 && i < 1050 ? -0.2 : 0;

		if (!ok(fabs(longs[i] - up) < 1e-9 &&
		    fabs(shorts[i] - down) < 1e-9))
			printf("# column %d: %g %g\n", i, longs[i], shorts[i]);
	}
	report_view_release(&v);
	drop(&m);
}

int
main(void)
{
	TEST(changed_bytes_are_drawn_or_refused);
	TEST(months_and_drawdowns_by_hand);
	TEST(exposure_by_hand);
	buf_release(&page);
	return tap_done();
}
