/*
 * The network room: everything that speaks to other machines. http.h is the
 * client, retry.h when it tries again, websocket.h what stays connected,
 * loop.h the one event loop, json.h how answers are read; what all processes
 * must know of a host is model/limits.h. What needs libcurl sits in module/
 * and becomes etrms-net.so, which a command opens only when its row says so
 * (NEED_NETWORK); the rest is plain C in the library, so that it is tested and
 * fuzzed without a network.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "base/module.h"
#include "net/http.h"
#include "net/websocket.h"

/* The table of etrms-net.so. */
struct net_module {
	struct module head;
	const struct http_ops *http;
	const struct websocket_ops *websocket;
};

#endif
