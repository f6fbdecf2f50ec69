/*
 * The audit of the ledger in memory: what rows have in common is kept once,
 * and the text of what an order was asked for is formed when it is read.
 */
#include "gate/memorydata.h"

#include "base/buf.h"

/* What it has in common with others; nearly always with the last. */
static uint32_t
audit_form(struct memory *m, const struct audit_entry *e)
{
	const char *texts[AUDIT_TEXTS] = { e->correlation_id, e->actor,
	    e->command, e->entity, e->action };
	struct audit_form form;
	size_t i = m->forms.len;

	for (int t = 0; t < AUDIT_TEXTS; t++)
		form.text[t] = memory_text_code(m, texts[t],
		    &m->last_audit[t]);
	while (i > 0 && memcmp(&m->forms.at[i - 1], &form, sizeof(form)) != 0)
		i--;
	if (i > 0)
		return (uint32_t)i - 1;
	vec_push(&m->forms, form);
	return (uint32_t)m->forms.len - 1;
}

/* Its hash is made when somebody asks for the chain. */
enum err_code
memory_audit_add(struct ledger *l, const struct audit_entry *e,
    struct err *err)
{
	struct memory *m = memory_of(l);
	uint32_t none = UINT32_MAX;
	struct memory_audit row = { .time = e->time,
	    .form = audit_form(m, e) };
	size_t place;

	(void)err;
	if (e->detail != NULL) {
		row.detail = arena_text(&m->texts, e->detail);
		row.entity_id = memory_text_code(m, e->entity_id, &none);
	} else {
		place = memory_place_of(m, e->entity_id, NULL);
		if (place == NO_PLACE)
			bug("an audit of order %s, which there is not",
			    e->entity_id);
		row.entity_id = memory_number_code(place + 1);
	}
	vec_push(&m->audit, row);
	memory_undo(m, UNDO_AUDIT, NULL, m->audit.len - 1);
	return E_OK;
}

static void
audit_text(const struct memory *m, const struct audit_form *form,
    enum audit_text which, char *to, size_t size)
{
	memory_text(m, form->text[which], to, size);
}
#define AUDIT_SET(member, which) \
	audit_text(m, form, which, a->member, sizeof(a->member))

const struct audits *
memory_audits(struct ledger *l)
{
	struct memory *m = memory_of(l);
	struct buf request = { 0 };

	for (size_t i = m->audits.len; i < m->audit.len; i++) {
		const struct memory_audit *row = &m->audit.at[i];
		const struct audit_form *form = &m->forms.at[row->form];
		struct audit *a = vec_add(&m->audits);

		a->id = (int64_t)i + 1;
		a->time = row->time;
		AUDIT_SET(correlation_id, AUDIT_CORRELATION);
		AUDIT_SET(actor, AUDIT_ACTOR);
		AUDIT_SET(command, AUDIT_COMMAND);
		AUDIT_SET(entity, AUDIT_ENTITY);
		AUDIT_SET(action, AUDIT_ACTION);
		memory_text(m, row->entity_id, a->entity_id,
		    sizeof(a->entity_id));
		if (row->detail == NULL)
			memory_request(m, memory_place_of(m, a->entity_id,
			    NULL), &request);
		TEXT_SET(a->detail, row->detail == NULL ?
		    buf_text(&request) : row->detail);
		audit_seal(a, i == 0 ? "" : m->audits.at[i - 1].hash);
	}
	buf_release(&request);
	return &m->audits;
}
