/*
 * etrms policy import: a file of limits, all of it or nothing.
 */
#include "cmd/rules.h"

#include "store/accounts.h"

#include <errno.h>
#include <string.h>

#define LINE_MAX_BYTES 4096
#define LINES_MAX 10000

struct args { bool replace; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "replace", NULL, NULL,
	  "take back every value that the file does not have",
	  AT(bool, replace) },
	{ .kind = OPT_DONE }
};

/* The next word of a line, or NULL; ends it with a NUL. */
static char *
word_next(char **at)
{
	char *word = *at + strspn(*at, " \t\r\n");
	size_t n = strcspn(word, " \t\r\n");

	if (n == 0)
		return NULL;
	*at = word + n;
	if (**at != '\0')
		*(*at)++ = '\0';
	return word;
}

/* RULE VALUE… [--account LABEL] [--symbol SYMBOL] */
static enum err_code
read_line(struct session *s, char *line, struct policy_row *out,
    struct err *err)
{
	const char *account = NULL, *symbol = NULL;
	const struct rule *rule;
	struct buf value = {0};
	char *word = word_next(&line);
	enum err_code rc = rule_named(word, &rule, err);

	while (rc == E_OK && (word = word_next(&line)) != NULL) {
		const char **option = strcmp(word, "--account") == 0 ?
		    &account : strcmp(word, "--symbol") == 0 ? &symbol : NULL;

		if (option == NULL) {
			if (word[0] == '-' && word[1] == '-')
				rc = err_set(err, E_USAGE, "unknown option"
				    " \"%s\"", word);
			if (value.len > 0)
				buf_putc(&value, ' ');
			buf_puts(&value, word);
		} else if (*option != NULL)
			rc = err_set(err, E_USAGE, "%s stands there twice",
			    word);
		else if ((*option = word_next(&line)) == NULL)
			rc = err_set(err, E_USAGE, "%s needs a value", word);
	}
	if (rc == E_OK && account != NULL && !label_valid(account))
		rc = err_set(err, E_USAGE, "\"%s\" is no account's name",
		    account);
	if (rc == E_OK)
		rc = policy_row_make(s, rule, buf_text(&value), account,
		    symbol, out, err);
	buf_release(&value);
	return rc;
}

static bool
same_scope(const struct policy_row *a, const struct policy_row *b)
{
	return strcmp(a->rule, b->rule) == 0 &&
	    strcmp(a->account, b->account) == 0 &&
	    strcmp(a->symbol, b->symbol) == 0;
}

static enum err_code
add_line(struct session *s, char *line, struct policy_rows *out,
    struct err *err)
{
	struct policy_row row;
	enum err_code rc;

	if (line[strspn(line, " \t\r\n")] == '\0' ||
	    line[strspn(line, " \t")] == '#')
		return E_OK;
	rc = read_line(s, line, &row, err);
	for (size_t i = 0; i < out->len && rc == E_OK; i++)
		if (same_scope(&out->at[i], &row))
			rc = err_set(err, E_USAGE, "%s stands there twice for"
			    " the same scope", row.rule);
	if (rc == E_OK)
		vec_push(out, row);
	return rc;
}

/* One line without its newline; *more false at the end of the file. */
static enum err_code
next_line(FILE *file, char line[LINE_MAX_BYTES], bool *more, struct err *err)
{
	size_t n = 0;
	int c;

	while ((c = getc(file)) != EOF && c != '\n') {
		if (c == '\0')
			return err_set(err, E_USAGE, "not text");
		if (n == LINE_MAX_BYTES - 1)
			return err_set(err, E_USAGE, "longer than %d bytes",
			    LINE_MAX_BYTES - 1);
		line[n++] = (char)c;
	}
	line[n] = '\0';
	*more = c != EOF || n > 0;
	return E_OK;
}

static enum err_code
read_file(struct session *s, FILE *file, const char *name,
    struct policy_rows *out, struct err *err)
{
	char line[LINE_MAX_BYTES];
	size_t n = 0;
	bool more = true;
	enum err_code rc = E_OK;

	while (rc == E_OK && more) {
		n++;
		rc = next_line(file, line, &more, err);
		if (rc == E_OK && more && n > LINES_MAX)
			rc = err_set(err, E_USAGE, "more than %d lines",
			    LINES_MAX);
		if (rc == E_OK && more)
			rc = add_line(s, line, out, err);
	}
	if (rc != E_OK) {
		err->code = E_DATA;
		return err_prefix(err, "%s:%zu", name, n);
	}
	if (ferror(file))
		return err_set(err, E_DATA, "%s: %s", name, strerror(errno));
	return E_OK;
}

static enum err_code
drop_others(struct session *s, const struct policy_rows *have,
    const struct policy_rows *want, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < have->len && rc == E_OK; i++) {
		struct policy_row row = have->at[i];
		bool kept = false;

		for (size_t k = 0; k < want->len && !kept; k++)
			kept = same_scope(&row, &want->at[k]);
		if (kept)
			continue;
		row.time = clock_now(&s->clock);
		TEXT_SET(row.actor, s->actor);
		rc = policy_row_put(s, &row, true, err);
	}
	return rc;
}

/* Values that are there already are not written again. */
static enum err_code
put_all(struct session *s, const struct policy_rows *want, bool replace,
    struct err *err)
{
	struct policy_rows have = {0};
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = policy_load(s->store, &have, err);
	for (size_t i = 0; i < want->len && rc == E_OK; i++) {
		bool same = false;

		for (size_t k = 0; k < have.len && !same; k++)
			same = same_scope(&want->at[i], &have.at[k]) &&
			    strcmp(want->at[i].value, have.at[k].value) == 0;
		if (!same)
			rc = policy_row_put(s, &want->at[i], false, err);
	}
	if (rc == E_OK && replace)
		rc = drop_others(s, &have, want, err);
	vec_release(&have);
	return store_end(s->store, rc, err);
}

static void
warn_of_strangers(struct session *s, const struct policy_rows *rows)
{
	struct account account;

	for (size_t i = 0; i < rows->len; i++)
		if (rows->at[i].account[0] != '\0' && account_load(s->store,
		    rows->at[i].account, &account, NULL) != E_OK)
			session_warn(s, "%s: there is no account %s yet",
			    rows->at[i].rule, rows->at[i].account);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *name = operands->at[0];
	bool standard = strcmp(name, "-") == 0;
	struct policy_rows rows = {0};
	FILE *file = standard ? s->in : fopen(name, "re");
	enum err_code rc;

	if (file == NULL)
		return err_set(err, E_USAGE, "%s: %s", name, strerror(errno));
	rc = read_file(s, file, standard ? "standard input" : name, &rows,
	    err);
	if (!standard)
		fclose(file);
	if (rc == E_OK)
		rc = put_all(s, &rows, a->replace, err);
	if (rc == E_OK)
		warn_of_strangers(s, &rows);
	vec_release(&rows);
	return rc;
}

static const struct operand operands[] = {
	{ "file", false, false, WORDS_FILE, "lines as policy export writes"
	  " them; - is standard input" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms policy export > policy.txt", "to a file", 0 },
	{ "etrms policy import policy.txt", "and back", 0 },
	{ "etrms policy import --replace policy.txt", "the file is the whole"
	  " policy", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_policy_import = {
	.name = "policy import",
	.group = "risk",
	.summary = "read limits from a file",
	.about = "Reads a file of limits, one a line in the words of policy"
	    " set (RULE VALUE… [--account LABEL] [--symbol SYMBOL]); empty"
	    " lines and lines that begin with # are passed over. Either the"
	    " whole file is taken or, if a line cannot be read, nothing: the"
	    " error names the line.\n\n"
	    "Values that the file does not mention stay as they are, unless"
	    " --replace takes them back to the default.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
