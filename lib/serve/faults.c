/*
 * Faults by script and by seed.
 */
#include "serve/faults.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* argument: 0 takes none, else what it is when it is not given; -1: needed.
 * odds: of 1000 seeded requests. */
static const struct kind {
	const char *name;
	enum fault_kind kind;
	int64_t argument, most;
	unsigned odds;
} kinds[] = {
	{ "delay", FAULT_DELAY, -1, 600000, 40 },
	{ "drop-before", FAULT_DROP_BEFORE, 0, 0, 20 },
	{ "drop-after", FAULT_DROP_AFTER, 0, 0, 30 },
	{ "half", FAULT_HALF, 0, 0, 20 },
	{ "slow", FAULT_SLOW, 0, 0, 5 },
	{ "endless", FAULT_ENDLESS, 0, 0, 3 },
	{ "garbage", FAULT_GARBAGE, 0, 0, 10 },
	{ "429", FAULT_LIMIT, 1, 86400, 10 },
	{ "418", FAULT_BAN, 120, 86400 * 3, 2 },
	{ "500-before", FAULT_BEFORE, 500, 500, 5 },
	{ "502-before", FAULT_BEFORE, 502, 502, 5 },
	{ "503-before", FAULT_BEFORE, 503, 503, 10 },
	{ "504-before", FAULT_BEFORE, 504, 504, 5 },
	{ "500-after", FAULT_AFTER, 500, 500, 5 },
	{ "502-after", FAULT_AFTER, 502, 502, 5 },
	{ "503-after", FAULT_AFTER, 503, 503, 20 },
	{ "504-after", FAULT_AFTER, 504, 504, 5 },
	{ "clock", FAULT_CLOCK, -1, 86400000, 0 },
	{ "twice", FAULT_TWICE, 0, 0, 20 },
	{ "late", FAULT_LATE, 3, 1000, 20 }
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

void
faults_release(struct faults *f)
{
	vec_release(&f->rules);
}

void
faults_seed(struct faults *f, uint64_t seed)
{
	f->seeded = true;
	rng_seed(&f->rng, seed);
}

/* "3", "3-5", "*", "/10" */
static bool
which_read(char *word, struct fault_rule *r)
{
	char *dash = strchr(word, '-');

	r->last = INT64_MAX;
	if (strcmp(word, "*") == 0) {
		r->first = 1;
		return true;
	}
	if (word[0] == '/')
		return number_read(word + 1, 1, INT64_MAX, &r->each);
	if (dash != NULL)
		*dash = '\0';
	if (!number_read(word, 1, INT64_MAX, &r->first))
		return false;
	r->last = r->first;
	return dash == NULL || number_read(dash + 1, r->first, INT64_MAX,
	    &r->last);
}

static const char *
fault_read(const char *name, const char *argument, struct fault *out)
{
	for (size_t i = 0; i < KINDS; i++) {
		const struct kind *k = &kinds[i];
		bool fixed = k->argument == k->most;

		if (strcmp(k->name, name) != 0)
			continue;
		*out = (struct fault){ k->kind, k->argument, k->name };
		if (argument == NULL)
			return k->argument == -1 ? "it needs a number" : NULL;
		if (fixed)
			return "it takes no number";
		if (!number_read(argument, k->kind == FAULT_CLOCK ? -k->most :
		    0, k->most, &out->argument))
			return "its number cannot be";
		return NULL;
	}
	return "there is no such fault";
}

static const char *
rule_read(char *line, struct fault_rule *r)
{
	char *rest = NULL, *method = strtok_r(line, " \t", &rest);
	char *path = strtok_r(NULL, " \t", &rest);
	char *which = strtok_r(NULL, " \t", &rest);
	char *name = strtok_r(NULL, " \t", &rest);
	char *argument = strtok_r(NULL, " \t", &rest);
	size_t n;

	if (name == NULL || strtok_r(NULL, " \t", &rest) != NULL)
		return "not METHOD PATH WHICH FAULT [ARGUMENT]";
	if (!TEXT_SET(r->method, method) || !TEXT_SET(r->path, path))
		return "a word is too long";
	n = strlen(r->path);
	if (strcmp(r->path, "*") == 0) {
		r->path[0] = '\0';
		r->prefix = true;
	} else if (r->path[0] != '/') {
		return "a path begins with /";
	} else if (r->path[n - 1] == '/' || r->path[n - 1] == '*') {
		r->prefix = true;
		if (r->path[n - 1] == '*')
			r->path[n - 1] = '\0';
	}
	if (!which_read(which, r))
		return "which is a number, 3-5, /10 or *";
	return fault_read(name, argument, &r->fault);
}

enum err_code
faults_read(struct faults *f, const char *text, size_t len, const char *name,
    struct err *err)
{
	const char *p = text, *end = text + len;
	enum err_code rc = E_OK;

	for (int line = 1; p < end && rc == E_OK; line++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl == NULL ? end : nl) - p);
		char *copy = mem_textn(p, n);
		struct fault_rule r = { .method = "" };
		const char *why = strlen(copy) == n ? NULL : "a NUL";

		copy[strcspn(copy, "#\r")] = '\0';
		if (why == NULL && copy[strspn(copy, " \t")] != '\0') {
			why = rule_read(copy, &r);
			if (why == NULL)
				vec_push(&f->rules, r);
		}
		if (why != NULL)
			rc = err_set(err, E_DATA, "%s:%d: %s", name, line,
			    why);
		free(copy);
		p = nl == NULL ? end : nl + 1;
	}
	return rc;
}

static bool
rule_holds(struct fault_rule *r, struct slice method, struct slice path)
{
	size_t n = strlen(r->path);

	if (strcmp(r->method, "*") != 0 && !slice_is(method, r->method))
		return false;
	if (r->prefix ? path.len < n || memcmp(path.at, r->path, n) != 0 :
	    !slice_is(path, r->path))
		return false;
	r->met++;
	return r->each > 0 ? r->met % r->each == 0 :
	    r->met >= r->first && r->met <= r->last;
}

static struct fault
drawn(struct faults *f)
{
	uint64_t at = rng_below(&f->rng, 1000), size = rng_next(&f->rng);

	for (size_t i = 0; i < KINDS; i++) {
		struct fault fault = { kinds[i].kind, kinds[i].argument,
		    kinds[i].name };

		if (at >= kinds[i].odds) {
			at -= kinds[i].odds;
			continue;
		}
		if (fault.kind == FAULT_DELAY)
			fault.argument = (int64_t)(size % 200);
		if (fault.kind == FAULT_LATE)
			fault.argument = 1 + (int64_t)(size % 5);
		if (fault.kind == FAULT_BAN)
			fault.argument = 1;
		return fault;
	}
	return (struct fault){ FAULT_NONE, 0, NULL };
}

struct fault
faults_next(struct faults *f, struct slice method, struct slice path)
{
	struct fault hit = { FAULT_NONE, 0, NULL };

	/* Every rule counts what it matches, also behind one that holds. */
	for (size_t i = 0; i < f->rules.len; i++)
		if (rule_holds(&f->rules.at[i], method, path) &&
		    hit.kind == FAULT_NONE)
			hit = f->rules.at[i].fault;
	return hit.kind == FAULT_NONE && f->seeded ? drawn(f) : hit;
}
