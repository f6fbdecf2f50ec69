/*
 * Breakers as they are written down: actions, scope, and the compiled plan.
 */
#include "risk/breaker.h"
#include "risk/plan.h"

#include <stdio.h>
#include <string.h>

const char *const action_names[] = { "notify", "block-entries", "reduce",
    "close", "halt" };

/* The next item of a list between commas, blanks around it cut off. */
static const char *
item_next(const char **at, size_t *n)
{
	const char *s = *at + strspn(*at, " \t");
	size_t len = strcspn(s, ",");

	*at = s + len + (s[len] == ',');
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	*n = len;
	return s;
}

/* "50%" after reduce: more than nothing, at most all. */
static bool
parse_part(const char *s, size_t n, struct dec *out)
{
	struct dec d;

	return n > 1 && s[n - 1] == '%' && dec_parse(s, n - 1, &d) &&
	    dec_sign(d) > 0 && dec_cmp(d, dec_int(100)) <= 0 &&
	    dec_times(d, dec_make(1, 2), out);
}

static enum err_code
parse_action(const char *s, size_t n, struct action *out, struct err *err)
{
	size_t word = 0;
	const char *rest;
	int kind;

	while (word < n && s[word] != ' ' && s[word] != '\t')
		word++;
	for (kind = 0; kind < ACTION_KINDS; kind++)
		if (strlen(action_names[kind]) == word &&
		    memcmp(action_names[kind], s, word) == 0)
			break;
	if (kind == ACTION_KINDS)
		return err_set(err, E_USAGE, "--do: \"%.*s\" is no action;"
		    " there are notify, block-entries, reduce N%%, close and"
		    " halt", (int)n, s);
	for (rest = s + word; rest < s + n && (*rest == ' ' || *rest == '\t');)
		rest++;
	n -= (size_t)(rest - s);
	out->kind = (enum action_kind)kind;
	out->ratio = kind == ACTION_CLOSE ? dec_int(1) : DEC_NONE;
	if (kind == ACTION_REDUCE && !parse_part(rest, n, &out->ratio))
		return err_set(err, E_USAGE, "--do: reduce needs a percentage"
		    " above 0 and up to 100, as in reduce 50%%, not \"%.*s\"",
		    (int)n, rest);
	if (kind != ACTION_REDUCE && n > 0)
		return err_set(err, E_USAGE, "--do: %s takes nothing, not"
		    " \"%.*s\"", action_names[kind], (int)n, rest);
	return E_OK;
}

enum err_code
actions_parse(const char *text, struct actions *out, struct err *err)
{
	const char *at = text;
	size_t n;

	vec_clear(out);
	do {
		const char *s = item_next(&at, &n);
		struct action a;
		enum err_code rc;

		if (n == 0)
			return err_set(err, E_USAGE, "--do: an action is"
			    " missing in \"%s\"", text);
		rc = parse_action(s, n, &a, err);
		if (rc != E_OK)
			return rc;
		for (size_t i = 0; i < out->len; i++)
			if (out->at[i].kind == a.kind)
				return err_set(err, E_USAGE, "--do: %s stands"
				    " there twice", action_names[a.kind]);
		vec_push(out, a);
	} while (*at != '\0' || (at > text && at[-1] == ','));
	return E_OK;
}

const char *
action_text(struct action a, char buf[LABEL_SIZE])
{
	char digits[DEC_TEXT_SIZE];
	struct dec percent;

	if (a.kind == ACTION_REDUCE &&
	    dec_times(a.ratio, dec_int(100), &percent))
		snprintf(buf, LABEL_SIZE, "reduce %.20s%%",
		    dec_text(percent, digits));
	else
		snprintf(buf, LABEL_SIZE, "%s", action_names[a.kind]);
	return buf;
}

bool
actions_block_entries(const struct actions *a)
{
	for (size_t i = 0; i < a->len; i++)
		if (a->at[i].kind != ACTION_NOTIFY)
			return true;
	return false;
}

/* What stands for one symbol needs one to stand for. */
static enum err_code
check_scope(const struct breaker *b, const struct expr *when, struct err *err)
{
	static const struct { enum expr_id id; const char *name; } ones[] = {
		{ EXPR_MARK, "mark" }, { EXPR_BID, "bid" }, { EXPR_ASK, "ask" },
		{ EXPR_SYMBOL, "symbol" }
	};

	if (b->symbol[0] != '\0' || expr_reads_position(when))
		return E_OK;
	for (size_t i = 0; i < sizeof(ones) / sizeof(ones[0]); i++)
		if (expr_reads(when, ones[i].id))
			return err_set(err, E_USAGE, "--when: %s of which"
			    " symbol? give --symbol", ones[i].name);
	return E_OK;
}

enum err_code
breaker_compile(const struct breaker *b, struct breaker_plan **out,
    struct err *err)
{
	const struct expr_context place = { .place = EXPR_BREAKER,
	    .label = "--when", .want = EXPR_CONDITION };
	struct breaker_plan *p = mem_alloc(sizeof(*p));
	enum err_code rc = expr_compile(&place, b->when, &p->when, err);

	p->breaker = *b;
	if (rc == E_OK)
		rc = check_scope(b, p->when, err);
	if (rc == E_OK)
		rc = actions_parse(b->act, &p->actions, err);
	if (rc == E_OK)
		*out = p;
	else
		breaker_plan_free(p);
	return rc;
}

void
breaker_plan_free(struct breaker_plan *p)
{
	if (p == NULL)
		return;
	expr_free(p->when);
	vec_release(&p->actions);
	for (size_t i = 0; i < p->peaks.len; i++)
		peaks_release(&p->peaks.at[i]);
	vec_release(&p->peaks);
	book_release(&p->book);
	free(p);
}

const struct breaker *
breaker_plan_of(const struct breaker_plan *p)
{
	return &p->breaker;
}

const struct actions *
breaker_actions(const struct breaker_plan *p)
{
	return &p->actions;
}

void
breaker_canonical(const struct breaker_plan *p, struct buf *when,
    struct buf *act)
{
	char text[LABEL_SIZE];

	expr_canonical(p->when, when);
	for (size_t i = 0; i < p->actions.len; i++) {
		if (i > 0)
			buf_puts(act, ", ");
		buf_puts(act, action_text(p->actions.at[i], text));
	}
}

static bool
reads_any(const struct expr *e, const enum expr_id *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (expr_reads(e, ids[i]))
			return true;
	return false;
}

struct breaker_reads
breaker_reads(const struct breaker_plan *p)
{
	static const enum expr_id curve[] = { EXPR_DRAWDOWN, EXPR_LOSS,
	    EXPR_PROFIT, EXPR_POTENTIAL_DRAWDOWN };
	static const enum expr_id fills[] = { EXPR_REALISED, EXPR_FEES,
	    EXPR_TRADES, EXPR_LOSS_STREAK, EXPR_POSITION_PROFIT,
	    EXPR_POSITION_GAIN, EXPR_POSITION_ENTRIES, EXPR_BARS_HELD,
	    EXPR_HELD };
#define READS(set) reads_any(p->when, (set), sizeof(set) / sizeof((set)[0]))
	return (struct breaker_reads){
		.curve = READS(curve),
		.fills = READS(fills),
		.stops = expr_reads(p->when, EXPR_STOPS_HIT),
		.fundings = expr_reads(p->when, EXPR_FUNDING_PAID),
		.bars = expr_reads_bars(p->when),
		.memory = expr_slots(p->when) > 0
	};
#undef READS
}

bool
breaker_covers(const struct breaker *b, const char *account,
    const char *venue, const char *symbol)
{
	return (b->account[0] == '\0' || strcmp(b->account, account) == 0) &&
	    (b->venue[0] == '\0' || strcmp(b->venue, venue) == 0) &&
	    (b->symbol[0] == '\0' || symbol == NULL ||
	    pattern_matches(b->symbol, symbol));
}

bool
breaker_blocks(const struct breaker *b, int64_t now)
{
	struct actions actions = {0};
	bool blocks;

	if (b->enabled != 1 || b->state == BREAKER_ARMED ||
	    (b->state == BREAKER_COOLING && b->rearms_at != 0 &&
	    now >= b->rearms_at))
		return false;
	/* What cannot be read is taken at its worst. */
	blocks = actions_parse(b->act, &actions, NULL) != E_OK ||
	    actions_block_entries(&actions);
	vec_release(&actions);
	return blocks;
}
