/*
 * The network room: everything that speaks to other machines, in one shared
 * object, etrms-net.so, that a command opens only when its row says so
 * (NEED_NETWORK); libcurl and its TLS library would otherwise cost every
 * start. It exports one table and takes nothing from the program, so that
 * either side can be built alone.
 */
#ifndef NET_MODULE_H
#define NET_MODULE_H

#define NET_MODULE_SYMBOL "etrms_net_module"
#define NET_MODULE_FILE "etrms-net.so"
#define NET_MODULE_API 1	/* what table follows; others are refused */

struct net_module {
	int api;
	const char *name;	/* "network" */
	const char *version;	/* of etrms, when it was built */
	/* Once, before anything else; NULL, or what is wrong. */
	const char *(*init)(void);
	void (*cleanup)(void);
	const char *(*libcurl)(void);	/* versions, as loaded */
	const char *(*tls)(void);
};

#endif
