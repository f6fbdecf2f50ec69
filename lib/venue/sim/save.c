/*
 * The state as text: a line for each thing, its words in a fixed order, all
 * amounts canonical, so that equal states are equal texts. load.c reads it.
 *
 *	sim 2
 *	clock TIME GROUP SPAN INNER AFTER POINT STANDS SEQ NUMBERS INPUTS
 *	worth TRANSFERRED UNITS MARK MARK MARK MARK
 *	balance CURRENCY TOTAL OPENING MOVED TRADED FEES
 *	insured CURRENCY AMOUNT
 *	symbol SYMBOL LAST HERE OPEN HIGH LOW CLOSE VOLUME
 *		LOW-SEEN HIGH-SEEN VOLUME-LEFT BOUGHT PAID HELD COST REALIZED
 *	swap SYMBOL MARK MARKED OPEN HIGH LOW CLOSE SIDE MODE LEVERAGE
 *		CONTRACTS COST MARGIN REALIZED FUNDING
 *	priced SYMBOL TIME	(of a symbol that is not here)
 *	order …, wait …, closed ID, end
 *	second …, asks LEVERAGE MODE	of the instruction before it
 *	traded DAY VALUE	within the 30 days before today
 */
#include "venue/sim/state.h"

#include <inttypes.h>

static void
put_int(struct buf *out, int64_t n)
{
	buf_printf(out, " %" PRId64, n);
}

static void
put_dec(struct buf *out, struct dec d)
{
	char text[DEC_TEXT_SIZE];

	buf_printf(out, " %s", dec_known(d) ? dec_text(d, text) : "-");
}

/* A word: what would end it, and what is not ASCII, as %XX; "-" is empty. */
static void
put_word(struct buf *out, const char *s)
{
	buf_putc(out, ' ');
	if (*s == '\0')
		buf_putc(out, '-');
	else if (*s == '-') {
		buf_puts(out, "%2D");
		s++;
	}
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c <= ' ' || c >= 0x7f || c == '%')
			buf_printf(out, "%%%02X", c);
		else
			buf_putc(out, *s);
	}
}

static void
put_price(struct buf *out, const struct sim_symbol *s, int64_t price)
{
	put_dec(out, price_of(s, price));
}

static void
put_level(struct buf *out, struct level l)
{
	char text[DEC_TEXT_SIZE];

	put_word(out, level_text(l, text));
}

static void
put_symbol(struct buf *out, const struct sim_symbol *s)
{
	buf_puts(out, "symbol");
	put_word(out, s->i.symbol);
	put_price(out, s, s->last);
	put_int(out, s->here);
	put_price(out, s, s->here ? s->bar.open : 0);
	put_price(out, s, s->here ? s->bar.high : 0);
	put_price(out, s, s->here ? s->bar.low : 0);
	put_price(out, s, s->here ? s->bar.close : 0);
	/* What is amended between its bars slips by the last one's volume. */
	put_dec(out, dec_trim(dec_make(s->bar.volume, s->bar.volume_scale)));
	put_int(out, s->low_seen);
	put_int(out, s->high_seen);
	put_dec(out, s->budget);
	put_dec(out, s->bought);
	put_dec(out, s->paid);
	put_dec(out, s->held);
	put_dec(out, s->cost);
	put_dec(out, s->realized);
	buf_putc(out, '\n');
	if (s->here || s->last == 0)
		return;
	buf_puts(out, "priced");
	put_word(out, s->i.symbol);
	put_int(out, s->last_time);
	buf_putc(out, '\n');
}

static void
put_swap(struct buf *out, const struct sim_symbol *s)
{
	const struct sim_position *p = &s->position;

	buf_puts(out, "swap");
	put_word(out, s->i.symbol);
	put_price(out, s, s->mark);
	put_int(out, s->marked);
	put_price(out, s, s->marked ? s->mark_bar.open : 0);
	put_price(out, s, s->marked ? s->mark_bar.high : 0);
	put_price(out, s, s->marked ? s->mark_bar.low : 0);
	put_price(out, s, s->marked ? s->mark_bar.close : 0);
	put_int(out, p->side + 1);
	put_word(out, margin_mode_names[p->mode]);
	put_dec(out, p->leverage);
	put_dec(out, p->contracts);
	put_dec(out, p->cost);
	put_dec(out, p->margin);
	put_dec(out, p->realized);
	put_dec(out, p->funding);
	buf_putc(out, '\n');
}

static void
put_balance(struct buf *out, const struct sim_balance *b)
{
	buf_puts(out, "balance");
	put_word(out, b->currency);
	put_dec(out, b->total);
	put_dec(out, b->opening);
	put_dec(out, b->moved);
	put_dec(out, b->traded);
	put_dec(out, b->fees);
	buf_putc(out, '\n');
	if (dec_is_zero(b->insured))
		return;
	buf_puts(out, "insured");
	put_word(out, b->currency);
	put_dec(out, b->insured);
	buf_putc(out, '\n');
}

static void
put_order(struct buf *out, const struct sim *sim, const struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];

	buf_puts(out, "order");
	put_int(out, o->number);
	put_int(out, o->age);
	put_word(out, o->id);
	put_word(out, o->parent);
	put_word(out, s->i.symbol);
	put_word(out, side_names[o->side]);
	put_word(out, order_type_names[o->type]);
	put_word(out, tif_names[o->time_in_force]);
	put_int(out, o->role);
	put_int(out, o->post_only);
	put_int(out, o->reduce_only);
	put_price(out, s, o->price);
	put_price(out, s, o->trigger);
	put_dec(out, o->taker);
	put_price(out, s, o->arrival);
	put_price(out, s, o->first_price);
	put_level(out, o->distance);
	put_price(out, s, o->activation);
	put_price(out, s, o->best);
	put_dec(out, o->visible);
	put_dec(out, o->shown_in == s->bars ? o->shown : DEC_ZERO);
	put_dec(out, o->amount);
	put_dec(out, o->filled);
	put_dec(out, o->base_fees);
	put_level(out, o->stop_loss);
	put_level(out, o->take_profit);
	put_level(out, o->trailing_stop);
	put_price(out, s, o->trailing_activation);
	put_int(out, o->expire_at);
	put_int(out, o->time);
	put_int(out, o->entry);
	put_int(out, o->group);
	put_int(out, o->triggered);
	put_int(out, o->guarded);
	put_int(out, o->legs);
	buf_putc(out, '\n');
}

/* Levels of an instruction may be senseless: kind and value apart. */
static void
put_asked(struct buf *out, struct level l)
{
	put_int(out, l.kind);
	put_dec(out, l.value);
}

static void
put_request(struct buf *out, const struct order_request *r)
{
	put_word(out, r->symbol);
	put_int(out, r->side);
	put_int(out, r->type);
	put_int(out, r->time_in_force);
	put_int(out, r->post_only);
	put_int(out, r->reduce_only);
	put_dec(out, r->amount);
	put_dec(out, r->quote);
	put_dec(out, r->price);
	put_dec(out, r->trigger_price);
	put_dec(out, r->trail_percent);
	put_dec(out, r->trail_amount);
	put_dec(out, r->activation_price);
	put_dec(out, r->visible);
	put_asked(out, r->stop_loss);
	put_asked(out, r->take_profit);
	put_asked(out, r->trailing_stop);
	put_dec(out, r->trailing_activation);
	put_int(out, r->expire_at);
	buf_putc(out, '\n');
}

static void
put_wait(struct buf *out, const struct sim_instruction *i)
{
	buf_puts(out, "wait");
	put_int(out, i->input);
	put_word(out, sim_action_names[i->what]);
	put_int(out, i->at);
	put_word(out, i->id);
	put_int(out, i->unsupported);
	put_word(out, i->currency);
	put_dec(out, i->amount);
	put_word(out, i->symbol);
	put_request(out, &i->order);
	if (i->what == SIM_DO_OCO) {
		buf_puts(out, "second");
		put_word(out, i->second_id);
		put_int(out, i->second_unsupported);
		put_request(out, &i->second);
	}
	if (i->what != SIM_DO_LEVERAGE)
		return;
	buf_puts(out, "asks");
	put_dec(out, i->leverage);
	put_int(out, i->margin_mode + 1);
	buf_putc(out, '\n');
}

/* What was traded on the days that fees look at. */
static void
put_traded(struct buf *out, const struct sim *sim)
{
	int64_t last = sim->traded_day;

	for (int64_t day = last < TRADED_DAYS ? 0 : last - TRADED_DAYS + 1;
	    day <= last; day++) {
		struct dec value = sim->traded[day % TRADED_DAYS];

		if (dec_sign(value) == 0)
			continue;
		buf_puts(out, "traded");
		put_int(out, day);
		put_dec(out, value);
		buf_putc(out, '\n');
	}
}

void
sim_save(const struct sim *sim, struct buf *out)
{
	buf_puts(out, "sim 2\nclock");
	put_int(out, sim->time);
	put_int(out, sim->group);
	put_int(out, sim->span);
	put_int(out, sim->inner);
	put_int(out, sim->after);
	put_int(out, sim->point);
	put_int(out, sim->stands);
	put_int(out, sim->seq);
	put_int(out, sim->numbers);
	put_int(out, sim->inputs);
	buf_puts(out, "\nworth");
	put_dec(out, sim->transferred);
	put_dec(out, sim->units);
	for (int i = 0; i < 4; i++)
		put_dec(out, sim->marks[i]);
	buf_putc(out, '\n');
	for (size_t i = 0; i < sim->balances.len; i++)
		put_balance(out, &sim->balances.at[i]);
	for (size_t i = 0; i < sim->symbols.len; i++)
		put_symbol(out, &sim->symbols.at[i]);
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (sim->symbols.at[i].swap)
			put_swap(out, &sim->symbols.at[i]);
	put_traded(out, sim);
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!sim->orders.at[i]->closed)
			put_order(out, sim, sim->orders.at[i]);
	for (size_t i = sim->queue_head; i < sim->queue.len; i++)
		if (!sim->queue.at[i]->done)
			put_wait(out, &sim->queue.at[i]->i);
	for (size_t i = 0; i < sim->closed.list.len; i++) {
		buf_puts(out, "closed");
		put_word(out, sim->closed.list.at[i]);
		buf_putc(out, '\n');
	}
	buf_puts(out, "end\n");
}

void
sim_forget_closed(struct sim *sim)
{
	id_set_release(&sim->closed);
}
