/*
 * Help topics, each made from the tables that the program itself reads.
 */
#include "cmd/help.h"

#include "base/mem.h"
#include "base/vec.h"
#include "cli/page.h"
#include "expr/expr.h"
#include "model/order.h"
#include "strategy/strategy.h"

#include <stdlib.h>
#include <string.h>

/* exit-codes: err_kinds. */

struct code_row {
	int64_t code;
	const char *name, *meaning, *order_may_exist;
	signed char retryable;
};
static const struct field code_fields[] = {
	{ "code", FIELD_INT, FIELD_AT(struct code_row, code),
	  .help = "what the shell sees" },
	{ "category", FIELD_TEXT, FIELD_AT(struct code_row, name),
	  .help = "its name in JSON errors" },
	{ "meaning", FIELD_TEXT, FIELD_AT(struct code_row, meaning),
	  .help = "what has happened" },
	{ "order_may_exist", FIELD_TEXT,
	  FIELD_AT(struct code_row, order_may_exist),
	  .help = "whether an order may be at the exchange" },
	{ "retryable", FIELD_BOOL, FIELD_AT(struct code_row, retryable),
	  .help = "trying again later may do" },
	{ .name = NULL }
};
const struct record exit_code_record = { "exit code",
    "what the program says by its exit code", code_fields };

static enum err_code
codes_rows(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &exit_code_record, &out, err);

	for (const struct err_kind *k = err_kinds; rc == E_OK &&
	    k->name != NULL; k++) {
		const struct code_row row = { k->code, k->name, k->meaning,
		    k->order_may_exist, k->retryable != 0 };

		rc = out_row(out, &row, err);
	}
	return out_end(out, rc, err);
}

static void
codes_text(const struct session *s, struct buf *to)
{
	(void)s;
	for (const struct err_kind *k = err_kinds; k->name != NULL; k++) {
		struct buf what = {0}, text = {0};

		buf_printf(&what, "%2d  %s", (int)k->code, k->name);
		buf_printf(&text, "%s%s%s", k->meaning,
		    strcmp(k->order_may_exist, "maybe") == 0 ?
		    "; an order may exist" : "",
		    k->retryable ? "; trying again later may do" : "");
		page_entry(to, buf_text(&what), buf_text(&text));
		buf_release(&what);
		buf_release(&text);
	}
	buf_puts(to, "\nINT, TERM and HUP before an order is on its way end"
	    " the program with 128 + the\nsignal's number; after that they"
	    " are held until its outcome is recorded.\n");
}

/* records: every record that a command prints. */

struct name_row { const char *record, *field, *type, *unit, *help; };
static const struct field name_fields[] = {
	{ "record", FIELD_TEXT, FIELD_AT(struct name_row, record),
	  .help = "the noun" },
	{ "field", FIELD_TEXT, FIELD_AT(struct name_row, field),
	  .help = "its key in JSON and CSV" },
	{ "type", FIELD_TEXT, FIELD_AT(struct name_row, type),
	  .help = "text, number, integer, true or false, time, list" },
	{ "unit", FIELD_TEXT, FIELD_AT(struct name_row, unit),
	  .help = "what a number is in the expression language" },
	{ "help", FIELD_TEXT, FIELD_AT(struct name_row, help),
	  .help = "what it says" },
	{ .name = NULL }
};
const struct record field_record = { "field",
    "a field of a record", name_fields };

static const char *
type_name(enum field_type type)
{
	static const char *const names[] = {
		[FIELD_CHARS] = "text", [FIELD_TEXT] = "text",
		[FIELD_DEC] = "number", [FIELD_INT] = "integer",
		[FIELD_BOOL] = "true or false", [FIELD_STAMP] = "time",
		[FIELD_DURATION] = "duration", [FIELD_ENUM] = "word",
		[FIELD_DOUBLE] = "number", [FIELD_LIST] = "list"
	};

	return names[type];
}

static const char *
unit_name(const struct field *f)
{
	static const char *const names[] = {
		[UNIT_PRICE] = "price", [UNIT_QTY] = "quantity",
		[UNIT_MONEY] = "money", [UNIT_RATIO] = "ratio",
		[UNIT_POINTS] = "points"
	};

	return f->type != FIELD_DEC && f->type != FIELD_DOUBLE ? NULL :
	    names[f->unit];
}

struct records { const struct record **at; size_t len, cap; };

static void
records_add(struct records *all, const struct record *r)
{
	size_t i = all->len;

	for (size_t k = 0; r != NULL && k < all->len; k++)
		if (all->at[k] == r)
			return;
	if (r == NULL)
		return;
	vec_push(all, r);
	for (; i > 0 && strcmp(all->at[i - 1]->name, r->name) > 0; i--)
		all->at[i] = all->at[i - 1];
	all->at[i] = r;
}

/* Every record that some command prints, once; ends with NULL. Caller frees. */
static const struct record **
records_all(void)
{
	struct records all = {0};

	for (const struct cmd *const *c = commands; *c != NULL; c++) {
		records_add(&all, (*c)->record);
		for (size_t i = 0; (*c)->more != NULL && (*c)->more[i] != NULL;
		    i++)
			records_add(&all, (*c)->more[i]);
	}
	vec_push(&all, NULL);
	return all.at;
}

static enum err_code
records_rows(struct session *s, struct err *err)
{
	struct out *out = NULL;
	const struct record **all = records_all();
	enum err_code rc = session_out(s, &field_record, &out, err);

	for (size_t i = 0; rc == E_OK && all[i] != NULL; i++)
		for (const struct field *f = all[i]->fields; rc == E_OK &&
		    f->name != NULL; f++) {
			const struct name_row row = { all[i]->name, f->name,
			    type_name(f->type), unit_name(f), f->help };

			rc = out_row(out, &row, err);
		}
	free(all);
	return out_end(out, rc, err);
}

static void
records_text(const struct session *s, struct buf *to)
{
	const struct record **all = records_all();

	(void)s;
	buf_puts(to, "Unknown is null (empty in CSV), never 0. Ids are text."
	    " Amounts are exact decimal\nliterals. Times are RFC 3339, UTC."
	    " Fields are only ever added.\n");
	for (size_t i = 0; all[i] != NULL; i++) {
		buf_printf(to, "\n%s: %s\n", all[i]->name,
		    all[i]->help != NULL ? all[i]->help : "");
		for (const struct field *f = all[i]->fields; f->name != NULL;
		    f++)
			page_entry(to, f->name, f->help != NULL ? f->help :
			    type_name(f->type));
	}
	free(all);
}

/* environment: the settings, and what is not in the file. */

struct variable_row { const char *name, *fallback, *help; };
static const struct field variable_fields[] = {
	{ "variable", FIELD_TEXT, FIELD_AT(struct variable_row, name),
	  .help = "its name" },
	{ "default", FIELD_TEXT, FIELD_AT(struct variable_row, fallback),
	  .help = "what holds without it" },
	{ "help", FIELD_TEXT, FIELD_AT(struct variable_row, help),
	  .help = "what it is for" },
	{ .name = NULL }
};
const struct record variable_record = { "variable",
    "an environment variable", variable_fields };

static const struct variable_row variables[] = {
	{ "ETRMS_STORE", "$XDG_DATA_HOME/etrms/etrms.db",
	  "The store to use. What exchanges' rate limits have left is counted"
	  " beside it, in .net for .db; that file may be removed." },
	{ "ETRMS_VAULT", "beside the store, .vault for .db",
	  "The vault to use." },
	{ "ETRMS_CONFIG", "$XDG_CONFIG_HOME/etrms/config",
	  "The configuration to use." },
	{ "ETRMS_FORMAT", "auto",
	  "How rows are printed: table, json, ndjson, csv or auto." },
	{ "ETRMS_NOW", NULL,
	  "Sets the clock, where every account of the store is paper." },
	{ "ETRMS_RISK_MAX_ORDER_USDT", NULL,
	  "With its kin ETRMS_RISK_...: tightens the policy for one run,"
	  " never loosens it; see etrms help policy set." },
	{ "ETRMS_HOOK", NULL,
	  "The hook that runs this command: pre-order is asked then, no other"
	  " hook is told (etrms help hooks)." },
	{ "NO_COLOR", NULL, "When not empty, nothing is coloured." },
	{ "COLUMNS", NULL, "How wide a table may be." },
	{ "VISUAL, EDITOR", "vi", "The editor of config edit." },
	{ "XDG_DATA_HOME", "~/.local/share", "Where the store is kept." },
	{ "XDG_CONFIG_HOME", "~/.config",
	  "Where the configuration is kept." },
	{ NULL }
};

static enum err_code
environment_rows(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &variable_record, &out, err);

	for (const struct variable_row *v = variables; rc == E_OK &&
	    v->name != NULL; v++)
		rc = out_row(out, v, err);
	for (const struct setting *t = settings; rc == E_OK && t->key != NULL;
	    t++) {
		if (t->file_only)
			continue;
		char *name = setting_variable(t->key);
		const struct variable_row row = { name, t->fallback, t->help };

		rc = out_row(out, &row, err);
		free(name);
	}
	return out_end(out, rc, err);
}

static void
environment_text(const struct session *s, struct buf *to)
{
	(void)s;
	buf_puts(to, "A flag comes before the environment, the environment"
	    " before the configuration,\nthe configuration before the"
	    " default.\n\n");
	for (const struct variable_row *v = variables; v->name != NULL; v++)
		page_entry(to, v->name, v->help);
	buf_puts(to, "\nand one for every setting but network.proxy and network.ca-file:\n\n");
	for (const struct setting *t = settings; t->key != NULL; t++) {
		if (t->file_only)
			continue;
		char *name = setting_variable(t->key);
		struct buf text = {0}, range = {0};

		setting_range(t, &range);
		buf_printf(&text, "%s (%s) [%s]", t->help, buf_text(&range),
		    t->fallback);
		page_entry(to, name, buf_text(&text));
		buf_release(&text);
		buf_release(&range);
		free(name);
	}
}

static void
language_text(const struct session *s, struct buf *to)
{
	(void)s;
	buf_puts(to, expr_help);
}

static void
strategies_text(const struct session *s, struct buf *to)
{
	(void)s;
	buf_puts(to, strategy_help);
}

/* order-states: the life of an order, from the table that steps it. */

struct step_row {
	const char *state, *event, *next;
	signed char counts, closed;
};
static const struct field step_fields[] = {
	{ "state", FIELD_TEXT, FIELD_AT(struct step_row, state),
	  .help = "where the order is" },
	{ "event", FIELD_TEXT, FIELD_AT(struct step_row, event),
	  .help = "what may happen to it" },
	{ "next_state", FIELD_TEXT, FIELD_AT(struct step_row, next),
	  .help = "where it is then" },
	{ "counts", FIELD_BOOL, FIELD_AT(struct step_row, counts),
	  .help = "it may still use money and counts in limits" },
	{ "closed", FIELD_BOOL, FIELD_AT(struct step_row, closed),
	  .help = "it has come to its end" },
	{ .name = NULL }
};
const struct record order_step_record = { "order step",
    "a step in the life of an order", step_fields };

static enum err_code
states_rows(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &order_step_record, &out, err);

	for (int i = 0; rc == E_OK && i < ORDER_STATES * ORDER_EVENTS; i++) {
		enum order_state from = (enum order_state)(i / ORDER_EVENTS);
		enum order_event event = (enum order_event)(i % ORDER_EVENTS);
		enum order_state next;
		struct step_row row;

		if (!order_step(from, event, &next))
			continue;
		row = (struct step_row){ order_state_names[from],
		    order_event_names[event], order_state_names[next],
		    order_state_counts(from), order_state_closed(from) };
		rc = out_row(out, &row, err);
	}
	return out_end(out, rc, err);
}

static const char *const state_help[ORDER_STATES] = {
	[ORDER_INTENT] = "stored, nothing sent",
	[ORDER_SENDING] = "the first byte may have left",
	[ORDER_OPEN] = "at the venue",
	[ORDER_PARTIAL] = "at the venue, filled in part",
	[ORDER_FILLED] = "filled",
	[ORDER_CANCELED] = "canceled",
	[ORDER_EXPIRED] = "ended by the venue's rules",
	[ORDER_REJECTED] = "the venue said no",
	[ORDER_UNKNOWN] = "it may exist: run etrms order reconcile",
	[ORDER_ABSENT] = "proven never to have arrived",
	[ORDER_REFUSED] = "refused here, before anything was sent",
	[ORDER_ABANDONED] = "stored, found later, never sent"
};

static void
states_text(const struct session *s, struct buf *to)
{
	(void)s;
	for (int i = 0; i < ORDER_STATES; i++) {
		enum order_state from = (enum order_state)i, next;
		struct buf text = {0};

		buf_printf(&text, "%s%s", state_help[i],
		    order_state_counts(from) ? "; counts in limits" : "");
		for (int e = 0; e < ORDER_EVENTS; e++)
			if (order_step(from, (enum order_event)e, &next))
				buf_printf(&text, next == from ?
				    "\n%s: stays %s" : "\n%s: %s",
				    order_event_names[e],
				    order_state_names[next]);
		page_entry(to, order_state_names[i], buf_text(&text));
		buf_release(&text);
	}
}

const struct topic topics[] = {
	{ "exit-codes", "what an exit code says", codes_rows, codes_text },
	{ "records", "the fields of every record", records_rows,
	  records_text },
	{ "language", "the expression language", NULL, language_text },
	{ "strategies", "files of rules", NULL, strategies_text },
	{ "order-states", "the life of an order", states_rows, states_text },
	{ "hooks", "programs of yours that are asked and told",
	  help_hooks_rows, help_hooks_text },
	{ "environment", "the variables that are read", environment_rows,
	  environment_text },
	{ .name = NULL }
};

const struct topic *
topic_find(const char *name)
{
	for (const struct topic *t = topics; t->name != NULL; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}
