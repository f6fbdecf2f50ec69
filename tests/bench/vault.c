/*
 * What an unlocked vault adds to a command: runs itself by turns as a process
 * that does nothing, and as one that loads the module, takes the data key out
 * of the keyring, opens the vault and signs a request.
 *
 *	vault RUNS MODULE VAULT
 *
 * Prints the medians of the processor time and their difference; the exit
 * code is 1 when it is more than 5 ms. Nothing in it waits for anything.
 */
#include "crypt/passphrase.h"
#include "crypt/vault.h"

#include <dlfcn.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_US 5000
#define RUNS_MAX 1000

static void
need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "vault: %s\n", what);
	exit(2);
}

static int
no_code(void)
{
	return E_BUG;
}

static bool
may_trace(const char *line, size_t len)
{
	(void)line;
	(void)len;
	return true;
}

/* The account's signer from the keyring's key, and one signature. */
static void
open_and_sign(const char *module, const char *path)
{
	static const struct module_host host = { no_code, may_trace };
	static const char text[] = "symbol=BTCUSDT&timestamp=1499827319559";
	const struct crypt_module *table;
	struct secret *key = NULL, *own = secret_new("bench-secret", 12);
	struct signer *signer = NULL;
	struct vault *v = NULL;
	struct buf out = {0};
	char name[80];
	int64_t until;
	void *handle = dlopen(module, RTLD_NOW | RTLD_LOCAL);

	need(handle != NULL, "no module");
	table = dlsym(handle, "etrms_crypt_module");
	need(table != NULL && table->head.init(&host) == NULL, "no table");
	need(vault_key_name(path, name, NULL) == E_OK &&
	    keyring_get(name, &key, &until, NULL) == E_OK && key != NULL,
	    "the vault is not unlocked");
	need(vault_open_key(&table->ops, path, key, &v, NULL) == E_OK,
	    "does not open");
	need(signer_new(&table->ops, SIGN_HMAC_SHA256, own, own, &signer,
	    NULL) == E_OK && signer_sign(signer, text, strlen(text), &out,
	    NULL) == E_OK, "does not sign");
	buf_release(&out);
	signer_free(signer);
	vault_close(v);
	secret_free(own);
	secret_free(key);
}

static int64_t
run(char *const argv[])
{
	struct rusage used;
	int status;
	pid_t pid;

	need(posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) == 0 &&
	    wait4(pid, &status, 0, &used) == pid && status == 0,
	    "a run failed");
	return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) *
	    INT64_C(1000000) + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static int64_t with[RUNS_MAX], without[RUNS_MAX];
	char self[4096] = "", once[] = "once", nothing[] = "nothing";
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int64_t added;
	int n;

	need(argc == 4 && len > 0, "usage: vault RUNS MODULE VAULT");
	if (strcmp(argv[1], nothing) == 0)
		return 0;
	if (strcmp(argv[1], once) == 0) {
		open_and_sign(argv[2], argv[3]);
		return 0;
	}
	n = atoi(argv[1]);
	need(n > 0 && n <= RUNS_MAX, "how many runs");
	for (int i = 0; i < n; i++) {
		with[i] = run((char *[]){ self, once, argv[2], argv[3],
		    NULL });
		without[i] = run((char *[]){ self, nothing, argv[2], argv[3],
		    NULL });
	}
	qsort(with, (size_t)n, sizeof(*with), by_size);
	qsort(without, (size_t)n, sizeof(*without), by_size);
	added = with[n / 2] - without[n / 2];
	printf("%-34s %9.3f ms  peer %9.3f ms  adds  %6.3f  limit %g  %s\n",
	    "an unlocked vault : no vault", (double)with[n / 2] / 1e3,
	    (double)without[n / 2] / 1e3, (double)added / 1e3,
	    LIMIT_US / 1e3, added <= LIMIT_US ? "held" : "MISSED");
	return added > LIMIT_US;
}
