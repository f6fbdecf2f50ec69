/* What is missing among the next values. */
#include "quant/step.h"

size_t
given_count(const double *x, size_t n)
{
	const pair_bits size = { INT64_MAX, INT64_MAX };	/* no sign */
	const pair most = { INDICATOR_MOST, INDICATOR_MOST };
	pair_bits given = { 0, 0 };	/* counted: true is -1 */
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		pair a = (pair)((pair_bits)pair_at(x + i) & size);
		pair b = (pair)((pair_bits)pair_at(x + i + 2) & size);

		given -= (a <= most) + (b <= most);
	}
	if (given[0] + given[1] != (int64_t)i)
		i = 0;
	while (i < n && is_given(x[i]))
		i++;
	return i;
}
