/*
 * The table that etrms-net.so exports, over libcurl. TLS without certificate
 * checks does not exist here; a libcurl without TLS is refused at once.
 */
#include "net/module.h"

#include <curl/curl.h>

#include <stddef.h>

extern const struct net_module etrms_net_module
    __attribute__((visibility("default")));

static const char *
start(void)
{
	const curl_version_info_data *info;

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

static const char *
libcurl_version(void)
{
	return curl_version_info(CURLVERSION_NOW)->version;
}

static const char *
tls_version(void)
{
	const char *tls = curl_version_info(CURLVERSION_NOW)->ssl_version;

	return tls != NULL ? tls : "";
}

const struct net_module etrms_net_module = {
	.api = NET_MODULE_API,
	.name = "network",
	.version = ETRMS_VERSION,
	.init = start,
	.cleanup = curl_global_cleanup,
	.libcurl = libcurl_version,
	.tls = tls_version
};
