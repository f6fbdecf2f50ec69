/* Which symbols an account had orders of: what a venue has to be asked by. */
#include "store/orders.h"

#include "store/db.h"

static const char load_traded[] =
	"SELECT DISTINCT symbol FROM intent WHERE account = :account"
	" ORDER BY symbol";

static const struct column columns[] = {
	{ "symbol", COL_CHARS, MEMBER(struct traded, symbol) },
	{ .name = NULL }
};

enum err_code
traded_load(struct store *s, const char *account, struct tradeds *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, load_traded);

	db_bind_text(q, ":account", account);
	return db_load(q, columns, out, err);
}
