/*
 * Sets cast from a file that was read once, against the file read for each: the
 * same strategy, the same refusal, and left out by the same require.
 */
#include "base/rng.h"
#include "tests/lib/shipped.h"

#define VALUES_OF_EVERY_KIND \
	"param fast = 3 in 1..50\nparam slow = 10 in 2..200 step 2\n" \
	"param side = true\nparam far = 2% in 1%..5%\n" \
	"param wait = 4h in (1h, 4h, 90m)\nparam n = 2 in (1, 2, 9999)\n" \
	"require fast < slow\n" \
	"let gap = sma(close, fast) - sma(close, slow)\n" \
	"let unused = 1 / n\n"
#define WAYS_OUT \
	"exit when gap < 0\nexit after n bars\n" \
	"stop far\ntrail 2 * atr(slow)\nsize risk 1%\n"
static const char wide[] = "strategy wide\ntimeframe 1h\n"
    "with eth = \"ETH/USDT\"\n"
    VALUES_OF_EVERY_KIND
    "long when gap > 0 and side and within(close[\"eth\"] > 1, wait)\n"
    "long when crossover(gap, 0)\n" WAYS_OUT;
static const char plain[] = "strategy plain\ntimeframe 1h\n"
    VALUES_OF_EVERY_KIND
    "long when gap > 0 and side as \"up\"\n"
    "long when crossover(gap, 0) for wait\n" WAYS_OUT;
static const char broken[] = "strategy broken\nparam fast = 3 in 1..50\n"
    "long when sma(close, fast) >\nexit when\nsize 5\n";
/* Some of its values alone make it one. */
static const char brittle[] = "strategy brittle\nparam n = 2 in -5..20000\n"
    "long when close > sma(close, n)\nstop n\nsize 100% of equity\n";

static const char *const values[] = { "1", "2", "3", "10", "14", "20", "50",
	"55", "0", "-1", "2.5", "20000", "2%", "150%", "4h", "90m", "3h",
	"true", "false", "", "x", "5 bars", "99999999999999999999",
	"9999", "1e9" };
enum { VALUES = sizeof(values) / sizeof(*values), TRIES = 400, PARAMS = 8 };

static size_t same_seen, refused_seen, left_out_seen;

static void
compare(struct strategy_mold *m, const struct strategy_source *in)
{
	struct strategy *a = NULL, *b = NULL;
	struct err one = {0}, two = {0};
	struct buf x = {0}, y = {0};
	enum err_code rc = strategy_read_set(in, &a, &one);

	ok(strategy_mold_set(m, in, &b, &two) == rc);
	ok((a == NULL) == (b == NULL));
	ok(rc == E_OK || strcmp(one.text, two.text) == 0);
	same_seen += a != NULL;
	refused_seen += rc != E_OK;
	left_out_seen += rc == E_OK && a == NULL;
	if (a != NULL && b != NULL) {
		strategy_canonical(a, &x);
		strategy_canonical(b, &y);
		ok(strcmp(buf_text(&x), buf_text(&y)) == 0);
		ok(expr_warmup(a->program) == expr_warmup(b->program));
		ok(expr_lookback(a->program) == expr_lookback(b->program));
		ok(a->rules.len == b->rules.len &&
		    strategy_path(a) == strategy_path(b));
		for (size_t i = 0; i < a->params.len; i++)
			ok(strcmp(a->params.at[i].taken.text,
			    b->params.at[i].taken.text) == 0);
		for (size_t i = 0; i < a->rules.len; i++) {
			double p = 0, q = 0;
			int rule = a->rules.at[i].expr;

			ok(rule == b->rules.at[i].expr);
			if (rule < 0)
				continue;
			ok(expr_rule_constant(a->program, rule, &p) ==
			    expr_rule_constant(b->program, rule, &q));
			ok(!(p < q) && !(p > q));
		}
	}
	buf_release(&x);
	buf_release(&y);
	strategy_free(a);
	strategy_free(b);
}

static void
tried(const char *label, const char *text, const char *const *params,
    size_t len, uint64_t seed)
{
	struct strategy_source in = { .label = label, .text = text,
	    .len = strlen(text), .unnamed = true };
	struct strategy_mold *m = strategy_mold_new(&in);
	struct expr_param given[PARAMS];
	struct rng draw;

	rng_seed(&draw, seed);
	in.params = given;
	for (int i = 0; i < TRIES && !tap_bad; i++) {
		in.params_len = 0;
		for (size_t k = 0; k < len; k++)
			if (rng_below(&draw, 3) > 0)
				given[in.params_len++] = (struct expr_param){
				    params[k], values[rng_below(&draw,
				    i % 4 ? 8 : VALUES)] };
		compare(m, &in);
	}
	strategy_mold_free(m);
}

static void
shipped_files_are_cast_as_they_are_read(void)
{
	for (int i = 0; i < NAMES; i++) {
		char *text = shipped_text(names[i]);
		struct strategy *s = shipped(names[i]);
		const char *params[PARAMS];
		size_t n = 0;

		for (; n < s->params.len && n < PARAMS; n++)
			params[n] = s->params.at[n].name;
		tried(names[i], text, params, n, (uint64_t)i + 1);
		strategy_free(s);
		free(text);
	}
	ok(same_seen > 500 && refused_seen > 500);
}

static void
so_are_those_with_every_kind_of_value(void)
{
	static const char *const params[] = { "fast", "slow", "side", "far",
		"wait", "n", "other" };

	tried("wide", wide, params, 6, 1);
	tried("plain", plain, params, 6, 2);
	tried("plain", plain, params, 2, 3);
	printf("# %zu %zu %zu\n", same_seen, refused_seen, left_out_seen);
	ok(left_out_seen > 50);
	tried("plain", plain, params, 7, 4);
	tried("broken", broken, params, 1, 5);
	tried("brittle", brittle, &params[5], 1, 6);
}

static void
what_was_cast_keeps_its_file(void)
{
	char *text = mem_text(plain);
	struct expr_param fast = { "fast", "7" };
	struct strategy_source in = { .label = "kept", .text = text,
	    .len = strlen(text), .params = &fast, .params_len = 1,
	    .unnamed = true };
	struct strategy_mold *m = strategy_mold_new(&in);
	struct strategy *a = NULL, *b = NULL;
	struct buf form = {0};
	struct err err;

	ok(strategy_mold_set(m, &in, &a, &err) == E_OK && a != NULL);
	fast.value = "8";
	ok(strategy_mold_set(m, &in, &b, &err) == E_OK && b != NULL);
	strategy_mold_free(m);
	memset(text, 'x', in.len);
	free(text);
	strategy_free(a);
	strategy_canonical(b, &form);
	ok(strstr(buf_text(&form), "sma(close, fast)") != NULL);
	ok(strcmp(b->params.at[0].taken.text, "8") == 0);
	buf_release(&form);
	strategy_free(b);
}

int
main(void)
{
	TEST(shipped_files_are_cast_as_they_are_read);
	TEST(so_are_those_with_every_kind_of_value);
	TEST(what_was_cast_keeps_its_file);
	return tap_done();
}
