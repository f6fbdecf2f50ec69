/*
 * Command lines as data. A command is a const struct cmd in a file of its own
 * in cmd/; its options are a static table that names members of its args
 * struct by offset. Parsing, help, man pages, completion and the tests read
 * these tables, and nothing else knows an option.
 *
 *	struct args { const char *symbol; struct dec min_value; bool all; };
 *
 *	static const struct opt opts[] = {
 *		{ OPT_TEXT, 's', "symbol", "symbol", NULL,
 *		  "show this symbol only", AT(const char *, symbol),
 *		  .words = WORDS_SYMBOL },
 *		{ OPT_FLAG, 'a', "all", NULL, NULL,
 *		  "closed ones too", AT(bool, all) },
 *		{ .kind = OPT_DONE }
 *	};
 *
 * Parsed over getopt_long; abbreviated long options are refused. All-zero args
 * plus the defaults of the table is what run() gets.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/dec.h"
#include "base/err.h"
#include "base/level.h"
#include "base/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;		/* what a running command is given: cmd/session.h */

enum opt_kind {
	OPT_DONE,	/* ends the table */
	OPT_FLAG,	/* bool */
	OPT_TEXT,	/* const char *; borrowed from argv */
	OPT_TEXTS,	/* struct texts; may be given more than once */
	OPT_INT,	/* int64_t, with .min and .max */
	OPT_DEC,	/* struct dec, plain decimal; DEC_NONE when not given */
	OPT_PERCENT,	/* struct dec, a ratio: "5%" is 0.05, "50bp" 0.005 */
	OPT_LEVEL,	/* struct level: a price, or a percentage */
	OPT_STAMP,	/* int64_t: a time, or now-4h; 0 when not given */
	OPT_DURATION,	/* int64_t µs; 0 when not given */
	OPT_ENUM	/* int: index into .choices; -1 when not given */
};

struct texts { const char **at; size_t len; };

/* Where completion finds the words of an option or operand. */
enum words {
	WORDS_NONE, WORDS_FILE, WORDS_ACCOUNT, WORDS_SYMBOL, WORDS_VENUE,
	WORDS_ORDER, WORDS_BREAKER, WORDS_SETTING, WORDS_POLICY,
	WORDS_COMMAND, WORDS_TIMEFRAME, WORDS_TOPIC, WORDS_SERIES,
	WORDS_TEMPLATE, WORDS_SCHEDULE, WORDS_METHOD,
	WORDS_STRATEGY, WORDS_INDICATOR, WORDS_RUN
};

struct opt {
	enum opt_kind kind;
	char letter;		/* 0: long name only */
	const char *name;
	const char *value;	/* the word in help: "symbol"; NULL for a flag */
	const char *fallback;	/* default, as the user would type it; or NULL */
	const char *help;	/* lower case, no full stop */
	size_t offset;
	size_t size;		/* of the member; AT() gives both */
	const char *const *choices;	/* OPT_ENUM: NULL-terminated */
	int64_t min, max;	/* OPT_INT */
	enum words words;
	bool required;
};

/* A member by type and name: a mismatch does not compile. */
#define AT(type, member) \
	.offset = offsetof(struct args, member) + \
	    0 * sizeof((type *)0 == &((struct args *)0)->member), \
	.size = sizeof(type)

/* Operands after the options: "SYMBOL", "[SYMBOL…]". */
struct operand {
	const char *name;	/* lower case in help: symbol */
	bool optional, many;	/* only the last may be many */
	enum words words;
	const char *help;
	const char *const *choices;	/* completion offers these */
};

struct example {
	const char *line;	/* as typed: "etrms positions --format csv" */
	const char *what;	/* one clause for help and man page */
	int exit;		/* what the tests expect */
};

/* What main opens before run(). */
enum need {
	NEED_STORE_READ = 1,	/* the store, read-only; a missing one is E_STORE */
	NEED_STORE = 2,		/* read-write; made when it is missing */
	NEED_NETWORK = 4,	/* the network module */
	NEED_VAULT = 8,		/* the options for it; opened when it is asked for */
	NEED_CREATE = 16,	/* with NEED_STORE_READ: a missing store is empty,
				 * unless --store or ETRMS_STORE names it */
	NEED_LITTLE = 32,	/* runs with a broken config or environment too */
	NEED_EVEN_SO = 64	/* with NEED_STORE: runs where it cannot be opened,
				 * too; session says why it is not there */
};

struct cmd {
	const char *name;	/* "risk check" */
	const char *group;	/* heading in help: "risk" */
	const char *summary;	/* one clause, lower case, no full stop */
	const char *about;	/* paragraphs for man and --help; plain text */
	const struct opt *opts;		/* NULL: none of its own */
	size_t args_size;
	const struct operand *operands;	/* ends with a NULL name; or NULL */
	const struct record *record;	/* what it prints, for help; or NULL */
	const struct record *const *more;	/* its further parts; or NULL */
	const struct example *examples;	/* ends with a NULL line */
	const int *exits;	/* codes beside 0 and 2 worth naming; ends with 0 */
	unsigned needs;
	bool mutates;		/* takes --account spelled out when live */
	enum err_code (*run)(struct session *s, const void *args,
	    const struct texts *operands, struct err *err);
};

/* Every command; made by cmd/commands.sh, sorted by name. */
extern const struct cmd *const commands[];	/* ends with NULL */

/* Options that every command takes: --store, --format, --fields, --quiet … */
struct globals {
	const char *store, *config, *account;
	int format;		/* enum out_format, -1: not given */
	const char *fields;
	bool quiet, help;
	bool no_header;
	/* of commands with NEED_VAULT */
	const char *passphrase_fd, *passphrase_file, *passphrase_command;
	const char *vault;
};
extern const struct opt global_opts[];
extern const struct opt vault_opts[];	/* with NEED_VAULT, before these */

/*
 * Finds the command in argv (words before options: "risk check"; global
 * options may come before it), then parses its options and operands. Texts are
 * borrowed from argv. E_USAGE with a suggestion for what is unknown; then
 * .word tells main where the word stands that may be an alias or etrms-WORD.
 */
struct parsed {
	int64_t now;		/* in: what "now-4h" counts from */
	const struct cmd *cmd;	/* NULL without a word, and after a failure */
	int word;		/* index in argv of the command's first word */
	bool unknown;		/* that word is no command and no group */
	const char *group;	/* --help after a group: "risk" */
	struct globals globals;	/* also after a failure, as far as it got */
	void *args;
	struct texts operands;
};
enum err_code cli_parse(int argc, char **argv, struct parsed *out,
    struct err *err);
void cli_release(struct parsed *p);

/* By full name, "risk check"; or NULL. */
const struct cmd *cmd_find(const char *name);
/* Whether any command's name begins with this word and a blank. */
bool cmd_is_group(const char *word);
/* The option of a command, its own before the global ones; or NULL. */
const struct opt *cmd_opt(const struct cmd *cmd, const char *name);

/* One value as an option's kind reads it; `at` is the member. */
enum err_code opt_read(const struct opt *o, const char *text, int64_t now,
    void *at, struct err *err);

/*
 * Completion: what may come next on a line. word() gets each word of the
 * tables that begins as the current one does, with its help (or ""); kind()
 * is asked for the words that live elsewhere (accounts, files), each of which
 * is to be put behind `before`, and of which only those that begin with
 * `start` count.
 */
struct completer {
	void (*word)(void *self, const char *word, const char *help);
	void (*kind)(void *self, enum words kind, const char *before,
	    const char *start);
	void *self;
};
/* words: those after "etrms"; the last one is being typed, perhaps empty. */
void cli_complete(const struct texts *words, const struct completer *to);

/* Pages made from the tables (lib/cli/help.c, mdoc.c). */
void cli_help(const struct cmd *cmd, struct buf *to);	/* for a terminal */
void cli_mdoc(const struct cmd *cmd, struct buf *to);	/* etrms-NAME(1) */
void cli_mdoc_etrms(struct buf *to);			/* etrms(1) */
/* etrms-NAME(7); text is shown as it is, line by line. */
void cli_mdoc_topic(const char *name, const char *summary, const char *text,
    struct buf *to);

#endif
