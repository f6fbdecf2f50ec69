/*
 * Finds a module beside the program (as built) or in lib/etrms next to
 * its bin (as installed), and never anywhere a user or the current folder
 * could have put one.
 */
#include "cmd/module.h"

#include "base/mem.h"
#include "base/trace.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* lib/net/module/absent.sh says what they are for. */
static const char *const stand_ins[] = { "etrms-no-rtmp.so",
    "etrms-no-gssapi_krb5.so", "etrms-no-lber.so", "etrms-no-ldap.so", NULL };

const struct module_kind network_module = { "network module",
    "etrms-net.so", "etrms_net_module", stand_ins };
const struct module_kind crypt_module = { "vault module",
    "etrms-crypt.so", "etrms_crypt_module", NULL };
const struct module_kind quant_module = { "quant module",
    "etrms-quant.so", "etrms_quant_module", NULL };
const struct module_kind *const module_kinds[] = { &network_module,
    &crypt_module, &quant_module, NULL };

#define STAND_INS_MAX (sizeof(stand_ins) / sizeof(stand_ins[0]))

static const char *const places[] = { "", "build/", "../lib/etrms/", NULL };

bool
program_folder(struct buf *to)
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
find(const char *file, struct buf *path)
{
	size_t folder;

	if (!program_folder(path))
		return false;
	folder = path->len;
	for (size_t i = 0; places[i] != NULL; i++) {
		buf_cut(path, folder);
		buf_puts(path, places[i]);
		buf_puts(path, file);
		if (access(path->at, R_OK) == 0)
			return true;
	}
	return false;
}

static enum err_code
check(const struct module_open *m, struct err *err)
{
	static const struct module_host host = { bug_exit_code,
	    trace_may_print };
	const char *why;

	if (m->table->api != MODULE_API ||
	    strcmp(m->table->version, ETRMS_VERSION) != 0)
		return err_set(err, E_STORE, "%s: version %s, wanted %s",
		    m->path.at, m->table->version, ETRMS_VERSION);
	why = m->table->init(&host);
	if (why != NULL)
		return err_set(err, E_STORE, "%s: %s", m->path.at, why);
	return E_OK;
}

static void
unload(struct module_open *m)
{
	if (m->handle != NULL)
		dlclose(m->handle);
	buf_release(&m->path);
	m->table = NULL;
	m->handle = NULL;
}

/* Opens what stands in for libraries, as far as it is there, in the module's
 * own folder. */
static void
stand_in(const struct module_open *m, const struct module_kind *kind,
    void *handles[STAND_INS_MAX])
{
	struct buf path = {0};
	size_t folder = m->path.len - strlen(kind->file);

	buf_add(&path, m->path.at, folder);
	for (size_t i = 0; kind->stand_ins != NULL &&
	    kind->stand_ins[i] != NULL; i++) {
		buf_cut(&path, folder);
		buf_puts(&path, kind->stand_ins[i]);
		handles[i] = dlopen(path.at, RTLD_NOW | RTLD_LOCAL);
	}
	buf_release(&path);
}

/*
 * It stays loaded when it is closed: unmapping its libraries is for the
 * kernel, at the end of the process. A libcurl that wants more than what stands
 * in has, as after an update, gets the libraries.
 */
static void
link_module(struct module_open *m, const struct module_kind *kind)
{
	static const int how = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE;
	void *handles[STAND_INS_MAX] = { NULL };

	stand_in(m, kind, handles);
	m->handle = dlopen(m->path.at, how);
	for (size_t i = 0; i < STAND_INS_MAX && m->handle == NULL; i++)
		if (handles[i] != NULL)
			dlclose(handles[i]);
	if (m->handle == NULL)
		m->handle = dlopen(m->path.at, how);
	if (m->handle != NULL)
		m->table = dlsym(m->handle, kind->symbol);
}

static enum err_code
link_it(struct module_open *m, const struct module_kind *kind, struct err *err)
{
	if (!find(kind->file, &m->path))
		return err_set(err, E_STORE, "%s: no %s where etrms was built"
		    " or installed", kind->name, kind->file);
	link_module(m, kind);
	return m->table != NULL ? E_OK : err_set(err, E_STORE, "%s: %s",
	    kind->name, dlerror());
}

/* After link_it(), whose result is rc. */
static enum err_code
start(struct module_open *m, enum err_code rc, struct err *err)
{
	if (rc == E_OK)
		rc = check(m, err);
	if (rc != E_OK) {
		m->table = NULL;
		unload(m);
	}
	return rc;
}

static void *
load_ahead(void *self)
{
	struct module_open *m = self;

	if (m->after != NULL)
		while (sem_wait(&m->after->linked) != 0 && errno == EINTR)
			;
	m->rc = link_it(m, m->kind, &m->why);
	sem_post(&m->linked);
	m->rc = start(m, m->rc, &m->why);
	return NULL;
}

/* Without a thread to have, module_open() does all of it. */
void
module_foresee(struct module_open *m, const struct module_kind *kind,
    struct module_open *after)
{
	sigset_t all, before;

	*m = (struct module_open){ .kind = kind, .after = after != NULL &&
	    after->coming ? after : NULL };
	if (sem_init(&m->linked, 0, 0) != 0)
		return;
	/* Signals are for the thread that the program runs in. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	m->coming = pthread_create(&m->thread, NULL, load_ahead, m) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Waits for the thread, if there is one. */
static bool
has_come(struct module_open *m)
{
	if (!m->coming)
		return false;
	pthread_join(m->thread, NULL);
	m->coming = false;
	return true;
}

enum err_code
module_open(struct module_open *m, const struct module_kind *kind,
    struct err *err)
{
	if (has_come(m) && m->rc != E_OK)
		return err_set(err, m->rc, "%s", m->why.text);
	return m->table != NULL ? E_OK : start(m, link_it(m, kind, err), err);
}

void
module_close(struct module_open *m)
{
	(void)has_come(m);
	unload(m);
}
