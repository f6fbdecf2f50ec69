/*
 * From argv to a command's args: finds the command by its words, walks its
 * option table with getopt_long, and checks what is missing or too much.
 */
#include "cli/cli.h"
#include "cli/words.h"

#include "base/mem.h"
#include "base/vec.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define G(type, member) \
	.offset = offsetof(struct globals, member) + \
	    0 * sizeof((type *)0 == &((struct globals *)0)->member), \
	.size = sizeof(type)

static const char *const formats[] = { "table", "json", "ndjson", "csv", NULL };

const struct opt global_opts[] = {
	{ OPT_TEXT, 0, "account", "label", NULL,
	  "the account to work on; else the default one",
	  G(const char *, account), .words = WORDS_ACCOUNT },
	{ OPT_ENUM, 0, "format", "format", NULL,
	  "table, json, ndjson or csv; else a table on a terminal and"
	  " ndjson in a pipe", G(int, format), .choices = formats },
	{ OPT_TEXT, 0, "fields", "names", NULL,
	  "print these fields only, in this order: a,b,c",
	  G(const char *, fields) },
	{ OPT_FLAG, 0, "no-header", NULL, NULL,
	  "leave out the heading of tables and csv", G(bool, no_header) },
	{ OPT_FLAG, 'q', "quiet", NULL, NULL,
	  "print no rows and no warnings; the exit code answers",
	  G(bool, quiet) },
	{ OPT_TEXT, 0, "store", "file", NULL,
	  "the store to use; else ETRMS_STORE or the default place",
	  G(const char *, store), .words = WORDS_FILE },
	{ OPT_TEXT, 0, "config", "file", NULL,
	  "the configuration to use; else ETRMS_CONFIG or the default place",
	  G(const char *, config), .words = WORDS_FILE },
	{ OPT_FLAG, 'h', "help", NULL, NULL,
	  "show this help", G(bool, help) },
	{ .kind = OPT_DONE }
};

const struct opt vault_opts[] = {
	{ OPT_TEXT, 0, "passphrase-fd", "n", NULL,
	  "read the vault's passphrase from this open descriptor",
	  G(const char *, passphrase_fd) },
	{ OPT_TEXT, 0, "passphrase-file", "file", NULL,
	  "read it from this file, which nobody else may read",
	  G(const char *, passphrase_file), .words = WORDS_FILE },
	{ OPT_TEXT, 0, "passphrase-command", "command", NULL,
	  "read it from what this command prints; no shell is used",
	  G(const char *, passphrase_command) },
	{ OPT_TEXT, 0, "vault", "file", NULL,
	  "the vault to use; else ETRMS_VAULT or the one beside the store",
	  G(const char *, vault), .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

/* Long options carry the index in `all` from here on as their value. */
enum { LONG_BASE = 256, OPERAND = 1 };

/* The options of one parse: the command's, then the global ones. */
struct walk {
	const struct cmd *cmd;	/* NULL while only the global ones count */
	VEC(const struct opt *) all;
	VEC(struct option) longs;
	struct buf shorts;
	size_t own;		/* how many of `all` are the command's */
	VEC(bool) seen;
};

static bool
walk_has(const struct walk *w, const char *name)
{
	for (size_t i = 0; i < w->all.len; i++)
		if (strcmp(w->all.at[i]->name, name) == 0)
			return true;
	return false;
}

static void
walk_add(struct walk *w, const struct opt *o)
{
	struct option *l;

	if (walk_has(w, o->name))	/* the command's own comes first */
		return;
	l = vec_add(&w->longs);
	l->name = o->name;
	l->has_arg = o->kind == OPT_FLAG ? no_argument : required_argument;
	l->val = LONG_BASE + (int)w->all.len;
	if (o->letter != 0) {
		buf_putc(&w->shorts, o->letter);
		if (o->kind != OPT_FLAG)
			buf_putc(&w->shorts, ':');
	}
	vec_push(&w->all, o);
	vec_push(&w->seen, false);
}

static void
walk_init(struct walk *w, const struct cmd *cmd, const char *order)
{
	*w = (struct walk){ .cmd = cmd };
	buf_puts(&w->shorts, order);
	if (cmd != NULL && cmd->opts != NULL)
		for (const struct opt *o = cmd->opts; o->kind != OPT_DONE; o++)
			walk_add(w, o);
	w->own = w->all.len;
	if (cmd != NULL && (cmd->needs & NEED_VAULT))
		for (const struct opt *o = vault_opts; o->kind != OPT_DONE;
		    o++)
			walk_add(w, o);
	for (const struct opt *o = global_opts; o->kind != OPT_DONE; o++)
		walk_add(w, o);
	(void)vec_add(&w->longs);
}

static void
walk_release(struct walk *w)
{
	vec_release(&w->all);
	vec_release(&w->longs);
	vec_release(&w->seen);
	buf_release(&w->shorts);
}

/* Which entry of `all` getopt's answer means; -1 for none. */
static int
walk_index(const struct walk *w, int answer)
{
	if (answer >= LONG_BASE)
		return answer - LONG_BASE;
	for (size_t i = 0; i < w->all.len; i++)
		if (w->all.at[i]->letter != 0 && w->all.at[i]->letter == answer)
			return (int)i;
	return -1;
}

/* "order buy: " in front of a message; nothing before a command is known. */
static enum err_code
complain(const struct walk *w, struct err *err)
{
	return w->cmd == NULL ? E_USAGE : err_prefix(err, "%s", w->cmd->name);
}

static enum err_code
unknown_long(const struct walk *w, const char *typed, struct err *err)
{
	VEC(const char *) names = {0};
	char *word = mem_text(typed + 2);
	const char *near;

	word[strcspn(word, "=")] = '\0';
	for (size_t i = 0; i < w->all.len; i++)
		vec_push(&names, w->all.at[i]->name);
	vec_push(&names, NULL);
	near = word_nearest(word, names.at);
	for (size_t i = 0; near == NULL && i < w->all.len; i++)
		if (word[0] != '\0' && strncmp(w->all.at[i]->name, word,
		    strlen(word)) == 0)		/* an abbreviation */
			near = w->all.at[i]->name;
	if (near != NULL)
		err_set(err, E_USAGE, "unknown option --%s (did you mean"
		    " --%s?)", word, near);
	else
		err_set(err, E_USAGE, "unknown option --%s", word);
	vec_release(&names);
	free(word);
	return complain(w, err);
}

/* What getopt refused: the element it looked at is argv[optind - 1]. */
static enum err_code
refuse(const struct walk *w, int answer, char **argv, struct err *err)
{
	const char *typed = argv[optind - 1];
	int i = optopt == 0 ? -1 : walk_index(w, optopt);

	if (answer == ':' && i >= 0)
		err_set(err, E_USAGE, "--%s needs a value: %s",
		    w->all.at[i]->name, w->all.at[i]->value);
	else if (i >= 0)
		err_set(err, E_USAGE, "--%s takes no value",
		    w->all.at[i]->name);
	else if (optopt >= '0' && optopt <= '9')
		err_set(err, E_USAGE, "unknown option -%c (a negative number"
		    " stands after --)", optopt);
	else if (optopt != 0)
		err_set(err, E_USAGE, "unknown option -%c", optopt);
	else
		return unknown_long(w, typed, err);
	return complain(w, err);
}

/* getopt_long takes any unambiguous beginning; etrms wants the whole name. */
static bool
typed_whole(const struct walk *w, int answer, char **argv)
{
	const char *name, *typed;

	if (answer < LONG_BASE)
		return true;
	name = w->all.at[answer - LONG_BASE]->name;
	typed = optarg != NULL && optarg == argv[optind - 1] ?
	    argv[optind - 2] : argv[optind - 1];
	return strlen(name) == strcspn(typed + 2, "=");
}

/*
 * One option of argv into its place. The value of a repeated one replaces the
 * former, except for OPT_TEXTS, which collects.
 */
static enum err_code
take(struct walk *w, int answer, char **argv, struct parsed *out,
    struct err *err)
{
	int i = walk_index(w, answer);
	const struct opt *o;
	char *base;

	if (answer == '?' || answer == ':' || i < 0)
		return refuse(w, answer, argv, err);
	if (!typed_whole(w, answer, argv))
		return unknown_long(w, optarg != NULL &&
		    optarg == argv[optind - 1] ? argv[optind - 2] :
		    argv[optind - 1], err);
	o = w->all.at[i];
	base = (size_t)i < w->own ? out->args : (char *)&out->globals;
	w->seen.at[i] = true;
	if (opt_read(o, optarg, out->now, base + o->offset, err) != E_OK)
		return complain(w, err);
	return E_OK;
}

/* Global options before the command's words; *word is where those begin. */
static enum err_code
parse_before(int argc, char **argv, struct parsed *out, int *word,
    struct err *err)
{
	struct walk w;
	enum err_code rc = E_OK;
	int answer;

	walk_init(&w, NULL, "+:");
	opterr = 0;
	optind = 0;
	while (rc == E_OK && (answer = getopt_long(argc, argv, w.shorts.at,
	    w.longs.at, NULL)) != -1)
		rc = take(&w, answer, argv, out, err);
	*word = optind;
	walk_release(&w);
	return rc;
}

static enum err_code
parse_rest(int argc, char **argv, struct parsed *out, struct err *err)
{
	VEC(const char *) operands = {0};
	struct walk w;
	enum err_code rc = E_OK;
	int answer;

	/* '-': operands come in order, whatever POSIXLY_CORRECT says. */
	walk_init(&w, out->cmd, "-:");
	optind = 0;
	while (rc == E_OK && (answer = getopt_long(argc, argv, w.shorts.at,
	    w.longs.at, NULL)) != -1)
		if (answer == OPERAND)
			vec_push(&operands, optarg);
		else
			rc = take(&w, answer, argv, out, err);
	for (int i = optind; rc == E_OK && i < argc; i++)
		vec_push(&operands, argv[i]);
	for (size_t i = 0; rc == E_OK && i < w.own; i++)
		if (w.all.at[i]->required && !w.seen.at[i] &&
		    !out->globals.help) {
			err_set(err, E_USAGE, "--%s %s is needed",
			    w.all.at[i]->name, w.all.at[i]->value);
			rc = complain(&w, err);
		}
	out->operands = (struct texts){ operands.at, operands.len };
	walk_release(&w);
	return rc;
}

static enum err_code
check_operands(const struct parsed *p, struct err *err)
{
	static const struct operand none[] = { { .name = NULL } };
	const struct operand *o = p->cmd->operands;
	size_t have = p->operands.len, n = 0;

	if (p->globals.help)
		return E_OK;
	if (o == NULL)
		o = none;
	for (; o->name != NULL; o++) {
		if (n >= have && !o->optional) {
			err_set(err, E_USAGE, "operand missing: %s", o->name);
			return err_prefix(err, "%s", p->cmd->name);
		}
		if (o->many)
			return E_OK;
		n++;
	}
	if (have > n) {
		err_set(err, E_USAGE, "one operand too many: '%s'",
		    p->operands.at[n]);
		return err_prefix(err, "%s", p->cmd->name);
	}
	return E_OK;
}

/* Unset is told from zero where zero is a value. */
static void
set_unset(const struct opt *o, void *at)
{
	switch (o->kind) {
	case OPT_DEC:
	case OPT_PERCENT:
		*(struct dec *)at = DEC_NONE;
		break;
	case OPT_ENUM:
		*(int *)at = -1;
		break;
	default:
		break;
	}
}

static void
set_defaults(struct parsed *p)
{
	struct err err;

	if (p->cmd->opts == NULL)
		return;
	for (const struct opt *o = p->cmd->opts; o->kind != OPT_DONE; o++) {
		void *at = (char *)p->args + o->offset;

		set_unset(o, at);
		if (o->fallback != NULL && opt_read(o, o->fallback, p->now,
		    at, &err) != E_OK)
			bug("%s: default of --%s: %s", p->cmd->name, o->name,
			    err.text);
	}
}

enum err_code
cli_parse(int argc, char **argv, struct parsed *out, struct err *err)
{
	const struct cmd *cmd = NULL;
	VEC(char *) rest = {0};
	enum err_code rc;
	int word, used = 0;

	*out = (struct parsed){ .now = out->now, .globals.format = -1 };
	rc = parse_before(argc, argv, out, &word, err);
	if (rc != E_OK || word >= argc)
		return rc;
	out->word = word;
	rc = words_command(argc - word, argv + word, &cmd, &used, out, err);
	if (rc != E_OK || cmd == NULL)
		return rc;
	out->cmd = cmd;
	out->args = mem_alloc(cmd->args_size + 1);
	set_defaults(out);
	vec_push(&rest, argv[0]);
	for (int i = word + used; i < argc; i++)
		vec_push(&rest, argv[i]);
	vec_push(&rest, NULL);
	rc = parse_rest((int)rest.len - 1, rest.at, out, err);
	if (rc == E_OK)
		rc = check_operands(out, err);
	vec_release(&rest);
	return rc;
}

void
cli_release(struct parsed *p)
{
	if (p->cmd != NULL && p->cmd->opts != NULL && p->args != NULL)
		for (const struct opt *o = p->cmd->opts; o->kind != OPT_DONE;
		    o++)
			if (o->kind == OPT_TEXTS)
				free(((struct texts *)(void *)
				    ((char *)p->args + o->offset))->at);
	free(p->args);
	free(p->operands.at);
	*p = (struct parsed){0};
}
