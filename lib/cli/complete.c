/*
 * What may come next on a half-typed line, from the tables.
 */
#include "cli/cli.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool
starts(const char *word, const char *start)
{
	return strncmp(word, start, strlen(start)) == 0;
}

static void
offer(const struct completer *to, const char *before, const char *word,
    const char *help, const char *start)
{
	char *whole;

	if (!starts(word, start))
		return;
	whole = mem_format("%s%s", before, word);
	to->word(to->self, whole, help != NULL ? help : "");
	free(whole);
}

/* Commands' first words, each once; a group's help is its verbs' group. */
static void
offer_first(const struct completer *to, const char *start)
{
	const char *last = "";
	size_t len = 0;

	for (const struct cmd *const *c = commands; *c != NULL; c++) {
		const char *name = (*c)->name;
		size_t n = strcspn(name, " ");
		char *word;

		if (n == len && strncmp(name, last, n) == 0)
			continue;
		last = name;
		len = n;
		word = mem_textn(name, n);
		offer(to, "", word, name[n] == '\0' ? (*c)->summary :
		    (*c)->group, start);
		free(word);
	}
}

static void
offer_second(const struct completer *to, const char *group, const char *start)
{
	size_t n = strlen(group);

	for (const struct cmd *const *c = commands; *c != NULL; c++)
		if (starts((*c)->name, group) && (*c)->name[n] == ' ')
			offer(to, "", (*c)->name + n + 1, (*c)->summary,
			    start);
}

static void
offer_table(const struct completer *to, const struct opt *table,
    const char *start)
{
	for (const struct opt *o = table; o != NULL && o->kind != OPT_DONE;
	    o++) {
		char *word = mem_format("--%s", o->name);

		offer(to, "", word, o->help, start);
		free(word);
	}
}

static void
offer_value(const struct completer *to, const struct opt *o,
    const char *before, const char *start)
{
	if (o->choices != NULL)
		for (size_t i = 0; o->choices[i] != NULL; i++)
			offer(to, before, o->choices[i], "", start);
	else if (o->words != WORDS_NONE)
		to->kind(to->self, o->words, before, start);
}

static const struct opt *
find_option(const struct cmd *cmd, const char *word)
{
	static const struct cmd none;
	const struct opt *o = NULL;
	char *name;

	if (cmd == NULL)
		cmd = &none;
	if (word[0] == '-' && word[1] == '-') {
		name = mem_textn(word + 2, strcspn(word + 2, "="));
		o = cmd_opt(cmd, name);
		free(name);
	} else if (word[0] == '-' && word[1] != '\0' && word[2] == '\0') {
		for (o = cmd->opts; o != NULL && o->kind != OPT_DONE; o++)
			if (o->letter == word[1])
				return o;
		o = NULL;
	}
	return o;
}

/* "--name=sta" being typed: the values, each behind "--name=". */
static bool
offer_joined(const struct completer *to, const struct cmd *cmd,
    const char *current)
{
	const char *sign = strchr(current, '=');
	const struct opt *o;
	char *before;

	if (!starts(current, "--") || sign == NULL)
		return false;
	o = find_option(cmd, current);
	if (o != NULL && o->kind != OPT_FLAG) {
		before = mem_textn(current, (size_t)(sign + 1 - current));
		offer_value(to, o, before, sign + 1);
		free(before);
	}
	return true;
}

static void
offer_operand(const struct completer *to, const struct cmd *cmd, size_t n,
    const char *former, const char *current)
{
	const struct operand *o = cmd->operands;

	if (o != NULL && o->words == WORDS_TOPIC && n == 1) {
		offer_second(to, former, current);
		return;
	}
	for (; o != NULL && o->name != NULL; o++) {
		if (n == 0 || o->many)
			break;
		n--;
	}
	if (o == NULL || o->name == NULL)
		return;
	for (size_t i = 0; o->choices != NULL && o->choices[i] != NULL; i++)
		offer(to, "", o->choices[i], "", current);
	if (o->words == WORDS_TOPIC)
		offer_first(to, current);
	if (o->words != WORDS_NONE)
		to->kind(to->self, o->words, "", current);
}

/*
 * Walks what is typed before the current word: which option still waits for
 * its value, how many operands there are.
 */
struct place {
	const struct opt *waits;
	size_t operands;
	const char *former;	/* the operand typed last */
	bool ended;		/* "--" has been typed */
};

static void
place_step(struct place *p, const struct cmd *cmd, const char *word)
{
	if (p->waits != NULL)
		p->waits = NULL;
	else if (!p->ended && strcmp(word, "--") == 0)
		p->ended = true;
	else if (!p->ended && word[0] == '-' && word[1] != '\0') {
		const struct opt *o = find_option(cmd, word);

		if (o != NULL && o->kind != OPT_FLAG &&
		    strchr(word, '=') == NULL)
			p->waits = o;
	} else {
		p->operands++;
		p->former = word;
	}
}

static void
offer_next(const struct completer *to, const struct cmd *cmd,
    const struct place *p, const char *current)
{
	if (p->waits != NULL)
		offer_value(to, p->waits, "", current);
	else if (!p->ended && offer_joined(to, cmd, current))
		return;
	else if (!p->ended && current[0] == '-') {
		if (cmd != NULL)
			offer_table(to, cmd->opts, current);
		if (cmd != NULL && (cmd->needs & NEED_VAULT))
			offer_table(to, vault_opts, current);
		offer_table(to, global_opts, current);
	} else if (cmd != NULL)
		offer_operand(to, cmd, p->operands, p->former, current);
	else
		offer_first(to, current);
}

/* The command at words[*at]; *at moves behind it. */
static const struct cmd *
take_command(const struct texts *words, size_t *at)
{
	const struct cmd *cmd = NULL;

	if (*at + 2 < words->len) {
		char *two = mem_format("%s %s", words->at[*at],
		    words->at[*at + 1]);

		cmd = cmd_find(two);
		free(two);
	}
	if (cmd != NULL) {
		*at += 2;
		return cmd;
	}
	cmd = cmd_find(words->at[*at]);
	*at += cmd != NULL;
	return cmd;
}

void
cli_complete(const struct texts *words, const struct completer *to)
{
	struct place p = {0};
	const struct cmd *cmd = NULL;
	const char *current;
	size_t i = 0;

	if (words->len == 0)
		return;
	current = words->at[words->len - 1];
	for (; i + 1 < words->len && p.operands == 0; i++)
		place_step(&p, NULL, words->at[i]);
	if (p.operands > 0) {
		i--;
		cmd = take_command(words, &i);
		if (cmd == NULL && i + 2 == words->len)
			offer_second(to, words->at[i], current);
		if (cmd == NULL)
			return;
		p = (struct place){0};
	}
	for (; i + 1 < words->len; i++)
		place_step(&p, cmd, words->at[i]);
	offer_next(to, cmd, &p, current);
}
