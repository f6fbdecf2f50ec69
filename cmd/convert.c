/*
 * etrms convert: the orders that make one asset into another, as a plan.
 */
#include "cmd/market.h"
#include "cmd/online.h"
#include "cmd/parts.h"

#include "account/route.h"
#include "store/accounts.h"

#include <string.h>

#define BOOKS 4		/* of so many ways the books are asked for */

struct args {
	const char *venue;
	struct dec fee, reserve;
	int64_t legs, depth;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL,
	  "prices of this venue, for no account and without its balances",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_INT, 0, "steps", "count", "3", "most orders on the way",
	  AT(int64_t, legs), .min = 1, .max = ROUTE_LEGS },
	{ OPT_PERCENT, 0, "fee", "percent", NULL,
	  "fee rate in place of the account's own, or the venue's",
	  AT(struct dec, fee) },
	{ OPT_PERCENT, 0, "reserve", "percent", "0.1%",
	  "left out of each later order, so that a slightly worse fill does"
	  " not stop it", AT(struct dec, reserve) },
	{ OPT_INT, 0, "depth", "levels", "100",
	  "prices of each book that are asked for", AT(int64_t, depth),
	  .min = 1, .max = 1000 },
	{ .kind = OPT_DONE }
};

struct kept_book { char symbol[SYMBOL_SIZE]; struct book_levels levels; };

struct plan {
	const struct args *args;
	struct account account;		/* label "": none */
	struct venue *venue;
	struct instruments instruments;
	struct tickers tickers;
	VEC(struct kept_book *) books;
	const char *from, *to;
	struct dec amount;
};

static void
plan_release(struct plan *p)
{
	for (size_t i = 0; i < p->books.len; i++) {
		vec_release(&p->books.at[i]->levels);
		free(p->books.at[i]);
	}
	vec_release(&p->books);
	vec_release(&p->instruments);
	vec_release(&p->tickers);
	venue_close(p->venue);
}

/* A simulated venue has no book: all there is trades at the last price. */
static void
book_from_price(const struct plan *p, const char *symbol,
    struct book_levels *out)
{
	for (size_t i = 0; i < p->tickers.len; i++) {
		const struct ticker *t = &p->tickers.at[i];
		struct book_level l = { .price = t->last,
		    .amount = dec_make(INT64_C(1000000000000), 0),
		    .time = t->time };

		if (strcmp(t->symbol, symbol) != 0)
			continue;
		vec_push(out, l);
		l.side = BOOK_ASK;
		vec_push(out, l);
	}
}

static enum err_code
book(void *self, const char *symbol, const struct book_levels **out,
    struct err *err)
{
	struct plan *p = self;
	const struct market_ops *market = p->venue->ops->market;
	struct kept_book *one;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < p->books.len; i++)
		if (strcmp(p->books.at[i]->symbol, symbol) == 0) {
			*out = &p->books.at[i]->levels;
			return E_OK;
		}
	one = mem_alloc(sizeof(*one));
	TEXT_SET(one->symbol, symbol);
	vec_push(&p->books, one);
	if (market != NULL)
		rc = market->book(p->venue, symbol, (int)p->args->depth,
		    &one->levels, err);
	else
		book_from_price(p, symbol, &one->levels);
	*out = &one->levels;
	return rc;
}

/* A plan with the fees of a new account is better than none. */
static void
learn_fees(struct session *s, struct plan *p)
{
	struct err why;
	bool news;

	if (p->account.label[0] != '\0' && !dec_known(p->args->fee) &&
	    venue_learn_fees(p->venue, NULL, 0, &news, &why) != E_OK)
		session_warn(s, "%s", why.text);
}

/* The account has so much of it free. */
static enum err_code
check_balance(struct plan *p, struct err *err)
{
	struct balances all = {0};
	struct dec has = DEC_ZERO;
	char free_text[DEC_TEXT_SIZE];
	enum err_code rc;

	if (p->account.label[0] == '\0')
		return E_OK;
	rc = p->venue->ops->balances(p->venue, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (strcmp(all.at[i].asset, p->from) == 0 &&
		    strcmp(all.at[i].wallet, "futures") != 0)
			has = all.at[i].free;
	vec_release(&all);
	if (rc == E_OK && dec_cmp(has, p->amount) < 0)
		rc = err_set(err, E_REFUSED, "account %s: only %s %s is free",
		    p->account.label, dec_text(has, free_text), p->from);
	return rc;
}

struct ranked { struct route_path path; struct dec estimate; };

static int
by_estimate(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return dec_cmp(y->estimate, x->estimate);
}

/* Of the ways that promise most, the one that gives most. */
static enum err_code
choose(struct plan *p, const struct route_paths *paths, struct route *best,
    struct err *err)
{
	const struct route_books books = { book, p };
	VEC(struct ranked) all = {0};
	struct err why, first = { .code = E_OK };
	struct route one;
	bool found = false;

	for (size_t i = 0; i < paths->len; i++) {
		struct ranked r = { paths->at[i], route_estimate(
		    &paths->at[i], p->from, &p->tickers) };

		if (dec_known(r.estimate))
			vec_push(&all, r);
	}
	if (all.len > 0)
		qsort(all.at, all.len, sizeof(*all.at), by_estimate);
	for (size_t i = 0; i < all.len && i < BOOKS; i++)
		if (route_walk(&all.at[i].path, p->from, p->amount,
		    p->args->fee, p->args->reserve, &books, &one, &why) !=
		    E_OK) {
			if (first.code == E_OK || why.code != E_REFUSED)
				first = why;
		} else if (!found || dec_cmp(one.received, best->received) >
		    0) {
			*best = one;
			found = true;
		}
	vec_release(&all);
	if (found)
		return E_OK;
	if (first.code != E_OK) {
		*err = first;
		return first.code;
	}
	return err_set(err, E_REFUSED, "%s has no prices between %s and %s",
	    p->venue->ops->name, p->from, p->to);
}

/* The venue of --venue, else that of the account. */
static enum err_code
open_plan(struct session *s, struct plan *p, struct err *err)
{
	enum err_code rc;

	if (p->args->venue != NULL && s->globals->account != NULL)
		return err_set(err, E_USAGE, "--venue: an account has its own"
		    " venue; leave one of the two out");
	if (p->args->venue != NULL)
		return market_open(s, p->args->venue, NULL, &p->venue, err);
	rc = account_pick(s->store, s->globals->account, &p->account, err);
	return rc == E_OK ? session_venue(s, &p->account, &p->venue, err) :
	    rc;
}

static enum err_code
make_plan(struct session *s, struct plan *p, struct route *best,
    struct err *err)
{
	struct route_paths paths = {0};
	enum err_code rc = open_plan(s, p, err);

	if (rc == E_OK)
		learn_fees(s, p);
	if (rc == E_OK)
		rc = p->venue->ops->instruments(p->venue, &p->instruments,
		    err);
	if (rc == E_OK)
		rc = check_balance(p, err);
	if (rc == E_OK)
		rc = market_tickers(p->venue, &p->tickers, err);
	if (rc == E_OK) {
		routes_find(&p->instruments, p->from, p->to,
		    (int)p->args->legs, &paths);
		if (paths.len == 0)
			rc = err_set(err, E_REFUSED, "%s has no way from %s to"
			    " %s in %lld orders", p->venue->ops->name,
			    p->from, p->to, (long long)p->args->legs);
	}
	if (rc == E_OK)
		rc = choose(p, &paths, best, err);
	vec_release(&paths);
	return rc;
}

static enum err_code
read_operands(const struct texts *operands, struct plan *p, struct err *err)
{
	p->from = operands->at[1];
	p->to = operands->at[2];
	if (!dec_parse_text(operands->at[0], &p->amount) ||
	    dec_sign(p->amount) <= 0)
		return err_set(err, E_USAGE, "amount '%s': not a number above"
		    " 0", operands->at[0]);
	for (int i = 1; i < 3; i++)
		if (!asset_valid(operands->at[i]))
			return err_set(err, E_USAGE, "'%s': no asset such as"
			    " BTC", operands->at[i]);
	if (strcmp(p->from, p->to) == 0)
		return err_set(err, E_USAGE, "%s is %s already", p->from,
		    p->to);
	return E_OK;
}

static enum err_code
check_rates(const struct args *a, struct err *err)
{
	enum err_code rc = part_check("fee", a->fee, false, err);

	return rc != E_OK ? rc : part_check("reserve", a->reserve, false,
	    err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct plan p = { .args = args };
	struct route best = {0};
	struct out *out = NULL;
	enum err_code rc = read_operands(operands, &p, err);

	if (rc == E_OK)
		rc = check_rates(args, err);
	if (rc == E_OK)
		rc = session_out(s, &conversion_record, &out, err);
	if (rc == E_OK)
		rc = make_plan(s, &p, &best, err);
	for (int i = 0; i < best.len && rc == E_OK; i++) {
		TEXT_SET(best.legs[i].account, p.account.label);
		rc = out_row(out, &best.legs[i], err);
	}
	plan_release(&p);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "amount", .help = "how much of it" },
	{ "from", .help = "the asset that is given, such as BTC" },
	{ "to", .help = "the asset that is wanted" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms convert 1000 USDT BTC", "what 1000 USDT would become", 0 },
	{ "etrms convert 0.5 BTC ETH", "not more than is free", 4 },
	{ "etrms convert 100 USDT ETH | etrms order place --from - --dry-run",
	  "what the policy says to it", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_NETWORK, E_LIMITED,
    E_LOCKED, E_DATA, 0 };

const struct cmd cmd_convert = {
	.name = "convert",
	.group = "every day",
	.summary = "plan how one asset becomes another",
	.about = "Finds the market orders that make an amount of one asset"
	    " into another, over the spot pairs of the account's venue: of all"
	    " ways of at most --steps orders those that promise most are taken"
	    " through their order books, with fees and the steps and limits of"
	    " each pair, and the one that gives most is printed, one row an"
	    " order. Nothing is sent; order place --from - places the rows,"
	    " one after the other.\n\n"
	    "The account must have the amount free, else the exit code is 4,"
	    " as when a book is too thin or the amount too small for a pair."
	    " Fees are those that a live account pays, which its exchange is"
	    " asked once a day; stderr says where it does not tell.\n\n"
	    " Paper accounts have no books: all trades at the last price."
	    " Slippage is how far the average price is from the best one.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &conversion_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
