/* libcurl's options that decide whom we speak to, and through whom. */
#include "net/module/route.h"

#include "net/http.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#define SET(option, value) \
	do { \
		CURLcode set_rc = curl_easy_setopt(easy, (option), (value)); \
		if (set_rc != CURLE_OK) \
			return err_set(err, E_BUG, #option ": %s", \
			    curl_easy_strerror(set_rc)); \
	} while (0)

/* Does that folder have its certificates by hash, as OpenSSL looks them up? */
static bool
has_hashes(const char *folder)
{
	DIR *dir = folder != NULL ? opendir(folder) : NULL;
	struct dirent *e;
	bool found = false;

	while (dir != NULL && !found && (e = readdir(dir)) != NULL)
		found = strspn(e->d_name, "0123456789abcdef") == 8 &&
		    e->d_name[8] == '.';
	if (dir != NULL)
		closedir(dir);
	return found;
}

/*
 * The system's roots stay trusted; the user's come beside them. Where they lie
 * by hash, those that are needed are read, and not the bundle of all, which
 * takes some 20 ms of every process.
 */
static enum err_code
set_trust(CURL *easy, const struct route *r, struct err *err)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
	static int hashed = -1;

	if (hashed < 0)
		hashed = has_hashes(info->capath);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (r->ca_file[0] == '\0' && hashed != 1)
		return E_OK;	/* as libcurl was built */
	SET(CURLOPT_CAINFO, r->ca_file[0] != '\0' ? r->ca_file : NULL);
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
	return tls ? set_trust(easy, r, err) : E_OK;
}
