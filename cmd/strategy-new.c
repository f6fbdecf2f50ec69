/*
 * etrms strategy new: a strategy to begin with, in the config folder.
 */
#include "cmd/strategy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The template passes strategy check; a test holds it. */
static const char template[] =
	"# Every line says one thing; # begins a comment. etrms help language\n"
	"# is the whole language, etrms strategy check %s says what is\n"
	"# wrong with this file.\n"
	"strategy %s\n"
	"about \"Long while the fast average is above the slow one.\"\n"
	"source \"where the idea comes from\"\n"
	"timeframe 1h\n"
	"\n"
	"# What a sweep may change: default, range and step.\n"
	"param fast = 20 in 5..60 step 5\n"
	"param slow = 100 in 40..240 step 20\n"
	"require fast < slow\n"
	"\n"
	"# A name stands for its expression. Only bars that have closed can be\n"
	"# seen; @4h looks at the same symbol in longer bars.\n"
	"let quick = sma(close, fast)\n"
	"let calm = sma(close, slow)\n"
	"let up = (close > sma(close, 50))@4h\n"
	"\n"
	"# Orders act from the next bar on. Several lines of a kind are joined\n"
	"# by or; \"as\" names the reason in the list of trades.\n"
	"long when crossover(quick, calm) and up as \"cross\"\n"
	"exit when crossunder(quick, calm)\n"
	"exit after 30d\n"
	"\n"
	"# A ratio of the entry price, or a difference of prices.\n"
	"stop 5%%\n"
	"\n"
	"# What is lost at the stop, as a share of equity.\n"
	"size risk 1%%\n"
	"cooldown 4 bars\n";

/* Names of statements and functions would read oddly, but do no harm. */
static bool
name_good(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n > 0 && n <= 64 && name[n] == '\0' &&
	    !(name[0] >= '0' && name[0] <= '9');
}

static enum err_code
folder_make(const char *folder, struct err *err)
{
	char *copy = mem_text(folder);

	for (char *at = strchr(copy + 1, '/'); at != NULL;
	    at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(copy, 0700);
		*at = '/';
	}
	free(copy);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return err_set(err, E_STORE, "%s: %s", folder,
		    strerror(errno));
	return E_OK;
}

/* Whole or not at all: a half-written file is taken away again. */
static enum err_code
file_make(const char *path, const char *text, struct err *err)
{
	size_t len = strlen(text), done = 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return err_set(err, E_USAGE, "%s: is there already", path);
	if (fd < 0)
		return err_set(err, E_STORE, "%s: %s", path, strerror(errno));
	while (done < len) {
		ssize_t n = write(fd, text + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		done += (size_t)n;
	}
	if (done == len && fsync(fd) == 0 && close(fd) == 0)
		return E_OK;
	err_set(err, E_STORE, "%s: %s", path, strerror(errno));
	if (done < len)
		close(fd);
	unlink(path);
	return E_STORE;
}

static enum err_code
name_free(const struct session *s, const char *name, struct err *err)
{
	struct strategy_files all = {0};
	enum err_code rc = E_OK;

	strategy_files_list(s, &all);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (strcmp(all.at[i].name, name) == 0)
			rc = err_set(err, E_USAGE, "%s: is there already: %s",
			    name, all.at[i].path);
	strategy_files_release(&all);
	return rc;
}

static enum err_code
put_made(struct session *s, const struct strategy_file *f, const char *text,
    struct err *err)
{
	struct strategy_source in = { .label = f->path, .text = text,
	    .len = strlen(text) };
	struct expr_findings findings = {0};
	struct strategy *strategy = NULL;
	struct strategy_row row;
	struct out *out = NULL;
	enum err_code rc = strategy_read(&in, &strategy, &findings, err);

	if (rc == E_OK)
		rc = session_out(s, &strategy_record, &out, err);
	if (rc == E_OK) {
		strategy_row_fill(f, strategy, &row);
		rc = out_row(out, &row, err);
		out_note(out, "%s", f->path);
		strategy_row_release(&row);
	}
	strategy_free(strategy);
	vec_release(&findings);
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const char *name = operands->at[0];
	char *folder, *text;
	struct strategy_file f = { .origin = "own" };
	enum err_code rc;

	(void)args;
	if (!name_good(name))
		return err_set(err, E_USAGE, "\"%s\" is no name: up to 64"
		    " letters, digits and _, and no digit first", name);
	rc = name_free(s, name, err);
	if (rc != E_OK)
		return rc;
	folder = strategy_own_folder(s);
	f.name = mem_text(name);
	f.path = mem_format("%s/%s.strategy", folder, name);
	text = mem_format(template, name, name);
	rc = folder_make(folder, err);
	if (rc == E_OK)
		rc = file_make(f.path, text, err);
	if (rc == E_OK)
		rc = put_made(s, &f, text, err);
	free(folder);
	free(text);
	strategy_file_release(&f);
	return rc;
}

static const struct operand operand[] = {
	{ "name", false, false, WORDS_NONE, "of the strategy and its file" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms strategy new mine", "a file with comments, to be changed",
	  0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_OUTPUT, 0 };

const struct cmd cmd_strategy_new = {
	.name = "strategy new",
	.group = "research",
	.summary = "begin a strategy",
	.about = "Writes a strategy with comments into the folder strategies"
	    " beside the configuration file: NAME.strategy, which runs as it is"
	    " and is meant to be changed. A name that is taken, by a file of"
	    " yours or one that comes with etrms, is refused; nothing is ever"
	    " written over.",
	.operands = operand,
	.record = &strategy_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
