/*
 * The steps that account disable, remove and use have in common.
 */
#include "cmd/account.h"

#include "store/accounts.h"

enum err_code
account_change(struct session *s, const char *label, const char *action,
    enum err_code (*change)(struct session *s, struct account *a,
    const void *args, struct err *err), const void *args, struct err *err)
{
	struct account a;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &account_record, &out, err);

	if (rc == E_OK && (rc = store_begin(s->store, err)) == E_OK) {
		rc = account_load(s->store, label, &a, err);
		if (rc == E_OK)
			rc = change(s, &a, args, err);
		if (rc == E_OK)
			rc = session_audit(s, "account", label, action, "",
			    err);
		rc = store_end(s->store, rc, err);
	}
	if (rc == E_OK)
		rc = out_row(out, &a, err);
	return out_end(out, rc, err);
}
