/*
 * Whatever is handed to `method run`, with whatever CSV it names: it is refused
 * with a reason, or the answer is one JSON object that reads back, with every
 * field that the method's row says. The first byte is where the CSV begins.
 */
#include "base/jsonread.h"
#include "quant/method.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

struct csv { const char *at; size_t len; };

static enum err_code
read_csv(void *self, const char *name, struct buf *out, struct err *err)
{
	const struct csv *csv = self;

	if (name[0] == '\0')
		return err_set(err, E_DATA, "no name");
	buf_add(out, csv->at, csv->len);
	return E_OK;
}

/* "first, value[], 10{a,b}": each name is a key of the answer, but for those
 * that the case may choose itself. */
static void
check_fields(const char *outputs, const json_t *answer)
{
	char name[64];

	while (*outputs != '\0') {
		size_t n = strcspn(outputs, ",[{");

		MUST(n < sizeof(name));
		memcpy(name, outputs, n);
		name[n] = '\0';
		outputs += n;
		if (*outputs == '{')
			return;
		outputs += strcspn(outputs, ",");
		outputs += strspn(outputs, ", ");
		MUST(json_object_get(answer, name) != NULL);
	}
}

static void
check_answer(const char *text, size_t len, const struct buf *out)
{
	struct err err = { .code = E_OK };
	json_t *given = NULL, *answer = NULL;
	struct method m;
	const char *fn;

	MUST(json_load_exact(buf_text(out), out->len, NULL, "answer", &answer,
	    &err) == E_OK);
	MUST(json_load_exact(text, len, NULL, "case", &given, &err) == E_OK);
	fn = json_plain_text(json_object_get(given, "fn"));
	MUST(fn != NULL && method_find(fn, &m, &err) == E_OK);
	MUST(json_is_object(answer));
	check_fields(m.outputs, answer);
	json_decref(answer);
	json_decref(given);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { .code = E_OK };
	struct buf out = { 0 };
	struct csv csv;
	const struct method_files files = { read_csv, &csv };
	const char *text = (const char *)data + 1;
	size_t len;
	enum err_code rc;

	/* What takes the square of a long series takes long. */
	if (size == 0 || size > 4096)
		return 0;
	len = data[0] < size - 1 ? size - 1 - data[0] : size - 1;
	csv = (struct csv){ text + len, size - 1 - len };
	rc = method_run(NULL, text, len, &files, &out, &err);
	if (rc == E_OK)
		check_answer(text, len, &out);
	else
		MUST((rc == E_DATA || rc == E_USAGE) && err.code == rc &&
		    err.text[0] != '\0' && out.len == 0);
	buf_release(&out);
	return 0;
}
