/*
 * What the network alone takes: signs what `etrms balances` asks of Binance and
 * sends it all at once, each on a plain socket of its own, then reads every
 * answer to its end. No library beyond libc, nothing is kept or understood.
 *
 *	ask PORT KEY_FILE
 *
 * KEY_FILE is as `venue serve --key-file` writes it.
 */
#include "base/sha256.h"
#include "serve/keys.h"

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const struct { const char *path, *query; bool keyed; } asks[] = {
	{ "/api/v3/account", "omitZeroBalances=true&", true },
	{ "/fapi/v3/balance", "", true },
	{ "/api/v3/ticker/price", "", false },
};
#define ASKS (sizeof(asks) / sizeof(asks[0]))

static void
read_key(const char *path, char key[128], char secret[128])
{
	char text[512];
	FILE *f = fopen(path, "r");

	if (f == NULL || fgets(text, sizeof(text), f) == NULL ||
	    sscanf(text, "{\"api_key\":\"%127[^\"]\",\"secret\":\"%127[^\"]",
	    key, secret) != 2)
		errx(2, "%s: no key", path);
	fclose(f);
}

static int
send_one(int port, size_t n, const char *key, const char *secret)
{
	const struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char query[256], sign[SHA256_TEXT_SIZE], text[1024];
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	struct timespec t;
	size_t len;

	clock_gettime(CLOCK_REALTIME, &t);
	snprintf(query, sizeof(query), "%srecvWindow=5000&timestamp=%lld",
	    asks[n].query, (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000);
	hmac_sha256_text(secret, query, strlen(query), sign);
	len = asks[n].keyed ? (size_t)snprintf(text, sizeof(text), "GET %s?%s"
	    "&signature=%s HTTP/1.1\r\nHost: 127.0.0.1\r\nX-MBX-APIKEY: %s"
	    "\r\n\r\n", asks[n].path, query, sign, key) :
	    (size_t)snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost:"
	    " 127.0.0.1\r\n\r\n", asks[n].path);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0 ||
	    write(fd, text, len) != (ssize_t)len)
		err(2, "%s", asks[n].path);
	return fd;
}

/* True once the head and as much body as it says have come. */
static bool
is_whole(const char *text, size_t len)
{
	const char *body = strstr(text, "\r\n\r\n");
	const char *length = strcasestr(text, "\r\nContent-Length:");

	return body != NULL && length != NULL &&
	    len >= (size_t)(body + 4 - text) + (size_t)atol(length + 17);
}

static void
read_one(int fd, size_t n)
{
	static char text[1 << 16];
	size_t len = 0;
	ssize_t got;

	text[0] = '\0';
	while (!is_whole(text, len)) {
		got = read(fd, text + len, sizeof(text) - 1 - len);
		if (got <= 0)
			errx(2, "%s: cut short", asks[n].path);
		len += (size_t)got;
		text[len] = '\0';
	}
	if (strncmp(text, "HTTP/1.1 200 ", 13) != 0)
		errx(2, "%s: %.200s", asks[n].path, text);
	close(fd);
}

int
main(int argc, char **argv)
{
	char key[128], secret[128];
	int fd[ASKS];

	if (argc != 3)
		errx(2, "usage: ask PORT KEY_FILE");
	read_key(argv[2], key, secret);
	for (size_t i = 0; i < ASKS; i++)
		fd[i] = send_one(atoi(argv[1]), i, key, secret);
	for (size_t i = 0; i < ASKS; i++)
		read_one(fd[i], i);
	return 0;
}
