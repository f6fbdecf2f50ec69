/*
 * Inside the room: what is in force, and the text of the file.
 */
#ifndef CONF_STORE_H
#define CONF_STORE_H

#include "conf/conf.h"

#include "base/vec.h"

/* libinih keeps lines of 200 bytes with their end; longer ones are refused,
 * not cut. */
#define CONF_LINE_MAX 197
#define CONF_SIZE_MAX (1 << 20)

struct conf_value {
	char *text;		/* NULL: the default */
	const char *origin;
	int64_t number;
};
struct conf_alias { char *key, *value; };	/* key: "alias.NAME" */

struct conf {
	char *path;
	struct conf_value *values;	/* one per setting */
	struct { struct conf_alias *at; size_t len, cap; } aliases;
	struct { char **at; size_t len, cap; } unknown;
};

/* Reads text, the file's bytes, into c; errors name c->path and the line. */
enum err_code conf_parse(struct conf *c, const char *text, size_t n,
    struct err *err);

/*
 * old with the key set to value, or without it (NULL). The last line of the
 * key is replaced and others of it removed; a new key goes to the end of its
 * section, a new section to the end of the file. False: nothing to unset.
 */
bool conf_rewrite(const struct buf *old, const char *key, const char *value,
    struct buf *out);

#endif
