/* What the commands share that write a page or draw in the terminal. */
#ifndef CMD_REPORTING_H
#define CMD_REPORTING_H

#include "cmd/session.h"

/* The options of a command that writes a page or draws: html and term of its
 * struct args. */
#define REPORT_OPTIONS \
	{ OPT_TEXT, 'o', "html", "file", NULL, \
	  "write one page with charts; - is standard output", \
	  AT(const char *, html), .words = WORDS_FILE }, \
	{ OPT_FLAG, 0, "term", NULL, NULL, \
	  "draw it with characters, into a pipe too", AT(bool, term) }

/* A page, or a drawing: asked for, or because people look at it. */
bool report_draws(const struct session *s, const char *html, bool term);
/* E_USAGE: --html and --term, or --term in a format that is not for people. */
enum err_code report_check(const struct session *s, const char *html,
    bool term, struct err *err);
/* E_USAGE: --term of a command with parts, and a part (not below 0) or a
 * format that is not for people. */
enum err_code report_check_term(const struct session *s, bool term, int part,
    struct err *err);
/* As it is, to standard output. */
enum err_code report_print(struct session *s, const struct buf *text,
    struct err *err);
/* The page into its file, and a row that says so; file "-": to standard
 * output, and no row. */
enum err_code report_put(struct session *s, const char *file,
    const struct buf *page, const struct record *record, const void *row,
    struct err *err);

#endif
