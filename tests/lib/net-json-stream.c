/*
 * Long lists item by item: every way to cut the bytes into two pieces, byte by
 * byte, lists at the top and deep inside, what is left of the document, faults
 * with the item's path, limits, an end asked for early, 16 MiB.
 */
#include "base/mem.h"
#include "base/record.h"
#include "net/json.h"
#include "tap.h"

#include <stdlib.h>

static struct err err;
static struct buf seen;
static size_t stop_after;

/* Writes down what it is given: "name=price;". */
static bool
note(void *self, const struct json_at *item)
{
	char text[DEC_TEXT_SIZE];
	const char *name = json_get_text(item, "s");
	struct dec price = json_get_dec(item, "p");

	(void)self;
	buf_printf(&seen, "%zu:%s=%s;", item->index, name,
	    dec_text(price, text));
	return item->index + 1 != stop_after;
}

static bool
note_pair(void *self, const struct json_at *item)
{
	struct json_at a = json_item(item, 0), b = json_item(item, 1);

	(void)self;
	buf_printf(&seen, "%s,", json_text(&a));
	buf_printf(&seen, "%lld;", (long long)json_int(&b));
	return true;
}

static struct json_stream_spec spec = { .what = "x: info", .path = "symbols",
    .each = note };

/* In pieces of `piece` bytes, the first of them `first`. */
static enum err_code
feed(const char *text, size_t len, size_t first, size_t piece,
    struct json_in *rest)
{
	struct json_stream *s = json_stream_new(&spec);
	size_t n = first;

	err = (struct err){0};
	buf_clear(&seen);
	for (size_t at = 0; at < len; at += n, n = piece) {
		char *copy;

		if (n > len - at)
			n = len - at;
		/* Its own memory, so that a sanitizer sees a byte too far. */
		copy = mem_textn(text + at, n);
		if (!json_stream_feed(s, copy, n))
			at = len;
		free(copy);
	}
	return json_stream_end(s, rest, &err);
}

static const char info[] = " {\"time\":17, \"limits\":[{\"symbols\":[1]},"
    "\"symbols\"],\"note\":\"[{\\\"symbols\\\":[\",\n\"symbols\" : [ {\"s\":"
    "\"A]\\\"}\",\"p\":1.5,\"f\":[{\"p\":2}]} ,{\"s\":\"\\u00e9\",\"p\":\"2\"}\n"
    ",{\"p\":3e1,\"s\":\"C\"} ] , \"last\":{\"symbols\":[{}]}} \n";
#define INFO "0:A]\"}=1.5;1:\xc3\xa9=2;2:C=30;"

static void
any_cut_gives_the_same(void)
{
	size_t len = sizeof(info) - 1;
	struct json_in rest;

	for (size_t first = 0; first <= len; first++) {
		is_int(feed(info, len, first, len, &rest), E_OK);
		is_text(buf_text(&seen), INFO);
		struct json_at top = json_top(&rest);
		struct json_at list = json_get_list(&top, "symbols");
		struct json_at limits = json_get_list(&top, "limits");

		is_int(json_count(&list), 0);
		is_int(json_count(&limits), 2);
		is_int(json_get_int(&top, "time"), 17);
		ok(json_has(&top, "last"));
		is_int(json_close(&rest), E_OK);
	}
	for (size_t piece = 1; piece < 9; piece++) {
		is_int(feed(info, len, piece, piece, NULL), E_OK);
		is_text(buf_text(&seen), INFO);
	}
}

static void
every_end_too_early_is_refused(void)
{
	struct json_in rest;

	for (size_t len = 0; len < sizeof(info) - 3; len++) {
		is_int(feed(info, len, len, 1, &rest), E_DATA);
		ok(strncmp(err.text, "x: info: ", 9) == 0);
		ok(rest.root == NULL);
	}
}

static void
lists_at_the_top_and_deep(void)
{
	static const char top[] = "[[\"a\",1],[\"b\",2] , [\"c\",3]]";
	static const char deep[] = "{\"code\":\"0\",\"list\":[[\"no\",9]],"
	    "\"data\":{\"x\":{\"list\":[]},\"list\":[[\"y\",7]],\"n\":1},"
	    "\"more\":{\"list\":[[\"no\",9]]}}";

	spec.each = note_pair;
	spec.path = "";
	for (size_t first = 0; first < sizeof(top); first++) {
		is_int(feed(top, sizeof(top) - 1, first, 99, NULL), E_OK);
		is_text(buf_text(&seen), "a,1;b,2;c,3;");
	}
	is_int(feed("[]", 2, 1, 1, NULL), E_OK);
	is_text(buf_text(&seen), "");
	spec.path = "data.list";
	for (size_t first = 0; first < sizeof(deep); first++) {
		is_int(feed(deep, sizeof(deep) - 1, first, 99, NULL), E_OK);
		is_text(buf_text(&seen), "y,7;");
	}
	spec.path = "symbols";
	spec.each = note;
}

static void
refuses(const char *text, const char *want)
{
	size_t len = strlen(text);

	for (size_t piece = 1; piece <= len; piece += len > 1 ? len - 1 : 1) {
		is_int(feed(text, len, piece, piece, NULL), E_DATA);
		if (strncmp(err.text, want, strlen(want)) != 0)
			is_text(err.text, want);
	}
}

static void
faults_name_the_item(void)
{
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":1},{\"s\":\"B\",\"p\":"
	    "\"x\"}]}", "x: info: symbols[1].p: not a number: \"x\"");
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":1},{\"s\":\"B\"}]}",
	    "x: info: symbols[1].p: missing");
	refuses("{\"symbols\":[{\"s\":\"A\",\"s\":\"B\",\"p\":1}]}",
	    "x: info: symbols[0]: line 1: duplicate object key");
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":NaN}]}",
	    "x: info: symbols[0]: line 1: ");
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":01}]}",
	    "x: info: symbols[0]: line 1: a number that is not one");
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":1]]}",
	    "x: info: symbols[0]: line 1: ");
	refuses("{\"symbols\":[[]]}",
	    "x: info: symbols[0]: not an object but a list");
	refuses("{\"symbols\":[5]}", "x: info: symbols: an item that is "
	    "neither an object nor a list");
	refuses("{\"symbols\":[\"\"]}", "x: info: symbols: an item that is "
	    "neither an object nor a list");
	refuses("{\"symbols\":[,]}", "x: info: symbols: a comma too many");
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":1},]}",
	    "x: info: symbols: a comma too many or too few");
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":1}{}]}",
	    "x: info: symbols: a comma too many or too few");
	refuses("{\"symbols\":[{\"s\":\"A\",\"p\":1}}",
	    "x: info: symbols: an item that is neither");
}

static void
faults_of_the_rest(void)
{
	refuses("{\"symbols\":[],\"symbols\":[]}",
	    "x: info: symbols: the list is there twice");
	refuses("{\"symbols\":[],\"s\\u0079mbols\":[]}",
	    "x: info: line 1: duplicate object key");
	refuses("{\"symbols\":{}}", "x: info: symbols: missing, or not a list");
	refuses("{\"symbols\":null}",
	    "x: info: symbols: missing, or not a list");
	refuses("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}",
	    "x: info: symbols: missing, or not a list");
	refuses("[]", "x: info: symbols: missing, or not a list");
	refuses("", "x: info: empty where JSON was due");
	refuses("<html>[{\"symbols\":[]}]</html>",
	    "x: info: not JSON: it begins \"<html>[{");
	refuses("\"symbols\"", "x: info: not JSON");
	refuses("{\"symbols\":[]}}", "x: info: line 1: ");
	refuses("{\"symbols\":[]} x", "x: info: line 1: ");
	refuses("{\"symbols\":[]\"a\":1}", "x: info: line 1: ");
	refuses("{\"symbols\"[]}", "x: info: line 1: ");
	refuses("]]]", "x: info: not JSON");
	refuses("{]]]}[[", "x: info: line 1: ");
}

/* An HTML page of any size is told from its beginning. */
static void
a_page_is_not_read_to_its_end(void)
{
	struct json_stream *s = json_stream_new(&spec);
	int fed = 0;

	while (fed < 1000 && json_stream_feed(s, "  <html> of a proxy", 19))
		fed++;
	ok(fed < 5);
	err = (struct err){0};
	is_int(json_stream_end(s, NULL, &err), E_DATA);
	is_text(err.text, "x: info: not JSON: it begins \"<html> of a proxy"
	    "  <html> of a proxy  <h...\"");
}

static void
an_end_may_be_asked_for(void)
{
	struct json_in rest;

	stop_after = 2;
	is_int(feed(info, sizeof(info) - 1, 7, 7, &rest), E_OK);
	is_text(buf_text(&seen), "0:A]\"}=1.5;1:\xc3\xa9=2;");
	ok(rest.root == NULL);
	stop_after = 0;
}

static void
put_many(struct buf *text, const char *unit, size_t n)
{
	while (n-- != 0)
		buf_puts(text, unit);
}

static void
limits_hold(void)
{
	static const char two[] = "{\"symbols\":[{\"s\":\"\",\"p\":1},"
	    "{\"s\":\"\",\"p\":1}]}";
	struct json_stream_spec usual = spec;
	struct buf text = {0};

	spec.values = 7;
	is_int(feed(two, sizeof(two) - 1, 1, 1, NULL), E_OK);
	spec.values = 6;
	refuses(two, "x: info: symbols: too many values");
	spec = usual;
	spec.size = 20;
	refuses("{\"symbols\":[],\"abcdef\":1}",
	    "x: info: the document is too large");
	spec = usual;
	spec.item = 23;
	refuses("{\"symbols\":[{\"s\":\"0123456789\",\"p\":1}]}",
	    "x: info: symbols: an item that is too large");
	refuses("{\"more\":\"01234567890123456789\",\"symbols\":[]}",
	    "x: info: too much besides the list");
	spec = usual;
	buf_puts(&text, "{\"symbols\":[{\"p\":");
	put_many(&text, "[", 40);
	refuses(text.at, "x: info: symbols: nested too deeply");
	buf_clear(&text);
	put_many(&text, "[", 40);
	refuses(text.at, "x: info: nested too deeply");
	buf_release(&text);
}

static size_t counted;

static bool
count(void *self, const struct json_at *item)
{
	(void)self;
	counted += item->value != NULL;
	return true;
}

static void
sixteen_mebibytes_pass(void)
{
	struct buf text = {0};

	buf_puts(&text, "{\"symbols\":[{}");
	while (text.len < ((size_t)16 << 20) - 3000)
		put_many(&text, ",{\"symbol\":\"BTCUSDT\",\"filters\":[{\"tick"
		    "Size\":\"0.01000000\",\"n\":1234567}],\"x\":[true,null]}",
		    30);
	buf_puts(&text, "]}");
	spec.each = count;
	is_int(feed(text.at, text.len, 16384, 16384, NULL), E_OK);
	ok(counted > 150000);
	put_many(&text, " ", 3000);
	is_int(feed(text.at, text.len, 16384, 16384, NULL), E_DATA);
	is_text(err.text, "x: info: the document is too large");
	spec.each = note;
	buf_release(&text);
}

int
main(void)
{
	TEST(any_cut_gives_the_same);
	TEST(every_end_too_early_is_refused);
	TEST(lists_at_the_top_and_deep);
	TEST(faults_name_the_item);
	TEST(faults_of_the_rest);
	TEST(a_page_is_not_read_to_its_end);
	TEST(an_end_may_be_asked_for);
	TEST(limits_hold);
	TEST(sixteen_mebibytes_pass);
	buf_release(&seen);
	return tap_done();
}
