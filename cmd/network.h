/*
 * Opening the network module, for commands whose row says NEED_NETWORK.
 */
#ifndef CMD_NETWORK_H
#define CMD_NETWORK_H

#include "base/buf.h"
#include "base/err.h"
#include "net/module.h"

struct network {
	void *handle;
	const struct net_module *module;
	struct buf path;	/* of the file that was opened */
};

/* E_STORE when it is not where it was installed, or not of this version. */
enum err_code network_open(struct network *n, struct err *err);
void network_close(struct network *n);

#endif
