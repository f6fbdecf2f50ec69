/*
 * A part of a sweep that is worked on elsewhere. The items of a sweep (paths,
 * sets of parameters, windows) are cut into n runs of neighbours; a shard is
 * the i-th of them as NDJSON: a line that says what it is of, a line for each
 * item, a line that ends it with a hash of all before. Who merges shards gives
 * the command that made them, and every fact must be the same as here.
 *
 *	{"shard":2,"shards":7,"items":100,"kind":"montecarlo","version":"1.0",…}
 *	{"item":14,"final_equity":10250.5,"max_drawdown":0.12}
 *	{"end":14,"sha256":"…"}
 */
#ifndef RESEARCH_SHARD_H
#define RESEARCH_SHARD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stddef.h>

#define SHARDS_MOST 1000000
#define SHARD_COLUMNS_MOST 512

/* The i-th of n, from 1; n 0: all of it. */
struct shard { size_t number, count; };
/* "2/7". E_USAGE: it is none. */
enum err_code shard_parse(const char *text, struct shard *out,
    struct err *err);
/* The items first to end - 1 of so many; shards are as long as each other or
 * longer by one. */
void shard_range(const struct shard *s, size_t items, size_t *first,
    size_t *end);

/* What a sweep is: what all its shards share, and what an item's line has. */
struct shard_fact { const char *name, *value; };
struct shard_form {
	const struct shard_fact *facts;	/* kind, version, data, strategy … */
	size_t facts_len;
	const char *const *columns;	/* names of the numbers of an item */
	size_t columns_len, items;
};

/* Lines are added to `to`; who has written them out may clear it. */
struct shard_writer {
	const struct shard_form *form;
	struct buf *to;
	struct sha256 hash;
	size_t rows;
};
void shard_begin(struct shard_writer *w, const struct shard_form *form,
    const struct shard *s, struct buf *to);
/* One number for each column; what is not finite is null. */
void shard_item(struct shard_writer *w, size_t item, const double *values);
void shard_end(struct shard_writer *w);

/* Shards that come together. values has items × columns numbers, the caller's;
 * NaN where a line has null. All-zero but for the form and values. */
struct shard_merge {
	const struct shard_form *form;
	double *values;
	unsigned char *seen;		/* by shard */
	size_t count;			/* of shards; 0: none was read */
};
void shard_merge_release(struct shard_merge *m);
/* E_DATA names the file and what is wrong: it is of something else, a line is
 * damaged, it was cut off, it is there already. */
enum err_code shard_read(struct shard_merge *m, const char *path,
    struct err *err);
/* E_DATA names those that are missing. */
enum err_code shard_complete(const struct shard_merge *m, struct err *err);

/* All items from the shards in these files; the caller frees. */
enum err_code shards_read(const struct shard_form *form,
    const char *const *files, size_t len, double **values, struct err *err);

#endif
