/*
 * Records as the page lists them, one JSON object a line.
 */
#include "tests/model/venuemodel/model.h"

#include "base/record.h"
#include "base/stamp.h"

static struct cell *
cell_add(struct rec *r, const char *key, char kind)
{
	struct cell *c = &r->at[r->n++];

	c->key = key;
	c->kind = kind;
	return c;
}

void
rec_text(struct rec *r, const char *key, const char *text)
{
	cell_add(r, key, 't')->text = text;
}

void
rec_number(struct rec *r, const char *key, struct dec number)
{
	cell_add(r, key, 'n')->number = number;
}

void
rec_raw(struct rec *r, const char *key, const char *json)
{
	cell_add(r, key, 'r')->text = json;
}

static void
cell_put(struct buf *out, const struct cell *c)
{
	char text[DEC_TEXT_SIZE];

	buf_printf(out, ",\"%s\":", c->key);
	if (c->kind == 'n' && dec_known(c->number))
		buf_puts(out, dec_text(c->number, text));
	else if (c->kind == 't' && c->text != NULL)
		json_quote(out, c->text, strlen(c->text));
	else
		buf_puts(out, c->kind == 'r' ? c->text : "null");
}

void
rec_put(struct model *m, const struct rec *r)
{
	char time[STAMP_TEXT_SIZE];

	buf_printf(&m->out, "{\"seq\":%lld,\"time\":\"%s\",\"point\":\"%s\","
	    "\"event\":\"%s\"", (long long)++m->seq,
	    stamp_text(m->time, time), point_names[m->point], r->event);
	for (size_t i = 0; i < r->n; i++)
		cell_put(&m->out, &r->at[i]);
	buf_puts(&m->out, "}\n");
	identities_see(m, r);
}
