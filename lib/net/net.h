/*
 * The network room: everything that speaks to other machines. http.h is the
 * client, limits.h what all processes share about a host (budgets, bans,
 * clock, API breaker), loop.h the one event loop. What needs libcurl or
 * libwebsockets sits in module/ and becomes etrms-net.so, which a command
 * opens only when its row says so (NEED_NETWORK); the rest is plain C in the
 * library, so that it is tested and fuzzed without a network.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "base/module.h"
#include "net/http.h"

/* The table of etrms-net.so. */
struct net_module {
	struct module head;
	const struct http_ops *http;
};

#endif
