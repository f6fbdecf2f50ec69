/*
 * Target weights from any bytes, as a file and as an operand: refused with a
 * reason, or assets in good form, each once, none below 0; once they are settled
 * they are parts that add up to one exactly.
 */
#include "portfolio/portfolio.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

static void
check(struct targets *t, bool percent)
{
	struct dec sum = DEC_ZERO;
	struct err err = {0};
	enum err_code rc;

	for (size_t i = 0; i < t->len; i++) {
		MUST(asset_valid(t->at[i].asset));
		MUST(dec_known(t->at[i].weight) &&
		    dec_sign(t->at[i].weight) >= 0);
		for (size_t k = 0; k < i; k++)
			MUST(strcmp(t->at[i].asset, t->at[k].asset) != 0);
	}
	rc = targets_settle(t, percent, &err);
	MUST(rc == E_OK || (rc == E_USAGE && err.text[0] != '\0'));
	for (size_t i = 0; i < t->len && rc == E_OK; i++)
		MUST(dec_add(sum, t->at[i].weight, &sum));
	MUST(rc != E_OK || dec_cmp(sum, dec_int(1)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_textn((const char *)data, size);
	FILE *in = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "r") :
	    NULL;
	struct targets of_file = {0}, of_text = {0};
	struct err err = {0};
	bool percent = false;
	enum err_code rc;

	if (in != NULL) {
		rc = targets_load(&of_file, in, "weights", &percent, &err);
		MUST(rc == E_OK || (rc == E_DATA && err.text[0] != '\0'));
		if (rc == E_OK)
			check(&of_file, percent);
		fclose(in);
	}
	percent = false;
	rc = targets_add(&of_text, text, &percent, &err);
	MUST(rc == E_OK ? of_text.len == 1 : rc == E_USAGE &&
	    err.text[0] != '\0');
	check(&of_text, percent);
	vec_release(&of_file);
	vec_release(&of_text);
	free(text);
	return 0;
}
