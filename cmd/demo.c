/*
 * etrms demo: the main job in a minute, on a market made from a seed and in a
 * store of its own that is thrown away. The story is a table of command lines
 * with the exit code that each must have; this file only runs it.
 */
#include "base/buf.h"
#include "base/vec.h"
#include "cmd/session.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct args {
	const char *keep;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'k', "keep", "dir", NULL,
	  "make the store in dir and leave it there",
	  AT(const char *, keep), .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

/* One line of the story; say NULL goes on under the line before. */
struct step {
	const char *say, *line;
	int exit;
};

static const struct step story[] = {
	{ "Two days of one-minute candles, made from a seed; the market falls "
	  "on the second day.",
	  "candles generate --venue demo --symbol BTC/USDT --timeframe 1m "
	  "--from 2024-03-01 --bars 2880 --seed 7 --start-price 60000 "
	  "--tick 0.01 --crash-at 2024-03-02T02:00Z", 0 },
	{ "A paper account that trades on them, with 10 000 USDT.",
	  "account add demo --venue sim --prices demo --timeframe 1m "
	  "--balance USDT=10000 --use", 0 },
	{ "Its rules: at most 6 000 USDT an order, 80 % of equity in one "
	  "symbol, 5 % of equity lost if a stop is hit.",
	  "policy set max-order-notional 6000", 0 },
	{ NULL, "policy set max-position-share 80%", 0 },
	{ NULL, "policy set max-risk-per-trade 5%", 0 },
	{ "A breaker: when a day costs more than 5 %, halve what is held and "
	  "let no new entry through.",
	  "breaker add daily-loss --when 'drawdown(1d) > 5%' "
	  "--do 'reduce 50%, block-entries, notify' --cooldown 1d", 0 },
	{ "An hour passes; then an order within the rules.",
	  "venue advance --by 1h", 0 },
	{ NULL, "order buy BTC/USDT --quote 5000 --stop-loss 8% --key first",
	  0 },
	{ "The same key again sends nothing and prints the first outcome.",
	  "order buy BTC/USDT --quote 5000 --stop-loss 8% --key first", 0 },
	{ "An order that breaks the rules is refused, with its numbers; the "
	  "exit code is 4.",
	  "order buy BTC/USDT --quote 9000", 4 },
	{ "A smaller one, with a stop, is inside them.",
	  "order buy BTC/USDT --quote 2500 --stop-loss 12%", 0 },
	{ "What is held, before the fall.", "status", 0 },
	{ "The market falls. The breaker is asked at every open, low, high "
	  "and close.",
	  "venue advance --to 2024-03-02T02:04Z", 0 },
	{ "What it did, and what is left.",
	  "breaker events", 0 },
	{ NULL, "positions", 0 },
	{ NULL, "fills", 0 },
	{ "The check that a cron job would run: exit code 1, one row for each "
	  "finding.",
	  "risk check", 1 },
	{ "While the breaker holds, entries are refused, in every process.",
	  "order buy BTC/USDT --quote 100 --stop-loss 2%", 4 },
	{ "The life of the first order, as the ledgers tell it.",
	  "log --order 1", 0 },
};

struct demo_row {
	int64_t step;
	const char *line;
	int64_t expected, exit;
	signed char ok;
};

static const struct field fields[] = {
	{ "step", FIELD_INT, FIELD_AT(struct demo_row, step),
	  .help = "its place in the story, from 1" },
	{ "line", FIELD_TEXT, FIELD_AT(struct demo_row, line),
	  .help = "the command line that was run" },
	{ "expected", FIELD_INT, FIELD_AT(struct demo_row, expected),
	  .help = "the exit code it must have" },
	{ "exit", FIELD_INT, FIELD_AT(struct demo_row, exit),
	  .help = "the exit code it had" },
	{ "ok", FIELD_BOOL, FIELD_AT(struct demo_row, ok),
	  .help = "whether they are the same" },
	{ .name = NULL }
};
const struct record demo_record = {
	"demo", "one step of the demo", fields
};

/* Splits a line of the story at blanks; single quotes keep words together. */
static char **
line_split(const char *line, struct buf *text)
{
	VEC(size_t) starts = { 0 };
	char **argv;

	buf_clear(text);
	vec_push(&starts, text->len);
	buf_puts(text, "etrms");
	buf_putc(text, '\0');
	for (const char *p = line; *p != '\0';) {
		bool quoted = false;

		vec_push(&starts, text->len);
		for (; *p != '\0' && (quoted || *p != ' '); p++)
			if (*p == '\'')
				quoted = !quoted;
			else
				buf_putc(text, *p);
		buf_putc(text, '\0');
		while (*p == ' ')
			p++;
	}
	argv = mem_array(starts.len + 1, sizeof(*argv));
	for (size_t i = 0; i < starts.len; i++)
		argv[i] = text->at + starts.at[i];
	vec_release(&starts);
	return argv;
}

/* Runs this binary with the line's words; quiet sends its output nowhere. */
static enum err_code
line_run(const char *line, bool quiet, int *status, struct err *err)
{
	struct buf text = { 0 };
	char **argv = line_split(line, &text);
	posix_spawn_file_actions_t files;
	pid_t pid;
	int raw = 0, rc;

	posix_spawn_file_actions_init(&files);
	if (quiet) {
		posix_spawn_file_actions_addopen(&files, STDOUT_FILENO,
		    "/dev/null", O_WRONLY, 0);
		posix_spawn_file_actions_addopen(&files, STDERR_FILENO,
		    "/dev/null", O_WRONLY, 0);
	}
	rc = posix_spawn(&pid, "/proc/self/exe", &files, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	free(argv);
	buf_release(&text);
	if (rc != 0)
		return err_set(err, E_OUTPUT, "demo: cannot run etrms: %s",
		    strerror(rc));
	while (waitpid(pid, &raw, 0) < 0)
		if (errno != EINTR)
			return err_set(err, E_OUTPUT, "demo: %s",
			    strerror(errno));
	*status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
	return E_OK;
}

/* The story's own home: neither the user's store nor config is touched. */
static enum err_code
home_make(const char *keep, struct buf *home, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	struct buf path = { 0 };

	if (keep != NULL) {
		buf_puts(home, keep);
		if (mkdir(keep, 0700) != 0)
			return err_set(err, E_STORE, "%s: %s", keep,
			    strerror(errno));
	} else {
		buf_printf(home, "%s/etrms-demo.XXXXXX",
		    tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
		if (mkdtemp(home->at) == NULL)
			return err_set(err, E_STORE, "%s: %s", home->at,
			    strerror(errno));
	}
	buf_printf(&path, "%s/etrms.db", home->at);
	setenv("ETRMS_STORE", path.at, 1);
	buf_clear(&path);
	buf_printf(&path, "%s/config", home->at);
	setenv("XDG_CONFIG_HOME", path.at, 1);
	setenv("ETRMS_FORMAT", "table", 1);
	buf_release(&path);
	return E_OK;
}

static int
entry_remove(const char *path, const struct stat *st, int kind,
    struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void
step_say(struct session *s, const struct step *step)
{
	if (step->say != NULL)
		fprintf(s->out_file, "\n# %s\n", step->say);
	fprintf(s->out_file, "$ etrms %s\n", step->line);
	fflush(s->out_file);
}

static enum err_code
story_run(struct session *s, struct out *out, struct err *err)
{
	bool table = s->style.format == OUT_TABLE && !s->globals->quiet;
	size_t steps = sizeof(story) / sizeof(story[0]);
	enum err_code rc = E_OK;

	for (size_t i = 0; i < steps && rc == E_OK; i++) {
		struct demo_row row = { .step = (int64_t)i + 1,
		    .line = story[i].line, .expected = story[i].exit };
		int status = 0;

		if (table)
			step_say(s, &story[i]);
		rc = line_run(story[i].line, !table, &status, err);
		if (rc != E_OK)
			break;
		row.exit = status;
		row.ok = status == story[i].exit;
		if (table && status != 0)
			fprintf(s->out_file, "(exit code %d)\n", status);
		if (!table)
			rc = out_row(out, &row, err);
		if (rc == E_OK && !row.ok)
			rc = err_set(err, E_NO, "demo: step %zu: exit code %d "
			    "instead of %d: etrms %s", i + 1, status,
			    story[i].exit, story[i].line);
	}
	return rc;
}

static enum err_code
run(struct session *s, const void *arguments, const struct texts *operands,
    struct err *err)
{
	const struct args *args = arguments;
	struct buf home = { 0 };
	struct out *out = NULL;
	enum err_code rc = home_make(args->keep, &home, err);

	(void)operands;
	if (rc == E_OK)
		rc = session_out(s, &demo_record, &out, err);
	if (rc == E_OK)
		rc = story_run(s, out, err);
	if (rc == E_OK && args->keep != NULL)
		out_note(out, "the store is %s/etrms.db", args->keep);
	if (rc == E_OK)
		rc = out_close(out, err);
	else
		out_close(out, NULL);
	if (args->keep == NULL && home.len > 0)
		nftw(home.at, entry_remove, 8, FTW_DEPTH | FTW_PHYS);
	buf_release(&home);
	return rc;
}

static const struct example examples[] = {
	{ "etrms demo", "run the story and read along", 0 },
	{ "etrms demo --format ndjson", "one record for each step", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, 0 };

const struct cmd cmd_demo = {
	.name = "demo",
	.group = "housekeeping",
	.summary = "show the main job on a market made from a seed",
	.about =
	"Makes two days of candles from a seed, opens a paper account on "
	"them, sets a policy and a breaker, trades, is refused, and lets the "
	"market fall until the breaker halves the position. Every line is a "
	"command that can be typed; each must end with the exit code that "
	"the story says.\n\n"
	"The story has a store of its own, which is removed at the end unless "
	"--keep names a folder for it. The user's store and configuration are "
	"not touched.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &demo_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
