/* What can be said about a store's place before SQLite touches it: folders,
 * links, rights, the kind of file system. */
#include "store/store.h"

#include "base/buf.h"
#include "store/storedata.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* SQLite's locks and shared memory do not hold between hosts (statfs(2)). */
static const struct { unsigned long type; const char *name; } networks[] = {
	{ 0x6969, "NFS" }, { 0xff534d42, "CIFS" }, { 0xfe534d42, "SMB" },
	{ 0x517b, "SMB" }, { 0x5346414f, "AFS" }, { 0x73757245, "Coda" },
	{ 0x00c36400, "Ceph" }, { 0x564c, "NCP" },
};

const char *
place_network(unsigned long type)
{
	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++)
		if (networks[i].type == (type & 0xffffffff))
			return networks[i].name;
	return NULL;
}

static enum err_code
make_folders(const char *path, struct err *err)
{
	char *copy = mem_text(path);
	enum err_code rc = E_OK;

	for (char *p = strchr(copy + 1, '/'); p != NULL && rc == E_OK;
	    p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			rc = err_set(err, E_STORE,
			    "store %s: folder %s cannot be made: %s", path,
			    copy, strerror(errno));
		*p = '/';
	}
	free(copy);
	return rc;
}

/* The folder that the path is in; caller frees. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_text(".");
	return mem_textn(path, slash == path ? 1 : (size_t)(slash - path));
}

static enum err_code
check_folder(const char *path, bool missing, struct err *err)
{
	char *folder = folder_of(path);
	const char *network = NULL;
	struct statfs fs;
	enum err_code rc = E_OK;

	if (statfs(folder, &fs) == 0)
		network = place_network((unsigned long)fs.f_type);
	if (network != NULL)
		rc = err_set(err, E_STORE, "store %s: on a network file "
		    "system (%s), where its locks do not hold", path,
		    network);
	else if (missing && access(folder, W_OK | X_OK) != 0)
		rc = err_set(err, E_STORE, "store %s: folder %s cannot be "
		    "written: %s", path, folder, strerror(errno));
	free(folder);
	return rc;
}

/* What can be said about the place before SQLite touches it. */
enum err_code
place_check(const char *path, enum store_mode mode, struct err *err)
{
	struct stat st;
	bool missing = lstat(path, &st) != 0;

	if (path[0] == '\0')
		return err_set(err, E_STORE, "store '': an empty path");
	if (missing && errno != ENOENT && errno != ENOTDIR)
		return err_set(err, E_STORE, "store %s: %s", path,
		    strerror(errno));
	if (missing && mode != STORE_CREATE)
		return err_set(err, E_STORE, "store %s: there is none yet "
		    "(etrms account add makes it)", path);
	if (missing && make_folders(path, err) != E_OK)
		return E_STORE;
	if (!missing && S_ISLNK(st.st_mode))
		return err_set(err, E_STORE, "store %s: a symbolic link is "
		    "not followed", path);
	if (!missing && !S_ISREG(st.st_mode))
		return err_set(err, E_STORE, "store %s: not a file", path);
	if (!missing && mode != STORE_READ && access(path, W_OK) != 0)
		return err_set(err, E_STORE, "store %s: cannot be written: %s",
		    path, strerror(errno));
	return check_folder(path, missing, err);
}

/* file:PATH?immutable=1, for a store in a place where not even the shared
 * memory of a reader can be made. */
char *
place_immutable_name(const char *path)
{
	struct buf b = {0};

	buf_puts(&b, "file:");
	for (const char *p = path; *p != '\0'; p++)
		if (strchr("%?#", *p) != NULL)
			buf_printf(&b, "%%%02x", (unsigned char)*p);
		else
			buf_putc(&b, *p);
	buf_puts(&b, "?immutable=1");
	return buf_take(&b);
}

/* Nothing in a log, no way to make one or to see who reads it: nobody can be
 * writing here. */
bool
place_is_sealed(const char *path)
{
	char *log = mem_format("%s-wal", path);
	char *shared = mem_format("%s-shm", path);
	char *folder = folder_of(path);
	struct stat st;
	bool empty = lstat(log, &st) != 0 || (st.st_size == 0 &&
	    access(shared, R_OK) != 0);
	bool sealed = empty && access(folder, W_OK) != 0 &&
	    access(path, R_OK) == 0;

	free(log);
	free(shared);
	free(folder);
	return sealed;
}
