/*
 * Covers lib/feed/rows.c: the three forms of rows, digits that stay as they
 * were written, and every kind of input that is refused.
 */
#include "feed/rows.h"

#include "base/buf.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

static struct buf seen;
static struct err err;
static int stop_at;

static enum err_code
see(void *self, const struct row *r, struct err *e)
{
	(void)self;
	buf_printf(&seen, "%lld@%lld", (long long)r->number,
	    (long long)r->line);
	for (size_t i = 0; i < r->len; i++)
		buf_printf(&seen, " %s=%s", r->at[i].name, r->at[i].text);
	buf_puts(&seen, "; ");
	if (r->number == stop_at)
		return err_set(e, E_NO, "enough");
	return E_OK;
}

static enum err_code
read_bytes(const char *text, size_t n)
{
	FILE *f = fmemopen((void *)(uintptr_t)text, n, "r");
	enum err_code rc;

	buf_clear(&seen);
	err = (struct err){ .code = E_OK };
	if (f == NULL)
		abort();
	rc = feed_rows(f, "file", see, NULL, &err);
	fclose(f);
	return rc;
}

static enum err_code
read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static void
refused(const char *text, const char *why)
{
	is_int(read_text(text), E_DATA);
	is_text(err.text, why);
}

static void
ndjson(void)
{
	is_int(read_text("{\"a\":27000.10000001,\"b\":\"x\",\"c\":null,"
	    "\"d\":true,\"e\":false}\n\n{\"a\":1e-3}"), E_OK);
	is_text(buf_text(&seen), "1@1 a=27000.10000001 b=x d=true e=false; "
	    "2@3 a=1e-3; ");
}

static void
array(void)
{
	is_int(read_text(" [{\"a\":1},\n{\"a\":\"2\"}]"), E_OK);
	is_text(buf_text(&seen), "1@1 a=1; 2@2 a=2; ");
	is_int(read_text("[]"), E_OK);
	is_text(buf_text(&seen), "");
}

static void
table(void)
{
	is_int(read_text("a,b,c\r\n1,,\"x, y\"\r\n\r\n'=2,'-3,'q\r\n"), E_OK);
	is_text(buf_text(&seen), "1@2 a=1 c=x, y; 2@4 a==2 b=-3 c='q; ");
	is_int(read_text("a,b\n"), E_OK);
	is_text(buf_text(&seen), "");
}

static void
bad_json(void)
{
	refused("{\"a\":[1]}", "file: line 1: \"a\": a row has plain values "
	    "only");
	refused("{\"a\":1}\n[2]\n", "file: line 2: not an object");
	refused("[1]", "file: line 1: not an object");
	is_int(read_text("{\"a\":1}\n{\"a\":"), E_DATA);
	ok(strstr(err.text, "file: row at line 2") == err.text);
	is_int(read_text("{\"a\":1,\"a\":2}"), E_DATA);
	is_int(read_text("[{\"a\":1}"), E_DATA);
	is_int(read_text("{\"a\":NaN}"), E_DATA);
}

static void
bad_tables(void)
{
	refused("a,b\n1\n", "file: line 2: 1 fields under a heading of 2");
	refused("a,b\n1,2,3\n", "file: line 2: 3 fields under a heading of "
	    "2");
	refused("a,b,a\n1,2,3\n", "file: column \"a\" is there twice");
	is_int(read_text("a,b\n\"1,2\n"), E_DATA);
	is_int(read_bytes("a,b\n1,\0", 7), E_DATA);
	is_text(err.text, "file: not text");
}

static void
limits(void)
{
	struct buf b = { 0 };

	buf_puts(&b, "a\n");
	buf_pad(&b, '1', 65537);
	is_int(read_bytes(b.at, b.len), E_DATA);
	is_text(err.text, "file: line 2: the line is too long");
	buf_clear(&b);
	buf_puts(&b, "a\n");
	for (int i = 0; i < FEED_ROWS_MAX; i++)
		buf_puts(&b, "1\n");
	is_int(read_bytes(b.at, b.len), E_OK);
	buf_puts(&b, "1\n");
	is_int(read_bytes(b.at, b.len), E_DATA);
	is_text(err.text, "file: line 10002: more than 10000 rows");
	buf_clear(&b);
	buf_pad(&b, ' ', (16 << 20) + 1);
	is_int(read_bytes(b.at, b.len), E_DATA);
	is_text(err.text, "file: more than 16 MiB");
	buf_release(&b);
}

static void
the_sink_may_end_it(void)
{
	stop_at = 2;
	is_int(read_text("a\n1\n2\n3\n"), E_NO);
	is_text(buf_text(&seen), "1@2 a=1; 2@3 a=2; ");
	is_int(read_text("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"), E_NO);
	is_text(err.text, "enough");
	stop_at = 0;
}

static void
values_by_name(void)
{
	struct row_value v[] = { { "a", "1" }, { "b", "2" } };
	struct row r = { .at = v, .len = 2 };

	is_text(row_text(&r, "b"), "2");
	is_text(row_text(&r, "c"), NULL);
}

int
main(void)
{
	TEST(ndjson);
	TEST(array);
	TEST(table);
	TEST(bad_json);
	TEST(bad_tables);
	TEST(limits);
	TEST(the_sink_may_end_it);
	TEST(values_by_name);
	buf_release(&seen);
	return tap_done();
}
