/* Views on assets, from a file. */
#include "analysis/allocate.h"

#include "base/decfloat.h"
#include "feed/rows.h"

#include <string.h>

struct reading {
	const char *what;
	const char *const *assets;
	size_t n;
	struct allocate_views *out;
};

static enum err_code
find(const struct reading *r, const char *name, int64_t line, size_t *out,
    struct err *err)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->assets[i], name) == 0) {
			*out = i;
			return E_OK;
		}
	return err_set(err, E_DATA, "%s: line %lld: %s is none of the assets",
	    r->what, (long long)line, name);
}

/* 15%, or 0.15. */
static bool
read_part(const char *text, double *out)
{
	size_t len = strlen(text);
	bool sign = len > 0 && text[len - 1] == '%';
	struct dec d;

	if (!dec_parse_loose(text, len - sign, &d))
		return false;
	*out = dec_to_double(d) / (sign ? 100 : 1);
	return true;
}

static enum err_code
take(void *self, const struct row *row, struct err *err)
{
	struct reading *r = self;
	const char *asset = row_text(row, "asset");
	const char *over = row_text(row, "over");
	const char *earns = row_text(row, "return");
	const char *sure = row_text(row, "confidence");
	double q, confidence = 0.5;
	size_t at = 0, other = r->n;
	enum err_code rc;

	if (asset == NULL || earns == NULL)
		return err_set(err, E_DATA, "%s: line %lld: %s is missing",
		    r->what, (long long)row->line, asset == NULL ? "asset" :
		    "return");
	if (r->out->q.len == ALLOCATE_VIEWS_MOST)
		return err_set(err, E_DATA, "%s: more than %d views", r->what,
		    ALLOCATE_VIEWS_MOST);
	if (!read_part(earns, &q) || !(fabs(q) <= 100))
		return err_set(err, E_DATA, "%s: line %lld: \"%s\" is no"
		    " return such as 15%%", r->what, (long long)row->line,
		    earns);
	if (sure != NULL && (!read_part(sure, &confidence) ||
	    !(confidence >= 0.01 && confidence <= 1)))
		return err_set(err, E_DATA, "%s: line %lld: \"%s\" is no"
		    " confidence from 1%% to 100%%", r->what,
		    (long long)row->line, sure);
	rc = find(r, asset, row->line, &at, err);
	if (rc == E_OK && over != NULL)
		rc = find(r, over, row->line, &other, err);
	if (rc == E_OK && other == at)
		rc = err_set(err, E_DATA, "%s: line %lld: %s over itself",
		    r->what, (long long)row->line, asset);
	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < r->n; i++)
		vec_push(&r->out->p, i == at ? 1.0 : i == other ? -1.0 : 0.0);
	vec_push(&r->out->q, q);
	vec_push(&r->out->doubt, (1 - confidence) / confidence);
	return E_OK;
}

enum err_code
allocate_views_read(FILE *in, const char *what, const char *const *assets,
    size_t n, struct allocate_views *out, struct err *err)
{
	struct reading r = { what, assets, n, out };

	return feed_rows(in, what, take, &r, err);
}

void
allocate_views_release(struct allocate_views *v)
{
	vec_release(&v->p);
	vec_release(&v->q);
	vec_release(&v->doubt);
}
