/*
 * etrms backtest export: a recorded run as files, or as one JSON document.
 */
#include "cmd/backtest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct args { const char *to; };

static const struct opt opts[] = {
	{ OPT_TEXT, 't', "to", "folder", NULL,
	  "a new folder for its files; - prints one JSON document",
	  AT(const char *, to), .words = WORDS_FILE, .required = true },
	{ .kind = OPT_DONE }
};

#define FLUSH_AT (1 << 20)

/* Where a document goes as it grows. */
struct writing {
	FILE *file;
	const char *path;	/* for messages */
	const struct record *record;
	struct buf text;
	size_t rows;
};

static enum err_code
flush(struct writing *w, size_t at_least, struct err *err)
{
	if (w->text.len < at_least || w->text.len == 0)
		return E_OK;
	if (fwrite(w->text.at, 1, w->text.len, w->file) != w->text.len)
		return err_set(err, E_OUTPUT, "%s: %s", w->path,
		    strerror(errno));
	buf_clear(&w->text);
	return E_OK;
}

static void
put_object(const struct record *record, const void *row, struct buf *out)
{
	const char *between = "";

	buf_putc(out, '{');
	for (const struct field *f = record->fields; f->name != NULL; f++) {
		buf_printf(out, "%s\"%s\":", between, f->name);
		field_json(f, row, out);
		between = ",";
	}
	buf_putc(out, '}');
}

static enum err_code
json_row(void *self, const void *row, struct err *err)
{
	struct writing *w = self;

	buf_puts(&w->text, w->rows++ == 0 ? "\n" : ",\n");
	put_object(w->record, row, &w->text);
	return flush(w, FLUSH_AT, err);
}

static void
put_member(struct buf *out, const char *name, const struct buf *text)
{
	buf_printf(out, "\"%s\":", name);
	json_quote(out, buf_text(text), text->len);
}

static void
put_head(const struct recorded *r, struct buf *out)
{
	buf_puts(out, "\"run\":");
	put_object(&run_record, &r->run, out);
	buf_puts(out, ",\n\"source\":{");
	put_member(out, "strategy", &r->source.strategy);
	buf_putc(out, ',');
	put_member(out, "policy", &r->source.policy);
	buf_putc(out, ',');
	put_member(out, "breakers", &r->source.breakers);
	buf_putc(out, '}');
}

static enum err_code
print_document(struct session *s, const struct recorded *r, struct err *err)
{
	struct writing w = { .file = s->out_file, .path = "output" };
	enum err_code rc = E_OK;

	if (s->style.quiet)
		return E_OK;
	buf_puts(&w.text, "{");
	put_head(r, &w.text);
	for (int i = 0; backtest_parts[i] != NULL && rc == E_OK; i++) {
		if (!backtest_part_has(r, i))
			continue;
		buf_printf(&w.text, ",\n\"%s\":[", backtest_parts[i]);
		w.record = backtest_part_records[i];
		w.rows = 0;
		rc = backtest_part_rows(r, i, json_row, &w, err);
		buf_putc(&w.text, ']');
	}
	buf_puts(&w.text, "}\n");
	if (rc == E_OK)
		rc = flush(&w, 0, err);
	buf_release(&w.text);
	return rc;
}

static enum err_code
out_each(void *self, const void *row, struct err *err)
{
	return out_row(self, row, err);
}

/* Opens a new file in the folder. */
static FILE *
file_new(const char *folder, const char *name, char **path, struct err *err)
{
	FILE *file;

	*path = mem_format("%s/%s", folder, name);
	file = fopen(*path, "wx");
	if (file == NULL)
		err_set(err, E_OUTPUT, "%s: %s", *path, strerror(errno));
	return file;
}

static enum err_code
file_done(FILE *file, char *path, enum err_code rc, struct err *err)
{
	if (file != NULL && (fclose(file) != 0 && rc == E_OK))
		rc = err_set(err, E_OUTPUT, "%s: %s", path, strerror(errno));
	free(path);
	return rc;
}

static enum err_code
write_text(const char *folder, const char *name, const struct buf *text,
    struct err *err)
{
	struct writing w = { .path = NULL };
	char *path;
	enum err_code rc;

	w.file = file_new(folder, name, &path, err);
	w.path = path;
	if (w.file == NULL)
		return file_done(NULL, path, E_OUTPUT, err);
	buf_add(&w.text, buf_text(text), text->len);
	rc = flush(&w, 0, err);
	buf_release(&w.text);
	return file_done(w.file, path, rc, err);
}

static enum err_code
write_part(const char *folder, const struct recorded *r, int part,
    struct err *err)
{
	const struct out_style style = { .format = OUT_CSV, .header = true };
	char *name = mem_format("%s.csv", backtest_parts[part]), *path;
	FILE *file = file_new(folder, name, &path, err);
	struct out *out = NULL;
	enum err_code rc = E_OUTPUT;

	free(name);
	if (file != NULL)
		rc = out_open(file, &style, backtest_part_records[part], &out,
		    err);
	if (rc == E_OK)
		rc = backtest_part_rows(r, part, out_each, out, err);
	return file_done(file, path, out_end(out, rc, err), err);
}

static enum err_code
write_files(const char *folder, const struct recorded *r, struct err *err)
{
	struct buf head = {0};
	enum err_code rc;

	buf_putc(&head, '{');
	put_head(r, &head);
	buf_puts(&head, "}\n");
	rc = write_text(folder, "run.json", &head, err);
	buf_release(&head);
	if (rc == E_OK)
		rc = write_text(folder, "strategy.txt", &r->source.strategy,
		    err);
	if (rc == E_OK)
		rc = write_text(folder, "policy.txt", &r->source.policy, err);
	if (rc == E_OK)
		rc = write_text(folder, "breakers.txt", &r->source.breakers,
		    err);
	for (int i = 0; backtest_parts[i] != NULL && rc == E_OK; i++)
		if (backtest_part_has(r, i))
			rc = write_part(folder, r, i, err);
	return rc;
}

static void
files_away(const char *folder)
{
	static const char *const names[] = { "run.json", "strategy.txt",
	    "policy.txt", "breakers.txt", "trades.csv", "equity.csv",
	    "orders.csv", "refusals.csv", "events.csv", "outcome.csv",
	    "quantiles.csv", "bands.csv", NULL };

	for (int i = 0; names[i] != NULL; i++) {
		char *path = mem_format("%s/%s", folder, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(folder);
}

/* Made beside its place, where it goes when it is whole. */
static enum err_code
write_folder(const char *to, const struct recorded *r, struct err *err)
{
	size_t n = strlen(to);
	char *part;
	struct stat st;
	enum err_code rc;

	while (n > 1 && to[n - 1] == '/')
		n--;
	if (n == 0)
		return err_set(err, E_USAGE, "--to: name a folder");
	if (lstat(to, &st) == 0)
		return err_set(err, E_OUTPUT, "%s: it is there already", to);
	part = mem_format("%.*s.part", (int)n, to);
	if (mkdir(part, 0777) != 0) {
		rc = err_set(err, E_OUTPUT, "%s: %s", part, strerror(errno));
		free(part);
		return rc;
	}
	rc = write_files(part, r, err);
	if (rc == E_OK && rename(part, to) != 0)
		rc = err_set(err, E_OUTPUT, "%s: %s", to, strerror(errno));
	if (rc != E_OK)
		files_away(part);
	free(part);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct recorded r = { .run = { .kind = 0 } };
	enum err_code rc = recorded_load(s, operands->at[0], RUN_PART_ALL, &r,
	    err);

	if (rc == E_OK)
		rc = strcmp(a->to, "-") == 0 ? print_document(s, &r, err) :
		    write_folder(a->to, &r, err);
	recorded_release(&r);
	return rc;
}

static const struct operand operand[] = {
	{ "run", false, false, WORDS_RUN, "its id, as backtest list shows it" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms backtest export 1 --to run-1", "a folder of files", 0 },
	{ "etrms backtest export 1 --to - > run.json", "all of it in one"
	  " document", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_OUTPUT, 0 };

const struct cmd cmd_backtest_export = {
	.name = "backtest export",
	.group = "research",
	.summary = "write a recorded run to files",
	.about = "Writes all that there is of a run for other programs. --to"
	    " names a folder that is not there yet, and gets run.json (the"
	    " record, and what it was made from), strategy.txt (the strategy"
	    " in canonical form, which strategy check reads), policy.txt"
	    " (which policy import reads), breakers.txt, and trades, equity,"
	    " orders, refusals and events as CSV with the columns of backtest"
	    " show --part; of a Monte Carlo run outcome, quantiles and bands,"
	    " too. The folder appears when everything is in it.\n\n"
	    "--to - prints one JSON document instead: an object with run,"
	    " source (strategy, policy, breakers) and each part as a list.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
