/*
 * Runs the user's hooks: makes the record, hands on few variables, and puts
 * what a hook writes on stderr, line by line. Where a hook that may say no
 * cannot be asked, the answer is no.
 */
#include "cmd/hooks.h"

#include "base/mem.h"
#include "hook/hook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
hooks_folder(const struct session *s)
{
	char *folder = conf_folder(s->conf);
	char *hooks = mem_format("%s/hooks", folder);

	free(folder);
	return hooks;
}

/* One JSON object, as --format ndjson prints it. */
static void
record_text(const struct record *r, const void *row, struct buf *to)
{
	const struct out_style style = { .format = OUT_NDJSON };
	struct out *out = NULL;
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);
	enum err_code rc = file == NULL ? E_OUTPUT :
	    out_open(file, &style, r, &out, NULL);

	if (rc == E_OK)
		rc = out_row(out, row, NULL);
	rc = out_end(out, rc, NULL);
	if (file != NULL && fclose(file) == 0 && rc == E_OK)
		buf_add(to, text, len);
	free(text);
}

/* A line of what a hook wrote, with its newline; NULL at the end. */
static const char *
line_next(const char **at, const char *end, size_t *len)
{
	const char *line = *at, *stop;

	if (line == end)
		return NULL;
	stop = memchr(line, '\n', (size_t)(end - line));
	*len = (size_t)((stop == NULL ? end : stop) - line);
	*at = stop == NULL ? end : stop + 1;
	return line;
}

/* From the given line on. */
static void
show_lines(struct session *s, const char *name, const char *at,
    const char *end)
{
	struct buf safe = {0};
	const char *line;
	size_t len;

	while (!s->globals->quiet &&
	    (line = line_next(&at, end, &len)) != NULL) {
		buf_clear(&safe);
		out_escape_terminal(&safe, line, len);
		fprintf(s->err_file, "etrms: hook %s: %s\n", name,
		    buf_text(&safe));
	}
	buf_release(&safe);
}

/* It runs in another folder than we do. Caller frees. */
static char *
absolute(const char *path)
{
	char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);
	char *out = here == NULL ? mem_text(path) :
	    mem_format("%s/%s", here, path);

	free(here);
	return out;
}

static void
run_hook(struct session *s, const char *name, const struct record *r,
    const void *row, bool dry_run, struct hook_answer *answer)
{
	char *places[] = { absolute(session_store_path(s)),
	    absolute(conf_path(s->conf)) };
	char *near = hooks_folder(s), *folder = absolute(near);
	char *hook = mem_format("ETRMS_HOOK=%s", name);
	char *store = mem_format("ETRMS_STORE=%s", places[0]);
	char *config = mem_format("ETRMS_CONFIG=%s", places[1]);
	const char *variables[] = { hook, config, store,
	    dry_run ? "ETRMS_DRY_RUN=1" : NULL, NULL };
	struct buf input = {0};
	struct hook_call call = { .folder = folder, .name = name,
	    .limit = conf_int(s->conf, "hook.timeout"),
	    .variables = variables };

	record_text(r, row, &input);
	call.input = buf_text(&input);
	call.len = input.len;
	hook_run(&call, answer);
	if (answer->end == HOOK_FAILED)
		session_warn(s, "hook %s", answer->why);
	buf_release(&input);
	for (size_t i = 0; i < 2; i++)
		free(places[i]);
	free(near);
	free(folder);
	free(hook);
	free(store);
	free(config);
}

/* The first line that it wrote is the reason. */
static void
say_no(struct session *s, const struct hook_answer *a, char *why, size_t size)
{
	const char *at = buf_text(&a->output), *end = at + a->output.len;
	const char *line;
	size_t len;

	if (a->end == HOOK_FAILED) {
		snprintf(why, size, "pre-order could not be asked: %s",
		    a->why);
		return;
	}
	line = line_next(&at, end, &len);
	if (line == NULL || len == 0)
		snprintf(why, size, "pre-order ended with exit code %d",
		    a->status);
	else
		snprintf(why, size, "%.*s", (int)len, line);
	show_lines(s, hook_pre_order, at, end);
}

static bool
pre_order(void *self, const struct order *o, bool dry_run, char *why,
    size_t size)
{
	struct session *s = self;
	struct hook_answer a;
	bool yes;

	run_hook(s, hook_pre_order, &order_record, o, dry_run, &a);
	yes = a.end == HOOK_NONE || a.end == HOOK_YES;
	if (yes)
		show_lines(s, hook_pre_order, buf_text(&a.output),
		    buf_text(&a.output) + a.output.len);
	else
		say_no(s, &a, why, size);
	hook_answer_release(&a);
	return yes;
}

/* What has happened has happened: a no is only told. */
static void
tell(struct session *s, const char *name, const struct record *r,
    const void *row)
{
	struct hook_answer a;

	run_hook(s, name, r, row, false, &a);
	show_lines(s, name, buf_text(&a.output),
	    buf_text(&a.output) + a.output.len);
	if (a.end == HOOK_NO)
		session_warn(s, "hook %s ended with exit code %d", name,
		    a.status);
	hook_answer_release(&a);
}

static void
post_order(void *self, const struct order *o)
{
	tell(self, hook_post_order, &order_record, o);
}

static void
breaker(void *self, const struct breaker_event *e)
{
	if (e->kind == BREAKER_TRIGGERED)
		tell(self, hook_tripped, &breaker_event_record, e);
	else if (e->kind == BREAKER_ACTION && strcmp(e->action, "notify") == 0)
		tell(self, hook_alert, &breaker_event_record, e);
}

const struct gate_hooks *
hooks_of(struct session *s)
{
	static const struct gate_hooks all = { pre_order, post_order,
	    breaker };
	static const struct gate_hooks inside = { .pre_order = pre_order };
	char *folder = hooks_folder(s);
	bool there = access(folder, F_OK) == 0;

	free(folder);
	if (!there)
		return NULL;
	return getenv("ETRMS_HOOK") != NULL ? &inside : &all;
}
