/* libcurl's options that decide whom we speak to, and through whom. */
#include "net/module/route.h"

#include "net/http.h"

#include <string.h>

#define SET(option, value) \
	do { \
		CURLcode set_rc = curl_easy_setopt(easy, (option), (value)); \
		if (set_rc != CURLE_OK) \
			return err_set(err, E_BUG, #option ": %s", \
			    curl_easy_strerror(set_rc)); \
	} while (0)

/* The system's roots stay trusted; the user's come beside them. */
static enum err_code
set_trust(CURL *easy, const struct route *r, struct err *err)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (r->ca_file[0] == '\0')
		return E_OK;
	SET(CURLOPT_CAINFO, r->ca_file);
	SET(CURLOPT_CAPATH, info->capath != NULL ? info->capath :
	    "/etc/ssl/certs");
	return E_OK;
}

enum err_code
route_set(CURL *easy, const struct route *r, struct err *err)
{
	bool tls = strncmp(r->url, "https:", 6) == 0;

	SET(CURLOPT_URL, r->url);
	SET(CURLOPT_PROTOCOLS_STR, tls ? "https" : "http");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	/* "" also keeps the environment's proxies away. */
	SET(CURLOPT_PROXY, tls && !http_url_loopback(r->url) ? r->proxy : "");
	SET(CURLOPT_NOPROXY, "");
	SET(CURLOPT_HTTPPROXYTUNNEL, 1L);
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)(r->connect_limit / 1000));
	return set_trust(easy, r, err);
}
