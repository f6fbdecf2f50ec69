/* The system's clocks and the fixed one of tests. */
#include "base/clock.h"

#include "base/err.h"

#include <time.h>

static int64_t
read_clock(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts) != 0)
		bug("clock_gettime(%d) failed", (int)id);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t
system_now(void *self)
{
	(void)self;
	return read_clock(CLOCK_REALTIME);
}

static int64_t
fixed_now(void *self)
{
	return *(const int64_t *)self;
}

int64_t
clock_now(const struct clock *c)
{
	return c->now(c->self);
}

struct clock
clock_system(void)
{
	return (struct clock){ system_now, NULL };
}

struct clock
clock_fixed(const int64_t *at)
{
	return (struct clock){ fixed_now, (void *)(uintptr_t)at };
}

int64_t
clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}
