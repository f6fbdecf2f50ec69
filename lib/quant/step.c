/* What is missing among the next values. */
#include "quant/step.h"

size_t
given_count(const double *x, size_t n)
{
	const pair most = { INDICATOR_MOST, INDICATOR_MOST };
	pair_bits given = { 0, 0 };	/* counted: true is -1 */
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		pair a = pair_size(pair_at(x + i));
		pair b = pair_size(pair_at(x + i + 2));

		given -= (a <= most) + (b <= most);
	}
	if (given[0] + given[1] != (int64_t)i)
		i = 0;
	while (i < n && is_given(x[i]))
		i++;
	return i;
}
