/*
 * Whatever an exchange answers: it is refused with a reason, or each value in
 * it can be asked for as anything and says what is wrong. What jansson takes,
 * and is within the limits, is taken; each number keeps its digits.
 */
#include "base/record.h"
#include "net/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

static struct err err;

/* Every getter on one value; only the first fault may set the error. */
static void
ask_all(const struct json_at *at)
{
	struct json_in *in = at->in;
	bool number;
	const char *text = json_exact_text(at->value, &number);
	struct dec d, again;

	d = json_dec(at);
	MUST(dec_known(d) == (in->rc == E_OK));
	if (dec_known(d) && number) {
		MUST(dec_parse_loose(text, strlen(text), &again));
		MUST(dec_same(d, again));
	}
	in->rc = E_OK;
	MUST((json_int(at) == INT_NONE) == (in->rc != E_OK));
	in->rc = E_OK;
	json_int_loose(at);
	in->rc = E_OK;
	MUST(json_text(at) != NULL);
	in->rc = E_OK;
	MUST((*json_id(at) == '\0') == (in->rc != E_OK));
	in->rc = E_OK;
	json_bool(at);
	in->rc = E_OK;
	MUST(json_ms(at) >= 0);
	if (in->rc != E_OK)
		MUST(err.code == in->rc && err.text[0] != '\0');
	in->rc = E_OK;
}

static void
walk(const struct json_at *at)
{
	if (json_is_object(at->value)) {
		const char *key;
		json_t *value;

		json_object_foreach((json_t *)(uintptr_t)at->value, key,
		    value) {
			struct json_at member = json_member(at, key);

			MUST(member.value == (json_is_null(value) ? NULL :
			    value));
			if (member.value != NULL)
				walk(&member);
		}
	} else if (json_is_array(at->value)) {
		for (size_t i = 0; i < json_count(at); i++) {
			struct json_at item = json_item(at, i);

			MUST(item.value != NULL);
			walk(&item);
		}
	}
	ask_all(at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = { 4096, 8, 300, 64, 20 };
	static const char *const limit_words[] = { "too long", "too deeply",
	    "too many", "begins with U+0001", "larger than", NULL };
	struct json_in in;
	json_t *plain;
	enum err_code rc;

	err = (struct err){ .code = E_OK };
	rc = json_open(&in, (const char *)data, size, &limits, "fuzz", &err);
	MUST(rc == E_OK || (rc == E_DATA && err.code == rc &&
	    strncmp(err.text, "fuzz: ", 6) == 0));
	plain = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES,
	    NULL);
	/* jansson by itself passes over a NUL behind a number. */
	if (plain != NULL && rc != E_OK && memchr(data, 0, size) == NULL) {
		const char *const *w = limit_words;

		while (*w != NULL && strstr(err.text, *w) == NULL)
			w++;
		MUST(*w != NULL);
	}
	json_decref(plain);
	if (rc == E_OK) {
		struct json_at top = json_top(&in);

		walk(&top);
	}
	json_close(&in);
	return 0;
}
