/*
 * Every window against its definition, with holes: the memory rule.
 */
#include "tests/lib/exprbars.h"

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
mean(const double *x, int n)
{
	double s = 0;

	for (int i = 0; i < n; i++)
		s += x[i];
	return s / n;
}

static double
product(const double *x, const double *y, int n)
{
	double mx = mean(x, n), my = mean(y, n), s = 0;

	for (int i = 0; i < n; i++)
		s += (x[i] - mx) * (y[i] - my);
	/* What is left of equal values is noise of this sum, not spread. */
	return fabs(s) < 1e-20 ? 0 : s;
}

static double
sorted(const double *x, int n, double q)
{
	double v[64], h = (n - 1) * q;
	int i = (int)h;

	memcpy(v, x, (size_t)n * sizeof(*v));
	qsort(v, (size_t)n, sizeof(*v), by_size);
	return i + 1 < n ? v[i] + (h - i) * (v[i + 1] - v[i]) : v[n - 1];
}

/* x and y: the last n of the window, oldest first. */
static double
defined_as(const char *f, const double *x, const double *y, int n)
{
	double s = 0, best = x[0], now = x[n - 1];
	int at = 0;
	bool low = strstr(f, "lowest") != NULL;

	if (strcmp(f, "sum") == 0)
		return mean(x, n) * n;
	if (strcmp(f, "sma") == 0)
		return mean(x, n);
	if (strcmp(f, "median") == 0)
		return sorted(x, n, 0.5);
	if (strcmp(f, "quantile") == 0)
		return sorted(x, n, 0.3);
	if (strcmp(f, "stddev") == 0)
		return sqrt(product(x, x, n) / n);
	if (strcmp(f, "zscore") == 0)
		return product(x, x, n) == 0 ? NAN :
		    (now - mean(x, n)) / sqrt(product(x, x, n) / n);
	if (strcmp(f, "correlation") == 0)
		return product(x, x, n) == 0 || product(y, y, n) == 0 ? NAN :
		    product(x, y, n) / sqrt(product(x, x, n) *
		    product(y, y, n));
	if (strcmp(f, "beta") == 0)
		return product(y, y, n) == 0 ? NAN :
		    product(x, y, n) / product(y, y, n);
	for (int i = 0; i < n; i++) {
		if (strcmp(f, "wma") == 0)
			s += (i + 1) * x[i] / (n * (n + 1) / 2.0);
		if (strcmp(f, "rank") == 0)
			s += x[i] <= now ? 1.0 / n : 0;
		if (low ? x[i] <= best : x[i] >= best) {
			best = x[i];
			at = i;
		}
	}
	if (strncmp(f, "since", 5) == 0)
		return n - 1 - at;
	return strcmp(f, "wma") == 0 || strcmp(f, "rank") == 0 ? s : best;
}

static const char holed[] = "(if mod(hour, 11) == 3 and day < 9 then na "
    "else close)";

static void
window(const char *f, int n, const char *x_text)
{
	struct expr_column x, y, got;
	char text[400];
	bool two = strcmp(f, "correlation") == 0 || strcmp(f, "beta") == 0;
	int bad = 0;

	snprintf(text, sizeof(text), "%s(%s%s, %d%s)", f, x_text,
	    two ? ", high" : "", n, strcmp(f, "quantile") == 0 ? ", 0.3" : "");
	if (!column(x_text, 0, &x) || !column("high", 0, &y) ||
	    !column(text, 0, &got))
		return;
	for (int t = 0; t < BARS; t++) {
		double want = NAN;
		bool all = t >= n - 1;

		for (int i = t - n + 1; all && i <= t; i++)
			all = !isnan(x.value[i]);
		if (all)
			want = defined_as(f, x.value + t - n + 1,
			    y.value + t - n + 1, n);
		if (!near(got.value[t], want) && bad++ == 0)
			printf("# %s at %d: got %.17g, want %.17g\n", text, t,
			    got.value[t], want);
	}
	is_int(bad, 0);
	expr_column_release(&x);
	expr_column_release(&y);
	expr_column_release(&got);
}

static void
windows_are_what_they_say(void)
{
	static const char *const f[] = { "sum", "sma", "wma", "highest",
		"lowest", "since_highest", "since_lowest", "median",
		"quantile", "rank", "stddev", "zscore", "correlation",
		"beta" };

	for (size_t i = 0; i < sizeof(f) / sizeof(*f); i++)
		for (int n = 1; n <= 21; n += n < 5 ? 1 : 8) {
			if (n < 3 && i >= 12)
				continue;
			window(f[i], n, "close");
			window(f[i], n, holed);
		}
}

int
main(void)
{
	world_open();
	TEST(windows_are_what_they_say);
	world_close();
	return tap_done();
}
