/*
 * One record in four formats: nulls, exact digits, escapes, fields, parts,
 * tables (alignment, widths, colours, shortening), write errors.
 */
#include "out/out.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

struct row {
	const char *name;
	struct dec price, change;
	int64_t count, at;
	signed char open;
	double ratio;
	const char *note;
};
static const struct field fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct row, name), .help = "n" },
	{ "price", FIELD_DEC, FIELD_AT(struct row, price), .help = "p" },
	{ "change", FIELD_DEC, FIELD_AT(struct row, change), .help = "c",
	  .flags = FIELD_PERCENT },
	{ "count", FIELD_INT, FIELD_AT(struct row, count), .help = "i" },
	{ "time", FIELD_STAMP, FIELD_AT(struct row, at), .help = "t" },
	{ "open", FIELD_BOOL, FIELD_AT(struct row, open), .help = "b" },
	{ "ratio", FIELD_DOUBLE, FIELD_AT(struct row, ratio), .help = "d",
	  .flags = FIELD_WIDE },
	{ "note", FIELD_TEXT, FIELD_AT(struct row, note), .help = "w",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
static const struct record record = { "thing", "a thing", fields };
static const struct field other_fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct row, name), .help = "n" },
	{ "note", FIELD_TEXT, FIELD_AT(struct row, note), .help = "w" },
	{ .name = NULL }
};
static const struct record other = { "other", "another", other_fields };

static struct row
full(void)
{
	return (struct row){ "BTC/USDT", dec_make(270000001000, 7),
	    dec_make(-12345, 6), 42, INT64_C(1709281800250000), 1, 0.1,
	    "a,\"b\"" };
}

static struct row
empty(void)
{
	return (struct row){ NULL, DEC_NONE, DEC_NONE, INT_NONE, 0, BOOL_NONE,
	    (double)NAN, NULL };
}

static char *text;
static size_t text_len;
static struct err err;

/* What rows look like in a style; the caller compares `text`. */
static const char *
print_as(const struct out_style *style, const struct record *as,
    const struct row *rows, size_t n)
{
	FILE *file;
	struct out *o = NULL;

	free(text);
	text = NULL;
	file = open_memstream(&text, &text_len);
	if (ok(out_open(file, style, as, &o, &err) == E_OK))
		for (size_t i = 0; i < n; i++)
			ok(out_row(o, &rows[i], &err) == E_OK);
	ok(out_close(o, &err) == E_OK);
	fclose(file);
	return text;
}

static const char *
print(const struct out_style *style, const struct row *rows, size_t n)
{
	return print_as(style, &record, rows, n);
}

static void
json_rows(void)
{
	const struct row rows[] = { full(), empty() };
	const struct out_style json = { .format = OUT_JSON };
	const struct out_style lines = { .format = OUT_NDJSON };

	is_text(print(&json, rows, 2), "[\n"
	    "  {\"name\":\"BTC/USDT\",\"price\":27000.0001,"
	    "\"change\":-0.012345,\"count\":42,"
	    "\"time\":\"2024-03-01T08:30:00.250Z\",\"open\":true,"
	    "\"ratio\":0.1,\"note\":\"a,\\\"b\\\"\"},\n"
	    "  {\"name\":null,\"price\":null,\"change\":null,\"count\":null,"
	    "\"time\":null,\"open\":null,\"ratio\":null,\"note\":null}\n"
	    "]\n");
	is_text(print(&json, rows, 0), "[]\n");
	is_text(print(&lines, rows, 0), "");
	is_text(print(&(struct out_style){ .format = OUT_NDJSON,
	    .fields = "count,name" }, rows, 1),
	    "{\"count\":42,\"name\":\"BTC/USDT\"}\n");
}

static void
csv_rows(void)
{
	struct row rows[] = { full(), empty() };
	struct out_style csv = { .format = OUT_CSV, .header = true };

	is_text(print(&csv, rows, 2),
	    "name,price,change,count,time,open,ratio,note\n"
	    "BTC/USDT,27000.0001,-0.012345,42,2024-03-01T08:30:00.250Z,true,"
	    "0.1,\"a,\"\"b\"\"\"\n"
	    ",,,,,,,\n");
	is_text(print(&csv, rows, 0),
	    "name,price,change,count,time,open,ratio,note\n");
	csv.header = false;
	csv.fields = "change,note";
	rows[0].note = "=1+1";
	is_text(print(&csv, rows, 1), "-0.012345,'=1+1\n");
	csv.raw = true;
	is_text(print(&csv, rows, 1), "-0.012345,=1+1\n");
}

static void
table_rows(void)
{
	struct row rows[] = { full(), empty() };
	struct out_style table = { .format = OUT_TABLE, .header = true,
	    .utf8 = true, .fields = "name,price,change,count" };

	is_text(print(&table, rows, 2),
	    "name           price  change  count\n"
	    "BTC/USDT  27000.0001  -1.23%     42\n"
	    "-                  -       -      -\n");
	table.color = true;
	table.fields = "name,change";
	is_text(print(&table, rows, 1),
	    "\033[1mname\033[0m      \033[1mchange\033[0m\n"
	    "BTC/USDT  \033[31m-1.23%\033[0m\n");
	table.color = false;
	table.fields = NULL;
	ok(strstr(print(&table, rows, 1), "ratio") == NULL);
	table.fields = "name,ratio";
	rows[0].ratio = 1.0 / 3;
	is_text(print(&table, rows, 1), "name         ratio\n"
	    "BTC/USDT  0.333333\n");
	is_text(print(&table, rows, 0), "");
	table.header = false;
	is_text(print(&table, rows, 1), "BTC/USDT  0.333333\n");
}

static void
narrow_terminals_cut_text_never_numbers(void)
{
	struct row row = full();
	struct out_style table = { .format = OUT_TABLE, .utf8 = true,
	    .fields = "note,price", .width = 24 };

	row.note = "a rather long note about nothing";
	is_text(print(&table, &row, 1), "a rather lo…  27000.0001\n");
	table.utf8 = false;
	is_text(print(&table, &row, 1), "a rather lo~  27000.0001\n");
	table.utf8 = true;
	row.note = "ビットコイン現物取引";
	is_text(print(&table, &row, 1), "ビットコイ…   27000.0001\n");
	table.width = 5;
	is_text(print(&table, &row, 1), "ビット…   27000.0001\n");
}

static void
columns_that_matter_least_go_first(void)
{
	static const struct field minor[] = {
		{ "name", FIELD_TEXT, FIELD_AT(struct row, name), .help = "n",
		  .flags = FIELD_MINOR },
		{ "price", FIELD_DEC, FIELD_AT(struct row, price),
		  .help = "p" },
		{ "time", FIELD_STAMP, FIELD_AT(struct row, at), .help = "t",
		  .flags = FIELD_MINOR },
		{ "count", FIELD_INT, FIELD_AT(struct row, count),
		  .help = "i" },
		{ .name = NULL }
	};
	static const struct record by_weight = { "thing", "a thing", minor };
	struct row row = full();

	is_text(print_as(&(struct out_style){ .format = OUT_TABLE,
	    .header = true, .width = 30 }, &by_weight, &row, 1),
	    "name           price  count\n"
	    "BTC/USDT  27000.0001     42\n"
	    "(not shown for want of room: time; --fields chooses)\n");
}

static void
columns_without_values_or_room_are_left_out(void)
{
	struct row rows[] = { full(), full() };
	struct out_style table = { .format = OUT_TABLE, .header = true,
	    .utf8 = true, .width = 38 };

	rows[0].change = rows[1].change = DEC_NONE;
	rows[0].count = INT_NONE;
	is_text(print(&table, rows, 2),
	    "name      time\n"
	    "BTC/USDT  2024-03-01T08:30:00.250Z\n"
	    "BTC/USDT  2024-03-01T08:30:00.250Z\n"
	    "(not shown for want of room: price, count, open; --fields"
	    " chooses)\n");
	table.width = 0;
	table.fields = "name,change";
	is_text(print(&table, rows, 1), "name      change\n"
	    "BTC/USDT       -\n");
}

static void
parts_say_their_record(void)
{
	struct out_style style = { .format = OUT_NDJSON, .header = true };
	static const enum out_format formats[] = { OUT_NDJSON, OUT_CSV,
	    OUT_TABLE };
	static const char *const want[] = {
		"{\"record\":\"thing\",\"name\":\"BTC/USDT\",\"count\":42}\n"
		"{\"record\":\"other\",\"name\":\"BTC/USDT\"}\n",
		"record,name,count\nthing,BTC/USDT,42\nother,BTC/USDT,\n",
		"Things\nname      count\nBTC/USDT     42\n\n"
		"Others\nname\nBTC/USDT\n"
	};
	struct row row = full();

	style.fields = "name,count";
	style.loose = true;
	for (size_t i = 0; i < 3; i++) {
		struct out *o = NULL;
		FILE *file;

		free(text);
		text = NULL;
		file = open_memstream(&text, &text_len);
		style.format = formats[i];
		ok(out_open(file, &style, &record, &o, &err) == E_OK);
		ok(out_part(o, &record, "Things", &err) == E_OK);
		ok(out_row(o, &row, &err) == E_OK);
		ok(out_part(o, &other, "Others", &err) == E_OK);
		ok(out_row(o, &row, &err) == E_OK);
		is_int(out_rows(o), 2);
		ok(out_close(o, &err) == E_OK);
		fclose(file);
		is_text(text, want[i]);
	}
}

/* CSV has one heading: the fields of all records that were announced. */
static void
parts_are_one_csv_table(void)
{
	static const struct record *const all[] = { &other, &record, NULL };
	static const struct { const char *fields; bool header;
	    const char *want; } t[] = {
		{ "count,note", true, "record,count,note\n"
		  "other,,\"a,\"\"b\"\"\"\nthing,42,\"a,\"\"b\"\"\"\n" },
		{ "count,open", true, "record,count,open\nthing,42,true\n" },
		{ "name", false, "other,BTC/USDT\nthing,BTC/USDT\n" },
		{ NULL, true, "record,name,note,price,change,count,time,open,"
		  "ratio\nother,BTC/USDT,\"a,\"\"b\"\"\",,,,,,\n"
		  "thing,BTC/USDT,\"a,\"\"b\"\"\",27000.0001,-0.012345,42,"
		  "2024-03-01T08:30:00.250Z,true,0.1\n" }
	};
	struct row row = full();

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct out_style style = { .format = OUT_CSV,
		    .header = t[i].header, .fields = t[i].fields,
		    .loose = true, .records = all };
		struct out *o = NULL;
		FILE *file;

		free(text);
		text = NULL;
		file = open_memstream(&text, &text_len);
		ok(out_open(file, &style, &record, &o, &err) == E_OK);
		ok(out_part(o, &other, NULL, &err) == E_OK);
		ok(out_row(o, &row, &err) == E_OK);
		ok(out_part(o, &record, NULL, &err) == E_OK);
		ok(out_row(o, &row, &err) == E_OK);
		ok(out_close(o, &err) == E_OK);
		fclose(file);
		is_text(text, t[i].want);
	}
}

static void
notes_are_for_people(void)
{
	static const enum out_format formats[] = { OUT_TABLE, OUT_NDJSON };
	static const char *const want[] = { "2 things^[[1m\n", "" };

	for (size_t i = 0; i < 2; i++) {
		struct out *o = NULL;
		FILE *file;

		free(text);
		text = NULL;
		file = open_memstream(&text, &text_len);
		ok(out_open(file, &(struct out_style){ .format = formats[i] },
		    &record, &o, &err) == E_OK);
		out_note(o, "%d things\033[1m", 2);
		ok(out_close(o, &err) == E_OK);
		fclose(file);
		is_text(text, want[i]);
	}
}

static void
unknown_fields_are_refused(void)
{
	struct out *o = NULL;
	struct out_style style = { .format = OUT_CSV, .fields = "nmae" };

	is_int(out_open(stdout, &style, &record, &o, &err), E_USAGE);
	is_text(err.text, "--fields: no field 'nmae' in thing (did you mean"
	    " 'name'?)");
	ok(o == NULL);
	style.fields = "";
	is_int(out_open(stdout, &style, &record, &o, &err), E_USAGE);
	style.fields = "name,zzzzzzzz";
	is_int(out_open(stdout, &style, &record, &o, &err), E_USAGE);
	is_text(err.text, "--fields: no field 'zzzzzzzz' in thing; see 'etrms"
	    " help records'");
}

static void
a_failed_write_is_said(void)
{
	struct row row = full();
	struct out *o = NULL;
	FILE *full_disk = fopen("/dev/full", "w");

	ok(full_disk != NULL);
	ok(out_open(full_disk, &(struct out_style){ .format = OUT_NDJSON },
	    &record, &o, &err) == E_OK);
	ok(out_row(o, &row, &err) == E_OK);
	is_int(out_end(o, E_OK, &err), E_OUTPUT);
	is_text(err.text, "output: No space left on device");
	ok(out_open(full_disk, &(struct out_style){ .format = OUT_NDJSON },
	    &record, &o, &err) == E_OK);
	ok(out_row(o, &row, &err) == E_OK);
	err_set(&err, E_REFUSED, "first");
	is_int(out_end(o, E_REFUSED, &err), E_REFUSED);
	is_text(err.text, "first");
	fclose(full_disk);
	is_int(out_end(NULL, E_NO, &err), E_NO);
}

static void
quiet_counts_only(void)
{
	struct row rows[] = { full(), full() };

	is_text(print(&(struct out_style){ .format = OUT_JSON, .quiet = true },
	    rows, 2), "");
	is_text(print(&(struct out_style){ .format = OUT_TABLE,
	    .quiet = true }, rows, 2), "");
	is_text(print(&(struct out_style){ .format = OUT_CSV, .header = true,
	    .quiet = true }, rows, 2), "");
}

static void
many_rows_stream_with_settled_widths(void)
{
	struct row row = full();
	struct out *o = NULL;
	FILE *file;
	size_t lines = 0;

	free(text);
	text = NULL;
	file = open_memstream(&text, &text_len);
	ok(out_open(file, &(struct out_style){ .format = OUT_TABLE,
	    .header = true, .fields = "name,count" }, &record, &o, &err) ==
	    E_OK);
	for (int i = 0; i < 2500; i++)
		ok(out_row(o, &row, &err) == E_OK);
	ok(out_close(o, &err) == E_OK);
	fclose(file);
	for (size_t i = 0; i < text_len; i++)
		lines += text[i] == '\n';
	is_int(lines, 2501);
	ok(strncmp(text, "name      count\n", 16) == 0);
	is_text(text + text_len - 16, "BTC/USDT     42\n");
}

static void
terminal_escapes(void)
{
	static const char *const rows[][2] = {
		{ "plain", "plain" }, { "a\033[31mb", "a^[[31mb" },
		{ "a\nb\tc\r", "a^Jb^Ic^M" }, { "\x7f", "^?" },
		{ "\xc2\x9b" "31m", "^[[31m" }, { "\xff", "\xef\xbf\xbd" },
		{ "\xe2\x80\xae" "x", "<U+202E>x" }, { "é漢", "é漢" },
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd" }
	};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		out_escape_terminal(&b, rows[i][0], strlen(rows[i][0]));
		is_text(buf_text(&b), rows[i][1]);
	}
	buf_clear(&b);
	out_escape_terminal(&b, "a\0b", 3);
	is_text(buf_text(&b), "a^@b");
	buf_release(&b);
}

static void
csv_escapes(void)
{
	static const char *const rows[][3] = {	/* text, guarded, raw */
		{ "a", "a", "a" }, { "a,b", "\"a,b\"", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"", "\"a\"\"b\"" },
		{ "a\nb", "\"a\nb\"", "\"a\nb\"" },
		{ "=1", "'=1", "=1" }, { "+1", "'+1", "+1" },
		{ "-1", "'-1", "-1" }, { "@x", "'@x", "@x" },
		{ "\tx", "'\tx", "\tx" }, { "\rx", "\"'\rx\"", "\"\rx\"" },
		{ "=a,b", "\"'=a,b\"", "\"=a,b\"" }, { " a", "\" a\"", "\" a\"" },
		{ "", "", "" }
	};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int raw = 0; raw < 2; raw++) {
			buf_clear(&b);
			out_escape_csv(&b, rows[i][0], strlen(rows[i][0]),
			    !raw);
			is_text(buf_text(&b), rows[i][1 + raw]);
		}
	buf_release(&b);
}

static void
widths(void)
{
	is_int(out_width("abc", 3), 3);
	is_int(out_width("é", 2), 1);
	is_int(out_width("e\xcc\x81", 3), 1);
	is_int(out_width("漢字", 6), 4);
	is_int(out_fit("漢字", 6, 3), 3);
	is_int(out_fit("abc", 3, 2), 2);
	is_int(out_fit("abc", 3, 9), 3);
	is_int(out_fit("e\xcc\x81x", 4, 1), 3);
}

int
main(void)
{
	TEST(json_rows);
	TEST(csv_rows);
	TEST(table_rows);
	TEST(narrow_terminals_cut_text_never_numbers);
	TEST(columns_that_matter_least_go_first);
	TEST(columns_without_values_or_room_are_left_out);
	TEST(parts_say_their_record);
	TEST(parts_are_one_csv_table);
	TEST(notes_are_for_people);
	TEST(unknown_fields_are_refused);
	TEST(a_failed_write_is_said);
	TEST(quiet_counts_only);
	TEST(many_rows_stream_with_settled_widths);
	TEST(terminal_escapes);
	TEST(csv_escapes);
	TEST(widths);
	free(text);
	return tap_done();
}
