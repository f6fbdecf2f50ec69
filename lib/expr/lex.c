/*
 * Text to tokens (LANGUAGE 1). Literals are checked here, so that the parser
 * only sees ones that have a value.
 */
#include "base/stamp.h"
#include "expr/tree.h"

#include <stdio.h>
#include <string.h>

static const char *const words[] = {
	[W_AND] = "and", [W_OR] = "or", [W_NOT] = "not", [W_IF] = "if",
	[W_THEN] = "then", [W_ELSE] = "else", [W_IN] = "in", [W_FOR] = "for",
	[W_WITHIN] = "within", [W_LET] = "let", [W_TRUE] = "true",
	[W_FALSE] = "false", [W_NA] = "na", [W_BAR] = "bar", [W_BARS] = "bars",
	[W_WHEN] = "when", [W_AT] = "at", [W_OF] = "of", [W_AS] = "as",
	[W_AFTER] = "after", [W_STEP] = "step"
};
enum { WORDS_LEN = sizeof(words) / sizeof(*words) };

static const struct {
	const char *text;
	enum token_kind kind;
	const char *instead;	/* refused: the right spelling */
} signs[] = {	/* longest first */
	{ "**", 0, "** is not an operator; write pow(x, y)" },
	{ "&&", 0, "&& is not an operator; write and" },
	{ "||", 0, "|| is not an operator; write or" },
	{ ":=", 0, ":= is not an operator; write let name = value;" },
	{ "<>", 0, "<> is not an operator; write !=" },
	{ "=<", 0, "=< is not an operator; write <=" },
	{ "=>", 0, "=> is not an operator; write >=" },
	{ "..", T_RANGE },	/* of programs alone */
	{ "<=", T_LE }, { ">=", T_GE }, { "==", T_EQ }, { "!=", T_NE },
	{ "<", T_LT }, { ">", T_GT }, { "=", T_ASSIGN }, { "(", T_LPAREN },
	{ ")", T_RPAREN }, { "[", T_LBRACKET }, { "]", T_RBRACKET },
	{ ",", T_COMMA }, { ";", T_SEMICOLON }, { ".", T_DOT }, { "@", T_AT },
	{ "+", T_PLUS }, { "-", T_MINUS }, { "*", T_TIMES }, { "/", T_OVER },
	{ "^", 0, "^ is not an operator; write pow(x, y)" },
	{ "%", 0, "% is not an operator; write mod(x, y), or 5% for a ratio" },
	{ "!", 0, "! is not an operator; write not" },
	{ "?", 0, "? is not an operator; write if a then b else c" },
	{ "&", 0, "& is not an operator; write and" },
	{ "|", 0, "| is not an operator; write or" },
	{ ":", 0, ": has no meaning here" },
	{ "'", 0, "texts are written in double quotes" },
	{ "$", 0, "$ has no meaning here; names are plain words" }
};

struct lexer {
	struct expr *e;
	const char *s, *end, *line_at;	/* line_at: start of the line */
	int line, column;
	bool newline;
};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
name_part(char c)
{
	return name_start(c) || digit(c);
}

const char *
expr_word(enum word_id w)
{
	return words[w];
}

static enum word_id
word_find(const char *s, size_t n)
{
	for (int i = 1; i < WORDS_LEN; i++)
		if (*words[i] == *s && !strncmp(words[i], s, n) && !words[i][n])
			return (enum word_id)i;
	return W_NONE;
}

bool
expr_reserved(const char *name)
{
	return word_find(name, strlen(name)) != W_NONE;
}

/* Length of the valid UTF-8 character at s, 0 when it is none. */
static size_t
utf8_len(const char *s, const char *end)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t n = u[0] < 0x80 ? 1 : u[0] >= 0xc2 && u[0] < 0xe0 ? 2 :
	    u[0] >= 0xe0 && u[0] < 0xf0 ? 3 :
	    u[0] >= 0xf0 && u[0] < 0xf5 ? 4 : 0;

	if (n == 0 || (size_t)(end - s) < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
	    (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	/* C1 controls, and the marks that turn text around. */
	if (n == 2 && u[0] == 0xc2 && u[1] < 0xa0)
		return 0;
	if (n == 3 && u[0] == 0xe2 && ((u[1] == 0x80 && u[2] >= 0xaa &&
	    u[2] <= 0xae) || (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9)))
		return 0;
	return n;
}

static struct token
token_here(const struct lexer *x, enum token_kind kind, size_t len)
{
	struct token t = { .kind = (unsigned char)kind, .newline = x->newline,
	    .at = (unsigned)(x->s - x->e->text), .len = (unsigned)len,
	    .line = x->line, .column = x->column, .chars = (int)len };

	return t;
}

static bool
refuse_here(struct lexer *x, size_t len, const char *code, const char *what)
{
	struct token t = token_here(x, T_END, len);

	expr_refuse_at(x->e, &t, code, "%s", what);
	return false;
}

static bool
token_take(struct lexer *x, struct token t)
{
	if (x->e->tokens.len >= LIMIT_TOKENS)
		return refuse_here(x, t.len, "limit", "more than 8192 tokens");
	vec_push(&x->e->tokens, t);
	x->s += t.len;
	x->column += t.chars;
	x->newline = false;
	return true;
}

/* Blanks, newlines and comments. */
static bool
skip(struct lexer *x)
{
	while (x->s < x->end) {
		if (*x->s == '\n') {
			x->s++;
			x->line++;
			x->column = 1;
			x->newline = true;
		} else if (*x->s == ' ' || *x->s == '\t' || *x->s == '\r') {
			x->s++;
			x->column++;
		} else if (*x->s == '#') {
			while (x->s < x->end && *x->s != '\n') {
				size_t n = utf8_len(x->s, x->end);

				if (n == 0 || ((unsigned char)*x->s < 0x20 &&
				    *x->s != '\t' && *x->s != '\r') ||
				    *x->s == 0x7f)
					return refuse_here(x, 1, "syntax",
					    "a control character or broken "
					    "UTF-8 in a comment");
				x->s += n;
				x->column++;
			}
		} else {
			break;
		}
	}
	return true;
}

/* "…", escapes \" and \\ only. */
static bool
lex_text(struct lexer *x)
{
	const char *p = x->s + 1;
	struct token t;
	int chars = 1;
	size_t bytes = 0;

	for (; p < x->end && *p != '"' && *p != '\n'; chars++) {
		size_t n = utf8_len(p, x->end);

		if (*p == '\\') {
			if (p + 1 < x->end && (p[1] == '"' || p[1] == '\\')) {
				p++;
				chars++;
			} else {
				return refuse_here(x, 1, "syntax",
				    "only \\\" and \\\\ are escapes in a text");
			}
		} else if (n == 0 || (unsigned char)*p < 0x20 || *p == 0x7f) {
			return refuse_here(x, 1, "syntax",
			    "a control character or broken UTF-8 in a text");
		}
		p += n;
		bytes += n;
	}
	if (p >= x->end || *p != '"')
		return refuse_here(x, 1, "syntax",
		    "this text has no closing quote");
	if (bytes > LIMIT_LITERAL)
		return refuse_here(x, 1, "limit",
		    "a text is at most 256 bytes long");
	t = token_here(x, T_TEXT, (size_t)(p + 1 - x->s));
	t.chars = chars + 1;
	return token_take(x, t);
}

static size_t
digits_len(const char *s, const char *end)
{
	size_t n = 0;

	while (s + n < end && digit(s[n]))
		n++;
	return n;
}

/* Digits with single underscores between them. */
static size_t
grouped_len(const char *s, const char *end)
{
	size_t n = digits_len(s, end);

	while (n > 0 && s + n + 1 < end && s[n] == '_' && digit(s[n + 1]))
		n += 1 + digits_len(s + n + 1, end);
	return n;
}

/* 2024-03-01, 2024-03-01T08:30Z: the longest match, or 0. */
static size_t
time_len(const char *s, const char *end)
{
	static const char form[] = "dddd-dd-dd";
	size_t n = 10;

	if ((size_t)(end - s) < n)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? !digit(s[i]) : s[i] != form[i])
			return 0;
	if (s + n < end && digit(s[n]))
		return 0;
	if (s + n < end && s[n] == 'T') {
		n++;
		while (s + n < end && (digit(s[n]) || s[n] == ':' ||
		    s[n] == '.'))
			n++;
		if (s + n < end && s[n] == 'Z')
			n++;
	}
	return n;
}

static bool
lex_time(struct lexer *x, size_t n)
{
	int64_t at;

	if (!stamp_parse(x->s, n, &at) || (n > 10 && x->s[n - 1] != 'Z') ||
	    (x->s + n < x->end && name_part(x->s[n])))
		return refuse_here(x, n, "syntax",
		    "not a time; write 2024-03-01 or 2024-03-01T08:30Z");
	return token_take(x, token_here(x, T_TIME, n));
}

/* Length of number proper at s (with fraction and exponent). */
static size_t
number_len(const char *s, const char *end)
{
	size_t n = grouped_len(s, end);

	if (s + n + 1 < end && s[n] == '.' && digit(s[n + 1]))
		n += 1 + grouped_len(s + n + 1, end);
	if (s + n + 1 < end && (s[n] == 'e' || s[n] == 'E')) {
		size_t k = n + 1;

		if (s + k + 1 < end && (s[k] == '+' || s[k] == '-'))
			k++;
		if (s + k < end && digit(s[k]))
			n = k + digits_len(s + k, end);
	}
	return n;
}

/* What is wrong with a number, or NULL. The canonical form writes it out
 * without exponent, so the 30 digits are counted there; moved is by how many
 * places a unit moves the point (bp is written as %). */
static const char *
number_defect(const char *s, size_t n, int moved)
{
	int count[2] = { 0, 0 }, exp = 0, part = 0;
	size_t i = 0;
	bool down = false;

	if (n > 1 && s[0] == '0' && (digit(s[1]) || s[1] == '_'))
		return "a number has no leading zero";
	for (; i < n && s[i] != 'e' && s[i] != 'E'; i++) {
		part += s[i] == '.';
		count[part] += digit(s[i]);
	}
	for (i += i < n; i < n; i++) {
		down |= s[i] == '-';
		if (digit(s[i]) && exp < 1000)
			exp = exp * 10 + (s[i] - '0');
	}
	if (exp > 18)
		return "an exponent is at most 18";
	moved += down ? -exp : exp;
	count[0] = count[0] + moved > 1 ? count[0] + moved : 1;
	count[1] = count[1] > moved ? count[1] - moved : 0;
	return count[0] + count[1] > 30 ? "a number has at most 30 digits" :
	    NULL;
}

/* 3..60 in a program */
static bool
range_at(const struct lexer *x, size_t n)
{
	return x->e->statements && x->s + n + 1 < x->end &&
	    x->s[n + 1] == '.';
}

static bool
lex_number(struct lexer *x)
{
	size_t n = time_len(x->s, x->end), word;
	const char *defect;
	int64_t span;
	char what[96];

	if (n != 0)
		return lex_time(x, n);
	n = number_len(x->s, x->end);
	for (word = n; x->s + word < x->end && name_part(x->s[word]); )
		word++;
	defect = number_defect(x->s, n, 0);
	if (word == n) {
		bool ratio = x->s + n < x->end && x->s[n] == '%';

		if (defect)
			return refuse_here(x, n, "syntax", defect);
		if (x->s + n < x->end && x->s[n] == '.' && !range_at(x, n))
			return refuse_here(x, n + 1, "syntax",
			    "a number has a digit on both sides of its point");
		return token_take(x, token_here(x,
		    ratio ? T_RATIO : T_NUMBER, n + ratio));
	}
	if (word == n + 2 && memcmp(x->s + n, "bp", 2) == 0) {
		if ((defect = number_defect(x->s, n, -2)) != NULL)
			return refuse_here(x, n, "syntax", defect);
		return token_take(x, token_here(x, T_RATIO, word));
	}
	if (duration_parse(x->s, word, &span))
		return token_take(x, token_here(x, T_DURATION, word));
	snprintf(what, sizeof(what), "\"%.*s\" is not a number, a ratio (5%%, "
	    "10bp) or a duration (1h30m)", word > 20 ? 20 : (int)word, x->s);
	return refuse_here(x, word, "syntax", what);
}

static bool
lex_name(struct lexer *x)
{
	struct token t;
	size_t n = 1;

	while (x->s + n < x->end && name_part(x->s[n]))
		n++;
	if (n > LIMIT_NAME)
		return refuse_here(x, n, "limit",
		    "a name is at most 64 characters long");
	t = token_here(x, T_NAME, n);
	t.word = (unsigned char)word_find(x->s, n);
	if (t.word != W_NONE)
		t.kind = T_WORD;
	return token_take(x, t);
}

static bool
lex_sign(struct lexer *x)
{
	size_t left = (size_t)(x->end - x->s);

	if (x->s[0] == '.' && left > 1 && digit(x->s[1]) &&
	    (x->e->tokens.len == 0 || x->s == x->e->text ||
	    strchr(" \t\r\n(,<>=+-*/", x->s[-1])))
		return refuse_here(x, 1, "syntax",
		    "a number has a digit on both sides of its point");
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t n = strlen(signs[i].text);

		if (signs[i].text[0] != x->s[0] || n > left || memcmp(signs[i].text, x->s, n) != 0 ||
		    (signs[i].kind == T_RANGE && !x->e->statements))
			continue;
		if (signs[i].instead)
			return refuse_here(x, n, "syntax", signs[i].instead);
		return token_take(x, token_here(x, signs[i].kind, n));
	}
	if ((unsigned char)*x->s >= 0x80)
		return refuse_here(x, 1, "syntax", "only texts and comments "
		    "may hold characters beyond ASCII");
	return refuse_here(x, 1, "syntax", "this character has no meaning");
}

/* In a program what was refused takes its line with it, and no more. */
static bool
leave_line(struct lexer *x)
{
	struct token t = token_here(x, T_BAD, 0);

	t.line = x->e->error.line;
	t.column = x->e->error.column;
	if (!x->e->statements || x->e->tokens.len >= LIMIT_TOKENS)
		return false;
	expr_refusal_keep(x->e);
	while (x->s < x->end && *x->s != '\n')
		x->s++;
	return token_take(x, t);
}

static bool
lex_one(struct lexer *x)
{
	if (*x->s == '"')
		return lex_text(x);
	if (digit(*x->s))
		return lex_number(x);
	if (name_start(*x->s))
		return lex_name(x);
	return lex_sign(x);
}

bool
expr_lex(struct expr *e)
{
	struct lexer x = { e, e->text, e->text + e->len, e->text, 1, 1, true };
	bool good = true;

	while ((good || leave_line(&x)) && (!(good = skip(&x)) ||
	    x.s < x.end)) {
		if (good)
			good = lex_one(&x);
	}
	if (good)
		vec_push(&e->tokens, token_here(&x, T_END, 0));
	return good;
}

struct literal
expr_literal(const char *s, size_t n)
{
	struct literal v = { 0, 0 };
	bool point = false;
	size_t i = 0;

	for (; i < n && (digit(s[i]) || s[i] == '_' || s[i] == '.'); i++) {
		if (s[i] == '.')
			point = true;
		if (!digit(s[i]))
			continue;
		v.coef = v.coef * 10 + (s[i] - '0');
		v.exp -= point;
	}
	if (i < n && (s[i] == 'e' || s[i] == 'E')) {
		int exp = 0, sign = 1;

		for (i++; i < n && (digit(s[i]) || s[i] == '+' || s[i] == '-');
		    i++) {
			if (s[i] == '-')
				sign = -1;
			else if (digit(s[i]))
				exp = exp * 10 + (s[i] - '0');
		}
		v.exp += sign * exp;
	}
	if (i < n)
		v.exp -= s[i] == '%' ? 2 : 4;
	while (v.coef != 0 && v.coef % 10 == 0) {
		v.coef /= 10;
		v.exp++;
	}
	if (v.coef == 0)
		v.exp = 0;
	return v;
}
