/* A name that the store does not have, and the nearest of those it has. */
#include "store/db.h"

#include "base/arena.h"

enum err_code
db_no_such(struct store *s, const char *noun, const char *name,
    const char *names, struct err *err)
{
	struct stmt *q = db_prepare(s, names);
	struct arena texts = {0};
	VEC(const char *) words = {0};
	const char *near;
	enum err_code rc;

	while (db_step(q))
		vec_push(&words, arena_text(&texts, db_text(q, 0)));
	vec_push(&words, NULL);
	rc = db_done(q, err);
	near = word_nearest(name, words.at);
	if (rc == E_OK)
		rc = near == NULL ?
		    err_set(err, E_USAGE, "%s %s: there is none", noun, name) :
		    err_set(err, E_USAGE, "%s %s: there is none; did you mean"
		    " %s?", noun, name, near);
	vec_release(&words);
	arena_release(&texts);
	return rc;
}
