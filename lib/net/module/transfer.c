/*
 * One try of a request with libcurl. The rules that keep an order from being
 * sent twice are here: before_request() lets a submit pass once, whatever
 * libcurl does by itself; there are no redirects, no Expect, no upgrade.
 */
#include "net/module/client.h"

#include "base/trace.h"
#include "net/module/route.h"

#include <ctype.h>
#include <string.h>

#define AGENT "etrms/" ETRMS_VERSION

/*
 * Connected, TLS up, no byte of the request sent. libcurl comes here again
 * when a reused connection died under a request and it would send the same
 * bytes anew (measured with 7.88): a read may, a submit never.
 */
static int
before_request(void *self, char *to, char *from, int port, int own_port)
{
	struct task *t = self;
	const struct http *h = t->http;

	(void)to;
	(void)from;
	(void)port;
	(void)own_port;
	if (t->passed && t->ask->kind != HTTP_SUBMIT)
		return CURL_PREREQFUNC_OK;
	if (t->passed || t->guarded)
		return CURL_PREREQFUNC_ABORT;
	t->refused = h->options.stopped != NULL && h->options.stopped();
	if (!t->refused && t->ask->guard != NULL) {
		t->guarded = true;
		t->refused = !t->ask->guard->sending(t->ask->guard->self);
	}
	if (t->refused)
		return CURL_PREREQFUNC_ABORT;
	t->passed = t->ever_passed = true;
	t->said->sent = clock_now(&h->options.clock);
	return CURL_PREREQFUNC_OK;
}

static size_t
on_head(char *at, size_t size, size_t n, void *self)
{
	struct task *t = self;

	n *= size;
	t->head_len += n;
	if (t->head_len > HEAD_MAX) {
		t->too_much = true;
		return 0;
	}
	http_head_add(&t->said->head, at, n);
	if (n >= 5 && memcmp(at, "HTTP/", 5) == 0)
		t->headed = false;
	else if (n <= 2 && (at[0] == '\r' || at[0] == '\n'))
		t->headed = true;	/* what follows later are trailers */
	return n;
}

/* Counted here: CURLOPT_MAXFILESIZE misses chunked bodies in 7.88. */
static size_t
on_body(char *at, size_t size, size_t n, void *self)
{
	struct task *t = self;
	size_t max = t->ask->max_body != 0 ? t->ask->max_body : BODY_MAX;
	long status = 0;

	n *= size;
	if (n > max - t->body_len) {
		t->too_much = true;
		return n + 1;
	}
	t->body_len += n;
	if (t->ask->sink == NULL) {
		buf_add(&t->said->body, at, n);
		return n;
	}
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200) {
		buf_add(&t->said->body, at, n);
		return n;
	}
	t->streamed = true;
	if (t->ask->sink(t->ask->self, at, n))
		return n;
	t->sink_said_no = true;
	return n + 1;
}

static void
add_line(struct task *t, const char *line)
{
	struct curl_slist *lines = curl_slist_append(t->lines, line);

	if (lines == NULL)
		bug("no memory for a header");
	t->lines = lines;
}

#define SET(option, value) \
	do { \
		CURLcode set_rc = curl_easy_setopt(t->easy, (option), (value)); \
		if (set_rc != CURLE_OK) \
			return err_set(err, E_BUG, #option ": %s", \
			    curl_easy_strerror(set_rc)); \
	} while (0)

static enum err_code
set_method(struct task *t, struct err *err)
{
	const char *method = t->ask->method;

	if (strcmp(method, "GET") == 0) {
		SET(CURLOPT_HTTPGET, 1L);
		return E_OK;
	}
	if (t->body.len > 0 || strcmp(method, "POST") == 0 ||
	    strcmp(method, "PUT") == 0) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->body.len);
		SET(CURLOPT_POSTFIELDS, buf_text(&t->body));
	}
	if (strcmp(method, "POST") != 0)
		SET(CURLOPT_CUSTOMREQUEST, method);
	return E_OK;
}

static enum err_code
set_route(struct task *t, struct err *err)
{
	const struct http *h = t->http;
	const struct route route = { t->url.at, h->proxy, h->ca_file,
	    h->options.connect_limit };

	SET(CURLOPT_TIMEOUT_MS, (long)(h->options.total_limit / 1000));
	/* An order takes no connection that has been idle for long. */
	if (t->ask->kind == HTTP_SUBMIT)
		SET(CURLOPT_MAXAGE_CONN, 20L);
	return route_set(t->easy, &route, err);
}

static enum err_code
set_callbacks(struct task *t, struct err *err)
{
	SET(CURLOPT_PRIVATE, t);
	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_SHARE, t->http->share);
	SET(CURLOPT_PREREQFUNCTION, before_request);
	SET(CURLOPT_PREREQDATA, t);
	SET(CURLOPT_HEADERFUNCTION, on_head);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
	return E_OK;
}

static enum err_code
set_lines(struct task *t, struct err *err)
{
	add_line(t, "Expect:");
	for (size_t i = 0; t->ask->headers != NULL &&
	    t->ask->headers[i] != NULL; i++) {
		if (strpbrk(t->ask->headers[i], "\r\n") != NULL)
			return err_set(err, E_BUG, "a header with a line"
			    " break");
		add_line(t, t->ask->headers[i]);
	}
	SET(CURLOPT_HTTPHEADER, t->lines);
	SET(CURLOPT_USERAGENT, AGENT);
	if (t->ask->kind == HTTP_READ)
		SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	return E_OK;
}

/* URL and body of this try, with the host's time as far as it is known. */
static enum err_code
make_text(struct task *t, struct err *err)
{
	const struct http_options *o = &t->http->options;
	int64_t offset = 0, at;
	enum err_code rc = E_OK;

	buf_clear(&t->url);
	buf_clear(&t->body);
	buf_puts(&t->url, t->ask->url);
	buf_add(&t->body, t->ask->body, t->ask->body_len);
	if (t->ask->prepare == NULL)
		return E_OK;
	if (o->limits != NULL)
		rc = o->limits->clock_get(o->limits->self, t->host, &offset,
		    &at, err);
	if (rc == E_OK)
		rc = t->ask->prepare(t->ask->self, clock_now(&o->clock) +
		    offset, &t->url, &t->body, err);
	if (rc == E_OK && t->url.len > URL_MAX)
		rc = err_set(err, E_USAGE, "a URL of %zu bytes", t->url.len);
	return rc;
}

enum err_code
transfer_start(struct task *t, struct err *err)
{
	enum err_code rc = make_text(t, err);

	if (rc != E_OK)
		return rc;
	t->passed = t->refused = t->too_much = t->sink_said_no = false;
	t->headed = false;
	t->head_len = t->body_len = 0;
	t->error[0] = '\0';
	buf_clear(&t->said->head);
	buf_clear(&t->said->body);
	t->said->status = 0;
	t->said->sent = t->said->received = 0;
	t->easy = curl_easy_init();
	if (t->easy == NULL)
		return err_set(err, E_BUG, "libcurl has no handle");
	rc = set_callbacks(t, err);
	if (rc == E_OK)
		rc = set_route(t, err);
	if (rc == E_OK)
		rc = set_method(t, err);
	if (rc == E_OK)
		rc = set_lines(t, err);
	if (rc == E_OK && curl_multi_add_handle(t->http->multi, t->easy) !=
	    CURLM_OK)
		rc = err_set(err, E_BUG, "libcurl takes no more requests");
	if (rc != E_OK) {
		curl_easy_cleanup(t->easy);
		t->easy = NULL;
		transfer_drop(t);
	}
	return rc;
}

/* Header lines hold keys, URL and body signatures: nothing stays in memory. */
static void
wipe(struct task *t)
{
	for (struct curl_slist *l = t->lines; l != NULL; l = l->next)
		explicit_bzero(l->data, strlen(l->data));
	curl_slist_free_all(t->lines);
	t->lines = NULL;
	if (t->url.at != NULL)
		explicit_bzero(t->url.at, t->url.len);
	if (t->body.at != NULL)
		explicit_bzero(t->body.at, t->body.len);
	buf_clear(&t->url);
	buf_clear(&t->body);
}

void
transfer_drop(struct task *t)
{
	if (t->easy != NULL) {
		curl_multi_remove_handle(t->http->multi, t->easy);
		curl_easy_cleanup(t->easy);
		t->easy = NULL;
	}
	wipe(t);
}

static void
say_why(struct task *t, CURLcode code)
{
	const char *why = t->error[0] != '\0' ? t->error :
	    curl_easy_strerror(code);

	if (t->refused)
		why = t->guarded ? "it could not be recorded as sent" :
		    "interrupted";
	else if (t->too_much)
		why = t->head_len > HEAD_MAX ? "headers of more than 64 KiB" :
		    "a body longer than it may be";
	else if (t->sink_said_no)
		why = "its body cannot be read";
	else if (code == CURLE_OK)
		why = "an answer without end";
	else if (t->passed && code == CURLE_ABORTED_BY_CALLBACK)
		why = "the connection was lost; nothing is sent twice";
	text_set(t->said->why, sizeof(t->said->why), why);
	if (islower((unsigned char)t->said->why[1]))	/* not of "SSL" */
		t->said->why[0] = (char)tolower((unsigned char)
		    t->said->why[0]);
}

static void
classify(struct task *t)
{
	struct http_answer *a = t->said;

	a->class = HTTP_CLASS_NONE;
	if (t->ask->classify != NULL)
		a->class = t->ask->classify(t->ask->self, a);
	if (a->class == HTTP_CLASS_NONE)
		a->class = http_class_of_status(a->status);
}

/* An earlier try may have arrived even where this one never left. */
enum http_outcome
task_outcome(const struct task *t)
{
	return t->ever_passed ? HTTP_AMBIGUOUS : HTTP_NOT_SENT;
}

/* A peer that is not who it should be will not be another one in a second. */
static bool
is_hopeless(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION ||
	    code == CURLE_SSL_CACERT_BADFILE ||
	    code == CURLE_URL_MALFORMAT;
}

/*
 * A connection that ends amid the head is an empty answer to libcurl, and one
 * that ends amid a body of no stated length a whole one.
 */
static bool
is_whole(const struct task *t, long status)
{
	return t->headed && (status == 204 || status == 304 ||
	    http_header(t->said, "content-length") != NULL ||
	    http_header(t->said, "transfer-encoding") != NULL);
}

void
transfer_end(struct task *t, CURLcode code)
{
	struct http_answer *a = t->said;
	long status = 0;

	a->received = clock_now(&t->http->options.clock);
	a->why[0] = '\0';
	a->retry_at = 0;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK && t->passed && is_whole(t, status)) {
		a->outcome = HTTP_ANSWERED;
		a->status = (int)status;
		classify(t);
	} else {
		a->outcome = task_outcome(t);
		a->class = !t->passed ? HTTP_CLASS_NOT_SENT :
		    t->too_much || t->sink_said_no ? HTTP_CLASS_DATA :
		    HTTP_CLASS_AMBIGUOUS;
		/* Half an answer is none. */
		buf_clear(&a->body);
		buf_clear(&a->head);
		say_why(t, code);
		t->hopeless = is_hopeless(code);
	}
	if (trace_on("ETRMS_TRACE"))
		trace_line("http", "%s %.*s: %ld, %zu bytes, %s",
		    t->ask->method, (int)strcspn(t->ask->url, "?"),
		    t->ask->url, status, t->body_len, a->why);
	transfer_drop(t);
}
