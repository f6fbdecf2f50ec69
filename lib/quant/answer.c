/* Answers of methods as JSON. */
#include "quant/answer.h"

#include "base/decfloat.h"
#include "base/record.h"

#include <math.h>
#include <string.h>

static void
begin(struct answer *a, const char *name)
{
	if (a->more)
		buf_putc(&a->text, ',');
	a->more = true;
	if (name != NULL) {
		json_quote(&a->text, name, strlen(name));
		buf_putc(&a->text, ':');
	}
}

void
answer_null(struct answer *a, const char *name)
{
	begin(a, name);
	buf_puts(&a->text, "null");
}

void
answer_number(struct answer *a, const char *name, double x)
{
	char text[DOUBLE_TEXT_SIZE];

	begin(a, name);
	buf_puts(&a->text, isfinite(x) ? double_text(x, text) : "null");
}

void
answer_whole(struct answer *a, const char *name, int64_t x)
{
	begin(a, name);
	buf_printf(&a->text, "%lld", (long long)x);
}

void
answer_flag(struct answer *a, const char *name, bool x)
{
	begin(a, name);
	buf_puts(&a->text, x ? "true" : "false");
}

void
answer_text(struct answer *a, const char *name, const char *x)
{
	begin(a, name);
	json_quote(&a->text, x, strlen(x));
}

void
answer_open(struct answer *a, const char *name, char bracket)
{
	begin(a, name);
	buf_putc(&a->text, bracket);
	a->more = false;
}

void
answer_close(struct answer *a, char bracket)
{
	buf_putc(&a->text, bracket);
	a->more = true;
}

void
answer_numbers(struct answer *a, const char *name, const double *x, size_t n)
{
	answer_open(a, name, '[');
	for (size_t i = 0; i < n; i++)
		answer_number(a, NULL, x[i]);
	answer_close(a, ']');
}

void
answer_matrix(struct answer *a, const char *name, const double *x,
    size_t rows, size_t columns)
{
	answer_open(a, name, '[');
	for (size_t i = 0; i < rows; i++)
		answer_numbers(a, NULL, x + i * columns, columns);
	answer_close(a, ']');
}
