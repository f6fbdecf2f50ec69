/* Writing a page, or a drawing. */
#include "cmd/reporting.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>

static bool
for_people(const struct session *s)
{
	int format = s->globals->format;

	return format < 0 || format == OUT_TABLE;
}

bool
report_draws(const struct session *s, const char *html, bool term)
{
	return html != NULL || term || (s->style.format == OUT_TABLE &&
	    s->style.fields == NULL);
}

enum err_code
report_check(const struct session *s, const char *html, bool term,
    struct err *err)
{
	if (html != NULL && term)
		return err_set(err, E_USAGE, "--html and --term: one of them");
	if (term && !for_people(s))
		return err_set(err, E_USAGE, "--term draws for people: not"
		    " with --format %s", out_format_names[s->globals->format]);
	return E_OK;
}

enum err_code
report_check_term(const struct session *s, bool term, int part,
    struct err *err)
{
	if (term && (part >= 0 || !for_people(s)))
		return err_set(err, E_USAGE, "--term draws for people: without"
		    " --part, and not as JSON or CSV");
	return E_OK;
}

enum err_code
report_print(struct session *s, const struct buf *text, struct err *err)
{
	if (!s->style.quiet && fwrite(text->at, 1, text->len, s->out_file) !=
	    text->len)
		return err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	return E_OK;
}

enum err_code
report_put(struct session *s, const char *file, const struct buf *page,
    const struct record *record, const void *row, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc;

	if (strcmp(file, "-") == 0)
		return report_print(s, page, err);
	rc = session_out(s, record, &out, err);
	if (rc == E_OK)
		rc = file_replace(file, page, 0666, E_OUTPUT, err);
	if (rc == E_OK)
		rc = out_row(out, row, err);
	return out_end(out, rc, err);
}
