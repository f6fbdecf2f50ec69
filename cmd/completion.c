/*
 * etrms completion: the scripts for bash, zsh and fish, and what they ask for:
 * the words that may come next. It never fails aloud: a completion that
 * prints errors into a half-typed line is worse than none.
 */
#include "cmd/help.h"
#include "cmd/scripts.h"
#include "cmd/session.h"
#include "cmd/strategy.h"

#include "quant/indicator.h"
#include "quant/method.h"
#include "risk/policy.h"
#include "store/accounts.h"
#include "store/candles.h"
#include "store/orders.h"
#include "store/rules.h"
#include "store/runs.h"
#include "store/schedules.h"
#include "store/templates.h"
#include "venue/venue.h"

#include <errno.h>
#include <string.h>

enum { SHELL_BASH, SHELL_ZSH, SHELL_FISH };
static const char *const shells[] = { "bash", "zsh", "fish", NULL };

static const char *const kinds[] = { "none", "file", "account", "symbol",
    "venue", "order", "breaker", "setting", "policy", "command", "timeframe",
    "topic", "series", "template", "schedule", "method", "strategy",
    "indicator", "run", NULL };

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

struct answer {
	struct session *s;
	struct store *store;	/* opened when first asked; may stay NULL */
	bool tried;
	struct buf last;	/* of this kind, to say each word once */
};

static void
put_word(void *self, const char *word, const char *help)
{
	struct answer *a = self;
	struct buf line = {0};

	out_escape_terminal(&line, word, strlen(word));
	if (help[0] != '\0') {
		buf_putc(&line, '\t');
		out_escape_terminal(&line, help, strlen(help));
	}
	fprintf(a->s->out_file, "%s\n", buf_text(&line));
	buf_release(&line);
}

static void
offer(struct answer *a, const char *before, const char *word,
    const char *help, const char *start)
{
	struct buf whole = {0};

	if (strncmp(word, start, strlen(start)) != 0 ||
	    strcmp(word, buf_text(&a->last)) == 0)
		return;
	buf_clear(&a->last);
	buf_puts(&a->last, word);
	buf_printf(&whole, "%s%s", before, word);
	put_word(a, buf_text(&whole), help);
	buf_release(&whole);
}

static struct store *
store_of(struct answer *a)
{
	struct err err;

	if (!a->tried && session_store_path(a->s) != NULL &&
	    store_open(session_store_path(a->s), STORE_READ, &a->store,
	    &err) != E_OK)
		a->store = NULL;
	a->tried = true;
	return a->store;
}

static void
put_accounts(struct answer *a, const char *before, const char *start)
{
	struct accounts all = {0};

	if (accounts_load(a->store, &all, NULL) == E_OK)
		for (size_t i = 0; i < all.len; i++)
			offer(a, before, all.at[i].label, all.at[i].venue,
			    start);
	vec_release(&all);
}

static void
put_series(struct answer *a, const char *before, const char *start)
{
	struct serieses all = {0};

	if (series_list(a->store, NULL, NULL, 0, PRICE_LAST, &all,
	    NULL) == E_OK)
		for (size_t i = 0; i < all.len; i++)
			offer(a, before, all.at[i].symbol, all.at[i].venue,
			    start);
	vec_release(&all);
}

static void
put_orders(struct answer *a, const char *before, const char *start)
{
	const struct order_filter newest = { .state = -1, .limit = 50 };
	struct orders all = {0};

	if (orders_load(a->store, &newest, &all, NULL) == E_OK)
		for (size_t i = 0; i < all.len; i++)
			offer(a, before, all.at[i].id, all.at[i].symbol,
			    start);
	vec_release(&all);
}

static void
put_breakers(struct answer *a, const char *before, const char *start)
{
	struct breakers all = {0};

	if (breakers_load(a->store, &all, NULL) == E_OK)
		for (size_t i = 0; i < all.len; i++)
			offer(a, before, all.at[i].name, all.at[i].when,
			    start);
	vec_release(&all);
}

static void
put_templates(struct answer *a, const char *before, const char *start)
{
	struct templates all = {0};

	if (templates_load(a->store, &all, NULL) == E_OK)
		for (size_t i = 0; i < all.len; i++)
			offer(a, before, all.at[i].name, all.at[i].options,
			    start);
	vec_release(&all);
}

static void
put_schedules(struct answer *a, const char *before, const char *start)
{
	struct schedules all = {0};

	if (schedules_load(a->store, NULL, true, &all, NULL) == E_OK)
		for (size_t i = 0; i < all.len; i++)
			offer(a, before, all.at[i].id, all.at[i].symbol,
			    start);
	vec_release(&all);
}

static void
put_runs(struct answer *a, const char *before, const char *start)
{
	const struct run_filter newest = { .kind = -1, .limit = 50 };
	struct runs all = {0};

	if (runs_load(a->store, &newest, &all, NULL) == E_OK)
		for (size_t i = 0; i < all.len; i++)
			offer(a, before, all.at[i].id, all.at[i].strategy,
			    start);
	vec_release(&all);
}

static void
put_methods(struct answer *a, const char *before, const char *start)
{
	struct method m;

	for (size_t i = 0; method_at(i, &m); i++)
		offer(a, before, m.name, m.help, start);
}

/* Names, and paths as well. */
static void
put_strategies(struct answer *a, const char *before, const char *start)
{
	struct strategy_files all = {0};

	strategy_files_list(a->s, &all);
	for (size_t i = 0; i < all.len; i++)
		offer(a, before, all.at[i].name, all.at[i].origin, start);
	strategy_files_release(&all);
	put_word(a, ":files", "");
}

/* Words of the program's own tables. */
static void
put_tables(struct answer *a, enum words kind, const char *before,
    const char *start)
{
	static const char *const frames[] = { "1m", "5m", "15m", "1h", "4h",
	    "1d", "1w", NULL };

	for (const struct setting *t = settings; kind == WORDS_SETTING &&
	    t->key != NULL; t++)
		offer(a, before, t->key, t->help, start);
	for (const struct rule *r = policy_rules; kind == WORDS_POLICY &&
	    r->name != NULL; r++)
		offer(a, before, r->name, r->help, start);
	for (size_t i = 0; kind == WORDS_TIMEFRAME && frames[i] != NULL; i++)
		offer(a, before, frames[i], "", start);
	for (const struct topic *t = topics; kind == WORDS_TOPIC &&
	    t->name != NULL; t++)
		offer(a, before, t->name, t->summary, start);
	for (const struct venue_kind *v = venue_kinds; kind == WORDS_VENUE &&
	    v->name != NULL; v++)
		offer(a, before, v->name, v->help, start);
	for (const struct indicator *const *r = indicators;
	    kind == WORDS_INDICATOR && *r != NULL; r++)
		offer(a, before, (*r)->name, (*r)->help, start);
	for (const struct cmd *const *c = commands; kind == WORDS_COMMAND &&
	    *c != NULL; c++)
		offer(a, before, (*c)->name, (*c)->summary, start);
	if (kind == WORDS_METHOD)
		put_methods(a, before, start);
}

static void
put_kind(void *self, enum words kind, const char *before, const char *start)
{
	static void (*const stored[])(struct answer *, const char *,
	    const char *) = {
		[WORDS_ACCOUNT] = put_accounts, [WORDS_SYMBOL] = put_series,
		[WORDS_SERIES] = put_series, [WORDS_ORDER] = put_orders,
		[WORDS_BREAKER] = put_breakers,
		[WORDS_TEMPLATE] = put_templates,
		[WORDS_SCHEDULE] = put_schedules,
		[WORDS_RUN] = put_runs
	};
	struct answer *a = self;

	buf_clear(&a->last);
	if (kind == WORDS_FILE)
		put_word(a, ":files", "");
	else if (kind == WORDS_STRATEGY)
		put_strategies(a, before, start);
	else if ((size_t)kind < sizeof(stored) / sizeof(*stored) &&
	    stored[kind] != NULL) {
		if (store_of(a) != NULL)
			stored[kind](a, before, start);
	} else
		put_tables(a, kind, before, start);
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

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct answer answer = { .s = s };
	const struct completer to = { put_word, put_kind, &answer };
	enum err_code rc = E_OK;

	if (a->next)
		cli_complete(operands, &to);
	else if (a->words >= 0)
		put_kind(&answer, (enum words)a->words, "", "");
	else if (operands->len == 1)
		rc = put_script(s, operands->at[0], err);
	else
		rc = err_set(err, E_USAGE, "completion: which shell: bash, zsh"
		    " or fish");
	store_close(answer.store);
	buf_release(&answer.last);
	return rc;
}

static const struct operand operands[] = {
	{ "shell", true, true, WORDS_NONE, "bash, zsh or fish" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms completion bash > etrms.bash", "the script for bash", 0 },
	{ "etrms completion --words setting", "what it may ask for", 0 },
	{ NULL }
};

const struct cmd cmd_completion = {
	.name = "completion",
	.group = "housekeeping",
	.summary = "print the completion script of a shell",
	.about = "Prints a script that completes etrms' command lines, for"
	    " example from ~/.bashrc: eval \"$(etrms completion bash)\". The"
	    " script asks etrms itself, so that it always fits the installed"
	    " version, and knows accounts, symbols, orders and breakers from"
	    " the store.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.examples = examples,
	.needs = NEED_LITTLE,
	.run = run
};
