/*
 * Settings: one table of rows (key, type, range, default, sentence) that the
 * file, the environment, `etrms config`, help and completion share.
 * Precedence: flag, ETRMS_SECTION_KEY, file, default. The file is
 * $XDG_CONFIG_HOME/etrms/config in git's section/key form, read with libinih;
 * writing keeps comments and order and replaces the file atomically.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_type { SET_TEXT, SET_BOOL, SET_INT, SET_DURATION, SET_DEC,
    SET_ENUM, SET_TIME_OF_DAY };

struct setting {
	const char *key;		/* "time.day-start" */
	enum setting_type type;
	const char *fallback;		/* default as text */
	const char *help;		/* one sentence */
	const char *const *choices;	/* SET_ENUM, NULL-terminated */
	int64_t min, max;		/* SET_INT, SET_DURATION (µs) */
	bool file_only;			/* a variable for it is refused */
};
extern const struct setting settings[];		/* ends with a NULL key */

struct conf;

/*
 * path NULL: ETRMS_CONFIG, else the default place. A missing file is empty; a
 * broken one is E_STORE with file and line, a bad variable E_USAGE. Keys that
 * are not in the table are kept aside: conf_unknown() counts them.
 */
enum err_code conf_open(const char *path, struct conf **out, struct err *err);
/* Only the defaults: for commands that mend or explain a broken file. */
struct conf *conf_defaults(const char *path);
void conf_free(struct conf *c);
const char *conf_path(const struct conf *c);
/* The folder of the file: hooks/ and policies lie beside it. Caller frees. */
char *conf_folder(const struct conf *c);
/* "section.key (line 3)" of the i-th key nobody knows; NULL past the end. */
const char *conf_unknown(const struct conf *c, size_t i);

/* The value in force; bug() for a key that is not in the table. */
const char *conf_text(const struct conf *c, const char *key);
int64_t conf_int(const struct conf *c, const char *key);	/* also durations */
int conf_enum(const struct conf *c, const char *key);
/* alias.NAME, the only free section; NULL when there is none. */
const char *conf_alias(const struct conf *c, const char *name);

/* The environment variable of a key, "ETRMS_TIME_DAY_START". Caller frees. */
char *setting_variable(const char *key);
const struct setting *setting_find(const char *key);	/* NULL: none */
/* E_USAGE with a suggestion: there is no such key. */
enum err_code setting_unknown(const char *key, struct err *err);
/* What would do for a setting: "a duration from 1s to 365d". */
void setting_range(const struct setting *s, struct buf *to);
/* Whether value does; *number is what conf_int() will say. */
enum err_code setting_check(const struct setting *s, const char *value,
    int64_t *number, struct err *err);

/* One row of `config list`: key, value, origin (default, file, environment).
 * After the settings come the aliases. False past the end. */
struct conf_row { const char *key, *value, *origin, *fallback, *help; };
extern const struct record conf_record;
bool conf_row(const struct conf *c, size_t i, struct conf_row *out);

/* Checks and writes one key; NULL value unsets. E_USAGE for what the table
 * refuses, E_NO when there was nothing to unset, E_STORE when the file cannot
 * be replaced or would still be broken. */
enum err_code conf_set(struct conf *c, const char *key, const char *value,
    struct err *err);

/* The bytes of a configuration file; a missing one is empty. */
enum err_code conf_load(const char *path, struct buf *text, struct err *err);
/* Takes text for the whole file when it reads well; else E_STORE with its
 * line, and the file is as it was. */
enum err_code conf_replace(struct conf *c, const struct buf *text,
    struct err *err);

#endif
