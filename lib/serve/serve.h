/*
 * The loopback exchange: the simulated venue on a port of this machine,
 * speaking an exchange's own wire format. Any client that can be given a base
 * address can be rehearsed against it, and so are ours: what they say and what
 * was booked here are compared (book.h). Each exchange it can speak as is a
 * row in the table of dialects (dialect.h) and a folder.
 *
 *	rc = world_from_store(&setup, store, "binance", NULL, 0, …);
 *	rc = world_open(&world, &setup, clock_system(), err);
 *	rc = serve_open(&world, &options, &server, err);
 *	… serve_port(server) …
 *	rc = serve_run(server, stop_fd, 0, err);
 *	serve_free(server);
 *	world_release(&world);
 *
 * It has an HTTP/1.1 server of its own on poll(2): faults are played byte by
 * byte, which a library that hides the connection cannot do. It listens on
 * loopback addresses alone.
 *
 * Besides the exchange's routes it has its own, under /etrms, which meet no
 * faults and need no key:
 *
 *	GET  /etrms/state		times, numbers of requests and bars
 *	GET  /etrms/ledger		what was booked, one JSON object a line
 *	POST /etrms/advance?bars=N	lets bars pass; ms=N moves the clock that
 *					clients are told
 *	POST /etrms/transfer?market=spot&asset=USDT&amount=5
 *	POST /etrms/forgive		rate limits count from nothing again
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "serve/faults.h"
#include "serve/keys.h"
#include "serve/world.h"

#include <stdio.h>

struct serve_options {
	const char *dialect;		/* "binance" */
	bool ipv6;			/* ::1 instead of 127.0.0.1 */
	int port;			/* 0: any */
	struct keys keys;
	struct faults faults;		/* taken over */
	int64_t weight_limit;		/* per minute; 0: the dialect's */
	bool step;	/* a bar passes before each signed request */
	/* What earns interest: an object with lists flexible, locked,
	 * flexible_position, locked_position of the exchange's own rows.
	 * Borrowed; NULL: nothing does. */
	struct json_t *earn;
	FILE *record;	/* a line of JSON for each request; NULL: none */
};

struct server;
/* E_USAGE: no such dialect; E_NETWORK: the port cannot be had. */
enum err_code serve_open(struct world *w, struct serve_options *o,
    struct server **out, struct err *err);
int serve_port(const struct server *s);
/* "http://127.0.0.1:8080" */
const char *serve_address(const struct server *s);
/* Until there is something to read at stop_fd (-1: never), or for so many µs
 * (0: no end). */
enum err_code serve_run(struct server *s, int stop_fd, int64_t duration,
    struct err *err);
void serve_free(struct server *s);	/* NULL is fine */

/* Their names, for options; ends with NULL. */
extern const char *const serve_dialect_names[];

#endif
