/*
 * Assumptions: "name=value" joined by ';', in the order of a table, each one
 * there even where it is the usual one, so that two runs can be compared name
 * by name. Policy and breakers stand in them as hashes of their texts, and the
 * terms of the instruments as one hash.
 */
#include "research/assume.h"

#include "base/pieces.h"
#include "base/stamp.h"
#include "model/holdings.h"
#include "risk/rulestext.h"
#include "venue/sim/venue.h"

#include <stdlib.h>
#include <string.h>

enum shape { SHAPE_DEC, SHAPE_WORDS, SHAPE_SPAN, SHAPE_COUNT, SHAPE_TIERS };
struct assumption {
	const char *name;
	enum shape shape;
	size_t offset;
	/* DEC: what an unknown amount is called; WORDS: false, true */
	const char *words[2];
	bool is_int;		/* of WORDS: an int, not a bool */
};

#define B(member) offsetof(struct backtest, member)
static const struct assumption assumptions[] = {
	{ "leverage", SHAPE_DEC, B(leverage), { "strategy" } },
	{ "margin", SHAPE_WORDS, B(margin_mode), { "cross", "isolated" },
	  true },
	{ "maker", SHAPE_DEC, B(maker), { "instrument" } },
	{ "taker", SHAPE_DEC, B(taker), { "instrument" } },
	{ "fee_tiers", SHAPE_TIERS, B(settings), { "none" } },
	{ "fee_in", SHAPE_WORDS, B(settings.fee_received),
	  { "quote", "received" } },
	{ "slippage_bps", SHAPE_DEC, B(settings.slippage_bps), { "none" } },
	{ "spread_bps", SHAPE_DEC, B(settings.spread_bps), { "none" } },
	{ "impact_bps", SHAPE_DEC, B(settings.impact_bps), { "none" } },
	{ "volume_share", SHAPE_DEC, B(settings.volume_share), { "none" } },
	{ "limit_fill", SHAPE_WORDS, B(settings.limit_touch),
	  { "through", "touch" } },
	{ "latency_us", SHAPE_COUNT, B(settings.latency), { "none" } },
	{ "detail", SHAPE_SPAN, B(detail), { "none" } },
	{ "gaps", SHAPE_WORDS, B(allow_gaps), { "refused", "allowed" } },
	{ "evaluation", SHAPE_WORDS, B(slow), { "fast", "every bar" } },
};
#define ASSUMPTIONS (sizeof(assumptions) / sizeof(assumptions[0]))

static bool
chosen(const struct assumption *a, const void *at)
{
	return a->is_int ? *(const int *)at != 0 : *(const bool *)at;
}

static void
put_value(const struct assumption *a, const struct backtest *b,
    struct buf *out)
{
	const void *at = (const char *)b + a->offset;
	char text[DEC_TEXT_SIZE];
	int64_t span;
	size_t before = out->len;

	switch (a->shape) {
	case SHAPE_DEC:
		buf_puts(out, dec_text(*(const struct dec *)at, text));
		break;
	case SHAPE_WORDS:
		buf_puts(out, a->words[chosen(a, at)]);
		break;
	case SHAPE_SPAN:
		memcpy(&span, at, sizeof(span));
		if (span != 0)
			buf_puts(out, duration_text(span, text));
		break;
	case SHAPE_COUNT:
		memcpy(&span, at, sizeof(span));
		if (span != 0)
			buf_printf(out, "%lld", (long long)span);
		break;
	case SHAPE_TIERS:
		fee_tiers_text(at, out);
		for (size_t i = before; i < out->len; i++)
			if (out->at[i] == ';')
				out->at[i] = ',';
		break;
	}
	if (out->len == before)
		buf_puts(out, a->words[0]);
}

static bool
take_value(const struct assumption *a, char *value, struct backtest *b)
{
	void *at = (char *)b + a->offset;
	bool unknown = strcmp(value, a->words[0]) == 0;
	bool second = a->words[1] != NULL && strcmp(value, a->words[1]) == 0;
	struct dec count;
	int64_t span = 0;

	switch (a->shape) {
	case SHAPE_DEC:
		*(struct dec *)at = DEC_NONE;
		return unknown || dec_parse_text(value, at);
	case SHAPE_WORDS:
		if (a->is_int)
			*(int *)at = second;
		else
			*(bool *)at = second;
		return unknown || second;
	case SHAPE_SPAN:
		if (!unknown && !duration_parse(value, strlen(value), &span))
			return false;
		memcpy(at, &span, sizeof(span));
		return true;
	case SHAPE_COUNT:
		if (!unknown && (!dec_parse_text(value, &count) ||
		    !dec_steps(count, dec_int(1), &span)))
			return false;
		memcpy(at, &span, sizeof(span));
		return true;
	case SHAPE_TIERS:
		for (char *c = value; *c != '\0'; c++)
			if (*c == ',')
				*c = ';';
		return unknown || fee_tiers_read(value, at, NULL) == E_OK;
	}
	return false;
}

static void
put_hash(struct buf *out, const char *name, const struct buf *text,
    const char *empty)
{
	char hash[SHA256_TEXT_SIZE];

	buf_printf(out, ";%s=%s", name, text->len == 0 ? empty :
	    sha256_text(text->at, text->len, hash));
}

static enum err_code
keep(char *to, size_t size, struct buf *text, const char *what,
    struct err *err)
{
	enum err_code rc = text_set(to, size, buf_text(text)) ? E_OK :
	    err_set(err, E_USAGE, "%s: a record holds %zu characters of them,"
	    " these are %zu", what, size - 1, text->len);

	buf_clear(text);
	return rc;
}

static enum err_code
put_lists(const struct backtest *b, const struct run_source *source,
    struct run *r, struct err *err)
{
	const struct strategy_params *params = &b->strategy->params;
	struct buf text = {0};
	enum err_code rc;

	for (size_t i = 0; i < b->symbols_len; i++)
		buf_printf(&text, "%s%s", i == 0 ? "" : ";", b->symbols[i]);
	rc = keep(r->symbols, sizeof(r->symbols), &text, "symbols", err);
	for (size_t i = 0; i < params->len; i++)
		buf_printf(&text, "%s%s=%s", i == 0 ? "" : ";",
		    params->at[i].name, params->at[i].taken.text);
	if (rc == E_OK)
		rc = keep(r->params, sizeof(r->params), &text, "parameters",
		    err);
	for (size_t i = 0; i < ASSUMPTIONS; i++) {
		buf_printf(&text, "%s%s=", i == 0 ? "" : ";",
		    assumptions[i].name);
		put_value(&assumptions[i], b, &text);
	}
	/* Without a row the limits that etrms comes with hold. */
	put_hash(&text, "policy", &source->policy, "defaults");
	put_hash(&text, "breakers", &source->breakers, "none");
	if (rc == E_OK)
		rc = keep(r->assumptions, sizeof(r->assumptions), &text,
		    "assumptions", err);
	buf_release(&text);
	return rc;
}

enum err_code
assume_write(const struct backtest *b, struct run *r,
    struct run_source *source, struct err *err)
{
	run_source_release(source);
	strategy_canonical(b->strategy, &source->strategy);
	if (b->policy != NULL)
		policy_text_write(b->policy, &source->policy);
	if (b->breakers != NULL)
		breakers_text_write(b->breakers, &source->breakers);
	r->kind = RUN_BACKTEST;
	TEXT_SET(r->strategy, b->strategy->name);
	TEXT_SET(r->strategy_path, b->path == NULL ? "" : b->path);
	TEXT_SET(r->strategy_hash, b->strategy->hash);
	TEXT_SET(r->venue, b->venue);
	TEXT_SET(r->currency, b->currency);
	r->timeframe = b->timeframe;
	r->from = b->from;
	r->to = b->to;
	r->capital = b->capital;
	r->seed = b->seed;
	return put_lists(b, source, r, err);
}

#define INSTRUMENTS ";instruments="

enum err_code
assume_instruments(struct run *r, const char *hash, struct err *err)
{
	struct buf text = {0};
	enum err_code rc;

	buf_puts(&text, r->assumptions);
	buf_puts(&text, INSTRUMENTS);
	buf_puts(&text, hash);
	rc = keep(r->assumptions, sizeof(r->assumptions), &text,
	    "assumptions", err);
	buf_release(&text);
	return rc;
}

const char *
assumed_instruments(const struct run *r)
{
	const char *at = strstr(r->assumptions, INSTRUMENTS);

	return at == NULL ? "" : at + strlen(INSTRUMENTS);
}

/* Cuts "a=1;b=2" into pairs that borrow from copies. */
struct pair { char *name, *value; };
struct pairs VEC_OF(struct pair);

static bool
pairs_cut(const char *text, struct arena *texts, struct pairs *out)
{
	const char *at;
	char *name, *value;
	size_t n;

	vec_clear(out);
	while ((at = text_piece(&text, &n)) != NULL) {
		name = arena_textn(texts, at, n);
		if ((value = strchr(name, '=')) == NULL)
			return false;
		*value++ = '\0';
		vec_push(out, ((struct pair){ name, value }));
	}
	return true;
}

static void
take_symbols(const char *text, struct assumed *a)
{
	const char **symbols = arena_alloc(&a->texts,
	    (strlen(text) + 1) * sizeof(*symbols));
	const char *at;
	size_t n;

	a->b.symbols = symbols;
	while ((at = text_piece(&text, &n)) != NULL)
		symbols[a->b.symbols_len++] = arena_textn(&a->texts, at, n);
}

static enum err_code
take_assumptions(const struct run *r, struct pairs *pairs, struct assumed *a,
    struct err *err)
{
	size_t hashes = assumed_instruments(r)[0] == '\0' ? 2 : 3;

	if (!pairs_cut(r->assumptions, &a->texts, pairs) ||
	    pairs->len != ASSUMPTIONS + hashes)
		return err_set(err, E_DATA, "run %s: its assumptions are not"
		    " those of this version", r->id);
	for (size_t i = 0; i < ASSUMPTIONS; i++)
		if (strcmp(pairs->at[i].name, assumptions[i].name) != 0 ||
		    !take_value(&assumptions[i], pairs->at[i].value, &a->b))
			return err_set(err, E_DATA, "run %s: assumption %s=%s:"
			    " cannot be read", r->id, pairs->at[i].name,
			    pairs->at[i].value);
	return a->b.symbols_len > 0 ? E_OK : err_set(err, E_DATA, "run %s: it"
	    " names no symbol", r->id);
}

static enum err_code
take_strategy(const struct run *r, const struct run_source *source,
    struct pairs *pairs, struct assumed *a, struct err *err)
{
	VEC(struct expr_param) params = {0};
	struct expr_findings findings = {0};
	struct strategy_source in = { .label = r->strategy,
	    .text = buf_text(&source->strategy), .len = source->strategy.len,
	    .timeframe = r->timeframe };
	enum err_code rc;

	if (!pairs_cut(r->params, &a->texts, pairs))
		return err_set(err, E_DATA, "run %s: its parameters cannot be"
		    " read: %s", r->id, r->params);
	for (size_t i = 0; i < pairs->len; i++)
		vec_push(&params, ((struct expr_param){ pairs->at[i].name,
		    pairs->at[i].value }));
	in.params = params.at;
	in.params_len = params.len;
	rc = strategy_read(&in, &a->strategy, &findings, err);
	vec_release(&findings);
	vec_release(&params);
	return rc == E_USAGE ? err_set(err, E_DATA, "run %s: its parameters "
	    "are not those of its strategy: %s", r->id, r->params) : rc;
}

enum err_code
assume_read(const struct run *r, const struct run_source *source,
    struct assumed *out, struct err *err)
{
	struct pairs pairs = {0};
	enum err_code rc;

	*out = (struct assumed){ .b = { .venue = r->venue,
	    .path = r->strategy_path, .timeframe = r->timeframe,
	    .from = r->from, .to = r->to, .capital = r->capital,
	    .currency = r->currency, .seed = r->seed,
	    .cut = r->status == RUN_CANCELED } };
	take_symbols(r->symbols, out);
	rc = take_assumptions(r, &pairs, out, err);
	if (rc == E_OK)
		rc = take_strategy(r, source, &pairs, out, err);
	if (rc == E_OK)
		rc = policy_text_read(buf_text(&source->policy), &out->policy,
		    err);
	if (rc == E_OK)
		rc = breakers_text_read(buf_text(&source->breakers),
		    &out->breakers, err);
	vec_release(&pairs);
	out->b.strategy = out->strategy;
	out->b.policy = source->policy.len > 0 ? &out->policy : NULL;
	out->b.breakers = source->breakers.len > 0 ? &out->breakers : NULL;
	return rc;
}

void
assumed_release(struct assumed *a)
{
	strategy_free(a->strategy);
	vec_release(&a->policy);
	vec_release(&a->breakers);
	arena_release(&a->texts);
	memset(a, 0, sizeof(*a));
}
