/*
 * Command lines: any words parse or are refused with one line that says why;
 * completing them and the pages never fail. Words are separated by newlines.
 */
#include "cli/cli.h"

#include "base/vec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct args {
	const char *text;
	struct texts many;
	int64_t count, at, wait;
	struct dec amount, share;
	struct level stop;
	int side;
	bool all;
};

static const char *const sides[] = { "buy", "sell", NULL };
static const struct opt opts[] = {
	{ OPT_TEXT, 't', "text", "text", NULL, "a", AT(const char *, text),
	  .words = WORDS_FILE },
	{ OPT_TEXTS, 'm', "many", "text", NULL, "b", AT(struct texts, many) },
	{ OPT_INT, 'n', "count", "n", "7", "c", AT(int64_t, count),
	  .min = -5, .max = 10 },
	{ OPT_STAMP, 0, "at", "time", NULL, "d", AT(int64_t, at) },
	{ OPT_DURATION, 'w', "wait", "time", "5m", "e", AT(int64_t, wait) },
	{ OPT_DEC, 'd', "amount", "n", NULL, "f", AT(struct dec, amount) },
	{ OPT_PERCENT, 'p', "share", "%", NULL, "g", AT(struct dec, share) },
	{ OPT_LEVEL, 's', "stop", "level", NULL, "h", AT(struct level, stop) },
	{ OPT_ENUM, 'e', "side", "side", NULL, "i", AT(int, side),
	  .choices = sides },
	{ OPT_FLAG, 'a', "all", NULL, NULL, "j", AT(bool, all) },
	{ .kind = OPT_DONE }
};
static const struct operand two[] = {
	{ "symbol", false, false, WORDS_SYMBOL, "one" },
	{ "rest", true, true, WORDS_TOPIC, "more" },
	{ NULL }
};
static const struct cmd plain = { .name = "x", .group = "g", .summary = "s",
    .opts = opts, .args_size = sizeof(struct args), .operands = two };
static const struct cmd inner = { .name = "y z", .group = "g",
    .summary = "s", .opts = opts, .args_size = sizeof(struct args) };
const struct cmd *const commands[] = { &plain, &inner, NULL };

static void
take_word(void *self, const char *word, const char *help)
{
	*(size_t *)self += strlen(word) + strlen(help);
}

static void
take_kind(void *self, enum words kind, const char *before, const char *start)
{
	*(size_t *)self += (size_t)kind + strlen(before) + strlen(start);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	VEC(char *) argv = {0};
	char *copy = mem_textn((const char *)data, size);
	size_t seen = 0;
	const struct completer to = { take_word, take_kind, &seen };
	struct parsed p = { .now = INT64_C(1709294400000000) };
	struct err err = {0};
	struct texts words;
	enum err_code rc;

	vec_push(&argv, copy + size);		/* the program's name */
	for (char *s = copy; *s != '\0' && argv.len < 64;) {
		char *end = s + strcspn(s, "\n");

		vec_push(&argv, s);
		s = *end == '\0' ? end : end + 1;
		*end = '\0';
	}
	words = (struct texts){ (const char **)(uintptr_t)(argv.at + 1),
	    argv.len - 1 };
	cli_complete(&words, &to);
	vec_push(&argv, NULL);
	rc = cli_parse((int)argv.len - 1, argv.at, &p, &err);
	if (rc != E_OK && (rc != E_USAGE || err.text[0] == '\0'))
		abort();
	if (rc == E_OK && p.cmd != NULL && p.args == NULL)
		abort();
	cli_release(&p);
	vec_release(&argv);
	free(copy);
	return 0;
}
