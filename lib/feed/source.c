/*
 * Files, gzip and zip as one stream of text. Every byte that comes out is
 * counted against what went in, so that no archive can blow up.
 */
#include "feed/source.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "feed/feed.h"
#include "feed/ziplib.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define IN_SIZE (256 * 1024)
#define SLACK 65536		/* small members may pack better than 1:100 */
#define MEMBERS_MAX 1000
#define CHECKSUM_MAX 65536

enum kind { PLAIN, GZIP, ZIP };

struct source {
	const char *path;
	struct buf name;
	int fd;
	bool own_fd, started;
	enum kind kind;
	unsigned char *in;		/* raw bytes: in[at..len) are unread */
	size_t in_at, in_len;
	int64_t packed, text;		/* bytes so far, in and out */
	z_stream gz;
	bool gz_open, gz_ended;
	const struct ziplib *lib;
	zip_t *zip;
	zip_file_t *member;
	zip_int64_t members, next;
};

const char *
source_name(const struct source *s)
{
	return buf_text(&s->name);
}

/* Reads until the buffer is full or the file ends. */
static enum err_code
raw_fill(struct source *s, struct err *err)
{
	ssize_t n;

	s->in_at = s->in_len = 0;
	while (s->in_len < IN_SIZE) {
		n = read(s->fd, s->in + s->in_len, IN_SIZE - s->in_len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, E_DATA, "%s: cannot read: %s",
			    s->path, strerror(errno));
		if (n == 0)
			break;
		s->in_len += (size_t)n;
	}
	s->packed += (int64_t)s->in_len;
	return E_OK;
}

static enum err_code
zip_start(struct source *s, struct err *err)
{
	zip_error_t why;
	zip_source_t *from = NULL;
	FILE *file = NULL;
	enum err_code rc = ziplib_load(&s->lib, err);
	int fd;

	if (rc != E_OK)
		return err_prefix(err, "%s", s->path);
	fd = dup(s->fd);
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) == 0)
		file = fdopen(fd, "rb");
	if (file == NULL) {
		if (fd >= 0)
			close(fd);
		return err_set(err, E_USAGE, "%s: a zip archive cannot be "
		    "read from a pipe", s->path);
	}
	s->lib->zip_error_init(&why);
	from = s->lib->zip_source_filep_create(file, 0, -1, &why);
	if (from == NULL)
		fclose(file);
	else
		s->zip = s->lib->zip_open_from_source(from, ZIP_RDONLY, &why);
	if (s->zip == NULL) {
		err_set(err, E_DATA, "%s: not a sound zip archive: %s",
		    s->path, s->lib->zip_error_strerror(&why));
		s->lib->zip_source_free(from);
		s->lib->zip_error_fini(&why);
		return E_DATA;
	}
	s->lib->zip_error_fini(&why);
	s->members = s->lib->zip_get_num_entries(s->zip, 0);
	if (s->members > MEMBERS_MAX)
		return err_set(err, E_DATA, "%s: %lld members; at most %d",
		    s->path, (long long)s->members, MEMBERS_MAX);
	return E_OK;
}

enum err_code
source_open(const char *path, int fd, struct source **out, struct err *err)
{
	struct source *s = mem_alloc(sizeof(*s));
	struct stat st;
	enum err_code rc = E_OK;

	s->path = path;
	buf_puts(&s->name, path);
	s->own_fd = fd < 0;
	s->fd = fd >= 0 ? fd : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	s->in = mem_alloc(IN_SIZE);
	if (s->fd < 0)
		rc = err_set(err, E_USAGE, "%s: %s", path, strerror(errno));
	else if (fstat(s->fd, &st) == 0 && S_ISDIR(st.st_mode))
		rc = err_set(err, E_USAGE, "%s: is a folder", path);
	if (rc != E_OK) {
		source_free(s);
		return rc;
	}
	*out = s;
	return E_OK;
}

void
source_free(struct source *s)
{
	if (s == NULL)
		return;
	if (s->member != NULL)
		s->lib->zip_fclose(s->member);
	if (s->zip != NULL)
		s->lib->zip_discard(s->zip);
	if (s->gz_open)
		inflateEnd(&s->gz);
	if (s->own_fd && s->fd >= 0)
		close(s->fd);
	buf_release(&s->name);
	free(s->in);
	free(s);
}

/* Told by the first bytes. */
static enum err_code
kind_find(struct source *s, struct err *err)
{
	enum err_code rc = raw_fill(s, err);
	const unsigned char *p = s->in;

	if (rc != E_OK)
		return rc;
	if (s->in_len >= 2 && p[0] == 0x1f && p[1] == 0x8b) {
		s->kind = GZIP;
		if (inflateInit2(&s->gz, 15 + 16) != Z_OK)
			bug("zlib does not start");
		s->gz_open = true;
	} else if (s->in_len >= 4 && p[0] == 'P' && p[1] == 'K' &&
	    (p[2] == 3 || p[2] == 5 || p[2] == 6)) {
		s->kind = ZIP;
		rc = zip_start(s, err);
	}
	return rc;
}

static bool
name_leaves(const char *name)
{
	const char *p = name;

	if (name[0] == '/' || name[0] == '\\' ||
	    (name[0] != '\0' && name[1] == ':'))
		return true;
	for (; p != NULL; p = strpbrk(p, "/\\")) {
		p += *p == '/' || *p == '\\';
		if (p[0] == '.' && p[1] == '.' &&
		    (p[2] == '\0' || p[2] == '/' || p[2] == '\\'))
			return true;
	}
	return false;
}

/* NULL, or why this member is refused with the whole archive. */
static const char *
member_fault(struct source *s, zip_uint64_t i, const zip_stat_t *st)
{
	zip_uint8_t system;
	zip_uint32_t attributes;
	mode_t mode = 0;

	if (name_leaves(st->name))
		return "its name leaves the archive";
	if (s->lib->zip_file_get_external_attributes(s->zip, i, 0, &system,
	    &attributes) == 0 && system == ZIP_OPSYS_UNIX)
		mode = (mode_t)(attributes >> 16) & S_IFMT;
	if (mode != 0 && mode != S_IFREG && mode != S_IFDIR)
		return "it is a link or a device";
	if (st->encryption_method != ZIP_EM_NONE)
		return "it is encrypted";
	if (st->size > SLACK && st->size / FEED_RATIO_MAX > st->comp_size)
		return "it unpacks to more than 100 times its size";
	return NULL;
}

static bool
member_wanted(const char *name)
{
	const size_t n = strlen(name);

	return n > 4 && (strcasecmp(name + n - 4, ".csv") == 0 ||
	    strcasecmp(name + n - 4, ".txt") == 0);
}

/* The next member that is a table; all are looked at before the first. */
static enum err_code
zip_next(struct source *s, bool *more, struct err *err)
{
	zip_stat_t st;
	const char *fault;

	*more = false;
	for (zip_int64_t i = 0; s->next == 0 && i < s->members; i++) {
		if (s->lib->zip_stat_index(s->zip, (zip_uint64_t)i, 0,
		    &st) != 0)
			return err_set(err, E_DATA, "%s: %s", s->path,
			    s->lib->zip_strerror(s->zip));
		fault = member_fault(s, (zip_uint64_t)i, &st);
		if (fault != NULL)
			return err_set(err, E_DATA, "%s: member %.100s: %s",
			    s->path, st.name, fault);
	}
	if (s->member != NULL)
		s->lib->zip_fclose(s->member);
	s->member = NULL;
	for (; s->next < s->members && !*more; s->next++) {
		s->lib->zip_stat_index(s->zip, (zip_uint64_t)s->next, 0, &st);
		if (!member_wanted(st.name))
			continue;
		s->member = s->lib->zip_fopen_index(s->zip,
		    (zip_uint64_t)s->next, 0);
		if (s->member == NULL)
			return err_set(err, E_DATA, "%s: member %.100s: %s",
			    s->path, st.name,
			    s->lib->zip_strerror(s->zip));
		s->packed += (int64_t)st.comp_size;
		buf_clear(&s->name);
		buf_printf(&s->name, "%s:%s", s->path, st.name);
		*more = true;
	}
	if (!*more && !s->started)
		return err_set(err, E_DATA, "%s: no .csv in this archive",
		    s->path);
	return E_OK;
}

enum err_code
source_next(struct source *s, bool *more, struct err *err)
{
	enum err_code rc = E_OK;

	*more = !s->started;
	if (!s->started) {
		rc = kind_find(s, err);
		if (s->kind == ZIP)
			s->packed = 0;
	}
	if (rc == E_OK && s->kind == ZIP)
		rc = zip_next(s, more, err);
	s->started = true;
	return rc;
}

static enum err_code
gzip_read(struct source *s, void *to, size_t cap, size_t *n, struct err *err)
{
	enum err_code rc;
	int code;

	s->gz.next_out = to;
	s->gz.avail_out = (uInt)cap;
	while (s->gz.avail_out == (uInt)cap) {
		if (s->in_at == s->in_len) {
			rc = raw_fill(s, err);
			if (rc != E_OK)
				return rc;
		}
		if (s->in_at == s->in_len) {
			if (s->gz_ended)
				break;
			return err_set(err, E_DATA,
			    "%s: gzip file is cut short", s->path);
		}
		if (s->gz_ended && inflateReset(&s->gz) != Z_OK)
			bug("zlib does not start again");
		s->gz_ended = false;
		s->gz.next_in = s->in + s->in_at;
		s->gz.avail_in = (uInt)(s->in_len - s->in_at);
		code = inflate(&s->gz, Z_NO_FLUSH);
		s->in_at = s->in_len - s->gz.avail_in;
		if (code == Z_STREAM_END)
			s->gz_ended = true;
		else if (code != Z_OK && code != Z_BUF_ERROR)
			return err_set(err, E_DATA, "%s: gzip file is "
			    "damaged: %s", s->path, s->gz.msg != NULL ?
			    s->gz.msg : "not a gzip member");
	}
	*n = cap - s->gz.avail_out;
	return E_OK;
}

static enum err_code
zip_read(struct source *s, void *to, size_t cap, size_t *n, struct err *err)
{
	zip_int64_t got = s->lib->zip_fread(s->member, to, cap);

	if (got < 0)
		return err_set(err, E_DATA, "%s: damaged: %s", source_name(s),
		    s->lib->zip_file_strerror(s->member));
	*n = (size_t)got;
	return E_OK;
}

enum err_code
source_read(struct source *s, void *to, size_t cap, size_t *n,
    struct err *err)
{
	enum err_code rc = E_OK;
	int64_t read_in;

	*n = 0;
	if (s->kind == ZIP) {
		rc = zip_read(s, to, cap, n, err);
	} else if (s->kind == GZIP) {
		rc = gzip_read(s, to, cap, n, err);
	} else {
		if (s->in_at == s->in_len)
			rc = raw_fill(s, err);
		*n = s->in_len - s->in_at < cap ? s->in_len - s->in_at : cap;
		memcpy(to, s->in + s->in_at, *n);
		s->in_at += *n;
	}
	if (rc != E_OK)
		return rc;
	s->text += (int64_t)*n;
	read_in = s->packed - (s->kind == GZIP ?
	    (int64_t)(s->in_len - s->in_at) : 0);
	if (s->kind != PLAIN &&
	    s->text > read_in * FEED_RATIO_MAX + SLACK)
		return err_set(err, E_DATA, "%s: unpacks to more than %d "
		    "times its size", s->path, FEED_RATIO_MAX);
	if (s->text > FEED_TEXT_MAX)
		return err_set(err, E_DATA, "%s: more than 4 GiB of text",
		    s->path);
	return E_OK;
}

/* The digest that a line of sha256sum's names for this file. */
static bool
checksum_line(const char *line, const char *base, char digest[65])
{
	const size_t n = strspn(line, "0123456789abcdefABCDEF");
	const char *name = line + n, *slash;

	if (n != 64 || (*name != ' ' && *name != '\t'))
		return false;
	name += strspn(name, " \t*");
	slash = strrchr(name, '/');
	if (slash != NULL)
		name = slash + 1;
	if (strcmp(name, base) != 0)
		return false;
	memcpy(digest, line, 64);
	digest[64] = '\0';
	return true;
}

static enum err_code
checksum_read(const char *path, const char *base, char digest[65],
    bool *found, struct err *err)
{
	char *file = mem_format("%s.CHECKSUM", path);
	char *text = NULL, *line, *rest;
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum err_code rc = E_OK;
	ssize_t n = -1;

	*found = false;
	if (fd < 0 && errno == ENOENT)
		goto out;
	*found = true;
	text = mem_alloc(CHECKSUM_MAX + 1);
	if (fd >= 0)
		n = read(fd, text, CHECKSUM_MAX);
	if (n < 0) {
		rc = err_set(err, E_DATA, "%s: %s", file, strerror(errno));
		goto out;
	}
	digest[0] = '\0';
	for (line = strtok_r(text, "\r\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\r\n", &rest))
		if (checksum_line(line, base, digest))
			break;
	if (digest[0] == '\0')
		rc = err_set(err, E_DATA, "%s: no SHA-256 of %s in it", file,
		    base);
out:
	if (fd >= 0)
		close(fd);
	free(text);
	free(file);
	return rc;
}

enum err_code
source_checksum(struct source *s, bool *found, struct err *err)
{
	const char *slash = strrchr(s->path, '/');
	char want[65], got[SHA256_TEXT_SIZE];
	struct sha256 h;
	enum err_code rc;

	*found = false;
	if (!s->own_fd)
		return E_OK;
	rc = checksum_read(s->path, slash == NULL ? s->path : slash + 1,
	    want, found, err);
	if (rc != E_OK || !*found)
		return rc;
	sha256_init(&h);
	do {
		rc = raw_fill(s, err);
		sha256_update(&h, s->in, s->in_len);
	} while (rc == E_OK && s->in_len > 0);
	s->packed = 0;
	if (rc == E_OK && lseek(s->fd, 0, SEEK_SET) != 0)
		rc = err_set(err, E_DATA, "%s: cannot be read twice: %s",
		    s->path, strerror(errno));
	if (rc == E_OK && strcasecmp(sha256_final_text(&h, got), want) != 0)
		rc = err_set(err, E_DATA, "%s: its SHA-256 %s is not the one "
		    "in %s.CHECKSUM", s->path, got, s->path);
	return rc;
}
