/*
 * The table that etrms-net.so exports. TLS without certificate checks does not
 * exist here; a libcurl without TLS is refused at once.
 */
#include "net/net.h"

#include "base/err.h"
#include "base/trace.h"
#include "net/module/http.h"
#include "net/module/websocket.h"

#include <curl/curl.h>

#include <stddef.h>

extern const struct net_module etrms_net_module MODULE_EXPORT;

static const char *
start(const struct module_host *host)
{
	const curl_version_info_data *info;

	bug_exit_set(host->exit_code);
	trace_filter_set(host->may_trace);
	if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK)
		return "libcurl does not start";
	info = curl_version_info(CURLVERSION_NOW);
	if (!(info->features & CURL_VERSION_SSL))
		return "libcurl was built without TLS";
	/* CURLOPT_PREREQFUNCTION, on which "SENDING before the first byte"
	 * rests, came with 7.80. */
	if (info->version_num < 0x075000)
		return "libcurl is older than 7.80";
	return NULL;
}

static void
libraries(struct buf *to)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

	buf_printf(to, "libcurl %s, %s", info->version,
	    info->ssl_version != NULL ? info->ssl_version : "no TLS");
}

const struct net_module etrms_net_module = {
	.head = {
		.api = MODULE_API,
		.name = "network",
		.version = ETRMS_VERSION,
		.init = start,
		.libraries = libraries
	},
	.http = &http_client,
	.websocket = &websocket_ops
};
