/*
 * Opening a module: the network's for commands whose row says NEED_NETWORK,
 * OpenSSL's for those that touch the vault, NLopt's for what is refined.
 */
#ifndef CMD_MODULE_H
#define CMD_MODULE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/module.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

/* Where a module is and what its table is called. */
struct module_kind {
	const char *name;	/* "network module" */
	const char *file;	/* "etrms-net.so" */
	const char *symbol;	/* "etrms_net_module" */
	/* Opened first, in place of libraries that it is not to bring along;
	 * ends with NULL. NULL: none. */
	const char *const *stand_ins;
};
extern const struct module_kind network_module;	/* a struct net_module */
extern const struct module_kind crypt_module;	/* a struct crypt_module */
extern const struct module_kind quant_module;	/* a struct quant_module */
extern const struct module_kind *const module_kinds[];	/* ends with NULL */

struct module_open {
	void *handle;
	const struct module *table;	/* begins the module's own table */
	struct buf path;		/* of the file that was opened */
	const struct module_kind *kind;	/* that a thread opens: */
	struct module_open *after;
	pthread_t thread;
	sem_t linked;			/* for the one after it */
	bool coming;			/* it may not have ended yet */
	enum err_code rc;		/* what it came to */
	struct err why;
};

/* The folder of the program's own file, with its last slash; false when that
 * cannot be told. Appends. */
bool program_folder(struct buf *to);

/* E_STORE when it is not where it was installed, or not of this version. An
 * open one stays as it is. */
enum err_code module_open(struct module_open *m,
    const struct module_kind *kind, struct err *err);
/* Begins to open it in a thread while the caller does what goes before: the
 * libraries of a module take the linker some 5 ms. If after is not NULL it is
 * linked behind that one, and started beside it. module_open() waits for it and
 * says what it came to. */
void module_foresee(struct module_open *m, const struct module_kind *kind,
    struct module_open *after);
void module_close(struct module_open *m);

#endif
