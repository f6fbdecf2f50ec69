/*
 * Command lines: every kind of option with good and bad values, defaults,
 * global options on either side, operands, names, suggestions.
 */
#include "cli/cli.h"
#include "out/out.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

#define NOW INT64_C(1709294400000000)	/* 2024-03-01T12:00Z */

struct args {
	const char *text;
	struct texts many;
	int64_t count, at, wait;
	struct dec amount, share, limit;
	struct level stop;
	int side;
	bool all;
};

static const char *const sides[] = { "buy", "sell", NULL };
static const struct opt opts[] = {
	{ OPT_TEXT, 't', "text", "text", NULL, "a text", AT(const char *, text) },
	{ OPT_TEXTS, 0, "many", "text", NULL, "texts", AT(struct texts, many) },
	{ OPT_INT, 'n', "count", "n", "7", "a count", AT(int64_t, count),
	  .min = 1, .max = 10 },
	{ OPT_STAMP, 0, "at", "time", NULL, "a time", AT(int64_t, at) },
	{ OPT_DURATION, 0, "wait", "time", "5m", "a wait", AT(int64_t, wait) },
	{ OPT_DEC, 0, "amount", "n", NULL, "an amount", AT(struct dec, amount) },
	{ OPT_PERCENT, 0, "share", "%", NULL, "a share", AT(struct dec, share) },
	{ OPT_DEC, 0, "limit", "n", "1.50", "a limit", AT(struct dec, limit) },
	{ OPT_LEVEL, 0, "stop", "level", NULL, "a stop", AT(struct level, stop) },
	{ OPT_ENUM, 0, "side", "side", NULL, "a side", AT(int, side),
	  .choices = sides },
	{ OPT_FLAG, 'a', "all", NULL, NULL, "all", AT(bool, all) },
	{ .kind = OPT_DONE }
};
static const struct opt needed[] = {
	{ OPT_TEXT, 0, "text", "text", NULL, "a text", AT(const char *, text),
	  .required = true },
	{ .kind = OPT_DONE }
};
static const struct operand two[] = {
	{ "symbol", false, false, WORDS_SYMBOL, "one" },
	{ "rest", true, true, WORDS_NONE, "more" },
	{ NULL }
};
static const struct cmd plain = { .name = "plain", .summary = "plain",
    .opts = opts, .args_size = sizeof(struct args) };
static const struct cmd strict = { .name = "risk check", .summary = "strict",
    .opts = needed, .args_size = sizeof(struct args) };
static const struct cmd show = { .name = "risk show", .summary = "show",
    .operands = two };
const struct cmd *const commands[] = { &plain, &strict, &show, NULL };

static struct parsed p;
static struct err err;

/* Splits at blanks and parses; "~" in a word stands for a blank. */
static enum err_code
parse(const char *line)
{
	static char copy[512];
	static char *argv[32];
	static char name[] = "etrms";
	int argc = 1;

	cli_release(&p);
	p.now = NOW;
	err.text[0] = '\0';
	snprintf(copy, sizeof(copy), "%s", line);
	argv[0] = name;
	for (char *w = strtok(copy, " "); w != NULL; w = strtok(NULL, " ")) {
		for (char *s = w; *s != '\0'; s++)
			if (*s == '~')
				*s = ' ';
		argv[argc++] = w;
	}
	argv[argc] = NULL;
	return cli_parse(argc, argv, &p, &err);
}

static const struct args *
args(const char *line)
{
	static const struct args none;

	if (!ok(parse(line) == E_OK)) {
		printf("# %s: %s\n", line, err.text);
		return &none;
	}
	return p.args;
}

static const char *
refused(const char *line)
{
	ok(parse(line) == E_USAGE);
	return err.text;
}

static const char *
text_of(struct dec d)
{
	static char text[DEC_TEXT_SIZE];

	return dec_text(d, text);
}

static void
defaults_and_unset(void)
{
	const struct args *a = args("plain");

	ok(a->text == NULL && a->many.len == 0 && !a->all && a->at == 0);
	is_int(a->count, 7);
	is_int(a->wait, 300000000);
	ok(!dec_known(a->amount) && !dec_known(a->share));
	is_text(text_of(a->limit), "1.5");
	is_int(a->stop.kind, LEVEL_NONE);
	is_int(a->side, -1);
	is_int(p.globals.format, -1);
}

static void
every_kind_reads(void)
{
	const struct args *a = args("plain -t x --many=a --many b -n10 --at"
	    " 2024-03-01 --wait 1h30m --amount -0.25 --share 2.5% --limit 3"
	    " --stop 2% --side sell -a");

	is_text(a->text, "x");
	is_int(a->many.len, 2);
	is_text(a->many.at[0], "a");
	is_text(a->many.at[1], "b");
	is_int(a->count, 10);
	is_int(a->at, NOW - INT64_C(43200000000));
	is_int(a->wait, INT64_C(5400000000));
	is_text(text_of(a->amount), "-0.25");
	is_text(text_of(a->share), "0.025");
	is_text(text_of(a->limit), "3");
	is_int(a->stop.kind, LEVEL_PERCENT);
	is_int(a->side, 1);
	ok(a->all);
	is_text(text_of(args("plain --share 50bp")->share), "0.005");
	is_int(args("plain --stop 58000")->stop.kind, LEVEL_PRICE);
}

static void
times_from_now(void)
{
	is_int(args("plain --at now")->at, NOW);
	is_int(args("plain --at now-4h")->at, NOW - INT64_C(14400000000));
	is_int(args("plain --at now+30m")->at, NOW + 1800000000);
	is_text(refused("plain --at now4h"), "plain: --at 'now4h': not a time:"
	    " write now-4h or now+30m");
	is_text(refused("plain --at now-3650d --at now-99999w"), "plain: --at"
	    " 'now-99999w': not a time: write now-4h or now+30m");
	is_text(refused("plain --at tomorrow"), "plain: --at 'tomorrow': not a"
	    " time: write 2024-03-01, 2024-03-01T08:30Z or now-4h");
}

static void
the_last_value_counts(void)
{
	is_text(args("plain -t a -t b")->text, "b");
	is_int(args("plain --count 1 -n 2")->count, 2);
}

static void
bad_values(void)
{
	static const char *const amounts[] = { "NaN", "1e999", "+1", "1,5",
	    "0x10", "1.2.3", "1.0000000000000000001", "inf", "-", "--1",
	    "~1", NULL };

	for (size_t i = 0; amounts[i] != NULL; i++) {
		char line[128];

		snprintf(line, sizeof(line), "plain --amount=%s", amounts[i]);
		ok(strstr(refused(line), "not a plain decimal number") !=
		    NULL);
	}
	ok(strstr(refused("plain --amount="), "''") != NULL);
	is_text(refused("plain -n 0"), "plain: --count '0': not from 1 to 10");
	is_text(refused("plain -n 11"), "plain: --count '11': not from 1 to"
	    " 10");
	ok(strstr(refused("plain -n 2x"), "not a whole number") != NULL);
	ok(strstr(refused("plain -n 99999999999999999999"),
	    "not a whole number") != NULL);
	ok(strstr(refused("plain --share 5"), "write 2% or 50bp") != NULL);
	ok(strstr(refused("plain --share %"), "write 2% or 50bp") != NULL);
	ok(strstr(refused("plain --wait 5"), "not a duration") != NULL);
	ok(strstr(refused("plain --stop high"), "neither a price") != NULL);
	is_text(refused("plain --side sel"), "plain: --side 'sel': did you"
	    " mean 'sell'?");
	is_text(refused("plain --side x"), "plain: --side 'x': not one of buy,"
	    " sell");
}

static void
options_by_whole_name(void)
{
	is_text(refused("plain --cou 3"), "plain: unknown option --cou (did"
	    " you mean --count?)");
	is_text(refused("plain --cuont 3"), "plain: unknown option --cuont"
	    " (did you mean --count?)");
	is_text(refused("plain --zzz"), "plain: unknown option --zzz");
	is_text(refused("plain --zzz=1"), "plain: unknown option --zzz");
	is_text(refused("plain -z"), "plain: unknown option -z");
	is_text(refused("plain --count"), "plain: --count needs a value: n");
	is_text(refused("plain -n"), "plain: --count needs a value: n");
	is_text(refused("plain --all=1"), "plain: --all takes no value");
	is_text(args("plain -t --all")->text, "--all");
	ok(!((const struct args *)p.args)->all);
}

static void
global_options_anywhere(void)
{
	args("--format csv plain --store s -q");
	is_int(p.globals.format, OUT_CSV);
	is_text(p.globals.store, "s");
	ok(p.globals.quiet);
	args("plain --format json");
	is_int(p.globals.format, OUT_JSON);
	is_text(refused("--text x plain"), "unknown option --text");
}

static void
formats_are_those_of_out(void)
{
	const struct opt *format = cmd_opt(&plain, "format");

	for (size_t i = 0; out_format_names[i] != NULL; i++)
		is_text(format->choices[i], out_format_names[i]);
}

static void
operands_are_counted(void)
{
	is_text(refused("risk show"), "risk show: operand missing: symbol");
	is_int(parse("risk show a b --quiet c"), E_OK);
	is_int(p.operands.len, 3);
	is_text(p.operands.at[2], "c");
	is_int(parse("risk show -- --quiet -x"), E_OK);
	is_text(p.operands.at[0], "--quiet");
	is_text(p.operands.at[1], "-x");
	is_int(parse("risk show -"), E_OK);
	is_text(p.operands.at[0], "-");
	is_text(refused("plain x"), "plain: one operand too many: 'x'");
}

static void
what_is_needed(void)
{
	is_text(refused("risk check"), "risk check: --text text is needed");
	is_int(parse("risk check --text x"), E_OK);
	is_int(parse("risk check --help"), E_OK);
	ok(p.globals.help);
	is_int(parse("risk show --help"), E_OK);
}

static void
names_and_groups(void)
{
	ok(cmd_find("risk check") == &strict && cmd_find("risk") == NULL);
	ok(cmd_is_group("risk") && !cmd_is_group("ris") &&
	    !cmd_is_group("plain"));
	is_text(refused("risk"), "risk: which one: check, show");
	is_text(refused("risk shwo"), "risk: unknown command 'shwo' (did you"
	    " mean 'risk show'?)");
	is_text(refused("risk zzzz"), "risk: unknown command 'zzzz': one of"
	    " check, show");
	is_text(refused("plian"), "unknown command 'plian' (did you mean"
	    " 'plain'?)");
	ok(p.unknown && p.word == 1);
	is_text(refused("-q zzzzzz"), "unknown command 'zzzzzz'; see 'etrms"
	    " help'");
	is_int(p.word, 2);
	is_int(parse("risk --help"), E_OK);
	ok(p.cmd == NULL && p.globals.help);
	is_text(p.group, "risk");
	is_int(parse(""), E_OK);
	ok(p.cmd == NULL && p.word == 0);
}

int
main(void)
{
	TEST(defaults_and_unset);
	TEST(every_kind_reads);
	TEST(times_from_now);
	TEST(the_last_value_counts);
	TEST(bad_values);
	TEST(options_by_whole_name);
	TEST(global_options_anywhere);
	TEST(formats_are_those_of_out);
	TEST(operands_are_counted);
	TEST(what_is_needed);
	TEST(names_and_groups);
	cli_release(&p);
	return tap_done();
}
