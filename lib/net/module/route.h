/*
 * The way to a host, the same for requests and for WebSockets: TLS 1.2 or
 * newer with certificate and name always checked, no redirects, proxies from
 * the configuration alone, HTTP/1.1.
 */
#ifndef NET_MODULE_ROUTE_H
#define NET_MODULE_ROUTE_H

#include "base/err.h"

#include <curl/curl.h>
#include <stdint.h>

struct route {
	const char *url;		/* that http_url_check() has seen */
	const char *proxy, *ca_file;	/* or "" */
	int64_t connect_limit;		/* µs */
};
enum err_code route_set(CURL *easy, const struct route *r, struct err *err);

#endif
