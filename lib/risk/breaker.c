/*
 * Breakers as they are written down, made ready to be asked.
 */
#include "risk/breaker.h"
#include "risk/plan.h"

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
		rc = expr_available(p->when, err);
	if (rc == E_OK)
		rc = check_scope(b, p->when, err);
	if (rc == E_OK)
		rc = actions_parse(b->act, &p->actions, err);
	if (rc == E_OK) {
		p->counts_fills = breaker_reads(p).fills;
		calm_prepare(p);
	}
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
	peaks_release(&p->peaks);
	book_release(&p->book);
	free(p);
}

const struct book *
plan_book(struct breaker_plan *p, const struct risk_history *h,
    const struct snapshot *s)
{
	struct book *b = h->book != NULL ? h->book : &p->book;

	return p->counts_fills && h->fills != NULL &&
	    book_read(b, h->fills, s) ? b : NULL;
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
	    EXPR_POSITION_GAIN, EXPR_POSITION_ENTRIES };
	static const enum expr_id positions[] = { EXPR_UNREALISED,
	    EXPR_STOP_COVER, EXPR_POTENTIAL_DRAWDOWN };
#define READS(set) reads_any(p->when, (set), sizeof(set) / sizeof((set)[0]))
	return (struct breaker_reads){
		.curve = READS(curve),
		.fills = READS(fills),
		.stops = expr_reads(p->when, EXPR_STOPS_HIT),
		.fundings = expr_reads(p->when, EXPR_FUNDING_PAID),
		.bars = expr_reads_bars(p->when),
		.memory = expr_slots(p->when) > 0,
		.rules = expr_reads(p->when, EXPR_REGIME_FACTOR),
		.positions = expr_reads_position(p->when) ||
		    READS(positions)
	};
#undef READS
}
