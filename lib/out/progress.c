/*
 * Progress for people who wait: one line on stderr, redrawn ten times a
 * second at most, gone when the work is done.
 */
#include "out/out.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/stamp.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define REDRAW (STAMP_SECOND / 10)

struct progress {
	char *what;
	int64_t total;		/* 0: not known */
	int64_t drawn, started;
	bool shown;
};

struct progress *
progress_start(const char *what, int64_t total, bool quiet)
{
	struct progress *p;

	if (quiet || !isatty(STDERR_FILENO))
		return NULL;
	p = mem_alloc(sizeof(*p));
	p->what = mem_text(what);
	p->total = total;
	p->started = p->drawn = clock_monotonic();
	return p;
}

void
progress_set(struct progress *p, int64_t done)
{
	int64_t now;

	if (p == NULL || (now = clock_monotonic()) - p->drawn < REDRAW)
		return;
	p->drawn = now;
	p->shown = true;
	if (p->total > 0)
		fprintf(stderr, "\r%s: %3" PRId64 "%%\033[K", p->what,
		    done >= p->total ? 100 :
		    (int64_t)((__int128)done * 100 / p->total));
	else
		fprintf(stderr, "\r%s: %" PRId64 "\033[K", p->what, done);
	fflush(stderr);
}

void
progress_end(struct progress *p)
{
	if (p == NULL)
		return;
	if (p->shown)
		fprintf(stderr, "\r\033[K");
	free(p->what);
	free(p);
}
