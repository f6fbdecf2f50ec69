/*
 * Errors that travel. A function that can fail takes a struct err * as its
 * last parameter, writes it only on failure, and returns its code; main()
 * alone speaks. The codes are the exit codes of the program (help exit-codes),
 * so that what a command returns is what the shell sees.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_code {
	E_OK = 0,	/* done as asked and recorded; a check found nothing */
	E_NO = 1,	/* a check says no, as grep and diff do */
	E_USAGE = 2,	/* usage */
	E_STORE = 3,	/* store, config or vault unusable */
	E_REFUSED = 4,	/* refused here: limit, breaker, halt */
	E_REJECTED = 5,	/* refused by the exchange */
	E_UNKNOWN = 6,	/* outcome unknown or not recorded: an order may exist */
	E_NETWORK = 7,	/* network failed before sending, or a read failed */
	E_LIMITED = 8,	/* rate-limited until a printed time */
	E_LOCKED = 9,	/* locked, wrong passphrase, key refused */
	E_BUSY = 10,	/* lock not obtained */
	E_DATA = 12,	/* data that came in is invalid */
	E_PARTIAL = 13,	/* batch partly done */
	E_OUTPUT = 14,	/* output or local I/O failed on a read */
	E_BUG = 70	/* internal error before anything was sent */
};

struct err {
	enum err_code code;
	char text[1024];	/* lower case, no newline: names thing and cause */
	char venue_code[65];	/* as the exchange says it; "" when it did not */
};

/* What goes wrong is rare: it stands apart from what goes on. */
#define COLD __attribute__((cold))

/* Fills err (which may be NULL) and returns code. Long texts are cut. */
enum err_code err_set(struct err *err, enum err_code code,
    const char *fmt, ...) __attribute__((format(printf, 3, 4))) COLD;

/* As all-zero is, without its kilobyte of zeros. */
static inline void
err_none(struct err *err)
{
	err->code = E_OK;
	err->text[0] = err->venue_code[0] = '\0';
}

/* Puts "what: " before the text that err already has; returns its code.
 * err must not be NULL: without it there is no code to return. */
enum err_code err_prefix(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))) COLD;

/* Adds the exchange's own code to the error just set; returns its code. */
enum err_code err_venue(struct err *err, const char *venue_code) COLD;

/* One row per exit code, for help, the man page and the tests. */
struct err_kind {
	enum err_code code;
	const char *name;	/* the category in JSON errors: "refused" */
	const char *meaning;
	const char *order_may_exist;	/* "yes", "no", "maybe" */
	int retryable;
};
extern const struct err_kind err_kinds[];	/* ends with a NULL name */
const struct err_kind *err_kind(enum err_code code);

/* The impossible happened: prints file, line and text, exits 70. */
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4))) COLD;

/*
 * bug() and failed allocations leave through here, so that main can choose
 * the code: 70, or 6 once an order is on its way. NULL restores exit(70).
 */
void bug_exit_set(int (*code)(void));
int bug_exit_code(void);	/* what they would leave with now */
/* Leaves as bug() does; the caller has already said why on stderr. */
_Noreturn void bug_leave(void);

#endif
