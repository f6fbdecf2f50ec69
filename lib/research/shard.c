/* Parts of a sweep: their range, their lines, and how they come together. */
#include "research/shard.h"

#include "base/decfloat.h"
#include "base/file.h"
#include "base/jsonread.h"
#include "base/mem.h"
#include "base/record.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define SHARD_BYTES_MOST ((size_t)1 << 30)

static bool
count_read(const char **at, size_t *out)
{
	const char *s = *at;

	*out = 0;
	while (*s >= '0' && *s <= '9' && *out <= SHARDS_MOST)
		*out = *out * 10 + (size_t)(*s++ - '0');
	if (s == *at || **at == '0' || *out > SHARDS_MOST)
		return false;
	*at = s;
	return true;
}

enum err_code
shard_parse(const char *text, struct shard *out, struct err *err)
{
	const char *at = text;
	struct shard s;

	if (!count_read(&at, &s.number) || *at++ != '/' ||
	    !count_read(&at, &s.count) || *at != '\0' || s.number > s.count)
		return err_set(err, E_USAGE, "\"%s\" is no shard such as 2/7, "
		    "the second of seven; at most %d", text, SHARDS_MOST);
	*out = s;
	return E_OK;
}

void
shard_range(const struct shard *s, size_t items, size_t *first, size_t *end)
{
	size_t each = s->count == 0 ? items : items / s->count;
	size_t longer = s->count == 0 ? 0 : items % s->count;
	size_t before = s->count == 0 ? 0 : s->number - 1;

	*first = before * each + (before < longer ? before : longer);
	*end = *first + each + (before < longer);
}

static void
line_end(struct shard_writer *w, size_t from)
{
	buf_puts(w->to, "}\n");
	sha256_update(&w->hash, w->to->at + from, w->to->len - from);
}

void
shard_begin(struct shard_writer *w, const struct shard_form *form,
    const struct shard *s, struct buf *to)
{
	size_t from = to->len;

	*w = (struct shard_writer){ .form = form, .to = to };
	sha256_init(&w->hash);
	buf_printf(to, "{\"shard\":%zu,\"shards\":%zu,\"items\":%zu",
	    s->number, s->count, form->items);
	for (size_t i = 0; i < form->facts_len; i++) {
		const struct shard_fact *f = &form->facts[i];

		buf_printf(to, ",\"%s\":", f->name);
		json_quote(to, f->value, strlen(f->value));
	}
	line_end(w, from);
}

void
shard_item(struct shard_writer *w, size_t item, const double *values)
{
	size_t from = w->to->len;
	char text[DOUBLE_TEXT_SIZE];

	buf_printf(w->to, "{\"item\":%zu", item);
	for (size_t i = 0; i < w->form->columns_len; i++)
		buf_printf(w->to, ",\"%s\":%s", w->form->columns[i],
		    isfinite(values[i]) ? double_text(values[i], text) :
		    "null");
	w->rows++;
	line_end(w, from);
}

void
shard_end(struct shard_writer *w)
{
	char hash[SHA256_TEXT_SIZE];

	buf_printf(w->to, "{\"end\":%zu,\"sha256\":\"%s\"}\n", w->rows,
	    sha256_final_text(&w->hash, hash));
}

/* One file as it is read, line by line. */
struct reading {
	struct shard_merge *m;
	const char *path;
	struct shard is;
	size_t next, end;		/* items that are still to come */
	bool begun, ended;
	size_t line;
	struct sha256 hash;
};

static enum err_code
wrong(const struct reading *r, struct err *err, const char *why)
{
	return err_set(err, E_DATA, "%s:%zu: %s", r->path, r->line, why);
}

static bool
count_of(const json_t *line, const char *name, size_t *out)
{
	int64_t n;

	if (!json_exact_int(json_object_get(line, name), &n) || n < 0)
		return false;
	*out = (size_t)n;
	return true;
}

/* The first fact that is another. */
static enum err_code
facts_compare(struct reading *r, const json_t *line, size_t items,
    struct err *err)
{
	const struct shard_form *form = r->m->form;

	for (size_t i = 0; i < form->facts_len; i++) {
		const struct shard_fact *f = &form->facts[i];
		const char *there = json_plain_text(json_object_get(line,
		    f->name));

		if (there == NULL)
			return err_set(err, E_DATA, "%s: it does not say its "
			    "%s", r->path, f->name);
		if (strcmp(there, f->value) != 0)
			return err_set(err, E_DATA, "%s: another %s: %s there, "
			    "%s here", r->path, f->name, there, f->value);
	}
	if (items != form->items)
		return err_set(err, E_DATA, "%s: a shard of %zu items; here "
		    "are %zu", r->path, items, form->items);
	return E_OK;
}

static enum err_code
head_read(struct reading *r, const json_t *line, struct err *err)
{
	struct shard_merge *m = r->m;
	struct shard s;
	size_t items;
	enum err_code rc;

	if (!count_of(line, "shard", &s.number) ||
	    !count_of(line, "shards", &s.count) ||
	    !count_of(line, "items", &items) || s.number < 1 ||
	    s.number > s.count || s.count > SHARDS_MOST)
		return wrong(r, err, "no shard begins with this line");
	if ((rc = facts_compare(r, line, items, err)) != E_OK)
		return rc;
	if (m->count == 0) {
		m->count = s.count;
		m->seen = mem_alloc(s.count);
	}
	if (s.count != m->count)
		return err_set(err, E_DATA, "%s: shard %zu of %zu, among "
		    "shards of %zu", r->path, s.number, s.count, m->count);
	if (m->seen[s.number - 1])
		return err_set(err, E_DATA, "%s: shard %zu of %zu is there "
		    "already", r->path, s.number, s.count);
	r->is = s;
	r->begun = true;
	shard_range(&s, items, &r->next, &r->end);
	return E_OK;
}

static enum err_code
item_read(struct reading *r, const json_t *line, struct err *err)
{
	const struct shard_form *form = r->m->form;
	double *to = r->m->values + r->next * form->columns_len;
	size_t item;

	if (!count_of(line, "item", &item) || r->next >= r->end ||
	    item != r->next)
		return wrong(r, err, "this item does not come here");
	for (size_t i = 0; i < form->columns_len; i++) {
		const json_t *value = json_object_get(line, form->columns[i]);
		const char *text = json_exact_text(value, NULL);
		char *end;

		to[i] = NAN;
		if (json_is_null(value))
			continue;
		if (text == NULL)
			return wrong(r, err, "the item lacks a number");
		to[i] = strtod(text, &end);
		if (end == text || *end != '\0' || !isfinite(to[i]))
			return wrong(r, err, "a number cannot be read");
	}
	r->next++;
	return E_OK;
}

static enum err_code
end_read(struct reading *r, const json_t *line, struct err *err)
{
	char hash[SHA256_TEXT_SIZE];
	const char *said = json_plain_text(json_object_get(line, "sha256"));
	size_t first, end, rows;

	shard_range(&r->is, r->m->form->items, &first, &end);
	sha256_final_text(&r->hash, hash);
	if (r->next != end || !count_of(line, "end", &rows) ||
	    rows != end - first || said == NULL || strcmp(said, hash) != 0)
		return wrong(r, err, "the shard is not as it was written");
	r->ended = true;
	return E_OK;
}

static enum err_code
line_read(struct reading *r, const char *text, size_t n, struct err *err)
{
	const struct json_limits limits = { .size = 65536, .depth = 2 };
	json_t *line = NULL;
	enum err_code rc;

	r->line++;
	if (r->ended)
		return wrong(r, err, "the shard has ended before");
	rc = json_load_exact(text, n, &limits, "line", &line, NULL);
	if (rc != E_OK || !json_is_object(line)) {
		json_decref(line);
		return wrong(r, err, "this is no line of a shard");
	}
	if (!r->begun)
		rc = head_read(r, line, err);
	else if (json_object_get(line, "end") != NULL)
		rc = end_read(r, line, err);
	else
		rc = item_read(r, line, err);
	sha256_update(&r->hash, text, n);
	json_decref(line);
	return rc;
}

enum err_code
shard_read(struct shard_merge *m, const char *path, struct err *err)
{
	struct reading r = { .m = m, .path = path };
	struct buf text = { 0 };
	enum err_code rc = file_read(path, SHARD_BYTES_MOST, &text, err);
	const char *at = buf_text(&text), *stop = at + text.len, *end;

	sha256_init(&r.hash);
	for (; rc == E_OK && at < stop; at = end + 1) {
		end = memchr(at, '\n', (size_t)(stop - at));
		if (end == NULL)
			break;
		rc = line_read(&r, at, (size_t)(end + 1 - at), err);
	}
	if (rc == E_OK && (!r.ended || at < stop))
		rc = err_set(err, E_DATA, "%s: cut off after line %zu", path,
		    r.line);
	if (rc == E_OK)
		m->seen[r.is.number - 1] = 1;
	buf_release(&text);
	return rc;
}

enum err_code
shard_complete(const struct shard_merge *m, struct err *err)
{
	struct buf names = { 0 };
	size_t missing = 0;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < m->count; i++)
		if (!m->seen[i] && ++missing <= 20)
			buf_printf(&names, "%s%zu", missing > 1 ? ", " : "",
			    i + 1);
	if (m->count == 0)
		rc = err_set(err, E_DATA, "no shard was given");
	else if (missing > 20)
		rc = err_set(err, E_DATA, "shards %s and %zu more of %zu are "
		    "missing", buf_text(&names), missing - 20, m->count);
	else if (missing > 0)
		rc = err_set(err, E_DATA, "shard%s %s of %zu %s missing",
		    missing > 1 ? "s" : "", buf_text(&names), m->count,
		    missing > 1 ? "are" : "is");
	buf_release(&names);
	return rc;
}

void
shard_merge_release(struct shard_merge *m)
{
	free(m->seen);
	m->seen = NULL;
}

enum err_code
shards_read(const struct shard_form *form, const char *const *files,
    size_t len, double **values, struct err *err)
{
	struct shard_merge m = { .form = form };
	enum err_code rc = E_OK;

	m.values = mem_array(form->items, form->columns_len *
	    sizeof(*m.values));
	for (size_t i = 0; i < len && rc == E_OK; i++)
		rc = shard_read(&m, files[i], err);
	if (rc == E_OK)
		rc = shard_complete(&m, err);
	if (rc == E_OK)
		*values = m.values;
	else
		free(m.values);
	shard_merge_release(&m);
	return rc;
}
