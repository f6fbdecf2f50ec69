/*
 * Files written whole: a new one with its mode, one that is there keeps its
 * own, a link stays one; what is no file is written to; failures leave nothing.
 */
#include "base/file.h"
#include "tests/lib/tap.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err err;
static struct buf text;

static enum err_code
put(const char *path, const char *s)
{
	buf_clear(&text);
	buf_puts(&text, s);
	return file_replace(path, &text, 0640, E_STORE, &err);
}

static const char *
got(const char *path)
{
	buf_clear(&text);
	ok(file_read(path, 1000, &text, &err) == E_OK);
	return buf_text(&text);
}

static int
mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int)(st.st_mode & 07777) : -1;
}

static int
files_here(void)
{
	DIR *d = opendir(".");
	int n = 0;

	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL; )
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
files_are_replaced(void)
{
	is_int(put("a", "one"), E_OK);
	is_text(got("a"), "one");
	is_int(mode_of("a"), 0640);
	ok(chmod("a", 0604) == 0);
	is_int(put("a", "two"), E_OK);
	is_text(got("a"), "two");
	is_int(mode_of("a"), 0604);
	is_int(put("a", ""), E_OK);
	is_text(got("a"), "");
	is_int(files_here(), 1);
}

static void
links_stay_links(void)
{
	char to[8] = "";

	ok(symlink("a", "b") == 0);
	is_int(put("b", "by the link"), E_OK);
	is_text(got("a"), "by the link");
	ok(readlink("b", to, sizeof(to) - 1) == 1);
	is_int(files_here(), 2);
}

static void
what_is_no_file_is_written_to(void)
{
	is_int(put("/dev/null", "gone"), E_OK);
	ok(mode_of("/dev/null") >= 0 && access("/dev/null", W_OK) == 0);
	is_int(put("/dev/full", "too much"), E_STORE);
	is_text(err.text, "/dev/full: No space left on device");
}

static void
failures_leave_nothing(void)
{
	is_int(put("none/a", "x"), E_STORE);
	is_text(err.text, "none/a: No such file or directory");
	ok(mkdir("folder", 0700) == 0);
	is_int(put("folder", "x"), E_STORE);
	is_text(err.text, "folder: Is a directory");
	is_int(put("a/b", "x"), E_STORE);
	is_int(files_here(), 3);
	is_text(got("a"), "by the link");
}

int
main(void)
{
	char place[] = "/tmp/etrms-file.XXXXXX";

	umask(0);
	if (mkdtemp(place) == NULL || chdir(place) != 0)
		return 1;
	TEST(files_are_replaced);
	TEST(links_stay_links);
	TEST(what_is_no_file_is_written_to);
	TEST(failures_leave_nothing);
	(void)unlink("a");
	(void)unlink("b");
	(void)rmdir("folder");
	(void)rmdir(place);
	buf_release(&text);
	return tap_done();
}
