/* Levels as users type them: "58000", "2%", "+1200". */
#include "base/level.h"

#include <string.h>

bool
level_parse(const char *s, struct level *out)
{
	size_t n = strlen(s);
	struct level l = { LEVEL_PRICE };

	if (n != 0 && s[n - 1] == '%') {
		l.kind = LEVEL_PERCENT;
		n--;
	} else if (n != 0 && s[0] == '+') {
		l.kind = LEVEL_DISTANCE;
		s++;
		n--;
	}
	if (!dec_parse(s, n, &l.value) || dec_sign(l.value) <= 0)
		return false;
	*out = l;
	return true;
}

const char *
level_text(struct level l, char buf[DEC_TEXT_SIZE])
{
	buf[0] = '\0';
	if (l.kind == LEVEL_NONE)
		return buf;
	dec_text(l.value, buf);
	if (l.kind == LEVEL_PERCENT)
		strcat(buf, "%");
	if (l.kind == LEVEL_DISTANCE) {
		memmove(buf + 1, buf, strlen(buf) + 1);
		buf[0] = '+';
	}
	return buf;
}
