/*
 * Bytes of files: plain, gzip in one or more parts, zip; each read in pieces of
 * any size. Archives that are cut, damaged, that would fill a disk, that name
 * what is not theirs; a checksum beside the file: right, wrong, of another,
 * of none; what is no file.
 */
#include "feed/source.h"

#include "base/file.h"
#include "base/sha256.h"
#include "feed/feed.h"
#include "tests/lib/feedfile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

static char folder[] = "/tmp/etrms-source-XXXXXX";
static struct buf seen, packed;
static int members;
static size_t piece = 4096;

/* All members, each between brackets. */
static enum err_code
read_source(struct source *s)
{
	char *to = malloc(piece);
	bool more = true;
	size_t n = 0;
	enum err_code rc = E_OK;

	buf_clear(&seen);
	members = 0;
	while (rc == E_OK) {
		rc = source_next(s, &more, &err);
		if (rc != E_OK || !more)
			break;
		members++;
		buf_putc(&seen, '[');
		do {
			rc = source_read(s, to, piece, &n, &err);
			buf_add(&seen, to, n);
		} while (rc == E_OK && n > 0);
		buf_putc(&seen, ']');
	}
	free(to);
	return rc;
}

static enum err_code
read_bytes(const void *bytes, size_t n)
{
	struct source *s = NULL;
	FILE *f = file_of(bytes, n);
	enum err_code rc;

	err = (struct err){0};
	ok(source_open("f", fileno(f), &s, &err) == E_OK);
	rc = read_source(s);
	source_free(s);
	fclose(f);
	return rc;
}

static void
put_gzip(const char *text, size_t n)
{
	unsigned char out[65536];
	z_stream z = {0};
	int rc;

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, 0) != Z_OK)
		abort();
	z.next_in = (unsigned char *)(uintptr_t)text;
	z.avail_in = (uInt)n;
	do {
		z.next_out = out;
		z.avail_out = sizeof(out);
		rc = deflate(&z, Z_FINISH);
		buf_add(&packed, (char *)out, sizeof(out) - z.avail_out);
	} while (rc != Z_STREAM_END);
	deflateEnd(&z);
}

static void
put_number(struct buf *to, uint32_t value, int bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		buf_putc(to, (char)(value & 255));
}

/* A zip of members that are stored as they are; attributes: of Unix. */
struct entry { const char *name, *text; uint32_t mode, claims; };
static void
put_zip(const struct entry *e, size_t count)
{
	struct buf central = {0};
	uint32_t begin;

	buf_clear(&packed);
	for (size_t i = 0; i < count; i++) {
		uint32_t n = (uint32_t)strlen(e[i].text), at =
		    (uint32_t)packed.len, size = e[i].claims > 0 ?
		    e[i].claims : n;
		uint32_t sum = (uint32_t)crc32(0, (const Bytef *)e[i].text, n);
		uint32_t name = (uint32_t)strlen(e[i].name);

		buf_add(&packed, "PK\3\4\24\0\0\0\0\0\0\0\41\0", 14);
		buf_add(&central, "PK\1\2\24\3\24\0\0\0\0\0\0\0\41\0", 16);
		for (int k = 0; k < 2; k++) {
			struct buf *to = k == 0 ? &packed : &central;

			put_number(to, sum, 4);
			put_number(to, n, 4);
			put_number(to, size, 4);
			put_number(to, name, 2);
			put_number(to, 0, 2);
		}
		buf_add(&packed, e[i].name, name);
		buf_add(&packed, e[i].text, n);
		put_number(&central, 0, 6);
		put_number(&central, e[i].mode << 16, 4);
		put_number(&central, at, 4);
		buf_add(&central, e[i].name, name);
	}
	begin = (uint32_t)packed.len;
	buf_add(&packed, central.at, central.len);
	buf_add(&packed, "PK\5\6\0\0\0\0", 8);
	put_number(&packed, (uint32_t)count, 2);
	put_number(&packed, (uint32_t)count, 2);
	put_number(&packed, (uint32_t)central.len, 4);
	put_number(&packed, begin, 4);
	put_number(&packed, 0, 2);
	buf_release(&central);
}

static void
plain_bytes(void)
{
	static const char odd[] = "PK\1\0\x1f\x8b\xff\r\n";

	is_int(read_bytes("", 0), E_OK);
	is_text(buf_text(&seen), "[]");
	is_int(read_bytes("\x1f", 1), E_OK);
	is_text(buf_text(&seen), "[\x1f]");
	is_int(read_bytes("PK\3", 3), E_OK);
	is_text(buf_text(&seen), "[PK\3]");
	is_int(read_bytes(odd, sizeof(odd) - 1), E_OK);
	ok(seen.len == sizeof(odd) + 1 && memcmp(seen.at + 1, odd,
	    sizeof(odd) - 1) == 0);
}

/* More than one buffer, in parts and in pieces of any size. */
static void
gzip_in_parts_and_pieces(void)
{
	struct buf text = {0};

	for (int i = 0; text.len < 900000; i++)
		buf_printf(&text, "%d,%d\n", i, i * 7919 % 104729);
	buf_clear(&packed);
	put_gzip(text.at, 500000);
	put_gzip("", 0);
	put_gzip(text.at + 500000, text.len - 500000);
	ok(packed.len > 256 * 1024);
	for (int i = 0; i < 3; i++) {
		piece = (size_t[]){ 17, 65536, 1000000 }[i];
		is_int(read_bytes(packed.at, packed.len), E_OK);
		ok(seen.len == text.len + 2 && memcmp(seen.at + 1, text.at,
		    text.len) == 0);
	}
	piece = 4096;
	buf_release(&text);
}

static void
gzip_that_is_broken(void)
{
	buf_clear(&packed);
	put_gzip("1,2,3\n", 6);
	for (size_t n = 2; n < packed.len; n++) {
		is_int(read_bytes(packed.at, n), E_DATA);
		says("f: gzip file is cut short");
	}
	packed.at[packed.len - 8] ^= 1;	/* of the checksum */
	is_int(read_bytes(packed.at, packed.len), E_DATA);
	says("f: gzip file is damaged: incorrect data check");
	packed.at[packed.len - 8] ^= 1;
	buf_puts(&packed, "rubbish");
	is_int(read_bytes(packed.at, packed.len), E_DATA);
	says("f: gzip file is damaged: incorrect header check");
}

static void
what_would_fill_a_disk(void)
{
	size_t n = 40000000;
	char *zeros = calloc(n, 1);

	buf_clear(&packed);
	put_gzip(zeros, n);
	ok(packed.len < n / 500);
	is_int(read_bytes(packed.at, packed.len), E_DATA);
	says("f: unpacks to more than 100 times its size");
	ok(seen.len < packed.len * 100 + 200000);
	/* a small one may */
	buf_clear(&packed);
	put_gzip(zeros, 60000);
	is_int(read_bytes(packed.at, packed.len), E_OK);
	free(zeros);
}

static void
zip_members(void)
{
	static const struct entry all[] = { { "b.csv", "1\n", 0, 0 },
		{ "README", "x", 0, 0 }, { "deep/", "", 040755, 0 },
		{ "deep/A.CSV", "2\n", 0100644, 0 }, { "c.txt", "", 0, 0 },
		{ ".csv", "y", 0, 0 } };

	put_zip(all, 6);
	is_int(read_bytes(packed.at, packed.len), E_OK);
	is_text(buf_text(&seen), "[1\n][2\n][]");
	put_zip(all + 1, 1);
	is_int(read_bytes(packed.at, packed.len), E_DATA);
	is_text(err.text, "f: no .csv in this archive");
	put_zip(all, 0);
	is_int(read_bytes(packed.at, packed.len), E_DATA);
	is_text(err.text, "f: no .csv in this archive");
}

/* All of it is refused, even where a sound member comes first. */
static void
zip_members_that_are_refused(void)
{
	static const struct { struct entry e; const char *why; } bad[] = {
		{ { "/a.csv", "1\n", 0, 0 }, "its name leaves the archive" },
		{ { "../a.csv", "1\n", 0, 0 }, "its name leaves the archive" },
		{ { "d/../../a.csv", "1\n", 0, 0 }, "its name leaves" },
		{ { "d\\..\\a.csv", "1\n", 0, 0 }, "its name leaves" },
		{ { "c:a.csv", "1\n", 0, 0 }, "its name leaves the archive" },
		{ { "d/..", "1\n", 0, 0 }, "its name leaves the archive" },
		{ { "a.csv", "/etc/passwd", 0120777, 0 },
		  "it is a link or a device" },
		{ { "a.csv", "1\n", 0020666, 0 }, "it is a link or a device" },
		{ { "a.csv", "1\n", 0, 70000 }, "it unpacks to more than 100"
		  " times its size" }
	};
	struct entry two[2] = { { "good.csv", "1\n", 0, 0 } };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		two[1] = bad[i].e;
		put_zip(two, 2);
		is_int(read_bytes(packed.at, packed.len), E_DATA);
		says(bad[i].why);
		is_int(members, 0);
	}
	/* names that only look like it */
	two[1] = (struct entry){ "a..b/...csv", "2\n", 0, 0 };
	put_zip(two, 2);
	is_int(read_bytes(packed.at, packed.len), E_OK);
	is_int(members, 2);
}

static void
zip_that_is_broken(void)
{
	static const struct entry one[] = { { "a.csv", "1,2,3\n", 0, 0 } };

	put_zip(one, 1);
	for (size_t n = 4; n < packed.len; n += 7) {
		is_int(read_bytes(packed.at, n), E_DATA);
		says("f: not a sound zip archive");
	}
	packed.at[30 + 5 + 2] = '9';
	is_int(read_bytes(packed.at, packed.len), E_DATA);
	says("f:a.csv: damaged: CRC error");
}

static void
write_named(const char *name, const char *text)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (file_replace(path, &(struct buf){ .at = (char *)(uintptr_t)text,
	    .len = strlen(text) }, 0644, E_OUTPUT, &err) != E_OK)
		abort();
}

static enum err_code
check(const char *line, bool *found)
{
	struct source *s = NULL;
	char path[100];
	enum err_code rc;

	write_named("a.csv.CHECKSUM", line);
	snprintf(path, sizeof(path), "%s/a.csv", folder);
	err = (struct err){0};
	ok(source_open(path, -1, &s, &err) == E_OK);
	rc = source_checksum(s, found, &err);
	if (rc == E_OK) {
		ok(read_source(s) == E_OK);
		is_text(buf_text(&seen), "[abc]");
	}
	source_free(s);
	return rc;
}

/* SHA-256 of "abc", as FIPS 180-4 has it. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define BIG "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
#define OFF "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ae"
static void
checksums(void)
{
	static const char *const good[] = { ABC "  a.csv\n", ABC " *a.csv\r\n",
		ABC "\tdata/a.csv", BIG "  a.csv\n",
		OFF "  b.csv\n" ABC "  a.csv\n" };
	static const char *const none[] = { "", "\n", ABC "\n",
		ABC "  b.csv\n", ABC "a.csv\n", "0" ABC "  a.csv\n",
		"a.csv  " ABC "\n" };
	bool found = false;

	write_named("a.csv", "abc");
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		is_int(check(good[i], &found), E_OK);
		ok(found);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		is_int(check(none[i], &found), E_DATA);
		says("a.csv.CHECKSUM: no SHA-256 of a.csv in it");
	}
	is_int(check(OFF "  a.csv\n", &found), E_DATA);
	says("is not the one in ");
}

static void
what_is_no_file(void)
{
	struct source *s = NULL;
	char path[100];
	bool found = true;
	int fd;

	is_int(source_open(folder, -1, &s, &err), E_USAGE);
	says(": is a folder");
	snprintf(path, sizeof(path), "%s/none", folder);
	is_int(source_open(path, -1, &s, &err), E_USAGE);
	says("none: No such file");
	ok(s == NULL);
	/* what is read from elsewhere has no checksum beside it */
	snprintf(path, sizeof(path), "%s/a.csv", folder);
	fd = open(path, O_RDONLY);
	ok(source_open(path, fd, &s, &err) == E_OK);
	is_int(source_checksum(s, &found, &err), E_OK);
	ok(!found);
	source_free(s);
	close(fd);
}

static void
zip_through_a_pipe(void)
{
	static const struct entry one[] = { { "a.csv", "1\n", 0, 0 } };
	struct source *s = NULL;
	int ends[2];

	put_zip(one, 1);
	if (pipe(ends) != 0 || write(ends[1], packed.at, packed.len) !=
	    (ssize_t)packed.len)
		abort();
	close(ends[1]);
	ok(source_open("-", ends[0], &s, &err) == E_OK);
	is_int(read_source(s), E_USAGE);
	says("-: a zip archive cannot be read from a pipe");
	source_free(s);
	close(ends[0]);
}

static void
tidy(void)
{
	char path[100];

	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/a.csv%s", folder,
		    i == 0 ? "" : ".CHECKSUM");
		unlink(path);
	}
	rmdir(folder);
}

int
main(void)
{
	if (mkdtemp(folder) == NULL)
		return 1;
	TEST(plain_bytes);
	TEST(gzip_in_parts_and_pieces);
	TEST(gzip_that_is_broken);
	TEST(what_would_fill_a_disk);
	TEST(zip_members);
	TEST(zip_members_that_are_refused);
	TEST(zip_that_is_broken);
	TEST(checksums);
	TEST(what_is_no_file);
	TEST(zip_through_a_pipe);
	tidy();
	buf_release(&seen);
	buf_release(&packed);
	return tap_done();
}
