/* How the page writes fields of the run, and lists of pieces. */
#include "research/reportdata.h"

#include "base/pieces.h"

void
page_field(struct buf *to, const struct run *run, const char *name)
{
	page_value(to, "field", &run_record, run, name);
}

bool
piece_next(const char **text, struct buf *piece)
{
	size_t n;
	const char *at = text_piece(text, &n);

	buf_clear(piece);
	if (at != NULL)
		buf_add(piece, at, n);
	return at != NULL;
}

void
page_values(struct buf *to, const char *title, const char *data,
    const char *list)
{
	struct buf piece = {0};

	buf_printf(to, "<section><h3>%s</h3><dl data-%s>\n", title, data);
	while (piece_next(&list, &piece)) {
		char *is = strchr(piece.at, '=');

		if (is != NULL)
			*is = '\0';
		buf_puts(to, "<div><dt>");
		html_text(to, piece.at);
		buf_puts(to, "</dt><dd>");
		html_text(to, is == NULL ? "" : is + 1);
		buf_puts(to, "</dd></div>\n");
	}
	buf_puts(to, "</dl></section>\n");
	buf_release(&piece);
}
