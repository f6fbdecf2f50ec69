-- A store as version 1 of the schema made it, at work: a paper account with a
-- position, its stop and target, a resting limit order, candles, a policy row, a
-- breaker. What etrms store migrate has to bring along.
PRAGMA foreign_keys=OFF;
PRAGMA journal_mode=WAL;
PRAGMA application_id=1702130285;
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE meta (
	key TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('audit_head','b1ff14ffd0d1c9ead240cb62bd0ca810b1c857d7f61ade9b4a34e0578a3f1409');
INSERT INTO meta VALUES('tag','64b96c08');
CREATE TABLE account (
	label TEXT NOT NULL PRIMARY KEY,
	venue TEXT NOT NULL,
	mode TEXT NOT NULL CHECK (mode IN ('paper', 'live')),
	testnet INTEGER,
	base_url TEXT NOT NULL,
	active INTEGER NOT NULL,
	is_default INTEGER NOT NULL
		CHECK (is_default = 0 OR mode = 'paper'),
	removed INTEGER NOT NULL DEFAULT 0,
	rights TEXT NOT NULL,
	ip_restricted INTEGER,
	currency TEXT NOT NULL,
	prices TEXT NOT NULL,
	timeframe INTEGER NOT NULL,
	created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO account VALUES('demo','sim','paper',0,'',1,1,0,'',NULL,'USDT','test',60000000,1709294400000000);
CREATE TABLE intent (
	id INTEGER PRIMARY KEY,
	client_order_id TEXT NOT NULL,
	account TEXT NOT NULL REFERENCES account (label),
	venue TEXT NOT NULL,
	symbol TEXT NOT NULL,
	type TEXT NOT NULL,
	side TEXT NOT NULL,
	time_in_force TEXT NOT NULL,
	post_only INTEGER,
	reduce_only INTEGER,
	price TEXT,
	trigger_price TEXT,
	stop_loss TEXT NOT NULL,
	take_profit TEXT NOT NULL,
	amount TEXT,
	quote TEXT,
	trail_percent TEXT,
	trail_amount TEXT,
	activation_price TEXT,
	visible TEXT,
	expire_at INTEGER,
	key TEXT NOT NULL,
	request TEXT NOT NULL,
	strategy TEXT NOT NULL,
	tag TEXT NOT NULL,
	parent TEXT NOT NULL,
	external INTEGER NOT NULL,
	venue_id TEXT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	correlation_id TEXT NOT NULL,
	time INTEGER NOT NULL
) STRICT;
INSERT INTO intent VALUES(1,'64b96c08dc68fb836360d0e20c543b45','demo','sim','BTC/USDT','market','buy','gtc',0,0,NULL,NULL,'5%','10%','2',NULL,NULL,NULL,NULL,NULL,NULL,'',replace('account=demo\nsymbol=BTC/USDT\nside=buy\ntype=market\ntime_in_force=gtc\namount=2\nstop_loss=5%\ntake_profit=10%\n','\n',char(10)),'','','',0,'','intent','','0fc50e9366e42762dcd4dac6dc719a44',1709251260000000);
INSERT INTO intent VALUES(2,'64b96c08dc68fb836360d0e20c543b45.sl','demo','sim','BTC/USDT','stop','sell','gtc',0,0,NULL,'95','','','2',NULL,NULL,NULL,NULL,NULL,NULL,'','','','','1',0,'2','open','','0fc50e9366e42762dcd4dac6dc719a44',1709251260000000);
INSERT INTO intent VALUES(3,'64b96c08dc68fb836360d0e20c543b45.tp','demo','sim','BTC/USDT','limit','sell','gtc',0,0,'110',NULL,'','','2',NULL,NULL,NULL,NULL,NULL,NULL,'','','','','1',0,'3','open','','0fc50e9366e42762dcd4dac6dc719a44',1709251260000000);
INSERT INTO intent VALUES(4,'64b96c08642265e6d2e43940796e0df9','demo','sim','BTC/USDT','limit','buy','gtc',0,0,'95',NULL,'','','1',NULL,NULL,NULL,NULL,NULL,NULL,'',replace('account=demo\nsymbol=BTC/USDT\nside=buy\ntype=limit\ntime_in_force=gtc\namount=1\nprice=95\n','\n',char(10)),'','','',0,'','intent','','71cce92cd4bc7682ecca04c478f0db3c',1709251500000000);
CREATE TABLE fill (
	row INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	order_id INTEGER NOT NULL REFERENCES intent (id),
	account TEXT NOT NULL REFERENCES account (label),
	venue TEXT NOT NULL,
	symbol TEXT NOT NULL,
	side TEXT NOT NULL,
	taker_or_maker TEXT NOT NULL,
	price TEXT NOT NULL,
	amount TEXT NOT NULL,
	cost TEXT NOT NULL,
	fee TEXT,
	fee_currency TEXT NOT NULL,
	realized_pnl TEXT,
	time INTEGER NOT NULL,
	UNIQUE (account, venue, symbol, id)
) STRICT;
INSERT INTO fill VALUES(1,'2',1,'demo','sim','BTC/USDT','buy','taker','100','2','200','0.2','USDT',NULL,1709251260000000);
CREATE TABLE venue_event (
	row INTEGER PRIMARY KEY,
	order_id INTEGER NOT NULL REFERENCES intent (id),
	event TEXT NOT NULL,
	state TEXT NOT NULL,
	venue_id TEXT NOT NULL,
	reason TEXT NOT NULL,
	amount TEXT,
	price TEXT,
	trigger_price TEXT,
	fill INTEGER REFERENCES fill (row),
	correlation_id TEXT NOT NULL,
	time INTEGER NOT NULL
) STRICT;
INSERT INTO venue_event VALUES(1,1,'send','sending','','',NULL,NULL,NULL,NULL,'0fc50e9366e42762dcd4dac6dc719a44',1709251260000000);
INSERT INTO venue_event VALUES(2,1,'accept','open','1','',NULL,NULL,NULL,NULL,'0fc50e9366e42762dcd4dac6dc719a44',1709251260000000);
INSERT INTO venue_event VALUES(3,1,'fill_all','filled','','',NULL,NULL,NULL,1,'0fc50e9366e42762dcd4dac6dc719a44',1709251260000000);
INSERT INTO venue_event VALUES(4,4,'send','sending','','',NULL,NULL,NULL,NULL,'71cce92cd4bc7682ecca04c478f0db3c',1709251500000000);
INSERT INTO venue_event VALUES(5,4,'accept','open','4','',NULL,NULL,NULL,NULL,'71cce92cd4bc7682ecca04c478f0db3c',1709251500000000);
CREATE TABLE orders (id INTEGER PRIMARY KEY, account TEXT NOT NULL, symbol TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, venue_id TEXT NOT NULL, reason TEXT NOT NULL, amount TEXT, price TEXT, trigger_price TEXT, filled TEXT NOT NULL, cost TEXT NOT NULL, turnover TEXT NOT NULL, fee TEXT, fee_currency TEXT NOT NULL, last_update_time INTEGER NOT NULL) STRICT;
INSERT INTO orders VALUES(1,'demo','BTC/USDT','','filled','1','','2',NULL,NULL,'2','200','200','0.2','USDT',1709251260000000);
INSERT INTO orders VALUES(2,'demo','BTC/USDT','','open','2','','2',NULL,'95','0','0','0',NULL,'',1709251260000000);
INSERT INTO orders VALUES(3,'demo','BTC/USDT','','open','3','','2','110',NULL,'0','0','0',NULL,'',1709251260000000);
INSERT INTO orders VALUES(4,'demo','BTC/USDT','','open','4','','1','95',NULL,'0','0','0',NULL,'',1709251500000000);
CREATE TABLE transfer (
	row INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	account TEXT NOT NULL REFERENCES account (label),
	venue TEXT NOT NULL,
	asset TEXT NOT NULL,
	amount TEXT NOT NULL,
	kind TEXT NOT NULL,
	fee TEXT,
	time INTEGER NOT NULL,
	UNIQUE (account, id)
) STRICT;
INSERT INTO transfer VALUES(1,'t-1','demo','sim','USDT','10000','opening','0',1709251260000000);
CREATE TABLE funding (
	row INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	account TEXT NOT NULL REFERENCES account (label),
	venue TEXT NOT NULL,
	symbol TEXT NOT NULL,
	rate TEXT,
	amount TEXT NOT NULL,
	asset TEXT NOT NULL,
	time INTEGER NOT NULL,
	UNIQUE (account, id)
) STRICT;
CREATE TABLE equity (
	account TEXT NOT NULL REFERENCES account (label),
	time INTEGER NOT NULL,
	equity TEXT,
	high TEXT,
	low TEXT,
	transferred TEXT,
	units TEXT,
	PRIMARY KEY (account, time)
) STRICT, WITHOUT ROWID;
INSERT INTO equity VALUES('demo',1709251260000000,'10000','10000','10000','0','10000');
INSERT INTO equity VALUES('demo',1709251320000000,'10001.8','10005.8','9997.8','0','10000');
INSERT INTO equity VALUES('demo',1709251380000000,'10003.8','10007.8','9999.8','0','10000');
INSERT INTO equity VALUES('demo',1709251440000000,'9997.8','10001.8','9993.8','0','10000');
INSERT INTO equity VALUES('demo',1709251500000000,'10005.8','10009.8','10001.8','0','10000');
CREATE TABLE cursor (
	account TEXT NOT NULL PRIMARY KEY REFERENCES account (label),
	cursor TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO cursor VALUES('demo','9');
CREATE TABLE halt_change (
	row INTEGER PRIMARY KEY,
	account TEXT NOT NULL,
	halted INTEGER NOT NULL,
	reason TEXT NOT NULL,
	actor TEXT NOT NULL,
	time INTEGER NOT NULL
) STRICT;
CREATE TABLE halt (account TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE violation (
	row INTEGER PRIMARY KEY,
	time INTEGER NOT NULL,
	account TEXT NOT NULL,
	symbol TEXT NOT NULL,
	rule TEXT NOT NULL,
	value TEXT,
	"limit" TEXT,
	order_id TEXT NOT NULL,
	message TEXT NOT NULL
) STRICT;
CREATE TABLE audit (
	id INTEGER PRIMARY KEY,
	time INTEGER NOT NULL,
	correlation_id TEXT NOT NULL,
	actor TEXT NOT NULL,
	command TEXT NOT NULL,
	entity TEXT NOT NULL,
	entity_id TEXT NOT NULL,
	action TEXT NOT NULL,
	detail TEXT NOT NULL,
	hash TEXT NOT NULL
) STRICT;
INSERT INTO audit VALUES(1,1709294400000000,'a265604287ec79d887fef1fbd8c9b0d5','root','candles import','series','test BTC/USDT 1m','import','12 new bars from bars.csv','946d7b225dbffb1f51d7f29cd3435413c93d6341e289e51ca5622f3e99dbc187');
INSERT INTO audit VALUES(2,1709294400000000,'b0708321be0f9307018648759fe9d2f6','root','account add','account','demo','add','sim','9cb302bb83a44a79926743fc0c587568349740e45f8458ed0b1340d35e92ef41');
INSERT INTO audit VALUES(3,1709251260000000,'0fc50e9366e42762dcd4dac6dc719a44','root','order buy','order','1','intent',replace('account=demo\nsymbol=BTC/USDT\nside=buy\ntype=market\ntime_in_force=gtc\namount=2\nstop_loss=5%\ntake_profit=10%\n','\n',char(10)),'82a3d163ed31831814f25786207ae22ec964153e657e9218d51cce08174478cc');
INSERT INTO audit VALUES(4,1709251500000000,'71cce92cd4bc7682ecca04c478f0db3c','root','order buy','order','4','intent',replace('account=demo\nsymbol=BTC/USDT\nside=buy\ntype=limit\ntime_in_force=gtc\namount=1\nprice=95\n','\n',char(10)),'51bc5767a90d22a2a59af163476b1be3646f9bf3d9b2cf430b039a37f5e970bf');
INSERT INTO audit VALUES(5,1709294400000000,'c99cddc2d98f9aeb2304e43eb21c1cc2','root','policy set','policy','max-position-share','set','60%','081fc9832cfdf1cd49d3bd3cfae60583d6ff328c5b20fb31005cce7ea3171298');
INSERT INTO audit VALUES(6,1709294400000000,'1f6f95ebb16e813e6d36cce5a2ea5382','root','breaker add','breaker','b','add','when drawdown(1d, "peak") > 50% do notify','b1ff14ffd0d1c9ead240cb62bd0ca810b1c857d7f61ade9b4a34e0578a3f1409');
CREATE TABLE policy_change (
	row INTEGER PRIMARY KEY,
	rule TEXT NOT NULL,
	account TEXT NOT NULL,
	symbol TEXT NOT NULL,
	value TEXT NOT NULL,
	unset INTEGER NOT NULL,
	actor TEXT NOT NULL,
	time INTEGER NOT NULL
) STRICT;
INSERT INTO policy_change VALUES(1,'max-position-share','','','60%',0,'root',1709294400000000);
CREATE TABLE policy (rule TEXT NOT NULL, account TEXT NOT NULL, symbol TEXT NOT NULL, value TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (rule, account, symbol)) STRICT, WITHOUT ROWID;
INSERT INTO policy VALUES('max-position-share','','','60%','root',1709294400000000);
CREATE TABLE breaker_change (
	row INTEGER PRIMARY KEY,
	after_event INTEGER NOT NULL,
	name TEXT NOT NULL,
	removed INTEGER NOT NULL,
	"when" TEXT NOT NULL,
	"do" TEXT NOT NULL,
	account TEXT NOT NULL,
	venue TEXT NOT NULL,
	symbol TEXT NOT NULL,
	enabled INTEGER NOT NULL,
	cooldown INTEGER NOT NULL,
	note TEXT NOT NULL,
	on_unknown_trip INTEGER NOT NULL,
	actor TEXT NOT NULL,
	time INTEGER NOT NULL
) STRICT;
INSERT INTO breaker_change VALUES(1,0,'b',0,'drawdown(1d, "peak") > 50%','notify','','','',1,0,'',0,'root',1709294400000000);
CREATE TABLE breaker (name TEXT NOT NULL PRIMARY KEY, "when" TEXT NOT NULL, "do" TEXT NOT NULL, account TEXT NOT NULL, venue TEXT NOT NULL, symbol TEXT NOT NULL, enabled INTEGER NOT NULL, cooldown INTEGER NOT NULL, note TEXT NOT NULL, on_unknown_trip INTEGER NOT NULL, state TEXT NOT NULL, tripped_at INTEGER, rearms_at INTEGER, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO breaker VALUES('b','drawdown(1d, "peak") > 50%','notify','','','',1,0,'',0,'armed',NULL,NULL,0);
CREATE TABLE series (
 id INTEGER PRIMARY KEY,
 venue TEXT NOT NULL,
 symbol TEXT NOT NULL,
 timeframe INTEGER NOT NULL CHECK (timeframe >= 1000000),
 UNIQUE (venue, symbol, timeframe)
) STRICT;
INSERT INTO series VALUES(1,'test','BTC/USDT',60000000);
CREATE TABLE candle_block (
 series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
 number INTEGER NOT NULL,
 first INTEGER NOT NULL,
 last INTEGER NOT NULL,
 rows INTEGER NOT NULL,
 gaps INTEGER NOT NULL,
 missing INTEGER NOT NULL,
 price_scale INTEGER NOT NULL,
 volume_scale INTEGER NOT NULL,
 hash BLOB NOT NULL,
 data BLOB NOT NULL,
 PRIMARY KEY (series, number)
) STRICT;
INSERT INTO candle_block VALUES(1,6954,1709251200000,1709251860000,12,0,0,0,0,X'e853b03cdef2a00f88e4b6a02318fe247bdb0357f4c9047ef33066cf2cb3b61f',X'010100000c00000000844ff78d01000001000000010d00000001040000000104000000010100000001070000000100000000000000000000000000000000000000000008c80202050802050501040c0202aaaaaa02aaaaaa0004aaaaaaaaaaaa0000000000000000');
CREATE TABLE sim_world (
	account TEXT NOT NULL PRIMARY KEY REFERENCES account (label),
	start INTEGER NOT NULL,
	limit_touch INTEGER NOT NULL,
	fee_received INTEGER NOT NULL,
	slippage_bps TEXT NOT NULL,
	spread_bps TEXT NOT NULL,
	latency INTEGER NOT NULL,
	balances TEXT NOT NULL,
	markets TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sim_world VALUES('demo',1709251260000000,0,0,'0','0',0,'USDT=10000','');
CREATE TABLE sim_market (
	account TEXT NOT NULL REFERENCES account (label),
	place INTEGER NOT NULL,
	symbol TEXT NOT NULL,
	tick TEXT NOT NULL,
	lot TEXT NOT NULL,
	min_amount TEXT NOT NULL,
	max_amount TEXT NOT NULL,
	min_notional TEXT NOT NULL,
	max_notional TEXT NOT NULL,
	band_up TEXT NOT NULL,
	band_down TEXT NOT NULL,
	maker TEXT NOT NULL,
	taker TEXT NOT NULL,
	max_open_orders INTEGER NOT NULL,
	price_scale INTEGER NOT NULL,
	PRIMARY KEY (account, symbol)
) STRICT, WITHOUT ROWID;
INSERT INTO sim_market VALUES('demo',0,'BTC/USDT','1','0.00000001','0','0','0','0','0','0','0.001','0.001',0,0);
CREATE TABLE sim_state (
	account TEXT NOT NULL PRIMARY KEY REFERENCES account (label),
	version INTEGER NOT NULL,
	clock INTEGER NOT NULL,
	state TEXT NOT NULL
) STRICT;
INSERT INTO sim_state VALUES('demo',4,1709251500000000,replace('sim 1\nclock 1709251500000000 1709251440000000 1709251440000000 4 4 9 4 0\nworth 0 10000 10005.8 10001.8 10009.8 10005.8\nbalance BTC 2 0 0 2 0\nbalance USDT 9799.8 10000 0 -200.2 0.2\nsymbol BTC/USDT 103 1 103 105 101 103 1 1 2 -200 2 200 0\norder 2 64b96c08dc68fb836360d0e20c543b45.sl 64b96c08dc68fb836360d0e20c543b45 BTC/USDT sell stop gtc 1 0 0 95 0 2 0 0 - - 0 1709251260000000 1 1 0 0 0\norder 3 64b96c08dc68fb836360d0e20c543b45.tp 64b96c08dc68fb836360d0e20c543b45 BTC/USDT sell limit gtc 2 0 110 0 0 2 0 0 - - 0 1709251260000000 1 1 0 0 0\norder 4 64b96c08642265e6d2e43940796e0df9 - BTC/USDT buy limit gtc 0 0 95 0 0 1 0 0 - - 0 1709251500000000 0 0 0 0 0\nend\n','\n',char(10)));
CREATE TABLE sim_event (
	account TEXT NOT NULL REFERENCES account (label),
	seq INTEGER NOT NULL,
	time INTEGER NOT NULL,
	event TEXT NOT NULL,
	number INTEGER NOT NULL,
	id TEXT NOT NULL,
	parent TEXT NOT NULL,
	symbol TEXT NOT NULL,
	side TEXT NOT NULL,
	type TEXT NOT NULL,
	action TEXT NOT NULL,
	reason TEXT NOT NULL,
	liquidity TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount TEXT,
	price TEXT,
	trigger_price TEXT,
	cost TEXT,
	fee TEXT,
	equity TEXT,
	high TEXT,
	low TEXT,
	transferred TEXT,
	units TEXT,
	PRIMARY KEY (account, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO sim_event VALUES('demo',-1,1709251260000000,'opening',0,'','','','','','','','','USDT','10000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO sim_event VALUES('demo',0,1709251260000000,'point',0,'','','','','','','','','',NULL,NULL,NULL,NULL,NULL,'10000','10000','10000','0','10000');
INSERT INTO sim_event VALUES('demo',1,1709251260000000,'accepted',1,'64b96c08dc68fb836360d0e20c543b45','','BTC/USDT','buy','market','','','','','2',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO sim_event VALUES('demo',2,1709251260000000,'filled',1,'64b96c08dc68fb836360d0e20c543b45','','BTC/USDT','buy','','','','taker','USDT','2','100',NULL,'200','0.2',NULL,NULL,NULL,NULL,NULL);
INSERT INTO sim_event VALUES('demo',3,1709251260000000,'accepted',2,'64b96c08dc68fb836360d0e20c543b45.sl','64b96c08dc68fb836360d0e20c543b45','BTC/USDT','sell','stop','','','','','2',NULL,'95',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO sim_event VALUES('demo',4,1709251260000000,'accepted',3,'64b96c08dc68fb836360d0e20c543b45.tp','64b96c08dc68fb836360d0e20c543b45','BTC/USDT','sell','limit','','','','','2','110',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO sim_event VALUES('demo',5,1709251320000000,'point',0,'','','','','','','','','',NULL,NULL,NULL,NULL,NULL,'10001.8','10005.8','9997.8','0','10000');
INSERT INTO sim_event VALUES('demo',6,1709251380000000,'point',0,'','','','','','','','','',NULL,NULL,NULL,NULL,NULL,'10003.8','10007.8','9999.8','0','10000');
INSERT INTO sim_event VALUES('demo',7,1709251440000000,'point',0,'','','','','','','','','',NULL,NULL,NULL,NULL,NULL,'9997.8','10001.8','9993.8','0','10000');
INSERT INTO sim_event VALUES('demo',8,1709251500000000,'point',0,'','','','','','','','','',NULL,NULL,NULL,NULL,NULL,'10005.8','10009.8','10001.8','0','10000');
INSERT INTO sim_event VALUES('demo',9,1709251500000000,'accepted',4,'64b96c08642265e6d2e43940796e0df9','','BTC/USDT','buy','limit','','','','','1','95',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE breaker_event (
	row INTEGER PRIMARY KEY,
	time INTEGER NOT NULL,
	breaker TEXT NOT NULL,
	kind TEXT NOT NULL,
	action TEXT NOT NULL,
	value TEXT,
	"limit" TEXT,
	account TEXT NOT NULL,
	symbol TEXT NOT NULL,
	order_id TEXT NOT NULL,
	message TEXT NOT NULL,
	generation INTEGER NOT NULL
) STRICT;
CREATE TABLE held (
	breaker TEXT NOT NULL,
	symbol TEXT NOT NULL,
	slot INTEGER NOT NULL,
	at INTEGER NOT NULL,
	true_since INTEGER NOT NULL,
	false_since INTEGER NOT NULL,
	last_true INTEGER NOT NULL,
	last_false INTEGER NOT NULL,
	PRIMARY KEY (breaker, symbol, slot)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_default ON account (is_default)
	WHERE is_default = 1;
CREATE TRIGGER account_keeps_rows BEFORE DELETE ON account
	BEGIN SELECT RAISE(ABORT, 'accounts are only hidden'); END;
CREATE UNIQUE INDEX intent_client ON intent (account, client_order_id)
	WHERE client_order_id <> '';
CREATE TRIGGER intent_keeps_rows BEFORE DELETE ON intent BEGIN SELECT RAISE(ABORT, 'intent is append-only'); END;
CREATE TRIGGER intent_keeps_values BEFORE UPDATE ON intent BEGIN SELECT RAISE(ABORT, 'intent is append-only'); END;
CREATE INDEX fill_order ON fill (order_id);
CREATE INDEX fill_time ON fill (account, time);
CREATE TRIGGER fill_keeps_rows BEFORE DELETE ON fill BEGIN SELECT RAISE(ABORT, 'fill is append-only'); END;
CREATE TRIGGER fill_keeps_values BEFORE UPDATE ON fill BEGIN SELECT RAISE(ABORT, 'fill is append-only'); END;
CREATE INDEX venue_event_order ON venue_event (order_id);
CREATE TRIGGER venue_event_keeps_rows BEFORE DELETE ON venue_event BEGIN SELECT RAISE(ABORT, 'venue_event is append-only'); END;
CREATE TRIGGER venue_event_keeps_values BEFORE UPDATE ON venue_event BEGIN SELECT RAISE(ABORT, 'venue_event is append-only'); END;
CREATE INDEX orders_counting ON orders (account)
	WHERE state IN ('intent', 'sending', 'unknown', 'open', 'partial');
CREATE UNIQUE INDEX orders_key ON orders (account, key)
	WHERE key <> '' AND state NOT IN ('absent', 'abandoned');
CREATE INDEX orders_venue ON orders (account, venue_id)
	WHERE venue_id <> '';
CREATE TRIGGER transfer_keeps_rows BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END;
CREATE TRIGGER transfer_keeps_values BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END;
CREATE TRIGGER funding_keeps_rows BEFORE DELETE ON funding BEGIN SELECT RAISE(ABORT, 'funding is append-only'); END;
CREATE TRIGGER funding_keeps_values BEFORE UPDATE ON funding BEGIN SELECT RAISE(ABORT, 'funding is append-only'); END;
CREATE TRIGGER equity_keeps_rows BEFORE DELETE ON equity BEGIN SELECT RAISE(ABORT, 'equity is append-only'); END;
CREATE TRIGGER equity_keeps_values BEFORE UPDATE ON equity BEGIN SELECT RAISE(ABORT, 'equity is append-only'); END;
CREATE TRIGGER halt_change_keeps_rows BEFORE DELETE ON halt_change BEGIN SELECT RAISE(ABORT, 'halt_change is append-only'); END;
CREATE TRIGGER halt_change_keeps_values BEFORE UPDATE ON halt_change BEGIN SELECT RAISE(ABORT, 'halt_change is append-only'); END;
CREATE TRIGGER violation_keeps_rows BEFORE DELETE ON violation BEGIN SELECT RAISE(ABORT, 'violation is append-only'); END;
CREATE TRIGGER violation_keeps_values BEFORE UPDATE ON violation BEGIN SELECT RAISE(ABORT, 'violation is append-only'); END;
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER policy_change_keeps_rows BEFORE DELETE ON policy_change BEGIN SELECT RAISE(ABORT, 'policy_change is append-only'); END;
CREATE TRIGGER policy_change_keeps_values BEFORE UPDATE ON policy_change BEGIN SELECT RAISE(ABORT, 'policy_change is append-only'); END;
CREATE TRIGGER breaker_change_keeps_rows BEFORE DELETE ON breaker_change BEGIN SELECT RAISE(ABORT, 'breaker_change is append-only'); END;
CREATE TRIGGER breaker_change_keeps_values BEFORE UPDATE ON breaker_change BEGIN SELECT RAISE(ABORT, 'breaker_change is append-only'); END;
CREATE TRIGGER sim_world_keeps_rows BEFORE DELETE ON sim_world BEGIN SELECT RAISE(ABORT, 'sim_world is append-only'); END;
CREATE TRIGGER sim_world_keeps_values BEFORE UPDATE ON sim_world BEGIN SELECT RAISE(ABORT, 'sim_world is append-only'); END;
CREATE INDEX sim_event_order ON sim_event (account, id)
	WHERE id <> '';
CREATE INDEX sim_event_point ON sim_event (account, seq)
	WHERE event = 'point';
CREATE TRIGGER sim_event_keeps_rows BEFORE DELETE ON sim_event BEGIN SELECT RAISE(ABORT, 'sim_event is append-only'); END;
CREATE TRIGGER sim_event_keeps_values BEFORE UPDATE ON sim_event BEGIN SELECT RAISE(ABORT, 'sim_event is append-only'); END;
CREATE UNIQUE INDEX breaker_event_once ON breaker_event
	(breaker, generation, action, account, symbol)
	WHERE kind = 'action';
CREATE INDEX breaker_event_of ON breaker_event (breaker, kind);
CREATE TRIGGER breaker_event_keeps_rows BEFORE DELETE ON breaker_event BEGIN SELECT RAISE(ABORT, 'breaker_event is append-only'); END;
CREATE TRIGGER breaker_event_keeps_values BEFORE UPDATE ON breaker_event BEGIN SELECT RAISE(ABORT, 'breaker_event is append-only'); END;
COMMIT;
