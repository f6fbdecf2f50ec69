/* Which URLs may be asked: https, or http that does not leave the machine. */
#include "net/http.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct place {		/* points into the URL */
	bool tls;
	const char *host;	/* without brackets */
	size_t len;
	const char *port;	/* digits, or NULL */
	size_t port_len;
	const char *rest;	/* path and query */
	bool v6;
};

static bool
read_scheme(const char **url, bool *tls)
{
	if (strncmp(*url, "https://", 8) == 0) {
		*tls = true;
		*url += 8;
		return true;
	}
	*tls = false;
	if (strncmp(*url, "http://", 7) != 0)
		return false;
	*url += 7;
	return true;
}

static bool
read_port(const char **s, struct place *p)
{
	long port;

	if (**s != ':')
		return true;
	p->port = ++*s;
	while (isdigit((unsigned char)**s))
		(*s)++;
	p->port_len = (size_t)(*s - p->port);
	if (p->port_len == 0 || p->port_len > 5)
		return false;
	port = strtol(p->port, NULL, 10);
	return port > 0 && port < 65536;
}

static bool
read_place(const char *url, struct place *p)
{
	const char *s = url;

	*p = (struct place){0};
	for (const char *c = url; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f ||
		    *c == '#' || *c == '\\')
			return false;
	if (!read_scheme(&s, &p->tls))
		return false;
	p->v6 = *s == '[';
	if (p->v6)
		s++;
	p->host = s;
	while (isalnum((unsigned char)*s) || *s == '.' || *s == '-' ||
	    (p->v6 && *s == ':'))
		s++;
	p->len = (size_t)(s - p->host);
	if (p->len == 0 || p->len > 253 || (p->v6 && *s++ != ']'))
		return false;
	if (!read_port(&s, p))
		return false;
	p->rest = s;
	return *s == '\0' || *s == '/' || *s == '?';
}

/* 127.0.0.0/8 written out, ::1 or localhost (which libcurl does not look up). */
static bool
is_loopback(const struct place *p)
{
	int parts = 0;

	if (p->v6)
		return p->len == 3 && memcmp(p->host, "::1", 3) == 0;
	if (p->len == 9 && strncasecmp(p->host, "localhost", 9) == 0)
		return true;
	if (p->len < 9 || memcmp(p->host, "127.", 4) != 0)
		return false;
	for (size_t i = 0; i < p->len; parts++) {
		size_t from = i;

		while (i < p->len && isdigit((unsigned char)p->host[i]))
			i++;
		if (i == from || i - from > 3 ||
		    strtol(p->host + from, NULL, 10) > 255 ||
		    (i - from > 1 && p->host[from] == '0'))
			return false;
		if (i < p->len && p->host[i++] != '.')
			return false;
	}
	return parts == 4 && p->host[p->len - 1] != '.';
}

bool
http_url_loopback(const char *url)
{
	struct place p;

	return read_place(url, &p) && is_loopback(&p);
}

/* A query is never said, for it may hold a signature, nor a user. */
static enum err_code
unsound(const char *url, const char *what, struct err *err)
{
	if (strchr(url, '@') != NULL)
		return err_set(err, E_USAGE, "a URL with '@' (a user, a"
		    " password) is %s", what);
	return err_set(err, E_USAGE, "'%.*s' is %s", (int)strcspn(url, "?#"),
	    url, what);
}

enum err_code
http_url_check(const char *url, char host[HOST_SIZE], struct err *err)
{
	struct place p;
	size_t n = 0;

	if (!read_place(url, &p))
		return unsound(url, "no URL that can be asked:"
		    " https://host[:port]/path", err);
	if (!p.tls && !is_loopback(&p))
		return err_set(err, E_USAGE, "http://%.*s: only a loopback"
		    " address is asked without TLS", (int)p.len, p.host);
	if (host == NULL)
		return E_OK;
	for (; n < p.len; n++)
		host[n] = (char)tolower((unsigned char)p.host[n]);
	host[n] = '\0';
	if (p.port != NULL && n + p.port_len + 2 <= HOST_SIZE) {
		host[n++] = ':';
		memcpy(host + n, p.port, p.port_len);
		host[n + p.port_len] = '\0';
	}
	return E_OK;
}

enum err_code
http_proxy_check(const char *proxy, struct err *err)
{
	struct place p;

	if (proxy[0] == '\0')
		return E_OK;
	if (!read_place(proxy, &p) || (strcmp(p.rest, "/") != 0 &&
	    p.rest[0] != '\0'))
		return unsound(proxy, "no proxy: http://host[:port] or"
		    " https://host[:port]", err);
	return E_OK;
}
