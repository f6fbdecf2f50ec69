/*
 * Inside the room and for cmd/help*.c: pieces that pages are made of.
 */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "cli/cli.h"

/* A word at the left and its text in a column of its own. */
void page_entry(struct buf *to, const char *what, const char *text);
/* Every option of a table that the other table does not have by name. */
void page_options(const struct opt *opts, const struct opt *hidden_by,
    void (*each)(void *self, const struct opt *o), void *self);
/* "show this symbol only [BTC/USDT]": help, choices, default. */
void page_option_text(const struct opt *o, struct buf *to);

#endif
