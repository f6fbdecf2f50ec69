/*
 * What came into a portfolio, as it is typed, from any text: refused with a
 * cause, or an asset in good form and an amount that is known and not 0.
 */
#include "portfolio/take.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_textn((const char *)data, size);
	struct portfolio_flow f = {0};
	struct err err = {0};
	enum err_code rc = flow_read(text, &f, &err);

	if (rc == E_OK) {
		MUST(asset_valid(f.asset));
		MUST(strncmp(text, f.asset, strlen(f.asset)) == 0 &&
		    text[strlen(f.asset)] == '=');
		MUST(dec_known(f.amount) && !dec_is_zero(f.amount));
	} else {
		MUST(rc == E_USAGE && err.text[0] != '\0');
		MUST(f.asset[0] == '\0');
	}
	free(text);
	return 0;
}
