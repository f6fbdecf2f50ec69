/*
 * The user's own programs at the moments that matter, as git has them: an
 * executable of a known name in one folder is fed one JSON record and may, for
 * some names, say no with its exit code. It runs apart: with few variables and
 * none of our files, in its own process group, for a limited time. This room
 * starts and watches it; what the record is and what a no means is the
 * caller's.
 */
#ifndef HOOK_HOOK_H
#define HOOK_HOOK_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A table for help, doctor and whoever runs them. */
struct hook_kind {
	const char *name;	/* of the file, too */
	const char *record;	/* what it is fed */
	bool vetoes;		/* its exit code counts */
	const char *help;
};
extern const struct hook_kind hook_kinds[];	/* ends with a NULL name */
extern const char hook_pre_order[], hook_post_order[], hook_tripped[],
    hook_alert[];

enum hook_end {
	HOOK_NONE,	/* there is no such file */
	HOOK_YES,	/* it ended with exit code 0 */
	HOOK_NO,	/* with another one */
	HOOK_FAILED	/* it may not run, did not start, or did not end */
};

struct hook_call {
	const char *folder, *name;
	const char *input;		/* its standard input, whole */
	size_t len;
	int64_t limit;			/* µs until it is killed */
	/* "NAME=value"; ends with NULL. It gets these and the few of ours
	 * that a program needs to work: no others, so no secrets. */
	const char *const *variables;
};

struct hook_answer {
	enum hook_end end;
	int status;		/* HOOK_NO: its exit code */
	char why[200];		/* HOOK_FAILED: in words */
	struct buf output;	/* what it wrote, stdout and stderr; 8 KiB */
};
void hook_answer_release(struct hook_answer *a);

/* May it run: HOOK_NONE, HOOK_YES, or HOOK_FAILED and why. */
enum hook_end hook_check(const char *folder, const char *name, char *why,
    size_t size);
/* Runs it to its end. */
void hook_run(const struct hook_call *c, struct hook_answer *out);

#endif
