/* Lists of pieces with ';' between them. */
#include "base/pieces.h"

#include <string.h>

const char *
text_piece(const char **rest, size_t *len)
{
	const char *at = *rest + strspn(*rest, ";");

	*len = strcspn(at, ";");
	*rest = at + *len;
	return *len > 0 ? at : NULL;
}

const char *
text_named(const char *list, const char *name, size_t name_len, size_t *len)
{
	const char *at;

	while ((at = text_piece(&list, len)) != NULL)
		if (*len > name_len && at[name_len] == '=' &&
		    memcmp(at, name, name_len) == 0) {
			*len -= name_len + 1;
			return at + name_len + 1;
		}
	return NULL;
}
