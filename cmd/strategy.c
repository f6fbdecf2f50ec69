/*
 * Where strategies are found, and a strategy as a row.
 */
#include "cmd/strategy.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "cmd/module.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char ending[] = ".strategy";

/* Beside the program, as installed and as built. */
static const char *const places[] = { "../share/etrms/strategies",
	"share/strategies", "../share/strategies", NULL };

const struct record strategy_record = { "strategy", "a file of rules",
	(const struct field[]) {
	{ "name", FIELD_TEXT, FIELD_AT(struct strategy_row, name),
	  .help = "as it names itself; of a refused one, its file" },
	{ "origin", FIELD_TEXT, FIELD_AT(struct strategy_row, origin),
	  .help = "own, shipped, or file for a path" },
	{ "timeframe", FIELD_DURATION,
	  FIELD_AT(struct strategy_row, timeframe),
	  .help = "of its bars; null: any" },
	{ "parameters", FIELD_INT, FIELD_AT(struct strategy_row, parameters),
	  .help = "how many it has" },
	{ "about", FIELD_TEXT, FIELD_AT(struct strategy_row, about),
	  .help = "what it does" },
	{ "source", FIELD_TEXT, FIELD_AT(struct strategy_row, source),
	  .help = "where it comes from", .flags = FIELD_MINOR },
	{ "symbols", FIELD_LIST, FIELD_AT(struct strategy_row, symbols),
	  .help = "others that it looks at", .flags = FIELD_MINOR },
	{ "lookback", FIELD_INT, FIELD_AT(struct strategy_row, lookback),
	  .help = "bars before every rule has a value",
	  .flags = FIELD_MINOR },
	{ "hash", FIELD_TEXT, FIELD_AT(struct strategy_row, hash),
	  .help = "its identity: SHA-256 of the canonical form",
	  .flags = FIELD_WIDE },
	{ "path", FIELD_TEXT, FIELD_AT(struct strategy_row, path),
	  .help = "of the file", .flags = FIELD_WIDE },
	{ "canonical", FIELD_TEXT, FIELD_AT(struct strategy_row, canonical),
	  .help = "the form that is compared", .flags = FIELD_WIDE },
	{ "file", FIELD_TEXT, FIELD_AT(struct strategy_row, file),
	  .help = "the file as it is; strategy show only",
	  .flags = FIELD_WIDE },
	{ .name = NULL } } };

void
strategy_row_fill(const struct strategy_file *f, const struct strategy *s,
    struct strategy_row *out)
{
	struct buf text = {0};
	const char **symbols;

	*out = (struct strategy_row){ .name = f->name, .origin = f->origin,
	    .path = f->path, .parameters = INT_NONE, .lookback = INT_NONE,
	    .symbols = TEXT_LIST_NONE };
	if (s == NULL)
		return;
	out->name = s->name;
	out->timeframe = s->timeframe;
	out->parameters = (int64_t)s->params.len;
	out->lookback = expr_lookback(s->program);
	out->about = s->about;
	out->source = s->source;
	out->hash = s->hash;
	symbols = mem_array(s->with.len + 1, sizeof(*symbols));
	for (size_t i = 0; i < s->with.len; i++)
		symbols[i] = s->with.at[i].symbol;
	out->symbols = (struct text_list){ symbols, s->with.len };
	strategy_canonical(s, &text);
	out->canonical = buf_take(&text);
}

void
strategy_row_release(struct strategy_row *row)
{
	free((void *)(uintptr_t)row->symbols.at);
	free(row->canonical);
}

char *
strategy_own_folder(const struct session *s)
{
	char *folder = conf_folder(s->conf);
	char *own = mem_format("%s/strategies", folder);

	free(folder);
	return own;
}

/* The folder of those that come with etrms, or NULL. Caller frees. */
static char *
shipped_folder(void)
{
	struct buf path = {0};
	size_t folder;

	if (!program_folder(&path)) {
		buf_release(&path);
		return NULL;
	}
	folder = path.len;
	for (size_t i = 0; places[i] != NULL; i++) {
		struct stat st;

		buf_cut(&path, folder);
		buf_puts(&path, places[i]);
		if (stat(buf_text(&path), &st) == 0 && S_ISDIR(st.st_mode))
			return buf_take(&path);
	}
	buf_release(&path);
	return NULL;
}

static int
by_name(const void *a, const void *b)
{
	const struct strategy_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void
folder_list(const char *folder, const char *origin, struct strategy_files *out)
{
	DIR *dir = folder ? opendir(folder) : NULL;
	size_t first = out->len;
	struct dirent *d;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		size_t n = strlen(d->d_name), tail = sizeof(ending) - 1;
		struct strategy_file *f;

		if (n <= tail || d->d_name[0] == '.' ||
		    strcmp(d->d_name + n - tail, ending) != 0)
			continue;
		f = vec_add(out);
		f->name = mem_textn(d->d_name, n - tail);
		f->path = mem_format("%s/%s", folder, d->d_name);
		f->origin = origin;
	}
	if (dir != NULL)
		closedir(dir);
	if (out->len > first)
		qsort(out->at + first, out->len - first, sizeof(*out->at),
		    by_name);
}

void
strategy_files_list(const struct session *s, struct strategy_files *out)
{
	char *own = strategy_own_folder(s), *shipped = shipped_folder();

	folder_list(own, "own", out);
	folder_list(shipped, "shipped", out);
	free(own);
	free(shipped);
}

void
strategy_file_release(struct strategy_file *f)
{
	free(f->name);
	free(f->path);
	*f = (struct strategy_file){ .name = NULL };
}

void
strategy_files_release(struct strategy_files *all)
{
	for (size_t i = 0; i < all->len; i++)
		strategy_file_release(&all->at[i]);
	vec_release(all);
}

static enum err_code
unknown(const struct strategy_files *all, const char *word, struct err *err)
{
	VEC(const char *) words = {0};
	const char *near;

	for (size_t i = 0; i < all->len; i++)
		vec_push(&words, all->at[i].name);
	vec_push(&words, NULL);
	near = word_nearest(word, words.at);
	vec_release(&words);
	if (near)
		return err_set(err, E_USAGE, "no strategy is named \"%s\"; did "
		    "you mean \"%s\"?", word, near);
	return err_set(err, E_USAGE, "no strategy is named \"%s\"; see etrms "
	    "strategy list, or give a path such as ./%s%s", word, word,
	    ending);
}

enum err_code
strategy_file_find(const struct session *s, const char *word,
    struct strategy_file *out, struct err *err)
{
	struct strategy_files all = {0};
	enum err_code rc = E_OK;
	size_t i = 0;

	if (strpbrk(word, "/.") != NULL || strcmp(word, "-") == 0) {
		*out = (struct strategy_file){ mem_text(word), mem_text(word),
		    "file" };
		return E_OK;
	}
	strategy_files_list(s, &all);
	while (i < all.len && strcmp(all.at[i].name, word) != 0)
		i++;
	if (i < all.len) {
		*out = all.at[i];
		all.at[i] = (struct strategy_file){ .name = NULL };
	} else {
		rc = unknown(&all, word, err);
	}
	strategy_files_release(&all);
	return rc;
}

enum err_code
strategy_file_read(const struct strategy_file *f, struct buf *out,
    struct err *err)
{
	return file_read(f->path, 1 << 20, out, err);
}
