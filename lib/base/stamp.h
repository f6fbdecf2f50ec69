/*
 * Time: int64_t microseconds since 1970-01-01T00:00Z. 0 is "unknown" in
 * records. Durations are microseconds too. No local time anywhere.
 */
#ifndef BASE_STAMP_H
#define BASE_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STAMP_SECOND INT64_C(1000000)
#define STAMP_MINUTE (60 * STAMP_SECOND)
#define STAMP_HOUR (60 * STAMP_MINUTE)
#define STAMP_DAY (24 * STAMP_HOUR)
#define STAMP_YEAR (365 * STAMP_DAY)	/* as statistics have it (METHODS 9) */
#define STAMP_TEXT_SIZE 40

/* RFC 3339 UTC with the precision that is there: 2024-03-01T08:30:00Z,
 * …00.250Z, …00.250001Z. "" for 0. Returns buf. */
const char *stamp_text(int64_t t, char buf[STAMP_TEXT_SIZE]);
/* 2024-03-01, 2024-03-01T08:30Z, …:15Z, …:15.250001Z, and +hh:mm offsets.
 * Years 1970 to 9999. */
bool stamp_parse(const char *s, size_t n, int64_t *out);

/* 1h30m form, units w d h m s from large to small, each once; "0s". */
const char *duration_text(int64_t d, char buf[STAMP_TEXT_SIZE]);
/* 90s, 15m, 4h, 1d, 2w, 1h30m: 1s to 3650d. */
bool duration_parse(const char *s, size_t n, int64_t *out);

int64_t stamp_day(int64_t t, int64_t day_start);	/* start of its day */
int64_t stamp_week(int64_t t, int64_t day_start);	/* its Monday */
int64_t stamp_month(int64_t t, int64_t day_start);	/* its first day */
struct stamp_parts { int year, month, day, hour, minute, second, micro,
    weekday; };	/* weekday 1 = Monday */
struct stamp_parts stamp_split(int64_t t);

#endif
