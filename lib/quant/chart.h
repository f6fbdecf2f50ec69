/*
 * Shapes of a chart (METHODS 3.4 to 3.6): a smooth line through closes, its
 * extrema, patterns on them, pivots and levels. Indices count bars from 0.
 * Extrema, pivots and patterns need the bars after them to be known.
 */
#ifndef QUANT_CHART_H
#define QUANT_CHART_H

#include <stdbool.h>
#include <stddef.h>

/* Nadaraya-Watson with a Gaussian kernel over the bars, none cut off. */
void kernel_smooth(const double *x, size_t n, double h, double *out);
/* Mean squared error of each bar from the line through the others. */
double kernel_error(const double *x, size_t n, double h);

/* kind: 1 a maximum, -1 a minimum; they alternate. */
struct extremum { size_t at; int kind; double price; };
/* Of the smooth line, each moved to the raw extreme of the three bars around
 * it. out: n of the caller. */
size_t extrema_find(const double *x, const double *smooth, size_t n,
    struct extremum *out);

/* Lo, Mamaysky and Wang 2000, on five extrema one after the other; then tops
 * and bottoms that are double. */
struct chart_pattern { const char *name; size_t from, to; };
#define CHART_PATTERNS(extrema) (9 * (extrema))
size_t chart_patterns(const struct extremum *e, size_t n,
    struct chart_pattern *out);

/* sign 1: a high above all of the k bars before it and not below the k after;
 * -1: a low, mirrored. index: n of the caller. */
size_t pivots_find(const double *x, size_t n, size_t k, int sign,
    size_t *index);

struct touch { double price; size_t at; };
/* last: the latest bar of its touches, which are those from `first` on. */
struct level { double price; size_t touches, last, first; };
/* Touches become levels: sorted, each joins the level while it is at most the
 * level's mean × (1 + tolerance). touches is sorted; out: n of the caller. */
size_t levels_find(struct touch *touches, size_t n, double tolerance,
    size_t least, struct level *out);

/* Theil 1950, Sen 1968: median of the slopes of all pairs, n (n - 1) / 2
 * numbers of the caller. */
struct trend { double slope, intercept; };
struct trend trend_theil_sen(const double *y, size_t n, double *slopes,
    double *sorted);
/* Lo and MacKinlay 1988, overlapping; y: a log price, not its changes. */
double variance_ratio(const double *y, size_t n, size_t q);

#endif
