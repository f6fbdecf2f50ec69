/* Fields of a run's record as values of the expression language. */
#include "research/result.h"

#include "base/decfloat.h"

#include <string.h>

struct expr_value
run_number(double x)
{
	struct expr_value none = { .known = false };
	char text[DOUBLE_TEXT_SIZE];
	struct dec d;

	double_text(x, text);
	return dec_parse_loose(text, strlen(text), &d) ||
	    dec_from_double(x, 12, &d) ? expr_dec(d) : none;
}

void
run_field_give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	const struct run *run = self;
	const struct field *f = record_field(&run_record, ask->name);
	const void *at;

	if (f == NULL)
		return;
	at = (const char *)run + f->offset;
	if (f->type == FIELD_INT)
		*out = expr_int(*(const int64_t *)at);
	else if (f->type == FIELD_DEC)
		*out = expr_dec(*(const struct dec *)at);
	else if (f->type == FIELD_DOUBLE)
		*out = run_number(*(const double *)at);
}
