/* A WebSocket is made from what was asked for, and freed. */
#include "net/module/websocket.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>

void
websocket_free(struct websocket *w)
{
	line_close(w->line);
	loop_disarm(w->options.loop, &w->timer);
	frames_release(&w->frames);
	buf_release(&w->head);
	/* Headers may hold keys. */
	for (size_t i = 0; i < w->headers.len; i++)
		if (w->headers.at[i] != NULL) {
			explicit_bzero(w->headers.at[i],
			    strlen(w->headers.at[i]));
			free(w->headers.at[i]);
		}
	vec_release(&w->headers);
	free(w->url);
	free(w->asked);
	free(w->proxy);
	free(w->ca_file);
	free(w);
}

static void
usual(int64_t *value, int64_t otherwise)
{
	if (*value == 0)
		*value = otherwise;
}

enum err_code
websocket_open(const struct http_options *o,
    const struct websocket_spec *spec, struct websocket **out,
    struct err *err)
{
	struct websocket *w = mem_alloc(sizeof(*w));
	struct buf probe = {0};
	uint64_t seed = o->seed;
	bool tls = strncmp(spec->url, "wss://", 6) == 0;
	enum err_code rc = E_OK;

	w->spec = *spec;
	w->options = *o;
	w->timer.fire = websocket_next;
	w->timer.self = w;
	w->frames.max = spec->max_message;
	w->url = mem_text(spec->url);
	w->proxy = mem_text(o->proxy != NULL ? o->proxy : "");
	w->ca_file = mem_text(o->ca_file != NULL ? o->ca_file : "");
	usual(&w->spec.ping_after, 20 * STAMP_SECOND);
	usual(&w->spec.dead_after, w->spec.ping_after +
	    w->spec.ping_after / 2);
	usual(&w->spec.back_least, STAMP_SECOND);
	usual(&w->spec.back_most, 30 * STAMP_SECOND);
	usual(&w->spec.open_limit, 10 * STAMP_SECOND);
	usual(&w->options.connect_limit, 5 * STAMP_SECOND);
	for (size_t i = 0; spec->headers != NULL && spec->headers[i] != NULL;
	    i++)
		vec_push(&w->headers, mem_text(spec->headers[i]));
	vec_push(&w->headers, (char *)NULL);
	if (seed == 0 && !rng_bytes(&seed, sizeof(seed)))
		seed = (uint64_t)clock_monotonic();
	rng_seed(&w->rng, seed);
	if (!tls && strncmp(spec->url, "ws://", 5) != 0)
		rc = err_set(err, E_USAGE, "%.200s: not the URL of a "
		    "WebSocket: wss://host[:port]/path", spec->url);
	else
		w->asked = mem_format("http%s", spec->url + 2);
	if (rc == E_OK)
		rc = http_url_check(w->asked, w->host, err);
	if (rc == E_OK)
		rc = handshake_request(w->url,
		    (const char *const *)w->headers.at, "", &probe, err);
	buf_release(&probe);
	if (rc == E_OK) {
		loop_arm(w->options.loop, &w->timer, clock_monotonic());
		*out = w;
	} else
		websocket_free(w);
	return rc;
}
