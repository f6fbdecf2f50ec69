/*
 * One run for the reads of many accounts.
 */
#include "venue/batch.h"

#include "venue/venue.h"

void
http_batch_add(struct http_batch *b, const struct http_request *request,
    void (*answered)(void *self, struct http_answer *a), void *self)
{
	vec_push(&b->requests, *request);
	vec_push(&b->asked, ((struct http_asked){ answered, self }));
}

void
http_batch_release(struct http_batch *b)
{
	vec_release(&b->requests);
	vec_release(&b->asked);
}

enum err_code
http_batch_run(struct http_batch *b, struct err *err)
{
	size_t n = b->requests.len;
	struct http_answer *said = mem_array(n + 1, sizeof(*said));
	enum err_code rc = E_OK;

	if (n > 0)
		rc = b->ops->run(b->http, b->requests.at, said, n, err);
	for (size_t i = 0; i < n; i++) {
		if (rc != E_OK) {
			http_answers_release(&said[i], 1);
			said[i] = (struct http_answer){
			    .class = HTTP_CLASS_NOT_SENT };
			text_set(said[i].why, sizeof(said[i].why), err == NULL
			    ? "not sent" : err->text);
		}
		b->asked.at[i].answered(b->asked.at[i].self, &said[i]);
	}
	vec_clear(&b->requests);
	vec_clear(&b->asked);
	free(said);
	return rc;
}

enum err_code
venues_ask(struct venue *const *v, size_t n, unsigned what, struct err *err)
{
	struct http_batch batch = {0};
	enum err_code rc = E_OK;

	/* One that cannot even ask (no key, say) fails when it is read. */
	for (size_t i = 0; i < n; i++)
		if (v[i] != NULL && v[i]->ops->ask != NULL)
			v[i]->ops->ask(v[i], what, &batch, err);
	if (batch.requests.len > 0)
		rc = http_batch_run(&batch, err);
	http_batch_release(&batch);
	return rc;
}
