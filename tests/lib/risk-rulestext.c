/*
 * Policies and breakers as lines of text: what is written is read back as it
 * was, whatever a condition has in it, and what cannot be is refused with its
 * line.
 */
#include "risk/rulestext.h"

#include "tests/lib/tap.h"

#include <string.h>

static struct err err;

static void
a_breaker(struct breakers *all, const char *when)
{
	struct breaker *b = vec_add(all);

	b->enabled = 1;
	TEXT_SET(b->name, "a");
	TEXT_SET(b->when, when);
	TEXT_SET(b->act, "notify");
}

static void
conditions_come_back_as_they_are(void)
{
	static const char *const whens[] = {
		"drawdown(1d) > 5%",
		"matches(symbol, \"BTC --account x\")",
		"matches(symbol, \" -- --\") or matches(symbol, \"a \\\\--b\")",
		"symbol == \"--when a --do b\" and equity > 1"
	};
	struct breakers all = {0}, back = {0};
	struct buf text = {0};

	for (size_t i = 0; i < sizeof(whens) / sizeof(*whens); i++)
		a_breaker(&all, whens[i]);
	breakers_text_write(&all, &text);
	is_int(breakers_text_read(buf_text(&text), &back, &err), E_OK);
	is_int((int64_t)back.len, (int64_t)all.len);
	for (size_t i = 0; i < back.len; i++) {
		is_text(back.at[i].when, whens[i]);
		is_text(back.at[i].act, "notify");
		is_text(back.at[i].account, "");
	}
	vec_release(&all);
	vec_release(&back);
	buf_release(&text);
}

static void
every_option_comes_back(void)
{
	static const char text[] = "a --when equity > 1 --do halt, notify"
	    " --account main --venue binance --symbol BTC/* --cooldown 12h"
	    " --on-unknown trip --enabled no\n";
	struct breakers all = {0};
	struct buf again = {0};

	is_int(breakers_text_read(text, &all, &err), E_OK);
	breakers_text_write(&all, &again);
	is_text(buf_text(&again), text);
	vec_release(&all);
	buf_release(&again);
}

static void
policies_come_back(void)
{
	static const char text[] = "symbols BTC/* ETH/USDT --account main\n"
	    "max-leverage 3 --symbol BTC/USDT:USDT\nmax-total-risk off\n"
	    "symbols BTC/* \\--X --symbol A \\--B\n";
	struct policy_rows rows = {0};
	struct buf again = {0};

	is_int(policy_text_read(text, &rows, &err), E_OK);
	is_text(rows.at[3].value, "BTC/* --X");
	is_text(rows.at[3].symbol, "A --B");
	policy_text_write(&rows, &again);
	is_text(buf_text(&again), text);
	vec_release(&rows);
	buf_release(&again);
}

static void
lines_that_cannot_be_are_named(void)
{
	static const struct { const char *text, *want; } wrong[] = {
		{ "a --do notify", "breakers, line 1: cannot be read: a --do"
		    " notify" },
		{ "# b\n\na --when x --cooldown soon", "breakers, line 3:"
		    " cannot be read: a --when x --cooldown soon" },
		{ "A loss --when x", "breakers, line 1: cannot be read: A"
		    " loss --when x" },
		{ "a --when x --colour red", "breakers, line 1: cannot be"
		    " read: a --when x --colour red" }
	};
	struct breakers all = {0};
	struct policy_rows rows = {0};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		is_int(breakers_text_read(wrong[i].text, &all, &err), E_DATA);
		is_text(err.text, wrong[i].want);
		is_int((int64_t)all.len, 0);
	}
	is_int(policy_text_read("max-leverage", &rows, &err), E_DATA);
	is_text(err.text, "policy, line 1: cannot be read: max-leverage");
}

int
main(void)
{
	TEST(conditions_come_back_as_they_are);
	TEST(every_option_comes_back);
	TEST(policies_come_back);
	TEST(lines_that_cannot_be_are_named);
	return tap_done();
}
