/*
 * A module: a shared object of etrms that a command opens only when it needs
 * it, because the libraries behind it would cost every start. It exports one
 * table that begins with a struct module; cmd/module.c opens it. Module and
 * program are built from one tree and refuse each other otherwise. A module
 * carries its own copy of what it uses of the library, so what is kept in
 * static variables there is handed over in struct module_host.
 */
#ifndef BASE_MODULE_H
#define BASE_MODULE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

#define MODULE_API 3	/* what table follows; others are refused */

struct module_host {
	int (*exit_code)(void);	/* bug_exit_code() of the program */
	/* trace_may_print() of the program, which knows its secrets */
	bool (*may_trace)(const char *line, size_t len);
};

struct module {
	int api;
	const char *name;	/* "network" */
	const char *version;	/* of etrms, when it was built */
	/* Before anything else, each time it is opened; NULL, or what is wrong.
	 * What its libraries set up goes with the process: nobody waits for
	 * them to free it piece by piece. */
	const char *(*init)(const struct module_host *host);
	/* Its libraries as loaded: "libcurl 7.88.1, OpenSSL/3.0.15". */
	void (*libraries)(struct buf *to);
};

/* What a table is exported with; everything else of a module is hidden. */
#define MODULE_EXPORT __attribute__((visibility("default")))

#endif
