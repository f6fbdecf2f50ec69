/*
 * Unit tests in C print TAP. A test is a function of checks; main runs them:
 *
 *	static void rounds_toward_zero(void) { is_text(dec_text(x, b), "1.2"); }
 *	int main(void) { TEST(rounds_toward_zero); return tap_done(); }
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed, tap_bad;

#define TEST(f) tap_test(#f, f)
static inline void
tap_test(const char *name, void (*f)(void))
{
	tap_bad = 0;
	f();
	printf("%sok %d - %s\n", tap_bad ? "not " : "", ++tap_count, name);
	tap_failed += tap_bad != 0;
	fflush(stdout);
}

static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#define ok(c, ...) tap_ok((c) ? 1 : 0, __FILE__, __LINE__, #c)
static inline int
tap_ok(int good, const char *file, int line, const char *what)
{
	if (!good) {
		printf("# %s:%d: %s\n", file, line, what);
		tap_bad = 1;
	}
	return good;
}

#define is_text(got, want) tap_text((got), (want), __FILE__, __LINE__)
static inline void
tap_text(const char *got, const char *want, const char *file, int line)
{
	if (got == NULL || want == NULL ? got != want : strcmp(got, want) != 0) {
		printf("# %s:%d: got \"%s\", want \"%s\"\n", file, line,
		    got ? got : "(null)", want ? want : "(null)");
		tap_bad = 1;
	}
}

#define is_int(got, want) \
	tap_int((long long)(got), (long long)(want), __FILE__, __LINE__)
static inline void
tap_int(long long got, long long want, const char *file, int line)
{
	if (got != want) {
		printf("# %s:%d: got %lld, want %lld\n", file, line, got, want);
		tap_bad = 1;
	}
}

#endif
