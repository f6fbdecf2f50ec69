/*
 * Finds etrms-net.so beside the program (as built) or in lib/etrms next to
 * its bin (as installed), and never anywhere a user or the current folder
 * could have put one.
 */
#include "cmd/network.h"

#include "base/mem.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const places[] = {
	NET_MODULE_FILE,
	"build/" NET_MODULE_FILE,
	"../lib/etrms/" NET_MODULE_FILE,
	NULL
};

static bool
own_folder(struct buf *to)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));

	if (n <= 0 || (size_t)n >= sizeof(path))
		return false;
	while (n > 0 && path[n - 1] != '/')
		n--;
	buf_add(to, path, (size_t)n);
	return true;
}

static bool
find(struct buf *path)
{
	size_t folder;

	if (!own_folder(path))
		return false;
	folder = path->len;
	for (size_t i = 0; places[i] != NULL; i++) {
		buf_cut(path, folder);
		buf_puts(path, places[i]);
		if (access(path->at, R_OK) == 0)
			return true;
	}
	return false;
}

static enum err_code
check(const struct network *n, struct err *err)
{
	const char *why;

	if (n->module->api != NET_MODULE_API ||
	    strcmp(n->module->version, ETRMS_VERSION) != 0)
		return err_set(err, E_STORE, "%s: version %s, wanted %s",
		    n->path.at, n->module->version, ETRMS_VERSION);
	why = n->module->init();
	if (why != NULL)
		return err_set(err, E_STORE, "%s: %s", n->path.at, why);
	return E_OK;
}

enum err_code
network_open(struct network *n, struct err *err)
{
	enum err_code rc;

	*n = (struct network){0};
	if (!find(&n->path)) {
		network_close(n);
		return err_set(err, E_STORE, "network module: no "
		    NET_MODULE_FILE " where etrms was built or installed");
	}
	n->handle = dlopen(n->path.at, RTLD_NOW | RTLD_LOCAL);
	if (n->handle != NULL)
		n->module = dlsym(n->handle, NET_MODULE_SYMBOL);
	if (n->module == NULL)
		rc = err_set(err, E_STORE, "network module: %s", dlerror());
	else
		rc = check(n, err);
	if (rc != E_OK) {
		n->module = NULL;
		network_close(n);
	}
	return rc;
}

void
network_close(struct network *n)
{
	if (n->module != NULL)
		n->module->cleanup();
	if (n->handle != NULL)
		dlclose(n->handle);
	buf_release(&n->path);
	n->module = NULL;
	n->handle = NULL;
}
