/*
 * etrms completion: the scripts for bash, zsh and fish, and what they ask for:
 * the words that may come next. It never fails aloud: a completion that
 * prints errors into a half-typed line is worse than none.
 */
#include "cmd/help.h"
#include "cmd/scripts.h"
#include "cmd/session.h"

#include <errno.h>
#include <string.h>

enum { SHELL_BASH, SHELL_ZSH, SHELL_FISH };
static const char *const shells[] = { "bash", "zsh", "fish", NULL };

static const char *const kinds[] = { "none", "file", "account", "symbol",
    "venue", "order", "breaker", "setting", "policy", "command", "timeframe",
    "topic", "series", NULL };

struct args { bool next; int words; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "next", NULL, NULL,
	  "print what may follow the operands, of which the last is being"
	  " typed; for the scripts", AT(bool, next) },
	{ OPT_ENUM, 0, "words", "kind", NULL,
	  "print the words of one kind; for the scripts", AT(int, words),
	  .choices = kinds },
	{ .kind = OPT_DONE }
};

struct answer { struct session *s; };

static void
put_word(void *self, const char *word, const char *help)
{
	struct answer *a = self;
	struct buf line = {0};

	out_escape_terminal(&line, word, strlen(word));
	buf_putc(&line, '\t');
	out_escape_terminal(&line, help, strlen(help));
	fprintf(a->s->out_file, "%s\n", buf_text(&line));
	buf_release(&line);
}

static void
put_kind(void *self, enum words kind, const char *before, const char *start)
{
	(void)self;
	(void)kind;
	(void)before;
	(void)start;
}

static enum err_code
put_script(struct session *s, const char *shell, struct err *err)
{
	static const char *const scripts[] = { [SHELL_BASH] = script_bash,
	    [SHELL_ZSH] = script_zsh, [SHELL_FISH] = script_fish };
	int i = enum_value(shells, 3, shell);

	if (i < 0)
		return err_set(err, E_USAGE, "completion: no shell '%s': one"
		    " of bash, zsh, fish", shell);
	if (!s->style.quiet && fputs(scripts[i], s->out_file) == EOF)
		return err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	return E_OK;
}
