/* The simulated venue's history: what happened, in its own words. */
#include "store/sim.h"

#include "store/db.h"

#define WORD(name) \
	{ #name, COL_CHARS, MEMBER(struct sim_history_row, name) }
#define AMOUNT(name) \
	{ #name, COL_DEC, MEMBER(struct sim_history_row, name) }
#define NUMBER(name) \
	{ #name, COL_INT, MEMBER(struct sim_history_row, name) }

static const struct column columns[] = {
	NUMBER(seq), NUMBER(time), WORD(event), NUMBER(number), WORD(id),
	WORD(parent), WORD(symbol), WORD(side), WORD(type), WORD(action),
	WORD(reason), WORD(liquidity), WORD(currency), AMOUNT(amount),
	AMOUNT(price), AMOUNT(trigger_price), AMOUNT(cost), AMOUNT(fee),
	AMOUNT(equity), AMOUNT(high), AMOUNT(low), AMOUNT(transferred),
	AMOUNT(units), AMOUNT(realized_pnl), AMOUNT(rate), AMOUNT(mark_price),
	AMOUNT(insurance), AMOUNT(leverage), AMOUNT(margin), WORD(margin_mode),
	{ .name = NULL }
};

#define ALL_COLUMNS \
	"seq, time, event, number, id, parent, symbol, side, type, action," \
	" reason, liquidity, currency, amount, price, trigger_price, cost," \
	" fee, equity, high, low, transferred, units, realized_pnl, rate," \
	" mark_price, insurance, leverage, margin, margin_mode"

static const char add_event[] =
	"INSERT INTO sim_event (account, " ALL_COLUMNS ") VALUES (:account,"
	" :seq, :time, :event, :number, :id, :parent, :symbol, :side, :type,"
	" :action, :reason, :liquidity, :currency, :amount, :price,"
	" :trigger_price, :cost, :fee, :equity, :high, :low, :transferred,"
	" :units, :realized_pnl, :rate, :mark_price, :insurance, :leverage,"
	" :margin, :margin_mode)";

enum err_code
sim_history_add(struct store *s, const char *account,
    const struct sim_history_row *row, struct err *err)
{
	struct stmt *q = db_prepare(s, add_event);

	db_bind_text(q, ":account", account);
	db_bind(q, columns, row);
	return db_run(q, err);
}

static const char load_events[] =
	"SELECT " ALL_COLUMNS " FROM sim_event WHERE account = :account"
	" AND seq > :after ORDER BY seq LIMIT :limit";

enum err_code
sim_history_load(struct store *s, const char *account, int64_t after,
    int64_t limit, struct sim_history *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_events);

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":after", after);
	db_bind_int(q, ":limit", limit);
	return db_load(q, columns, out, err);
}

static const char order_events[] =
	"SELECT " ALL_COLUMNS " FROM sim_event WHERE account = :account"
	" AND id = :id AND id <> '' ORDER BY seq";

enum err_code
sim_history_order(struct store *s, const char *account, const char *id,
    struct sim_history *out, struct err *err)
{
	struct stmt *q = db_prepare(s, order_events);

	db_bind_text(q, ":account", account);
	db_bind_text(q, ":id", id);
	return db_load(q, columns, out, err);
}

static const char taken_id[] =
	"SELECT count(*) FROM sim_event WHERE account = :account"
	" AND id = :id AND id <> '' AND event = 'accepted'";

enum err_code
sim_id_taken(struct store *s, const char *account, const char *id,
    bool *taken, struct err *err)
{
	struct stmt *q = db_prepare(s, taken_id);

	*taken = false;
	db_bind_text(q, ":account", account);
	db_bind_text(q, ":id", id);
	if (db_step(q))
		*taken = db_int(q, 0) > 0;
	return db_done(q, err);
}

static const char last_point[] =
	"SELECT " ALL_COLUMNS " FROM sim_event WHERE account = :account"
	" AND event = 'point' ORDER BY seq DESC LIMIT 1";

enum err_code
sim_point_last(struct store *s, const char *account, bool *found,
    struct sim_history_row *out, struct err *err)
{
	struct stmt *q = db_prepare(s, last_point);

	*found = false;
	db_bind_text(q, ":account", account);
	if (db_step(q)) {
		*found = true;
		db_read(q, columns, out);
	}
	return db_done(q, err);
}
