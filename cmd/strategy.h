/*
 * What the strategy commands share: where files are, and how one is read. A
 * word with a slash or a dot is a path; any other is a name, looked for in the
 * config folder's strategies/ and then among those that come with etrms.
 */
#ifndef CMD_STRATEGY_H
#define CMD_STRATEGY_H

#include "cmd/session.h"
#include "strategy/strategy.h"

struct strategy_file {
	char *name, *path;
	const char *origin;	/* own, shipped, file */
};
struct strategy_files VEC_OF(struct strategy_file);

/* All by name, own ones first; folders that are not there have none. */
void strategy_files_list(const struct session *s, struct strategy_files *out);
void strategy_files_release(struct strategy_files *all);

/* E_USAGE with a suggestion where there is none. */
enum err_code strategy_file_find(const struct session *s, const char *word,
    struct strategy_file *out, struct err *err);
void strategy_file_release(struct strategy_file *f);
/* The whole file; - is standard input. */
enum err_code strategy_file_read(const struct strategy_file *f,
    struct buf *out, struct err *err);
/* The folder of the user's own ones. Caller frees. */
char *strategy_own_folder(const struct session *s);

/* A strategy as a row. */
struct strategy_row {
	const char *name, *origin, *about, *source, *hash, *path, *file;
	char *canonical;
	int64_t timeframe, parameters, lookback;
	struct text_list symbols;
};
extern const struct record strategy_record;
/* s NULL: it was refused. Release it. */
void strategy_row_fill(const struct strategy_file *f, const struct strategy *s,
    struct strategy_row *out);
void strategy_row_release(struct strategy_row *row);

#endif
