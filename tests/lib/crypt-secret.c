/*
 * The arena: secrets are wiped when they are freed, zero in a child, not in a
 * core file and locked; and no text with a live one in it may be printed, in
 * whatever way it is written there.
 */
#include "crypt/secret.h"

#include "base/trace.h"
#include "crypt/encode.h"

#include "tests/lib/tap.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char canary[] = "Canary-key.0123456789+x/y";

static bool
may(const char *text)
{
	return secrets_absent(text, strlen(text));
}

/* The flags of the mapping that holds at, as /proc says them. */
static bool
has_flag(const void *at, const char *flag)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	char line[512];
	bool inside = false, found = false;

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		unsigned long from, to;

		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = (unsigned long)(uintptr_t)at >= from &&
			    (unsigned long)(uintptr_t)at < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, flag) != NULL;
	}
	if (maps != NULL)
		fclose(maps);
	return found;
}

static void
pages_are_locked_left_out_and_wiped(void)
{
	struct secret *s = secret_new(canary, strlen(canary));
	struct secret *large = secret_room(200000);

	ok(has_flag(secret_bytes(s), " dd"));		/* no dump */
	ok(has_flag(secret_bytes(s), " wf"));		/* wipe on fork */
	ok(has_flag(secret_bytes(large), " dd"));
#if !defined(__SANITIZE_ADDRESS__)	/* there mlock() does nothing */
	if (secrets_locked()) {
		ok(has_flag(secret_bytes(s), " lo"));
		ok(has_flag(secret_bytes(large), " lo"));
	}
#endif
	secret_free(large);
	secret_free(s);
}

static void
a_child_has_zeros(void)
{
	struct secret *s = secret_new(canary, strlen(canary));
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		for (size_t i = 0; i < secret_len(s); i++)
			if (secret_bytes(s)[i] != 0)
				_exit(1);
		secret_free(s);		/* does no harm there */
		_exit(0);
	}
	waitpid(pid, &status, 0);
	is_int(status, 0);
	ok(memcmp(secret_bytes(s), canary, strlen(canary)) == 0);
	secret_free(s);
}

static void
freed_and_cut_ones_are_wiped(void)
{
	struct secret *keeps = secret_room(1);	/* the page stays */
	struct secret *s = secret_new(canary, strlen(canary));
	const unsigned char *at = secret_bytes(s);
	struct buf b = {0};

	secret_cut(s, 6);
	is_int(secret_len(s), 6);
	for (size_t i = 6; i < strlen(canary); i++)
		is_int(at[i], 0);
	secret_free(s);
	for (size_t i = 0; i < strlen(canary); i++)
		is_int(at[i], 0);
	secret_free(keeps);
	secret_free(NULL);
	buf_puts(&b, canary);
	secret_wipe_buf(&b);
	ok(b.at == NULL);
}

static void
many_of_every_size(void)
{
	struct secret *all[200];
	unsigned char want[3000];

	for (size_t i = 0; i < 200; i++) {
		memset(want, (int)i + 1, sizeof(want));
		all[i] = secret_new(want, i * 15);
	}
	for (size_t i = 0; i < 200; i++) {
		memset(want, (int)i + 1, sizeof(want));
		is_int(secret_len(all[i]), i * 15);
		ok(memcmp(secret_bytes(all[i]), want, i * 15) == 0);
	}
	for (size_t i = 0; i < 200; i += 2)
		secret_free(all[i]);
	for (size_t i = 1; i < 200; i += 2) {
		ok(i * 15 == 0 || secret_bytes(all[i])[0] == i + 1);
		secret_free(all[i]);
	}
}

static void
sameness(void)
{
	struct secret *a = secret_new("abc", 3), *b = secret_new("abc", 3);
	struct secret *c = secret_new("abd", 3), *d = secret_new("ab", 2);

	ok(secret_same(a, b));
	ok(!secret_same(a, c));
	ok(!secret_same(a, d));
	secret_free(a);
	secret_free(b);
	secret_free(c);
	secret_free(d);
}

/* Written in each way, from each place in a code that may begin before it. */
static void
every_way_to_write_it_is_found(void)
{
	struct secret *s = secret_new(canary, strlen(canary));

	for (int before = 0; before < 4; before++) {
		struct buf raw = {0}, hex = {0}, code = {0}, url = {0};

		buf_pad(&raw, 'k', (size_t)before);
		buf_puts(&raw, canary);
		buf_puts(&raw, ":more");
		hex_put(&hex, (unsigned char *)raw.at, raw.len);
		base64_put(&code, (unsigned char *)raw.at, raw.len);
		for (size_t i = 0; i < raw.len; i++)
			buf_printf(&url, i % 2 == 0 ? "%%%02X" : "%c",
			    (unsigned char)raw.at[i]);
		for (struct buf **b = (struct buf *[]){ &raw, &hex, &code,
		    &url, NULL }; *b != NULL; b++) {
			char line[512];

			snprintf(line, sizeof(line), "{\"x\": \"%s\"}",
			    buf_text(*b));
			ok(!may(line));
			ok(!may(buf_text(*b)));
		}
		for (char *c = hex.at; *c != '\0'; c++)
			if (*c >= 'a')
				*c -= 'a' - 'A';
		ok(!may(hex.at));
		for (char *c = code.at; *c != '\0'; c++)
			*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
		ok(!may(code.at));
		buf_release(&raw);
		buf_release(&hex);
		buf_release(&code);
		buf_release(&url);
	}
	ok(may("Canary-key.0123456789+x/"));	/* not the whole of it */
	ok(may(""));
	secret_free(s);
	ok(may(canary));			/* it is no secret any more */
}

static void
short_ones_are_not_looked_for(void)
{
	struct secret *s = secret_new("1234567", 7);

	ok(may("at 1234567 a bar"));
	secret_free(s);
}

static void
signatures_and_headers_of_keys(void)
{
	ok(!may("GET /api/v3/account?timestamp=1&signature=00ff"));
	ok(!may("{\"params\":{\"signature\":\"00ff\"}}"));
	ok(!may("x-mbx-apikey: abc"));
	ok(!may("X-MBX-APIKEY: abc"));
	ok(!may("Authorization: Bearer abc"));
	ok(!may("-----BEGIN PRIVATE KEY-----"));
	ok(may("GET /api/v3/time"));
	ok(may("a mandatory parameter, 'signature', was not sent"));
}

/* What a trace prints for such a line goes through a pipe. */
static void
a_trace_leaves_such_lines_out(void)
{
	struct secret *s = secret_new(canary, strlen(canary));
	int ends[2], old = dup(2);
	char text[512] = "";

	fflush(stderr);
	ok(pipe(ends) == 0 && dup2(ends[1], 2) == 2);
	trace_filter_set(secrets_absent);
	trace_line("net", "sent %s", canary);
	trace_line("net", "sent %d bytes", 7);
	trace_filter_set(NULL);
	fflush(stderr);
	dup2(old, 2);
	ok(read(ends[0], text, sizeof(text) - 1) > 0);
	is_text(text, "net: (a line with a key or signature in it is left "
	    "out)\nnet: sent 7 bytes\n");
	close(ends[0]);
	close(ends[1]);
	close(old);
	secret_free(s);
}

int
main(void)
{
	TEST(pages_are_locked_left_out_and_wiped);
	TEST(a_child_has_zeros);
	TEST(freed_and_cut_ones_are_wiped);
	TEST(many_of_every_size);
	TEST(sameness);
	TEST(every_way_to_write_it_is_found);
	TEST(short_ones_are_not_looked_for);
	TEST(signatures_and_headers_of_keys);
	TEST(a_trace_leaves_such_lines_out);
	return tap_done();
}
