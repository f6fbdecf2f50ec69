/*
 * The client inside the module: one task for each request of a run, one try
 * (transfer) of it at a time. client.c runs them, task.c decides what is tried
 * when, transfer.c makes one try with libcurl.
 */
#ifndef NET_MODULE_CLIENT_H
#define NET_MODULE_CLIENT_H

#include "net/http.h"
#include "net/loop.h"
#include "net/retry.h"

#include "base/vec.h"

#include <curl/curl.h>

#define HEAD_MAX (64 * 1024)
#define BODY_MAX (1024 * 1024)
#define URL_MAX (64 * 1024)

struct task;

struct run {
	size_t left;		/* tasks that have not ended */
	enum err_code rc;
	struct err *err;
	VEC(struct task *) helpers;	/* that ask for the time */
	VEC(struct task *) tried;	/* in this turn */
};

struct http {
	struct http_options options;
	char *proxy, *ca_file;
	CURLM *multi;
	CURLSH *share;		/* TLS sessions */
	struct loop *loop;
	bool own_loop;
	struct loop_timer timer;	/* libcurl's */
	struct rng rng;
	struct run *run;	/* the one that is on, or NULL */
};

struct task {
	struct http *http;
	const struct http_request *ask;
	struct http_answer *said;
	struct task *parent;	/* whose clock this one mends, or NULL */
	struct http_answer own;	/* said, where there is a parent */
	struct retry retry;
	struct loop_timer timer;	/* until the next try */
	char host[HOST_SIZE];
	bool ended;
	/* of this try */
	CURL *easy;
	struct curl_slist *lines;
	struct buf url, body;
	char error[CURL_ERROR_SIZE];
	int64_t taken_at;	/* of the budgets; 0: nothing is taken */
	size_t head_len, body_len;
	bool passed;		/* the request may be leaving, or has left */
	bool refused;		/* by the guard, or because we are to stop */
	bool headed;		/* the whole head is there */
	bool too_much;
	bool sink_said_no;
	bool hopeless;		/* another try would end the same */
	/* of all tries */
	bool ever_passed;
	bool guarded;		/* the guard has answered: once is enough */
	bool streamed;		/* the sink has had something */
};

void task_try(struct task *t);	/* now, or when the limits let it */
/* libcurl is done with them, and transfer_end() has said how. */
void tasks_tried(struct http *h, struct task *const *t, size_t n);
void task_stop(struct task *t);	/* we are asked to stop */
void task_end(struct task *t);	/* as it is; twice is harmless */

/* One try. E_OK: it is on its way and ends with transfer_end(). */
enum err_code transfer_start(struct task *t, struct err *err);
/* Takes it off libcurl and forgets what only a try has. */
void transfer_drop(struct task *t);

/* libcurl says that the try is over; fills outcome, class, why. */
void transfer_end(struct task *t, CURLcode code);
/* What a request has come to that got no answer by this try. */
enum http_outcome task_outcome(const struct task *t);

#endif
