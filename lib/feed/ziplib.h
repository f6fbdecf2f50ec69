/*
 * libzip, loaded when the first archive is opened: Debian's links OpenSSL,
 * which would double the start of every command that reads no archive.
 */
#ifndef FEED_ZIPLIB_H
#define FEED_ZIPLIB_H

#include "base/err.h"

#include <zip.h>

#define ZIP_CALLS(call) \
	call(zip_discard) \
	call(zip_error_fini) \
	call(zip_error_init) \
	call(zip_error_strerror) \
	call(zip_fclose) \
	call(zip_file_get_external_attributes) \
	call(zip_file_strerror) \
	call(zip_fopen_index) \
	call(zip_fread) \
	call(zip_get_num_entries) \
	call(zip_open_from_source) \
	call(zip_source_filep_create) \
	call(zip_source_free) \
	call(zip_stat_index) \
	call(zip_strerror)

#define ZIP_MEMBER(name) __typeof__(name) *name;
struct ziplib { ZIP_CALLS(ZIP_MEMBER) };
#undef ZIP_MEMBER

/* Loaded once; E_USAGE says that it is not installed. */
enum err_code ziplib_load(const struct ziplib **out, struct err *err);

#endif
