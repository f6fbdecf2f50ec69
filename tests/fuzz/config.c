/*
 * Configuration files: any bytes are read or refused; a file that reads still
 * does after one key is set and unset, and says what was set.
 */
#include "conf/store.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(int good)
{
	if (!good)
		abort();
}

static void
check_set(const struct buf *old, const char *key, const char *value)
{
	struct conf *c = conf_defaults("fuzz");
	struct buf text = {0};
	struct conf_row row;
	struct err err;

	if (conf_rewrite(old, key, value, &text)) {
		expect(conf_parse(c, buf_text(&text), text.len, &err) ==
		    E_OK);
		for (size_t i = 0; conf_row(c, i, &row); i++)
			if (strcmp(row.key, key) == 0)
				expect(value != NULL ?
				    strcmp(row.value, value) == 0 :
				    strcmp(row.origin, "default") == 0);
	} else
		expect(value == NULL);
	buf_release(&text);
	conf_free(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf *c = conf_defaults("fuzz");
	struct buf text = {0};
	struct err err = {0};
	enum err_code rc;

	buf_add(&text, data, size);
	rc = conf_parse(c, buf_text(&text), size, &err);
	expect(rc == E_OK || (rc == E_STORE && err.text[0] != '\0'));
	if (rc == E_OK) {
		check_set(&text, "time.day-start", "04:00");
		check_set(&text, "time.day-start", NULL);
		check_set(&text, "output.color", "never");
	}
	buf_release(&text);
	conf_free(c);
	return 0;
}
