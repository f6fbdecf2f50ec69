/*
 * External commands and aliases, as git has them: what is no command of ours
 * runs etrms-NAME from PATH; where there is none, alias.NAME in the config
 * stands for its words, or is a line for the shell when it begins with "!".
 */
#include "cmd/extend.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/vec.h"
#include "cli/page.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALIASES_MAX 10	/* one inside another */

struct line { char **at; size_t len, cap; };

static struct arena kept;	/* what argv points to after an alias */

/* "log --since 'now-1d'" into words; quotes and backslashes as in sh. */
static bool
split(const char *s, struct line *out)
{
	struct buf word = {0};
	char quote = '\0';
	bool inside = false;

	for (; *s != '\0'; s++)
		if (quote != '\0' && *s == quote)
			quote = '\0';
		else if (quote == '\0' && (*s == '\'' || *s == '"')) {
			quote = *s;
			inside = true;
		} else if (*s == '\\' && quote != '\'' && s[1] != '\0') {
			buf_putc(&word, *++s);
			inside = true;
		} else if (quote == '\0' && (*s == ' ' || *s == '\t')) {
			if (inside)
				vec_push(out, arena_text(&kept, buf_text(&word)));
			buf_clear(&word);
			inside = false;
		} else {
			buf_putc(&word, *s);
			inside = true;
		}
	if (inside)
		vec_push(out, arena_text(&kept, buf_text(&word)));
	buf_release(&word);
	return quote == '\0';
}

/* argv with the word at `at` replaced by the alias's words. */
static enum err_code
expand(const char *alias, int at, int *argc, char ***argv, struct err *err)
{
	struct line line = {0};
	enum err_code rc = E_OK;

	for (int i = 0; i < at; i++)
		vec_push(&line, (*argv)[i]);
	if (!split(alias, &line) || line.len == (size_t)at)
		rc = err_set(err, E_USAGE, "alias.%s: '%s' is no command"
		    " line", (*argv)[at], alias);
	else {
		for (int i = at + 1; i < *argc; i++)
			vec_push(&line, (*argv)[i]);
		*argc = (int)line.len;
		vec_push(&line, NULL);
		*argv = arena_alloc(&kept, line.len * sizeof(*line.at));
		memcpy(*argv, line.at, line.len * sizeof(*line.at));
	}
	vec_release(&line);
	return rc;
}

/* Another program takes over, with the options before its name as variables.
 * Returns only when it cannot. */
static void
run_program(const struct parsed *p, const char *file, char **argv)
{
	if (p->globals.store != NULL)
		setenv("ETRMS_STORE", p->globals.store, 1);
	if (p->globals.config != NULL)
		setenv("ETRMS_CONFIG", p->globals.config, 1);
	signal(SIGPIPE, SIG_DFL);
	execvp(file, argv);
	signal(SIGPIPE, SIG_IGN);
}

/* Returns with *there false when there is no such program. */
static enum err_code
run_external(const struct parsed *p, char **argv, bool *there,
    struct err *err)
{
	char *name = mem_format("etrms-%s", argv[p->word]);
	enum err_code rc = E_OK;

	*there = strchr(argv[p->word], '/') == NULL;
	if (*there) {
		run_program(p, name, argv + p->word);
		*there = errno != ENOENT && errno != ENOTDIR;
	}
	if (*there)
		rc = err_set(err, E_USAGE, "%s: %s", name, strerror(errno));
	free(name);
	return rc;
}

/* "!line": the words behind the alias are the line's operands. */
static enum err_code
run_shell(const struct parsed *p, const char *alias, int argc, char **argv,
    struct err *err)
{
	static char sh[] = "sh", command[] = "-c";
	char *line = arena_format(&kept, "%s \"$@\"", alias + 1);
	struct line words = {0};

	if (alias[1 + strspn(alias + 1, " \t")] == '\0')
		return err_set(err, E_USAGE, "alias.%s: '%s' is no command"
		    " line", argv[p->word], alias);
	vec_push(&words, sh);
	vec_push(&words, command);
	vec_push(&words, line);
	for (int i = p->word; i < argc; i++)
		vec_push(&words, argv[i]);
	vec_push(&words, NULL);
	run_program(p, "/bin/sh", words.at);
	vec_release(&words);
	return err_set(err, E_USAGE, "alias.%s: /bin/sh: %s", argv[p->word],
	    strerror(errno));
}

/* `CMD --help` and `GROUP --help` become `help CMD`. */
static void
ask_help(struct parsed *p)
{
	const struct cmd *help = cmd_find("help");
	const char **topic = mem_array(1, sizeof(*topic));
	struct parsed asked = { .now = p->now, .cmd = help,
	    .globals = p->globals, .operands = { topic, 1 } };

	topic[0] = p->cmd != NULL ? p->cmd->name : p->group;
	asked.globals.help = false;
	asked.args = mem_alloc(help->args_size + 1);
	cli_release(p);
	*p = asked;
}

/* `etrms`, `etrms --version`: the words of a command instead. */
static void
bare_options(int *argc, char ***argv)
{
	static char version[] = "version", help[] = "help";
	static char table[] = "--format=table";
	static char *instead[] = { NULL, NULL, table, NULL };
	const char *word = *argc > 1 ? (*argv)[1] : "--help";

	if (*argc > 2 || (strcmp(word, "--version") != 0 &&
	    strcmp(word, "--help") != 0 && strcmp(word, "-h") != 0))
		return;
	instead[0] = *argc > 0 ? (*argv)[0] : version;
	instead[1] = strcmp(word, "--version") == 0 ? version : help;
	*argc = 3;
	*argv = instead;
}

enum err_code
extend_parse(int *argc, char ***argv, struct parsed *p, struct err *err)
{
	enum err_code rc = E_OK;

	bare_options(argc, argv);
	for (int turn = 0; turn <= ALIASES_MAX; turn++) {
		struct conf *conf = NULL;
		const char *alias = NULL;
		struct err why;
		bool there;

		rc = cli_parse(*argc, *argv, p, err);
		if (rc == E_OK && p->cmd == NULL && p->group == NULL)
			return err_set(err, E_USAGE, "no command; see 'etrms"
			    " help'");
		if (rc == E_OK && p->globals.help)
			ask_help(p);
		if (rc == E_OK || !p->unknown)
			return rc;
		if (run_external(p, *argv, &there, &why) != E_OK)
			*err = why;
		if (!there && conf_open(p->globals.config, &conf, &why) ==
		    E_OK)
			alias = conf_alias(conf, (*argv)[p->word]);
		if (alias == NULL)
			rc = err->code;
		else if (alias[0] == '!')
			rc = run_shell(p, alias, *argc, *argv, err);
		else if (turn == ALIASES_MAX)
			rc = err_set(err, E_USAGE, "alias.%s: aliases go in a"
			    " circle", (*argv)[p->word]);
		else
			rc = expand(alias, p->word, argc, argv, err);
		conf_free(conf);
		if (alias == NULL || rc != E_OK)
			return rc;
		cli_release(p);
	}
	return rc;
}

static void
list_folder(const char *path, bool *headed, struct buf *to)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char *file;

		if (strncmp(entry->d_name, "etrms-", 6) != 0)
			continue;
		file = mem_format("%s/%s", path, entry->d_name);
		if (access(file, X_OK) == 0) {
			if (!*headed)
				buf_puts(to, "\nprograms\n");
			*headed = true;
			page_entry(to, entry->d_name + 6, file);
		}
		free(file);
	}
	if (folder != NULL)
		closedir(folder);
}

void
extend_list(const struct conf *conf, struct buf *to)
{
	char *path = mem_text(getenv("PATH")), *rest = path, *folder;
	struct conf_row row;
	bool headed = false;

	for (size_t i = 0; conf_row(conf, i, &row); i++) {
		if (strncmp(row.key, "alias.", 6) != 0)
			continue;
		if (!headed)
			buf_puts(to, "\naliases\n");
		headed = true;
		page_entry(to, row.key + 6, row.value);
	}
	headed = false;
	while (rest != NULL && (folder = strsep(&rest, ":")) != NULL)
		if (folder[0] == '/')
			list_folder(folder, &headed, to);
	free(path);
}
