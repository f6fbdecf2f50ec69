/*
 * Whatever is handed to `order place`: it is refused with a reason, or every
 * row is an order in good form, pairs are two that belong together, and each
 * order reads back from its own text as the same order.
 */
#include "feed/orders.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

static void
check_text(const struct order_request *r)
{
	struct order_request back;
	struct buf text = {0}, again = {0};
	struct err err = { .code = E_OK };

	order_request_text(r, &text);
	/* A text of several lines is the one thing that does not come back. */
	if (strchr(r->strategy, '\n') == NULL && strchr(r->tag, '\n') == NULL) {
		MUST(order_request_parse(buf_text(&text), &back, &err) ==
		    E_OK);
		order_request_text(&back, &again);
		MUST(strcmp(buf_text(&text), buf_text(&again)) == 0);
	}
	buf_release(&text);
	buf_release(&again);
}

static void
check_row(const struct feed_orders *all, size_t i)
{
	const struct feed_order *o = &all->at[i];
	struct order_request pair[2];
	struct err err = { .code = E_OK };

	MUST(order_request_check(&o->request, &err) == E_OK);
	MUST(o->line > 0);
	check_text(&o->request);
	if (!o->first)
		return;
	MUST(i + 1 < all->len && !all->at[i + 1].first);
	MUST(o->oco[0] != '\0' && strcmp(o->oco, all->at[i + 1].oco) == 0);
	pair[0] = o->request;
	pair[1] = all->at[i + 1].request;
	MUST(order_pair_check(pair, &err) == E_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed_order_options o = {0};
	struct feed_orders all = {0};
	struct err err = { .code = E_OK };
	enum err_code rc;
	FILE *in;

	/* The first byte says what the command line would. */
	if (size == 0)
		return 0;
	if (data[0] & 1)
		o.account = "demo";
	if (data[0] & 2)
		o.key = "k";
	if (data[0] & 4)
		o.strategy = o.tag = "by hand";
	in = size == 1 ? tmpfile() : fmemopen((void *)(uintptr_t)(data + 1),
	    size - 1, "r");
	MUST(in != NULL);
	rc = feed_orders(in, "fuzz", &o, &all, &err);
	MUST(rc == E_OK || (rc == E_DATA && err.code == rc &&
	    err.text[0] != '\0'));
	MUST(rc == E_OK || all.len == 0);
	for (size_t i = 0; i < all.len; i++)
		check_row(&all, i);
	vec_release(&all);
	fclose(in);
	return 0;
}
