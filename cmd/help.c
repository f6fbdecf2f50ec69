/*
 * etrms help: the overview by group, one command's page, a topic, and the
 * same for programs: the list of commands, their examples, their man pages.
 */
#include "cmd/extend.h"
#include "cmd/help.h"

#include "base/mem.h"
#include "base/vec.h"
#include "cli/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct args { bool all, list, topics, examples, options, mdoc; };

static const struct opt opts[] = {
	{ OPT_FLAG, 'a', "all", NULL, NULL,
	  "every command with its summary, aliases, and etrms-NAMEs on PATH", AT(bool, all) },
	{ OPT_FLAG, 0, "list", NULL, NULL,
	  "one row per command, for programs", AT(bool, list) },
	{ OPT_FLAG, 0, "topics", NULL, NULL,
	  "one row per topic, for programs", AT(bool, topics) },
	{ OPT_FLAG, 0, "examples", NULL, NULL,
	  "one row per example, for programs", AT(bool, examples) },
	{ OPT_FLAG, 0, "options", NULL, NULL,
	  "one row per option, for programs", AT(bool, options) },
	{ OPT_FLAG, 0, "mdoc", NULL, NULL,
	  "the page as mdoc source; without a command that of etrms itself",
	  AT(bool, mdoc) },
	{ .kind = OPT_DONE }
};

struct command_row {
	const char *name, *group, *summary, *prints, *about;
	signed char mutates, store;
};
static const struct field command_fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct command_row, name),
	  .help = "as typed after etrms" },
	{ "group", FIELD_TEXT, FIELD_AT(struct command_row, group),
	  .help = "its heading in the overview" },
	{ "summary", FIELD_TEXT, FIELD_AT(struct command_row, summary),
	  .help = "what it does, in a clause" },
	{ "prints", FIELD_TEXT, FIELD_AT(struct command_row, prints),
	  .help = "the record of its rows" },
	{ "mutates", FIELD_BOOL, FIELD_AT(struct command_row, mutates),
	  .help = "it changes an account" },
	{ "writes_store", FIELD_BOOL, FIELD_AT(struct command_row, store),
	  .help = "it opens the store for writing" },
	{ "about", FIELD_TEXT, FIELD_AT(struct command_row, about),
	  .help = "what it does, in full", .flags = FIELD_WIDE },
	{ .name = NULL }
};
static const struct record command_record = { "command",
    "a command of etrms", command_fields };

static const struct field topic_fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct topic, name),
	  .help = "as typed after etrms help" },
	{ "summary", FIELD_TEXT, FIELD_AT(struct topic, summary),
	  .help = "what it explains" },
	{ .name = NULL }
};
static const struct record topic_record = { "topic",
    "a topic of the help", topic_fields };

struct example_row { const char *command, *line, *what; int64_t exit; };
static const struct field example_fields[] = {
	{ "command", FIELD_TEXT, FIELD_AT(struct example_row, command),
	  .help = "whose example it is" },
	{ "line", FIELD_TEXT, FIELD_AT(struct example_row, line),
	  .help = "as typed" },
	{ "what", FIELD_TEXT, FIELD_AT(struct example_row, what),
	  .help = "what it shows" },
	{ "exit", FIELD_INT, FIELD_AT(struct example_row, exit),
	  .help = "the exit code to expect" },
	{ .name = NULL }
};
static const struct record example_record = { "example",
    "an example of a command", example_fields };

struct option_row {
	const char *command, *name, *value, *fallback, *help;
	char letter[2];
	signed char required;
};
static const struct field option_fields[] = {
	{ "command", FIELD_TEXT, FIELD_AT(struct option_row, command),
	  .help = "whose option it is; null: of every command" },
	{ "name", FIELD_TEXT, FIELD_AT(struct option_row, name),
	  .help = "long name without dashes" },
	{ "letter", FIELD_CHARS, FIELD_AT(struct option_row, letter),
	  .help = "short name" },
	{ "value", FIELD_TEXT, FIELD_AT(struct option_row, value),
	  .help = "the word for its value; null: a flag" },
	{ "required", FIELD_BOOL, FIELD_AT(struct option_row, required),
	  .help = "it must be given" },
	{ "default", FIELD_TEXT, FIELD_AT(struct option_row, fallback),
	  .help = "its value when it is not given" },
	{ "help", FIELD_TEXT, FIELD_AT(struct option_row, help),
	  .help = "what it is for" },
	{ .name = NULL }
};
static const struct record option_record = { "option",
    "an option of a command", option_fields };

/* The order of the groups; a group that is not here comes last. */
static const char *const groups[] = { "every day", "accounts", "trading",
    "risk", "market data", "research", "analysis", "portfolio", "assistant",
    "housekeeping", NULL };

static bool
group_known(const char *group)
{
	for (size_t i = 0; groups[i] != NULL; i++)
		if (strcmp(groups[i], group) == 0)
			return true;
	return false;
}

/* In the overview a noun with several verbs is one line: "order  buy, …". They
 * stand side by side, and it is said with the first of them. */
static void
put_noun(const struct cmd *const *c, struct buf *to)
{
	const char *name = (*c)->name;
	size_t n = strcspn(name, " ");
	struct buf verbs = {0};
	char *noun;

	if (name[n] == '\0') {
		page_entry(to, name, (*c)->summary);
		return;
	}
	if (c > commands && strncmp(c[-1]->name, name, n + 1) == 0)
		return;
	for (; *c != NULL && strncmp((*c)->name, name, n + 1) == 0; c++)
		buf_printf(&verbs, "%s%s", verbs.len > 0 ? ", " : "",
		    (*c)->name + n + 1);
	noun = mem_textn(name, n);
	page_entry(to, noun, buf_text(&verbs));
	free(noun);
	buf_release(&verbs);
}

static void
put_group(const char *group, bool all, struct buf *to)
{
	bool headed = false;

	for (const struct cmd *const *c = commands; *c != NULL; c++) {
		const char *its = (*c)->group;

		if (group != NULL ? strcmp(its, group) != 0 :
		    group_known(its))
			continue;
		if (!headed)
			buf_printf(to, "\n%s\n", group != NULL ? group :
			    "other");
		headed = true;
		if (all)
			page_entry(to, (*c)->name, (*c)->summary);
		else
			put_noun(c, to);
	}
}

static void
put_overview(const struct session *s, bool all, struct buf *to)
{
	buf_puts(to, "etrms: git for trading risk\n\n"
	    "usage: etrms [options] <command> [options] [operands]\n");
	for (size_t i = 0; groups[i] != NULL; i++)
		put_group(groups[i], all, to);
	put_group(NULL, all, to);
	if (all)
		extend_list(s->conf, to);
	buf_puts(to, "\ntopics\n");
	for (const struct topic *t = topics; t->name != NULL; t++)
		page_entry(to, t->name, t->summary);
	buf_puts(to, "\n'etrms help <command>' and 'etrms help <topic>' say"
	    " more; new here? 'etrms demo'.\n");
}

static void
put_noun_page(const char *noun, struct buf *to)
{
	size_t n = strlen(noun);

	buf_printf(to, "usage: etrms %s <command> [options] [operands]\n\n",
	    noun);
	for (const struct cmd *const *c = commands; *c != NULL; c++)
		if (strncmp((*c)->name, noun, n) == 0 &&
		    (*c)->name[n] == ' ')
			page_entry(to, (*c)->name, (*c)->summary);
}

static enum err_code
unknown_topic(const char *name, struct err *err)
{
	VEC(const char *) words = {0};
	const char *near;
	enum err_code rc;

	for (const struct cmd *const *c = commands; *c != NULL; c++)
		vec_push(&words, (*c)->name);
	for (const struct topic *t = topics; t->name != NULL; t++)
		vec_push(&words, t->name);
	vec_push(&words, NULL);
	near = word_nearest(name, words.at);
	rc = near != NULL ? err_set(err, E_USAGE, "help: no command or topic"
	    " '%s' (did you mean '%s'?)", name, near) :
	    err_set(err, E_USAGE, "help: no command or topic '%s'", name);
	vec_release(&words);
	return rc;
}

static enum err_code
print(struct session *s, const struct buf *text, struct err *err)
{
	if (s->style.quiet || text->len == 0)
		return E_OK;
	if (fwrite(text->at, 1, text->len, s->out_file) != text->len)
		return err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	return E_OK;
}

static enum err_code
list_commands(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &command_record, &out, err);

	for (const struct cmd *const *c = commands; rc == E_OK && *c != NULL;
	    c++) {
		const struct command_row row = {
			.name = (*c)->name, .group = (*c)->group,
			.summary = (*c)->summary, .about = (*c)->about,
			.prints = (*c)->record != NULL ? (*c)->record->name :
			    NULL,
			.mutates = (*c)->mutates,
			.store = ((*c)->needs & NEED_STORE) != 0
		};

		rc = out_row(out, &row, err);
	}
	return out_end(out, rc, err);
}

static enum err_code
list_topics(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &topic_record, &out, err);

	for (const struct topic *t = topics; rc == E_OK && t->name != NULL;
	    t++)
		rc = out_row(out, t, err);
	return out_end(out, rc, err);
}

static enum err_code
list_examples(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &example_record, &out, err);

	for (const struct cmd *const *c = commands; rc == E_OK && *c != NULL;
	    c++)
		for (const struct example *e = (*c)->examples; rc == E_OK &&
		    e != NULL && e->line != NULL; e++) {
			const struct example_row row = { (*c)->name, e->line,
			    e->what, e->exit };

			rc = out_row(out, &row, err);
		}
	return out_end(out, rc, err);
}

static enum err_code
list_table(struct out *out, const char *command, const struct opt *table,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (const struct opt *o = table; rc == E_OK && o != NULL &&
	    o->kind != OPT_DONE; o++) {
		const struct option_row row = { .command = command,
		    .name = o->name, .value = o->value, .help = o->help,
		    .fallback = o->fallback, .letter = { o->letter },
		    .required = o->required };

		rc = out_row(out, &row, err);
	}
	return rc;
}

static enum err_code
list_options(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &option_record, &out, err);

	if (rc == E_OK)
		rc = list_table(out, NULL, global_opts, err);
	for (const struct cmd *const *c = commands; rc == E_OK && *c != NULL;
	    c++) {
		rc = list_table(out, (*c)->name, (*c)->opts, err);
		if (rc == E_OK && ((*c)->needs & NEED_VAULT))
			rc = list_table(out, (*c)->name, vault_opts, err);
	}
	return out_end(out, rc, err);
}

/* The page of what the operands name, as text or mdoc. */
static enum err_code
page(struct session *s, const struct args *a, const char *name,
    struct buf *text, struct err *err)
{
	const struct cmd *cmd = cmd_find(name);
	const struct topic *topic = topic_find(name);

	if (a->mdoc && cmd != NULL)
		cli_mdoc(cmd, text);
	else if (a->mdoc && topic != NULL) {
		struct buf body = {0};

		topic->text(s, &body);
		cli_mdoc_topic(topic->name, topic->summary, buf_text(&body),
		    text);
		buf_release(&body);
	} else if (a->mdoc && name[0] == '\0')
		cli_mdoc_etrms(text);
	else if (a->mdoc)
		return unknown_topic(name, err);
	else if (name[0] == '\0')
		put_overview(s, a->all, text);
	else if (cmd != NULL)
		cli_help(cmd, text);
	else if (topic != NULL && s->globals->format >= 0 &&
	    s->globals->format != OUT_TABLE && topic->rows != NULL)
		return topic->rows(s, err);
	else if (topic != NULL)
		topic->text(s, text);
	else if (cmd_is_group(name))
		put_noun_page(name, text);
	else
		return unknown_topic(name, err);
	return print(s, text, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct buf name = {0}, text = {0};
	enum err_code rc;

	if (a->list)
		return list_commands(s, err);
	if (a->topics)
		return list_topics(s, err);
	if (a->examples)
		return list_examples(s, err);
	if (a->options)
		return list_options(s, err);
	for (size_t i = 0; i < operands->len; i++)
		buf_printf(&name, "%s%s", i > 0 ? " " : "",
		    operands->at[i]);
	rc = page(s, a, buf_text(&name), &text, err);
	buf_release(&name);
	buf_release(&text);
	return rc;
}

static const struct operand operands[] = {
	{ "command", true, true, WORDS_TOPIC,
	  "a command (one or two words) or a topic" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms help", "what there is, by group", 0 },
	{ "etrms help config set", "the page of one command", 0 },
	{ "etrms help exit-codes", "a topic", 0 },
	{ "etrms help --list --format csv", "every command, for a program",
	  0 },
	{ NULL }
};

static const struct record *const more[] = { &topic_record, &example_record,
    &option_record, &exit_code_record, &field_record, &variable_record,
    &order_step_record, &hook_record, NULL };

const struct cmd cmd_help = {
	.name = "help",
	.group = "housekeeping",
	.summary = "explain commands and topics",
	.about = "Without an operand, lists the commands by group. With a"
	    " command, prints its page; with a topic, explains it.\n\n"
	    "The pages come from the same tables that parse the command"
	    " lines, and so do the man pages and the completions.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &command_record,
	.more = more,
	.examples = examples,
	.needs = NEED_LITTLE,
	.run = run
};
