/*
 * Settings: the table itself, reading files, the environment, writing keys.
 */
#include "conf/store.h"
#include "tests/lib/tap.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];
static struct err err;

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
}

static const char *
read_file(void)
{
	static struct buf text;

	buf_clear(&text);
	ok(conf_load(path, &text, &err) == E_OK);
	return buf_text(&text);
}

static void
every_setting_is_sound(void)
{
	for (const struct setting *s = settings; s->key != NULL; s++) {
		struct buf range = {0};
		int64_t number;
		const char *dot = strchr(s->key, '.');

		ok(setting_check(s, s->fallback, &number, &err) == E_OK);
		ok(dot != NULL && strchr(dot + 1, '.') == NULL);
		ok(s->help[strlen(s->help) - 1] == '.');
		ok(s->type != SET_ENUM || s->choices != NULL);
		ok(setting_find(s->key) == s);
		setting_range(s, &range);
		ok(range.len > 0);
		buf_release(&range);
	}
}

static void
variables_follow_keys(void)
{
	char *name = setting_variable("time.day-start");

	is_text(name, "ETRMS_TIME_DAY_START");
	free(name);
}

/* Whoever sets a variable must not come between us and a venue. */
static void
some_are_read_from_the_file_alone(void)
{
	struct conf *c = NULL;

	write_file("[network]\nca-file = /a/b.pem\nproxy = http://p:1\n");
	ok(conf_open(path, &c, &err) == E_OK);
	is_text(conf_text(c, "network.ca-file"), "/a/b.pem");
	is_text(conf_text(c, "network.proxy"), "http://p:1");
	conf_free(c);
	setenv("ETRMS_NETWORK_CA_FILE", "/evil.pem", 1);
	is_int(conf_open(path, &c, &err), E_USAGE);
	is_text(err.text, "ETRMS_NETWORK_CA_FILE: network.ca-file is read"
	    " from the configuration file alone");
	unsetenv("ETRMS_NETWORK_CA_FILE");
	setenv("ETRMS_NETWORK_PROXY", "http://evil:1", 1);
	is_int(conf_open(path, &c, &err), E_USAGE);
	unsetenv("ETRMS_NETWORK_PROXY");
}

static void
a_missing_file_is_empty(void)
{
	struct conf *c = NULL;

	unlink(path);
	ok(conf_open(path, &c, &err) == E_OK);
	is_text(conf_text(c, "time.day-start"), "00:00");
	is_int(conf_int(c, "risk.max-age"), 5 * STAMP_MINUTE);
	is_text(conf_path(c), path);
	ok(conf_alias(c, "x") == NULL && conf_unknown(c, 0) == NULL);
	conf_free(c);
}

static void
reading(void)
{
	struct conf *c = NULL;

	write_file("\xef\xbb\xbf[time]\n  day-start = 17:30 ; c\n[other]\n"
	    "x = 1\n[alias]\na = b c\na = d\n[output]\ncolor: never\n");
	ok(conf_open(path, &c, &err) == E_OK);
	is_int(conf_int(c, "time.day-start"), 17 * STAMP_HOUR +
	    30 * STAMP_MINUTE);
	is_int(conf_enum(c, "output.color"), 2);
	is_text(conf_alias(c, "a"), "d");
	is_text(conf_unknown(c, 0), "other.x (line 4)");
	ok(conf_unknown(c, 1) == NULL);
	conf_free(c);
}

static void
broken_files_name_the_line(void)
{
	static const char *const rows[][2] = {
		{ "[time\nx = 1\n", ":1: neither [section] nor key = value" },
		{ "x\n", ":1: neither [section] nor key = value" },
		{ "[time]\n\nday-start = 25:00\n",
		  ":3: time.day-start: '25:00' is not a time of day such as"
		  " 00:00 or 17:30" },
		{ "[output]\nformat =\n", ":2: output.format: '' is not one of"
		  " table, json, ndjson, csv, auto" }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct conf *c = NULL;
		char want[512];

		write_file(rows[i][0]);
		snprintf(want, sizeof(want), "%s%s", path, rows[i][1]);
		is_int(conf_open(path, &c, &err), E_STORE);
		is_text(err.text, want);
		ok(c == NULL);
	}
}

static void
the_environment_comes_first(void)
{
	struct conf *c = NULL;
	struct conf_row row;

	write_file("[output]\nformat = csv\n");
	setenv("ETRMS_OUTPUT_FORMAT", "json", 1);
	ok(conf_open(path, &c, &err) == E_OK);
	is_text(conf_text(c, "output.format"), "json");
	for (size_t i = 0; conf_row(c, i, &row); i++)
		if (strcmp(row.key, "output.format") == 0)
			is_text(row.origin, "environment");
	conf_free(c);
	setenv("ETRMS_FORMAT", "table", 1);
	ok(conf_open(path, &c, &err) == E_OK);
	is_int(conf_enum(c, "output.format"), 0);
	conf_free(c);
	setenv("ETRMS_FORMAT", "xml", 1);
	is_int(conf_open(path, &c, &err), E_USAGE);
	unsetenv("ETRMS_FORMAT");
	unsetenv("ETRMS_OUTPUT_FORMAT");
}

static void
writing(void)
{
	struct conf *c = NULL;

	write_file("# top\n[time]\nday-start=01:00\n# end");
	ok(conf_open(path, &c, &err) == E_OK);
	ok(conf_set(c, "time.day-start", "02:00", &err) == E_OK);
	is_text(conf_text(c, "time.day-start"), "02:00");
	is_text(read_file(), "# top\n[time]\nday-start = 02:00\n# end\n");
	ok(conf_set(c, "alias.a", "b", &err) == E_OK);
	is_text(read_file(), "# top\n[time]\nday-start = 02:00\n# end\n\n"
	    "[alias]\n\ta = b\n");
	is_text(conf_alias(c, "a"), "b");
	ok(conf_set(c, "time.day-start", NULL, &err) == E_OK);
	is_text(read_file(), "# top\n[time]\n# end\n\n[alias]\n\ta = b\n");
	is_text(conf_text(c, "time.day-start"), "00:00");
	ok(conf_set(c, "time.day-start", "03:00", &err) == E_OK);
	is_text(read_file(), "# top\n[time]\n\tday-start = 03:00\n# end\n\n"
	    "[alias]\n\ta = b\n");
	is_int(conf_set(c, "alias.b", NULL, &err), E_NO);
	is_int(conf_set(c, "alias.", "x", &err), E_USAGE);
	is_int(conf_set(c, "nothing", NULL, &err), E_USAGE);
	conf_free(c);
}

static void
the_folder_of_the_file(void)
{
	static const char *const rows[][2] = { { "/a/b/config", "/a/b" },
	    { "config", "." }, { "/config", "/" } };

	for (size_t i = 0; i < 3; i++) {
		struct conf *c = conf_defaults(rows[i][0]);
		char *folder = conf_folder(c);

		is_text(folder, rows[i][1]);
		free(folder);
		conf_free(c);
	}
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");
	int fd;

	snprintf(path, sizeof(path), "%.40s/conf.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	fd = mkstemp(path);
	close(fd);
	TEST(every_setting_is_sound);
	TEST(variables_follow_keys);
	TEST(some_are_read_from_the_file_alone);
	TEST(a_missing_file_is_empty);
	TEST(reading);
	TEST(broken_files_name_the_line);
	TEST(the_environment_comes_first);
	TEST(writing);
	TEST(the_folder_of_the_file);
	unlink(path);
	return tap_done();
}
