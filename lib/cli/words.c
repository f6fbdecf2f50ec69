/*
 * Command names: one word or two, looked up in the table, with a suggestion
 * for what is nearly one.
 */
#include "cli/words.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

const struct cmd *
cmd_find(const char *name)
{
	for (const struct cmd *const *c = commands; *c != NULL; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

bool
cmd_is_group(const char *word)
{
	size_t n = strlen(word);

	for (const struct cmd *const *c = commands; *c != NULL; c++)
		if (strncmp((*c)->name, word, n) == 0 && (*c)->name[n] == ' ')
			return true;
	return false;
}

const struct opt *
cmd_opt(const struct cmd *cmd, const char *name)
{
	if (cmd->opts != NULL)
		for (const struct opt *o = cmd->opts; o->kind != OPT_DONE; o++)
			if (strcmp(o->name, name) == 0)
				return o;
	for (const struct opt *o = vault_opts; (cmd->needs & NEED_VAULT) &&
	    o->kind != OPT_DONE; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	for (const struct opt *o = global_opts; o->kind != OPT_DONE; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

/* The second words of a group: "check, show, size". */
static void
group_words(const char *group, struct buf *to)
{
	size_t n = strlen(group);

	for (const struct cmd *const *c = commands; *c != NULL; c++)
		if (strncmp((*c)->name, group, n) == 0 &&
		    (*c)->name[n] == ' ')
			buf_printf(to, "%s%s", to->len == 0 ? "" : ", ",
			    (*c)->name + n + 1);
}

static enum err_code
group_error(const char *group, const char *word, struct err *err)
{
	VEC(const char *) names = {0};
	struct buf list = {0};
	const char *near = NULL;
	size_t n = strlen(group);
	enum err_code rc;

	group_words(group, &list);
	if (word != NULL) {
		for (const struct cmd *const *c = commands; *c != NULL; c++)
			if (strncmp((*c)->name, group, n) == 0 &&
			    (*c)->name[n] == ' ')
				vec_push(&names, (*c)->name + n + 1);
		vec_push(&names, NULL);
		near = word_nearest(word, names.at);
	}
	if (near != NULL)
		rc = err_set(err, E_USAGE, "%s: unknown command '%s' (did you"
		    " mean '%s %s'?)", group, word, group, near);
	else if (word != NULL)
		rc = err_set(err, E_USAGE, "%s: unknown command '%s': one of"
		    " %s", group, word, buf_text(&list));
	else
		rc = err_set(err, E_USAGE, "%s: which one: %s", group,
		    buf_text(&list));
	vec_release(&names);
	buf_release(&list);
	return rc;
}

static enum err_code
unknown_command(const char *word, struct err *err)
{
	VEC(char *) firsts = {0};
	const char *near;
	enum err_code rc;

	for (const struct cmd *const *c = commands; *c != NULL; c++)
		vec_push(&firsts, mem_textn((*c)->name,
		    strcspn((*c)->name, " ")));
	vec_push(&firsts, NULL);
	near = word_nearest(word, (const char *const *)firsts.at);
	if (near != NULL)
		rc = err_set(err, E_USAGE, "unknown command '%s' (did you mean"
		    " '%s'?)", word, near);
	else
		rc = err_set(err, E_USAGE, "unknown command '%s'; see 'etrms"
		    " help'", word);
	for (size_t i = 0; i < firsts.len; i++)
		free(firsts.at[i]);
	vec_release(&firsts);
	return rc;
}

static bool
asks_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

enum err_code
words_command(int argc, char **argv, const struct cmd **cmd, int *used,
    struct parsed *out, struct err *err)
{
	*used = 1;
	if (argc > 1 && argv[1][0] != '-') {
		char *two = mem_format("%s %s", argv[0], argv[1]);

		*cmd = cmd_find(two);
		free(two);
		*used = 2;
		if (*cmd != NULL)
			return E_OK;
	}
	*used = 1;
	*cmd = cmd_find(argv[0]);
	if (*cmd != NULL)
		return E_OK;
	if (cmd_is_group(argv[0])) {
		if (argc > 1 && asks_help(argv[1])) {
			out->group = argv[0];
			out->globals.help = true;
			return E_OK;
		}
		return group_error(argv[0],
		    argc > 1 && argv[1][0] != '-' ? argv[1] : NULL, err);
	}
	out->unknown = true;
	return unknown_command(argv[0], err);
}
