/* Exact decimals compared, by value. */
#include "base/dec.h"

#include "base/wide.h"

/* x × 10^up against y, when one side may leave 256 bits: y cannot be there. */
static int
cmp_scaled(struct wide x, int up, struct wide y)
{
	return wide_scale(x, power10[up], &x) ? wide_cmp(x, y) : 1;
}

/* Two sizes of some decimals each, up to 36. */
static LONG_WAY int
cmp_sizes(struct wide x, int x_scale, struct wide y, int y_scale)
{
	return x_scale <= y_scale ? cmp_scaled(x, y_scale - x_scale, y) :
	    -cmp_scaled(y, x_scale - y_scale, x);
}

static inline int
order(__int128 a, __int128 b)
{
	return (a > b) - (a < b);
}

int
dec_cmp_any(DEC_PARTS(a), DEC_PARTS(b))
{
	struct dec a = DEC_WHOLE(a), b = DEC_WHOLE(b);
	int sign, size;

	if (!dec_known(a) || !dec_known(b))
		return dec_known(a) - dec_known(b);
	if (a.scale == b.scale)
		return order(a.coef, b.coef);
	if (is_small(a) && is_small(b))
		return a.scale < b.scale ? order(raised(a, b.scale), b.coef) :
		    order(a.coef, raised(b, a.scale));
	sign = dec_sign(a);
	if (sign != dec_sign(b))
		return order(sign, dec_sign(b));
	size = cmp_sizes((struct wide){ 0, size_of(a) }, a.scale,
	    (struct wide){ 0, size_of(b) }, b.scale);
	return sign < 0 ? -size : size;
}

/* Of sizes that stay within 128 bits; false: they do not. */
static inline bool
short_products(struct dec a, struct dec b, struct dec c, struct dec d,
    int *size)
{
	int more = a.scale + b.scale - c.scale - d.scale;
	__uint128_t x, y, *less = more > 0 ? &y : &x;

	if (!is_small(a) || !is_small(b) || !is_small(c) || !is_small(d))
		return false;
	x = product_of(a, b);
	y = product_of(c, d);
	more = more < 0 ? -more : more;
	if (more > 0 && (more > 19 || *less >> 64 != 0))
		return false;
	if (more > 0)
		*less = (__uint128_t)(uint64_t)*less *
		    (uint64_t)power10[more];
	*size = (x > y) - (x < y);
	return true;
}

static LONG_WAY int
long_products(struct dec a, struct dec b, struct dec c, struct dec d)
{
	return cmp_sizes(wide_product(size_of(a), size_of(b)),
	    a.scale + b.scale, wide_product(size_of(c), size_of(d)),
	    c.scale + d.scale);
}

int
dec_cmp_products(struct dec a, struct dec b, struct dec c, struct dec d)
{
	bool left = dec_known(a) && dec_known(b);
	bool right = dec_known(c) && dec_known(d);
	int sign = dec_sign(a) * dec_sign(b), size;

	if (!left || !right)
		return left - right;
	if (sign != dec_sign(c) * dec_sign(d))
		return order(sign, dec_sign(c) * dec_sign(d));
	if (!short_products(a, b, c, d, &size))
		size = long_products(a, b, c, d);
	return sign < 0 ? -size : size;
}
