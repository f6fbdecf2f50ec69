/* What guards runs, and their parts as bytes and back. Inside lib/store only. */
#ifndef STORE_RUNPARTS_H
#define STORE_RUNPARTS_H

#include "store/db.h"
#include "store/runs.h"

enum { RUN_PARTS = 5 };
extern const char *const run_part_names[RUN_PARTS];	/* by bit of run_part */

/* Each part's bytes, rows and XXH64. */
struct run_bytes {
	struct buf part[RUN_PARTS];
	int64_t rows[RUN_PARTS];
	uint64_t hash[RUN_PARTS];
};
void run_bytes_release(struct run_bytes *b);
void run_parts_pack(const struct run_parts *p, struct run_bytes *out);
/* Into an empty part, with the number of its rows; false: it is damaged. */
bool run_part_unpack(int part, const void *bytes, size_t len, int64_t rows,
    struct run_parts *out);

/* A run's row; and what guards it, to be compared with what is stored. */
extern const struct column run_columns[];
void run_result_hash(const struct run *r, const int64_t rows[RUN_PARTS],
    const uint64_t hash[RUN_PARTS], char out[SHA256_TEXT_SIZE]);
/* extras: a line of each, in the order of their names. */
void run_seal(const struct run *r, const struct run_source *source,
    const struct buf *extras, char out[SHA256_TEXT_SIZE]);
void run_extra_line(struct buf *extras, const char *name, int64_t rows,
    const char *hash);
void run_part_hash(const void *bytes, size_t len, char out[17]);
/* An extra's rows, into an empty vector; *there: false leaves it so. They have
 * no texts to borrow. E_STORE: damaged. */
#define run_rows_load(s, run, name, columns, vec, there, err) \
	run_rows_load_as((s), (run), (name), (columns), sizeof(*(vec)->at), \
	    (vec), (there), (err))
enum err_code run_rows_load_as(struct store *s, const char *run,
    const char *name, const struct column *columns, size_t size, void *vec,
    bool *there, struct err *err);
/* The same of an extra that is one row. */
enum err_code run_row_load(struct store *s, const char *run, const char *name,
    const struct column *columns, size_t size, void *row, bool *there,
    struct err *err);

/* Shapes of parts, of violations.c and breakerevents.c. */
extern const struct column violation_columns[];
extern const struct column breaker_event_columns[];

#endif
