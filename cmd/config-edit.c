/*
 * etrms config edit: the file in the user's editor. What is saved takes the
 * file's place only when it reads well.
 */
#include "cmd/session.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a first edit begins with: every setting, as comments. */
static void
put_template(struct buf *to)
{
	const char *section = "";
	size_t n = 0;

	buf_puts(to, "# Configuration of etrms; see 'etrms help"
	    " environment' and 'etrms config list'.\n");
	for (const struct setting *t = settings; t->key != NULL; t++) {
		const char *dot = strchr(t->key, '.');

		if (n != (size_t)(dot - t->key) ||
		    strncmp(section, t->key, n) != 0) {
			section = t->key;
			n = (size_t)(dot - t->key);
			buf_printf(to, "\n[%.*s]\n", (int)n, section);
		}
		buf_printf(to, "# %s\n# %s = %s\n", t->help, dot + 1,
		    t->fallback);
	}
}

static const char *
editor(void)
{
	static const char *const names[] = { "VISUAL", "EDITOR", NULL };

	for (size_t i = 0; names[i] != NULL; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "vi";
}

/* Through sh, because an editor may come with arguments of its own. */
static enum err_code
run_editor(const char *file, struct err *err)
{
	char *script = mem_format("%s \"$@\"", editor());
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		signal(SIGPIPE, SIG_DFL);
		execl("/bin/sh", "sh", "-c", script, "editor", file,
		    (char *)NULL);
		_exit(127);
	}
	free(script);
	if (pid < 0)
		return err_set(err, E_OUTPUT, "editor: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, E_OUTPUT, "%s: failed; the configuration"
		    " is as it was", editor());
	return E_OK;
}

static enum err_code
write_draft(int fd, const struct buf *text, const char *path,
    struct err *err)
{
	ssize_t n = write(fd, buf_text(text), text->len);

	if (n != (ssize_t)text->len)
		return err_set(err, E_OUTPUT, "%s: %s", path,
		    n < 0 ? strerror(errno) : "disk full");
	return E_OK;
}

/* A draft that does not read well is kept: it is the user's work. */
static enum err_code
take_draft(struct session *s, const char *draft, struct err *err)
{
	struct buf text = {0};
	struct err why;
	enum err_code rc = conf_load(draft, &text, err);

	if (rc == E_OK && (rc = conf_replace(s->conf, &text, &why)) != E_OK)
		rc = err_set(err, rc, "%s; the configuration is as it was,"
		    " the draft is %s", why.text, draft);
	else
		(void)unlink(draft);
	for (size_t i = 0; rc == E_OK && conf_unknown(s->conf, i) != NULL; i++)
		session_warn(s, "%s: nothing reads %s", conf_path(s->conf),
		    conf_unknown(s->conf, i));
	buf_release(&text);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const char *folder = getenv("TMPDIR");
	char *draft = mem_format("%s/etrms-config.XXXXXX",
	    folder != NULL && folder[0] == '/' ? folder : "/tmp");
	struct buf text = {0};
	enum err_code rc = conf_load(conf_path(s->conf), &text, err);
	int fd = -1;

	(void)args;
	(void)operands;
	if (rc == E_OK && (fd = mkostemp(draft, O_CLOEXEC)) < 0)
		rc = err_set(err, E_OUTPUT, "%s: %s", draft, strerror(errno));
	if (rc == E_OK && text.len == 0)
		put_template(&text);
	if (rc == E_OK)
		rc = write_draft(fd, &text, draft, err);
	if (fd >= 0)
		close(fd);
	if (rc == E_OK && (rc = run_editor(draft, err)) != E_OK)
		(void)unlink(draft);
	if (rc == E_OK)
		rc = take_draft(s, draft, err);
	buf_release(&text);
	free(draft);
	return rc;
}

static const struct example examples[] = {
	{ "EDITOR=true etrms config edit", "with an editor of choice", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_OUTPUT, 0 };

const struct cmd cmd_config_edit = {
	.name = "config edit",
	.group = "housekeeping",
	.summary = "edit the configuration file",
	.about = "Opens a draft of the configuration in $VISUAL, $EDITOR or"
	    " vi. When the editor is left and the draft reads well, it takes"
	    " the file's place; otherwise the error is named with its line,"
	    " the file stays as it was and the draft is kept. A first edit"
	    " begins with every setting as a comment.",
	.examples = examples,
	.exits = exits,
	.needs = NEED_LITTLE,
	.run = run
};
