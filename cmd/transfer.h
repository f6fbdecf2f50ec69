/* What account deposit and account withdraw share: all but the direction. */
#ifndef CMD_TRANSFER_H
#define CMD_TRANSFER_H

#include "cmd/session.h"

#include "model/holdings.h"

struct args {
	const char *asset;
	struct dec amount;
};

extern const struct opt transfer_opts[];
extern const struct operand transfer_operands[];
extern const int transfer_exits[];

enum err_code transfer_in(struct session *s, const void *args,
    const struct texts *operands, struct err *err);
enum err_code transfer_out(struct session *s, const void *args,
    const struct texts *operands, struct err *err);

#endif
