/*
 * Finds libzip's functions by name, once.
 */
#include "feed/ziplib.h"

#include <dlfcn.h>
#include <string.h>

/* What these functions take and return is the same in all of them. */
static const char *const files[] = { "libzip.so.4", "libzip.so.5",
    "libzip.so", "libzip.5.dylib", "libzip.dylib" };

static struct ziplib loaded;
static int ready;

/* POSIX lets an object pointer hold a function; C does not cast it. */
static int
symbol(void *lib, const char *name, void *to, size_t size)
{
	void *found = dlsym(lib, name);

	memcpy(to, &found, size);
	return found != NULL;
}

enum err_code
ziplib_load(const struct ziplib **out, struct err *err)
{
	void *lib = NULL;

	for (size_t i = 0; !ready && lib == NULL &&
	    i < sizeof(files) / sizeof(files[0]); i++)
		lib = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
#define LOAD(name) && symbol(lib, #name, &loaded.name, sizeof(loaded.name))
	if (!ready && lib != NULL)
		ready = 1 ZIP_CALLS(LOAD);
#undef LOAD
	if (!ready)
		return err_set(err, E_USAGE, "libzip is not installed; unpack "
		    "the archive and give what was in it");
	*out = &loaded;
	return E_OK;
}
