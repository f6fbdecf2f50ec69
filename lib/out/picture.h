/*
 * Pictures that stand alone: an SVG of a fixed size in pixels with its own
 * colours, light or dark as the reader has it, and no script. Charts of a page
 * are out/chart.h.
 */
#ifndef OUT_PICTURE_H
#define OUT_PICTURE_H

#include "base/buf.h"

/* title and desc are what those hear who do not see it; escaped here, as all
 * texts are. */
void picture_open(struct buf *to, int width, int height, const char *title,
    const char *desc);
/* Classes: bar, area, peak, bid, ask, and h0 to h8, from little to much. title
 * may be NULL. */
void picture_box(struct buf *to, const char *class, double x, double y,
    double width, double height, const char *title);
/* Classes: rule, mark, dash, and halo, which lies under a mark. */
void picture_line(struct buf *to, const char *class, double x0, double y0,
    double x1, double y1);
/* y is the base of the letters. Classes: head, name, side (ends at x), mid
 * (its middle is at x). */
void picture_text(struct buf *to, const char *class, double x, double y,
    const char *text);
void picture_close(struct buf *to);

#endif
