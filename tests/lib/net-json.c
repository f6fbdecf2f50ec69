/*
 * Answers of exchanges read by name: exact numbers, every wrong type, missing
 * and null members, duplicates, limits, what is not JSON; a document cut at
 * each byte is refused; the first fault counts and names its path.
 */
#include "base/record.h"
#include "net/json.h"
#include "tap.h"

#include <stdlib.h>

static struct err err;
static struct json_in in;

static struct json_at
opened(const char *text)
{
	err = (struct err){0};
	json_open(&in, text, strlen(text), NULL, "x: account", &err);
	return json_top(&in);
}

/* Closes and compares what was wrong; "" for nothing. */
static void
closes(const char *want)
{
	enum err_code rc = json_close(&in);

	is_int(rc, *want != '\0' ? E_DATA : E_OK);
	is_text(err.text, want);
	is_int(err.code, rc);
}

static void
is_dec(struct dec got, const char *want)
{
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(got, text), want);
}

static void
numbers_stay_exact(void)
{
	struct json_at top = opened("{\"a\":27000.10000001,"
	    "\"b\":\"0.000000000000000001\",\"c\":1e-8,\"d\":-12.50,"
	    "\"e\":9223372036854775807,\"f\":12.0,\"g\":\"77\",\"h\":0,"
	    "\"i\":99999999999999999999999999999999999999}");
	struct json_at g = json_member(&top, "g");

	is_dec(json_get_dec(&top, "a"), "27000.10000001");
	is_dec(json_get_dec(&top, "b"), "0.000000000000000001");
	is_dec(json_get_dec(&top, "c"), "0.00000001");
	is_dec(json_get_dec(&top, "d"), "-12.5");
	is_dec(json_get_dec(&top, "i"),
	    "99999999999999999999999999999999999999");
	ok(json_get_int(&top, "e") == INT64_MAX);
	is_int(json_get_int(&top, "f"), 12);
	is_int(json_int_loose(&g), 77);
	is_text(json_get_id(&top, "e"), "9223372036854775807");
	is_text(json_get_id(&top, "g"), "77");
	closes("");
}

static void
members_of_every_kind(void)
{
	struct json_at top = opened("{\"t\":\"Gr\\u00fc\\u00dfe\",\"y\":true,"
	    "\"n\":false,\"ms\":1732147200123,\"mt\":\"1732147200123\","
	    "\"m0\":0,\"m1\":-1,\"me\":\"\",\"o\":{\"l\":[1,[2,3]]}}");
	struct json_at o = json_get_object(&top, "o");
	struct json_at l = json_get_list(&o, "l");
	struct json_at first = json_item(&l, 0), second = json_item(&l, 1);
	struct json_at deep = json_item(&second, 1);
	struct buf path = {0};
	char small[8], tiny[4];

	is_text(json_get_text(&top, "t"), "Gr\xc3\xbc\xc3\x9f""e");
	ok(json_get_bool(&top, "y"));
	ok(!json_get_bool(&top, "n"));
	is_int(json_get_ms(&top, "ms"), INT64_C(1732147200123000));
	is_int(json_get_ms(&top, "mt"), INT64_C(1732147200123000));
	is_int(json_get_ms(&top, "m0"), 0);
	is_int(json_get_ms(&top, "m1"), 0);
	is_int(json_get_ms(&top, "me"), 0);
	is_int(json_count(&l), 2);
	is_int(json_int(&first), 1);
	is_int(json_int(&deep), 3);
	json_path(&deep, &path);
	is_text(buf_text(&path), "o.l[1][1]");
	buf_release(&path);
	JSON_CHARS(&top, "t", small);
	is_text(small, "Gr\xc3\xbc\xc3\x9f""e");
	ok(json_fine(&top));
	JSON_CHARS(&top, "t", tiny);
	is_text(tiny, "");
	closes("x: account: t: a text of more than 3 bytes");
}

static void
absent_members_have_fallbacks(void)
{
	struct json_at top = opened("{\"z\":null,\"e\":\"\",\"v\":\"1.5\"}");
	struct json_at none = json_opt_list(&top, "q");

	for (int i = 0; i < 2; i++) {
		const char *key = i == 0 ? "z" : "absent";

		ok(!json_has(&top, key));
		is_dec(json_opt_dec(&top, key, dec_int(7)), "7");
		is_int(json_opt_int(&top, key, -3), -3);
		is_text(json_opt_text(&top, key, "f"), "f");
		ok(json_opt_bool(&top, key, true));
		is_int(json_opt_ms(&top, key), 0);
	}
	is_dec(json_opt_dec(&top, "e", DEC_NONE), "");
	is_int(json_opt_int(&top, "e", 4), 4);
	is_text(json_opt_text(&top, "e", "f"), "");
	is_dec(json_opt_dec(&top, "v", DEC_ZERO), "1.5");
	is_int(json_count(&none), 0);
	closes("");
}

/* One document, one getter: what it says. */
enum asked { A_DEC, A_INT, A_TEXT, A_ID, A_BOOL, A_MS, A_OBJECT, A_LIST,
    A_NAME };
static const struct wrong { enum asked what; const char *value, *says; }
wrongs[] = {
	{ A_DEC, "\"abc\"", "not a number: \"abc\"" },
	{ A_DEC, "\"NaN\"", "not a number: \"NaN\"" },
	{ A_DEC, "\"\"", "not a number: \"\"" },
	{ A_DEC, "\"1,5\"", "not a number: \"1,5\"" },
	{ A_DEC, "true", "not a number but true or false" },
	{ A_DEC, "{}", "not a number but an object" },
	{ A_DEC, "[1]", "not a number but a list" },
	{ A_DEC, "null", "null" },
	{ A_DEC, "1e999", "beyond 38 digits and 18 decimals: \"1e999\"" },
	{ A_DEC, "1e-999", "beyond 38 digits and 18 decimals: \"1e-999\"" },
	{ A_DEC, "\"1e999\"", "not a number: \"1e999\"" },
	{ A_DEC, "\"\\u001b[2J\\u202e\"", "not a number: \"?[2J???\"" },
	{ A_DEC, "\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeee\"",
	    "not a number: \"aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd...\"" },
	{ A_INT, "1.5", "not a whole number: \"1.5\"" },
	{ A_INT, "\"15\"", "not a whole number: \"15\"" },
	{ A_INT, "9223372036854775808",
	    "not a whole number: \"9223372036854775808\"" },
	{ A_INT, "-9223372036854775808",
	    "not a whole number: \"-9223372036854775808\"" },
	{ A_INT, "[]", "not a whole number but a list" },
	{ A_TEXT, "12", "not a text: \"12\"" },
	{ A_TEXT, "null", "null" },
	{ A_ID, "1.0", "not an id: \"1.0\"" },
	{ A_ID, "\"\"", "not an id: \"\"" },
	{ A_ID, "{}", "not an id but an object" },
	{ A_BOOL, "\"true\"", "not true or false: \"true\"" },
	{ A_BOOL, "1", "not true or false: \"1\"" },
	{ A_MS, "-2", "not a time in milliseconds: \"-2\"" },
	{ A_MS, "253402300800000",
	    "not a time in milliseconds: \"253402300800000\"" },
	{ A_MS, "1.5", "not a time in milliseconds: \"1.5\"" },
	{ A_MS, "false", "not a time in milliseconds but true or false" },
	{ A_OBJECT, "[]", "not an object but a list" },
	{ A_OBJECT, "null", "null" },
	{ A_LIST, "{}", "not a list but an object" },
	{ A_LIST, "\"x\"", "not a list: \"x\"" },
	{ A_NAME, "3", "not a text: \"3\"" },
	{ A_NAME, "null", "null" },
};

static const struct json_name sides[] = { { "BUY", 1 }, { "SELL", 2 },
    { .text = NULL } };

static void
ask(const struct json_at *at, enum asked what)
{
	struct json_at got;

	switch (what) {
	case A_DEC: ok(!dec_known(json_get_dec(at, "free"))); break;
	case A_INT: ok(json_get_int(at, "free") == INT_NONE); break;
	case A_TEXT: is_text(json_get_text(at, "free"), ""); break;
	case A_ID: is_text(json_get_id(at, "free"), ""); break;
	case A_BOOL: ok(!json_get_bool(at, "free")); break;
	case A_MS: is_int(json_get_ms(at, "free"), 0); break;
	case A_OBJECT: got = json_get_object(at, "free"); break;
	case A_LIST: got = json_get_list(at, "free");
		is_int(json_count(&got), 0); break;
	case A_NAME: is_int(json_get_name(at, "free", sides, 9, NULL), 9);
		break;
	}
}

static void
what_is_wrong_names_path_and_cause(void)
{
	char text[256], want[256];

	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		snprintf(text, sizeof(text), "{\"balances\":[{},{},{},"
		    "{\"free\":%s}]}", wrongs[i].value);
		struct json_at top = opened(text);
		struct json_at list = json_get_list(&top, "balances");
		struct json_at at = json_item(&list, 3);

		ask(&at, wrongs[i].what);
		snprintf(want, sizeof(want), "x: account: balances[3].free: "
		    "%s", wrongs[i].says);
		closes(want);
	}
	for (int what = A_DEC; what <= A_NAME; what++) {
		struct json_at top = opened("{\"Free\":1}");

		ask(&top, (enum asked)what);
		closes("x: account: free: missing");
	}
}

static void
the_first_fault_counts(void)
{
	struct json_at top = opened("{\"a\":{\"b\":\"x\"},\"l\":[1,2]}");
	struct json_at a = json_get_object(&top, "a");
	struct json_at l = json_get_list(&top, "l");

	is_int(json_count(&l), 2);
	json_get_dec(&a, "b");
	ok(!json_fine(&top));
	is_int(json_count(&l), 0);
	ok(json_get_int(&a, "c") == INT_NONE);
	json_wrong(&top, "something later");
	closes("x: account: a.b: not a number: \"x\"");

	top = opened("{\"a\":5}");
	a = json_member(&top, "a");
	json_get_dec(&a, "b");
	closes("x: account: a: not an object: \"5\"");

	top = opened("[{}]");
	json_get_dec(&top, "b");
	closes("x: account: not an object but a list");

	top = opened("{}");
	is_int(json_count(&top), 0);
	closes("x: account: not a list but an object");
}

static void
unknown_words_are_kept(void)
{
	struct json_at top = opened("{\"side\":\"SELL\",\"status\":"
	    "\"PENDING_NEW\"}");
	const char *text;

	is_int(json_get_name(&top, "side", sides, -1, &text), 2);
	is_text(text, "SELL");
	is_int(json_get_name(&top, "status", sides, -1, &text), -1);
	is_text(text, "PENDING_NEW");
	is_int(json_opt_name(&top, "none", sides, -1, &text), -1);
	is_text(text, "");
	closes("");
}

static void
refuses(const char *text, size_t len, const char *want)
{
	err = (struct err){0};
	is_int(json_open(&in, text, len, NULL, "x", &err), E_DATA);
	if (strncmp(err.text, want, strlen(want)) != 0)
		is_text(err.text, want);
	json_close(&in);
}
#define REFUSES(text, want) refuses((text), sizeof(text) - 1, (want))

static void
what_is_not_json(void)
{
	REFUSES("", "x: empty where JSON was due");
	REFUSES(" \r\n", "x: empty where JSON was due");
	REFUSES("<html><body>502</body></html>",
	    "x: not JSON: it begins \"<html><body>502");
	REFUSES("\"text\"", "x: not JSON: it begins");
	REFUSES("\xef\xbb\xbf{}", "x: not JSON: it begins \"???{}\"");
	REFUSES("{\"a\":NaN}", "x: line 1: ");
	REFUSES("{\"a\":Infinity}", "x: line 1: ");
	REFUSES("{\"a\":1}{}", "x: line 1: ");
	REFUSES("{\"a\":1,\n\"a\":2}", "x: line 2: duplicate object key");
	REFUSES("{\"a\":01}", "x: line 1: a number that is not one");
	REFUSES("{\"a\":1.}", "x: line 1: a number that is not one");
	REFUSES("{\"a\":+1}", "x: line 1: ");
	REFUSES("{\"a\":\"\xff\"}", "x: line 1: ");
	REFUSES("{\"a\":\"\xed\xa0\x80\"}", "x: line 1: ");
	REFUSES("{\"a\":\"\\u0000\"}", "x: line 1: ");
	REFUSES("{\"a\":\"\0\"}", "x: line 1: ");
	REFUSES("{\"a\":1\0}", "x: line 1: ");
	REFUSES("{\"a\":\"\\u0001" "5\"}", "x: line 1: a text that begins");
	REFUSES("{\"a\":\"\x1b[2J\"}", "x: line 1: ");
	REFUSES("{\"a\":1}\n<!-- -->", "x: line 2: ");
	REFUSES("{\"a\":12345678901234567890123456789012345678901}",
	    "x: line 1: a number that is too long");
}

static void
every_cut_is_refused(void)
{
	static const char text[] = " {\"a\":[1,-2.5e3,\"t\\\"\\u00e9\",null,"
	    "true,false,{}],\"b\":{\"c\":[]}}";
	size_t len = sizeof(text) - 1;

	for (size_t i = 0; i < len; i++) {
		err = (struct err){0};
		ok(json_open(&in, text, i, NULL, "x", &err) == E_DATA);
		ok(err.text[0] != '\0');
		json_close(&in);
	}
	ok(json_open(&in, text, len, NULL, "x", NULL) == E_OK);
	json_close(&in);
}

/* n times `unit` between head and tail. */
static enum err_code
many(const char *head, const char *unit, size_t n, const char *tail)
{
	struct buf text = {0};
	enum err_code rc;

	buf_puts(&text, head);
	for (size_t i = 0; i < n; i++)
		buf_puts(&text, unit);
	buf_puts(&text, tail);
	rc = json_open(&in, text.at, text.len, NULL, "x", NULL);
	json_close(&in);
	buf_release(&text);
	return rc;
}

static void
limits_hold(void)
{
	char open[33 + 1], shut[33 + 1];

	memset(open, '[', sizeof(open));
	memset(shut, ']', sizeof(shut));
	open[32] = shut[32] = '\0';
	is_int(many(open, "", 0, shut), E_OK);
	open[32] = '[', shut[32] = ']';
	open[33] = shut[33] = '\0';
	is_int(many(open, "", 0, shut), E_DATA);
	is_int(many("[\"", "a", 65534, "\"]"), E_OK);
	is_int(many("[\"", "a", 65536, "\"]"), E_DATA);
	is_int(many("[1", ",1", 199998, "]"), E_OK);
	is_int(many("[1", ",1", 200000, "]"), E_DATA);
}

int
main(void)
{
	TEST(numbers_stay_exact);
	TEST(members_of_every_kind);
	TEST(absent_members_have_fallbacks);
	TEST(what_is_wrong_names_path_and_cause);
	TEST(the_first_fault_counts);
	TEST(unknown_words_are_kept);
	TEST(what_is_not_json);
	TEST(every_cut_is_refused);
	TEST(limits_hold);
	return tap_done();
}
