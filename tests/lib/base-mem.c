/*
 * Memory, vectors, buffers and arenas: growth, zeroes, cut texts, and the way
 * out when memory is gone.
 */
#include "base/mem.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"
#include "tests/lib/tap.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void
allocates_zeroed_and_copies(void)
{
	int *n = mem_array(100, sizeof(*n)), sum = 0;
	char *s = mem_text("abc"), *t = mem_textn("abcdef", 3);
	char *u = mem_format("%s-%d", "x", 5), *empty = mem_alloc(0);

	for (int i = 0; i < 100; i++)
		sum |= n[i];
	is_int(sum, 0);
	n = mem_grow(n, 1000, sizeof(*n));
	n[999] = 1;
	is_text(s, "abc");
	is_text(t, "abc");
	is_text(u, "x-5");
	ok(mem_text(NULL) == NULL);
	ok(empty != NULL);
	free(n), free(s), free(t), free(u), free(empty);
	s = mem_textn(NULL, 0);
	is_text(s, "");
	free(s);
}

static void
sets_fixed_texts(void)
{
	char small[4] = "zzz";

	ok(TEXT_SET(small, "abc"));
	is_text(small, "abc");
	ok(!TEXT_SET(small, "abcd"));
	is_text(small, "abc");
	ok(TEXT_SET(small, ""));
	is_text(small, "");
}

struct pair { int a; double b; };

static void
vectors_grow(void)
{
	VEC(struct pair) v = {0};
	VEC(int) n = {0};
	struct pair *p;

	for (int i = 0; i < 1000; i++) {
		p = vec_add(&v);
		is_int(p->a, 0);
		p->a = i;
		vec_push(&n, -i);
	}
	is_int(v.len, 1000);
	is_int(v.at[999].a, 999);
	is_int(n.at[500], -500);
	ok(v.cap < 4000);
	vec_clear(&v);
	is_int(v.len, 0);
	is_int(vec_add(&v)->a, 0);	/* zeroed again */
	vec_reserve(&v, 5000);
	ok(v.cap >= 5001);
	is_int(v.len, 1);
	vec_release(&v);
	vec_release(&n);
	ok(v.at == NULL && v.len == 0 && v.cap == 0);
}

static void
buffers_grow(void)
{
	struct buf b = {0};
	char *taken;

	is_text(buf_text(&b), "");
	buf_cut(&b, 0);
	buf_clear(&b);
	for (int i = 0; i < 500; i++)
		buf_printf(&b, "%d,", i);
	is_int(b.len, 10 * 2 + 90 * 3 + 400 * 4);
	ok(strncmp(b.at, "0,1,2,", 6) == 0);
	is_text(b.at + b.len - 4, "499,");
	buf_cut(&b, 3);
	is_text(b.at, "0,1");
	buf_cut(&b, 30);
	is_int(b.len, 3);
	buf_putc(&b, '!');
	buf_pad(&b, '-', 3);
	buf_puts(&b, "end");
	buf_add(&b, "\0x", 2);
	is_int(b.len, 12);
	ok(memcmp(b.at, "0,1!---end\0x", 13) == 0);
	taken = buf_take(&b);
	ok(b.at == NULL && b.len == 0 && b.cap == 0);
	free(taken);
	taken = buf_take(&b);
	is_text(taken, "");
	free(taken);
	buf_printf(&b, "%300s|", "x");	/* more than is ever kept ready */
	is_int(b.len, 301);
	buf_clear(&b);
	is_text(buf_text(&b), "");
	buf_add(&b, NULL, 0);
	is_int(b.len, 0);
	buf_release(&b);
	ok(b.at == NULL);
}

static void
arenas_keep_what_they_gave(void)
{
	struct arena a = {0};
	const char *texts[2000];
	char want[32], *big;

	for (int i = 0; i < 2000; i++)
		texts[i] = arena_format(&a, "text %d", i);
	for (int i = 0; i < 2000; i++) {
		snprintf(want, sizeof(want), "text %d", i);
		is_text(texts[i], want);
		is_int((uintptr_t)texts[i] % 16, 0);
	}
	is_int(a.used, 2000 * 16);
	big = arena_alloc(&a, 3 << 20);	/* more than any block */
	is_int(big[0] | big[(3 << 20) - 1], 0);
	ok(arena_text(&a, NULL) == NULL);
	is_text(arena_text(&a, "abc"), "abc");
	is_text(arena_textn(&a, "abc", 2), "ab");
	is_text(arena_textn(&a, NULL, 0), "");
	is_int(strlen(arena_format(&a, "%1000d", 1)), 1000);
	arena_release(&a);
	ok(a.last == NULL);
	is_int(a.used, 0);
	arena_release(&a);
}

static int
unknown(void)
{
	return E_UNKNOWN;
}

/* Sizes that no machine has; volatile, so that the compiler cannot know. */
static volatile size_t huge = SIZE_MAX / 2, most = SIZE_MAX;

static void too_much(void) { mem_alloc(huge); }
static void too_many(void) { mem_array(huge, 3); }
static void grows_too_much(void) { mem_grow(NULL, huge, 1); }
static void grows_too_many(void) { mem_grow(NULL, most, 2); }
static void
vector_too_long(void)
{
	VEC(int) v = {0};

	v.len = 10;
	vec_reserve(&v, most);
}
static void
buffer_too_long(void)
{
	struct buf b = {0};

	buf_pad(&b, 'x', most);
}
static void
arena_too_big(void)
{
	struct arena a = {0};

	arena_alloc(&a, most);
}

static void
no_memory_ends_the_process(void)
{
	static void (*const tries[])(void) = { too_much, too_many,
	    grows_too_much, grows_too_many, vector_too_long, buffer_too_long,
	    arena_too_big };
	static const char said[] = "etrms: out of memory\n";

	/* Under ASan a failed allocation is NULL only if asked so. */
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		for (int order = 0; order < 2; order++) {
			char text[64] = "";
			int pipes[2], status = 0;
			pid_t pid;

			if (!ok(pipe(pipes) == 0))
				return;
			pid = fork();
			if (pid == 0) {
				dup2(pipes[1], STDERR_FILENO);
				bug_exit_set(order ? unknown : NULL);
				tries[i]();
				_exit(0);
			}
			close(pipes[1]);
			ok(read(pipes[0], text, sizeof(text) - 1) > 0);
			close(pipes[0]);
			waitpid(pid, &status, 0);
			ok(WIFEXITED(status));
			is_int(WEXITSTATUS(status), order ? 6 : 70);
			ok(strstr(text, said) != NULL ||
			    strstr(text, "WARNING: AddressSanitizer") != NULL);
		}
}

#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1:detect_leaks=0";
}
#endif

int
main(void)
{
	TEST(allocates_zeroed_and_copies);
	TEST(sets_fixed_texts);
	TEST(vectors_grow);
	TEST(buffers_grow);
	TEST(arenas_keep_what_they_gave);
	TEST(no_memory_ends_the_process);
	return tap_done();
}
