/* A method as a row of output; shared by the three commands. */
#include "cmd/method.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct method_row, name),
	  .help = "what method run calls it" },
	{ "family", FIELD_TEXT, FIELD_AT(struct method_row, family),
	  .help = "what it belongs to" },
	{ "input", FIELD_TEXT, FIELD_AT(struct method_row, input),
	  .help = "columns that it reads" },
	{ "output", FIELD_TEXT, FIELD_AT(struct method_row, output),
	  .help = "fields of its answer", .flags = FIELD_WIDE },
	{ "help", FIELD_TEXT, FIELD_AT(struct method_row, help),
	  .help = "what it is" },
	{ "source", FIELD_TEXT, FIELD_AT(struct method_row, source),
	  .help = "where its definition is", .flags = FIELD_MINOR },
	{ .name = NULL }
};
const struct record method_record = { "method", "a quantitative method",
	fields };

struct method_row
method_row(const struct method *m, struct buf *input)
{
	buf_clear(input);
	for (int i = 0; m->inputs[i].name != NULL; i++)
		buf_printf(input, "%s%s", i > 0 ? ", " : "",
		    m->inputs[i].name);
	return (struct method_row){ m->name, m->family, buf_text(input),
	    m->outputs, m->help, m->source };
}
