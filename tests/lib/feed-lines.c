/*
 * Lines out of a file: none is lost, cut or joined where the window moves on;
 * line ends and bytes stay as they are; the bound of a line; a last line
 * without its end; lines count from 1 in each; who reads them may stop; texts
 * of errors are bounded.
 */
#include "feed/lines.h"

#include "feed/feed.h"
#include "tests/lib/feedfile.h"

static struct buf seen;
static int64_t stop_at, last_number;
static struct lines lines;

static enum err_code
take(void *self, const char *line, const char *end, struct err *e)
{
	(void)self;
	ok(*end == '\n');
	buf_add(&seen, line, (size_t)(end - line) + 1);
	last_number = lines.number;
	if (lines.number == stop_at)
		return lines_error(&lines, e, "enough");
	return E_OK;
}

static enum err_code
read_lines(const void *bytes, size_t n)
{
	struct source *s = NULL;
	FILE *f = file_of(bytes, n);
	enum err_code rc;

	buf_clear(&seen);
	last_number = 0;
	err = (struct err){0};
	ok(source_open("f", fileno(f), &s, &err) == E_OK);
	lines = (struct lines){ .source = s, .each = take };
	rc = lines_read_all(&lines, &err);
	lines_release(&lines);
	source_free(s);
	fclose(f);
	return rc;
}

static void
bytes_stay_as_they_are(void)
{
	static const char odd[] = "a\r\n\n\xef\xbb\xbfx\0y\xff\n \t\n";

	is_int(read_lines("", 0), E_OK);
	is_int(last_number, 0);
	is_int(read_lines("\n", 1), E_OK);
	is_int(last_number, 1);
	is_int(read_lines(odd, sizeof(odd) - 1), E_OK);
	is_int(last_number, 4);
	ok(seen.len == sizeof(odd) - 1 &&
	    memcmp(seen.at, odd, sizeof(odd) - 1) == 0);
}

static void
a_cut_file_is_told(void)
{
	is_int(read_lines("a\nb", 3), E_DATA);
	is_text(err.text, "f:2: the last line has no line end: the file is cut"
	    " short");
	is_text(buf_text(&seen), "a\n");
	is_int(read_lines("\r", 1), E_DATA);
	says("f:1: the last line has no line end");
	is_int(read_lines("\0", 1), E_DATA);
	says("f:1: the last line has no line end");
}

/* Lines of every length around a window that moves over 2 MB. */
static void
nothing_is_lost_where_the_window_moves(void)
{
	struct buf text = {0};

	for (int i = 0; text.len < 2000000; i++) {
		for (int k = i * 7919 % 60013; k > 0; k--)
			buf_putc(&text, (char)('a' + (i + k) % 26));
		buf_printf(&text, "%d\n", i);
	}
	is_int(read_lines(text.at, text.len), E_OK);
	ok(seen.len == text.len && memcmp(seen.at, text.at, text.len) == 0);
	buf_release(&text);
}

static void
a_line_has_a_bound(void)
{
	size_t n = 3 * (size_t)FEED_LINE_MAX;
	char *text = malloc(n);

	memset(text, 'x', n);
	text[0] = '\n';
	text[FEED_LINE_MAX + 1] = '\n';
	is_int(read_lines(text, FEED_LINE_MAX + 2), E_OK);
	is_int(last_number, 2);
	/* one byte more, with its end and without */
	text[FEED_LINE_MAX + 1] = 'x';
	text[FEED_LINE_MAX + 2] = '\n';
	is_int(read_lines(text, FEED_LINE_MAX + 3), E_DATA);
	is_text(err.text, "f:2: line is longer than 64 KiB");
	is_text(buf_text(&seen), "\n");
	text[FEED_LINE_MAX + 2] = 'x';
	is_int(read_lines(text, n), E_DATA);
	is_text(err.text, "f:2: line is longer than 64 KiB");
	is_text(buf_text(&seen), "\n");
	free(text);
}

static void
who_reads_may_stop(void)
{
	stop_at = 2;
	is_int(read_lines("a\nb\nc\n", 6), E_DATA);
	is_text(err.text, "f:2: enough");
	is_text(buf_text(&seen), "a\nb\n");
	stop_at = 0;
}

static enum err_code
blame(void *self, const char *line, const char *end, struct err *e)
{
	(void)self;
	(void)end;
	return lines_fault(&lines, "not a price", line, e);
}

static void
what_is_quoted_is_bounded(void)
{
	char text[5001];
	struct source *s = NULL;
	FILE *f;

	memset(text, '7', sizeof(text));
	text[5000] = '\n';
	f = file_of(text, sizeof(text));
	ok(source_open("f", fileno(f), &s, &err) == E_OK);
	lines = (struct lines){ .source = s, .each = blame };
	is_int(lines_read_all(&lines, &err), E_DATA);
	is_text(err.text, "f:1: not a price"
	    " (\"7777777777777777777777777777777777777777\")");
	lines_release(&lines);
	source_free(s);
	fclose(f);
}

int
main(void)
{
	TEST(bytes_stay_as_they_are);
	TEST(a_cut_file_is_told);
	TEST(nothing_is_lost_where_the_window_moves);
	TEST(a_line_has_a_bound);
	TEST(who_reads_may_stop);
	TEST(what_is_quoted_is_bounded);
	buf_release(&seen);
	return tap_done();
}
