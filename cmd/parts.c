/* Options that are parts of a whole. */
#include "cmd/parts.h"

enum err_code
part_check(const char *option, struct dec part, bool whole, struct err *err)
{
	int most = dec_known(part) ? dec_cmp(part, dec_int(1)) : -1;

	if (!dec_known(part) || (dec_sign(part) >= 0 && most < whole))
		return E_OK;
	return err_set(err, E_USAGE, "--%s: from 0 to %s100%%", option,
	    whole ? "" : "below ");
}
