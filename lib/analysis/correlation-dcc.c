/* Dynamic conditional correlation of a panel, as given or as fitted. */
#include "analysis/correlation-work.h"

#include "quant/dcc.h"

#include <math.h>
#include <stdlib.h>

/* Volatility begins with the first return, which must not be 0 in any. */
static size_t
first_moving(const struct panel *s)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t k = 0;

		while (k < s->p && s->x[k][i] != 0)
			k++;
		if (k == s->p)
			return i;
	}
	return s->n;
}

static enum err_code
fit(const struct panel *of, struct correlation_dcc *out, struct err *err)
{
	struct dcc_fit f;

	if (of->p > CORRELATION_FIT_SYMBOLS)
		return err_set(err, E_DATA, "--fit: %zu symbols are too many to"
		    " be fitted together: at most %d", of->p,
		    CORRELATION_FIT_SYMBOLS);
	if (!dcc_fit(of, EWMA_LAMBDA, &f))
		return err_set(err, E_DATA, "--fit: the correlation is"
		    " singular: what one symbol does follows from others");
	out->fitted = true;
	out->a = f.a;
	out->b = f.b;
	out->loglik = f.loglik;
	out->usual_loglik = f.usual_loglik;
	return E_OK;
}

enum err_code
correlation_by_dcc(const struct panel *s, bool fitted,
    struct correlation_dcc *out, double *matrix, struct err *err)
{
	size_t from = first_moving(s);
	const double **x;
	double *work;
	struct panel of;
	enum err_code rc;

	if (s->n < from + CORRELATION_RECENT)
		return err_set(err, E_DATA, "--method dcc begins at a bar in"
		    " which every symbol moves; from there on it takes %d"
		    " returns, of %zu there are %zu", CORRELATION_RECENT, s->n,
		    s->n - from);
	x = mem_array(s->p, sizeof(*x));
	work = mem_array(s->p, (s->n + s->p) * sizeof(*work));
	of = panel_part(s, from, s->n - from, x);
	*out = (struct correlation_dcc){ .a = DCC_A, .b = DCC_B,
	    .loglik = NAN, .returns = (int64_t)of.n };
	rc = fitted ? fit(&of, out, err) : E_OK;
	if (rc == E_OK) {
		if (!fitted && of.p <= CORRELATION_FIT_SYMBOLS)
			out->loglik = dcc_loglik(&of, EWMA_LAMBDA, DCC_A,
			    DCC_B);
		if (!fitted)
			out->usual_loglik = out->loglik;
		out->half_life = out->a + out->b > 0 ? log(0.5) / log(out->a +
		    out->b) : 0;
		panel_dcc(&of, out->a, out->b, EWMA_LAMBDA, work, work + s->p *
		    s->n, matrix);
	}
	free(x);
	free(work);
	return rc;
}
