/*
 * What drawings for a terminal share: they keep within its width and its
 * colours, and write numbers as people read them, in ASCII.
 */
#ifndef OUT_PLAIN_H
#define OUT_PLAIN_H

#include "out/out.h"

#define PLAIN_BOLD "\033[1m"
#define PLAIN_DIM "\033[2m"
#define PLAIN_END "\033[0m"

/* 40 to 160 columns; 80 where no terminal says. */
int plain_width(const struct out_style *style);
/* Only where there are colours. */
void plain_style(struct buf *to, const struct out_style *style,
    const char *code);
/* Above a drawing, after an empty line. */
void plain_title(struct buf *to, const struct out_style *style,
    const char *title);
/* Cents where it is more than one, else to the last digit. */
void plain_money(struct buf *to, struct dec amount);
/* Fields of a row, each with its label in a column of its own, four at most
 * beside each other. */
struct plain_shown { const char *label, *field; };
void plain_numbers(struct buf *to, const struct out_style *style, int width,
    const struct record *record, const void *row,
    const struct plain_shown *shown, size_t n);

#endif
