/*
 * Breakers as they bind others: their actions, their scope, and whether they
 * refuse entries.
 */
#include "risk/breaker.h"

#include <stdio.h>
#include <string.h>

const char *const action_names[] = { "notify", "block-entries", "reduce",
    "close", "halt" };

/* The next item of a list between commas, blanks around it cut off. */
static const char *
item_next(const char **at, size_t *n)
{
	const char *s = *at + strspn(*at, " \t");
	size_t len = strcspn(s, ",");

	*at = s + len + (s[len] == ',');
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	*n = len;
	return s;
}

/* "50%" after reduce: more than nothing, at most all. */
static bool
parse_part(const char *s, size_t n, struct dec *out)
{
	struct dec d;

	return n > 1 && s[n - 1] == '%' && dec_parse(s, n - 1, &d) &&
	    dec_sign(d) > 0 && dec_cmp(d, dec_int(100)) <= 0 &&
	    dec_times(d, dec_make(1, 2), out);
}

static enum err_code
parse_action(const char *s, size_t n, struct action *out, struct err *err)
{
	size_t word = 0;
	const char *rest;
	int kind;

	while (word < n && s[word] != ' ' && s[word] != '\t')
		word++;
	for (kind = 0; kind < ACTION_KINDS; kind++)
		if (strlen(action_names[kind]) == word &&
		    memcmp(action_names[kind], s, word) == 0)
			break;
	if (kind == ACTION_KINDS)
		return err_set(err, E_USAGE, "--do: \"%.*s\" is no action;"
		    " there are notify, block-entries, reduce N%%, close and"
		    " halt", (int)n, s);
	for (rest = s + word; rest < s + n && (*rest == ' ' || *rest == '\t');)
		rest++;
	n -= (size_t)(rest - s);
	out->kind = (enum action_kind)kind;
	out->ratio = kind == ACTION_CLOSE ? dec_int(1) : DEC_NONE;
	if (kind == ACTION_REDUCE && !parse_part(rest, n, &out->ratio))
		return err_set(err, E_USAGE, "--do: reduce needs a percentage"
		    " above 0 and up to 100, as in reduce 50%%, not \"%.*s\"",
		    (int)n, rest);
	if (kind != ACTION_REDUCE && n > 0)
		return err_set(err, E_USAGE, "--do: %s takes nothing, not"
		    " \"%.*s\"", action_names[kind], (int)n, rest);
	return E_OK;
}

enum err_code
actions_parse(const char *text, struct actions *out, struct err *err)
{
	const char *at = text;
	size_t n;

	vec_clear(out);
	do {
		const char *s = item_next(&at, &n);
		struct action a;
		enum err_code rc;

		if (n == 0)
			return err_set(err, E_USAGE, "--do: an action is"
			    " missing in \"%s\"", text);
		rc = parse_action(s, n, &a, err);
		if (rc != E_OK)
			return rc;
		for (size_t i = 0; i < out->len; i++)
			if (out->at[i].kind == a.kind)
				return err_set(err, E_USAGE, "--do: %s stands"
				    " there twice", action_names[a.kind]);
		vec_push(out, a);
	} while (*at != '\0' || (at > text && at[-1] == ','));
	return E_OK;
}

const char *
action_text(struct action a, char buf[LABEL_SIZE])
{
	char digits[DEC_TEXT_SIZE];
	struct dec percent;

	if (a.kind == ACTION_REDUCE &&
	    dec_times(a.ratio, dec_int(100), &percent))
		snprintf(buf, LABEL_SIZE, "reduce %.20s%%",
		    dec_text(percent, digits));
	else
		snprintf(buf, LABEL_SIZE, "%s", action_names[a.kind]);
	return buf;
}

bool
actions_block_entries(const struct actions *a)
{
	for (size_t i = 0; i < a->len; i++)
		if (a->at[i].kind != ACTION_NOTIFY)
			return true;
	return false;
}

bool
breaker_covers(const struct breaker *b, const char *account,
    const char *venue, const char *symbol)
{
	return (b->account[0] == '\0' || strcmp(b->account, account) == 0) &&
	    (b->venue[0] == '\0' || strcmp(b->venue, venue) == 0) &&
	    (b->symbol[0] == '\0' || symbol == NULL ||
	    pattern_matches(b->symbol, symbol));
}

bool
breaker_blocks(const struct breaker *b, int64_t now)
{
	struct actions actions = {0};
	bool blocks;

	if (b->enabled != 1 || b->state == BREAKER_ARMED ||
	    (b->state == BREAKER_COOLING && b->rearms_at != 0 &&
	    now >= b->rearms_at))
		return false;
	/* What cannot be read is taken at its worst. */
	blocks = actions_parse(b->act, &actions, NULL) != E_OK ||
	    actions_block_entries(&actions);
	vec_release(&actions);
	return blocks;
}
