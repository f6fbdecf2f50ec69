/* The vault seen last: one row, "GENERATION ID". */
#include "store/vaultseen.h"

#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char key[] = "vault";

enum err_code
vault_seen_load(struct store *s, struct vault_seen *out, struct err *err)
{
	struct vault_seen seen = {0};
	char text[64], *end;
	enum err_code rc = meta_get(s, key, text, sizeof(text), err);

	if (rc != E_OK)
		return rc;
	if (text[0] != '\0') {
		errno = 0;
		seen.generation = strtoull(text, &end, 10);
		if (errno != 0 || *end != ' ' || !TEXT_SET(seen.id, end + 1))
			return err_set(err, E_STORE, "store %s: what it knows "
			    "of the vault cannot be read", store_path(s));
	}
	*out = seen;
	return E_OK;
}

enum err_code
vault_seen_set(struct store *s, const struct vault_seen *seen,
    struct err *err)
{
	char text[64];

	snprintf(text, sizeof(text), "%llu %s",
	    (unsigned long long)seen->generation, seen->id);
	return meta_set(s, key, text, err);
}
