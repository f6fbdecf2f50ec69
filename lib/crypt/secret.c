/*
 * The arena: pages that are locked, left out of core files and zero in a
 * child. Pieces are handed out one after the other; when nothing in a chunk is
 * alive it is wiped, and goes back unless it is the only one. What is known about a secret lies outside the arena, so
 * that a child can free what it has only zeros of.
 */
#include "crypt/secret.h"
#include "crypt/secretdata.h"

#include "base/err.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK_SIZE ((size_t)64 << 10)
#define ALIGNMENT ((size_t)16)

struct chunk {
	unsigned char *at;
	size_t size, used;
	unsigned alive;		/* secrets in it */
	struct chunk *next;
};

static struct chunk *chunks;
static struct secret *first;
static bool unlocked;		/* the system refused to lock one */

static size_t
round_up(size_t n, size_t to)
{
	if (n > SIZE_MAX - to)
		bug("a secret of %zu bytes", n);
	return (n + to - 1) / to * to;
}

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *c = mem_alloc(sizeof(*c));
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		bug("no memory for secrets");
	if (mlock(at, size) != 0)
		unlocked = true;
	(void)madvise(at, size, MADV_DONTDUMP);
	(void)madvise(at, size, MADV_WIPEONFORK);
	*c = (struct chunk){ .at = at, .size = size, .next = chunks };
	chunks = c;
	return c;
}

/* Nothing in it is alive. */
static void
chunk_clear(struct chunk *gone)
{
	struct chunk **at = &chunks;

	explicit_bzero(gone->at, gone->used);
	gone->used = 0;
	if (gone->size == CHUNK_SIZE && chunks == gone && gone->next == NULL)
		return;
	while (*at != gone)
		at = &(*at)->next;
	*at = gone->next;
	munmap(gone->at, gone->size);
	free(gone);
}

static struct chunk *
chunk_with(size_t room)
{
	for (struct chunk *c = chunks; c != NULL; c = c->next)
		if (c->size - c->used >= room)
			return c;
	return chunk_new(room <= CHUNK_SIZE ? CHUNK_SIZE :
	    round_up(room, (size_t)sysconf(_SC_PAGESIZE)));
}

struct secret *
secret_room(size_t n)
{
	size_t room = round_up(n + 1, ALIGNMENT);
	struct secret *s = mem_alloc(sizeof(*s));
	struct chunk *c = chunk_with(room);

	*s = (struct secret){ .at = c->at + c->used, .len = n, .room = n,
	    .home = c, .next = first };
	c->used += room;
	c->alive++;
	first = s;
	return s;
}

struct secret *
secret_new(const void *bytes, size_t n)
{
	struct secret *s = secret_room(n);

	if (n > 0)
		memcpy(s->at, bytes, n);
	return s;
}

void
secret_free(struct secret *s)
{
	struct secret **at = &first;

	if (s == NULL)
		return;
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	explicit_bzero(s->at, s->room);
	if (--s->home->alive == 0)
		chunk_clear(s->home);
	free(s);
}

size_t
secret_len(const struct secret *s)
{
	return s->len;
}

const unsigned char *
secret_bytes(const struct secret *s)
{
	return s->at;
}

unsigned char *
secret_fill(struct secret *s)
{
	return s->at;
}

void
secret_cut(struct secret *s, size_t len)
{
	if (len >= s->len)
		return;
	explicit_bzero(s->at + len, s->len - len);
	s->len = len;
}

bool
bytes_same(const void *a, const void *b, size_t n)
{
	const volatile unsigned char *x = a, *y = b;
	unsigned char differ = 0;

	for (size_t i = 0; i < n; i++)
		differ |= (unsigned char)(x[i] ^ y[i]);
	return differ == 0;
}

bool
secret_same(const struct secret *a, const struct secret *b)
{
	return a->len == b->len && bytes_same(a->at, b->at, a->len);
}

void
secret_put(const struct secret *s, struct buf *out)
{
	buf_add(out, s->at, s->len);
}

void
secret_wipe(void *at, size_t n)
{
	explicit_bzero(at, n);
}

void
secret_wipe_buf(struct buf *b)
{
	if (b->at != NULL)
		explicit_bzero(b->at, b->cap);
	buf_release(b);
}

bool
secrets_locked(void)
{
	return !unlocked;
}

const struct secret *
secret_first(void)
{
	return first;
}
