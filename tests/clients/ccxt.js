// ccxt drives the served venue: every call that a trading program makes, with
// the numbers compared with what the venue booked. Prints TAP.
//
//   node ccxt.js ADDRESS KEYFILE PASSPHRASEFILE
//
// ETRMS_BIN is the program, whose account main is at ADDRESS.
'use strict';
const fs = require('fs');
const http = require('http');
const assert = require('assert');
const { execFileSync } = require('child_process');
const ccxt = require('ccxt');

const [address, keyFile, passphrase] = process.argv.slice(2);
const keys = JSON.parse(fs.readFileSync(keyFile, 'utf8'));

// Each base address of the exchange's becomes the server's, its path stays.
function client(type) {
	const x = new ccxt.binance({
		apiKey: keys.api_key,
		secret: keys.secret,
		enableRateLimit: false,
		agent: new http.Agent({ keepAlive: true }),
		options: {
			defaultType: type,
			fetchMarkets: { types: ['spot', 'linear'] },
			adjustForTimeDifference: true,
		},
	});
	for (const [name, url] of Object.entries(x.urls.api))
		if (typeof url === 'string' && url.startsWith('http'))
			x.urls.api[name] = address + new URL(url).pathname;
	return x;
}

async function control(method, path) {
	const r = await fetch(address + path, { method });
	return r.text();
}

const advance = (bars) => control('POST', `/etrms/advance?bars=${bars}`);

async function booked() {
	return (await control('GET', '/etrms/ledger')).trim().split('\n')
		.filter((line) => line !== '').map((line) => JSON.parse(line));
}

// What etrms prints for the same account: from its store, or from the exchange.
function etrms(...words) {
	return JSON.parse(execFileSync(process.env.ETRMS_BIN, [...words,
		'--account', 'main', '--format', 'json'], { encoding: 'utf8' }));
}

function asked(...words) {
	return etrms(...words, '--passphrase-file', passphrase);
}

async function refused(kind, what) {
	await assert.rejects(what, (e) => {
		assert(e instanceof kind, `${e.constructor.name}: ${e.message}`);
		return true;
	});
}

const spot = client('spot');
const swap = client('swap');
const S = 'BTC/USDT';
const P = 'BTC/USDT:USDT';
const tests = [];
const test = (name, run) => tests.push([name, run]);

test('fetchTime and fetchStatus of the clock', async () => {
	const off = await spot.fetchTime() - Date.now();
	assert(Math.abs(off) < 5000, `off by ${off} ms`);
});

test('fetchMarkets: symbols, steps, kinds', async () => {
	await spot.loadMarkets();
	await swap.loadMarkets();
	const s = spot.market(S), p = swap.market(P);
	assert.equal(s.spot, true);
	assert.equal(p.swap && p.linear, true);
	assert.equal(p.settle, 'USDT');
	assert.equal(s.precision.amount, 0.00001);
	assert.equal(s.precision.price, 0.01);
	assert.equal(p.precision.amount, 0.001);
	assert.equal(p.precision.price, 0.1);
	assert.equal(s.limits.cost.min, 5);
	assert.equal(p.limits.cost.min, 100);
});

test('fetchTicker, fetchOrderBook, fetchTrades, fetchOHLCV', async () => {
	for (const [x, symbol] of [[spot, S], [swap, P]]) {
		const t = await x.fetchTicker(symbol);
		const b = await x.fetchOrderBook(symbol, 20);
		const c = await x.fetchOHLCV(symbol, '1m', undefined, 10);
		const h = await x.fetchOHLCV(symbol, '1h', undefined, 5);
		const trades = await x.fetchTrades(symbol, undefined, 5);

		assert.equal(b.bids.length, 20);
		assert(b.bids[0][0] < t.last && t.last < b.asks[0][0]);
		assert.equal(c.length, 10);
		assert.equal(h.length, 5);
		assert.equal(c[9][4], t.last);
		assert(c.every((r, i) => i === 0 || r[0] - c[i - 1][0] === 60000));
		assert(c.every((r) => r[2] >= r[3]));
		assert.equal(trades.length, 5);
	}
});

test('fetchBalance of both wallets', async () => {
	const s = await spot.fetchBalance();
	const p = await swap.fetchBalance();
	assert.equal(s.USDT.free, 100000);
	assert.equal(s.BTC.total, 1);
	assert.equal(p.USDT.total, 20000);
});

let last;
test('createOrder on spot: market, by cost, limit, post only', async () => {
	last = (await spot.fetchTicker(S)).last;
	const m = await spot.createOrder(S, 'market', 'buy', 0.1, undefined,
		{ clientOrderId: 'ccxt-market' });
	assert.equal(m.status, 'closed');
	assert.equal(m.filled, 0.1);
	assert.equal(m.average, last);
	const q = await spot.createMarketBuyOrderWithCost(S, 1000);
	assert.equal(q.status, 'closed');
	assert(q.cost <= 1000 && q.cost > 990);
	const l = await spot.createOrder(S, 'limit', 'buy', 0.1,
		Math.floor(last * 0.9), { clientOrderId: 'ccxt-limit' });
	assert.equal(l.status, 'open');
	const o = await spot.createOrder(S, 'limit', 'sell', 0.1,
		Math.ceil(last * 1.1), { postOnly: true });
	assert.equal(o.status, 'open');
	await refused(ccxt.OrderImmediatelyFillable, () => spot.createOrder(S,
		'limit', 'buy', 0.1, Math.ceil(last * 1.1), { postOnly: true }));
	await refused(ccxt.InsufficientFunds, () => spot.createOrder(S,
		'market', 'buy', 50));
	await refused(ccxt.BadRequest, () => spot.privatePostOrder({
		symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '1' }));
});

test('createOrder on spot: stops, targets, an iceberg, IOC, FOK', async () => {
	const low = Math.floor(last * 0.95), high = Math.ceil(last * 1.05);
	const a = await spot.createOrder(S, 'limit', 'sell', 0.01, low,
		{ stopLossPrice: low });
	const b = await spot.createOrder(S, 'limit', 'sell', 0.01, high,
		{ takeProfitPrice: high });
	const c = await spot.createOrder(S, 'market', 'sell', 0.01, undefined,
		{ stopLossPrice: low });
	const d = await spot.createOrder(S, 'limit', 'buy', 0.1, low,
		{ icebergQty: '0.01' });
	for (const o of [a, b, c, d]) {
		const got = await spot.fetchOrder(o.id, S);
		assert.equal(got.status, 'open');
	}
	const e = await spot.createOrder(S, 'limit', 'buy', 0.1, low,
		{ timeInForce: 'IOC' });
	assert.equal(e.status, 'expired');
	const f = await spot.createOrder(S, 'limit', 'buy', 0.1, low,
		{ timeInForce: 'FOK' });
	assert.equal(f.status, 'expired');
	const oco = await spot.privatePostOrderListOco({ symbol: 'BTCUSDT',
		side: 'SELL', quantity: '0.01', aboveType: 'LIMIT_MAKER',
		abovePrice: String(high), belowType: 'STOP_LOSS',
		belowStopPrice: String(low) });
	assert.equal(oco.orders.length, 2);
});

test('fetchOrder by client id, fetchOpenOrders, cancelOrder', async () => {
	const o = await spot.fetchOrder(undefined, S,
		{ clientOrderId: 'ccxt-limit' });
	assert.equal(o.clientOrderId, 'ccxt-limit');
	assert.equal(o.status, 'open');
	const open = await spot.fetchOpenOrders(S);
	assert(open.some((x) => x.clientOrderId === 'ccxt-limit'));
	const gone = await spot.cancelOrder(o.id, S);
	assert.equal(gone.status, 'canceled');
	await refused(ccxt.OrderNotFound, () => spot.cancelOrder(o.id, S));
	await refused(ccxt.OrderNotFound, () => spot.fetchOrder('999', S));
	const after = await spot.fetchOrder(undefined, S,
		{ clientOrderId: 'ccxt-limit' });
	assert.equal(after.status, 'canceled');
	assert.equal(after.filled, 0);
});

test('editOrder and cancelAllOrders on spot', async () => {
	const o = await spot.createOrder(S, 'limit', 'buy', 0.05,
		Math.floor(last * 0.9));
	const e = await spot.editOrder(o.id, S, 'limit', 'buy', 0.06,
		Math.floor(last * 0.8));
	assert.equal(e.status, 'open');
	assert.equal(e.amount, 0.06);
	await spot.cancelAllOrders(S);
	assert.equal((await spot.fetchOpenOrders(S)).length, 0);
});

test('setLeverage, setMarginMode, fetchLeverages, tiers', async () => {
	await swap.setLeverage(10, P);
	await swap.setMarginMode('isolated', P);
	const l = await swap.fetchLeverage(P);
	assert.equal(l.longLeverage, 10);
	assert.equal(l.marginMode, 'isolated');
	const t = await swap.fetchMarketLeverageTiers(P);
	assert.equal(t[0].maxLeverage, 125);
	assert.equal(t[0].maintenanceMarginRate, 0.004);
	await refused(ccxt.ExchangeError, () => swap.fapiPrivatePostLeverage({
		symbol: 'BTCUSDT', leverage: 126 }));
});

test('createOrder on futures, fetchPositions', async () => {
	const o = await swap.createOrder(P, 'market', 'buy', 0.1, undefined,
		{ clientOrderId: 'ccxt-swap' });
	assert.equal(o.status, 'closed');
	assert.equal(o.filled, 0.1);
	const [p] = await swap.fetchPositions([P]);
	assert.equal(p.side, 'long');
	assert.equal(p.contracts, 0.1);
	assert.equal(p.entryPrice, o.average);
	assert.equal(p.marginMode, 'isolated');
	assert(p.liquidationPrice > 0 && p.liquidationPrice < p.entryPrice);
	assert(Math.abs(p.initialMargin - p.notional / 10) < 1);
	const [r] = await swap.fetchPositionsRisk([P]);
	assert.equal(r.contracts, 0.1);
	const limit = await swap.createOrder(P, 'limit', 'buy', 0.1,
		Math.floor(last * 0.9), { timeInForce: 'PO' });
	assert.equal(limit.status, 'open');
	const edited = await swap.editOrder(limit.id, P, 'limit', 'buy', 0.2,
		Math.floor(last * 0.8));
	assert.equal(edited.amount, 0.2);
	await swap.cancelOrder(limit.id, P);
	await refused(ccxt.ExchangeError, () => swap.createOrder(P,
		'limit', 'buy', 0.1, Math.ceil(last * 1.1),
		{ timeInForce: 'PO' }));
});

test('conditional orders on futures', async () => {
	const low = Math.floor(last * 0.95), high = Math.ceil(last * 1.05);
	const made = [
		await swap.createOrder(P, 'market', 'sell', 0.1, undefined,
			{ stopLossPrice: low, reduceOnly: true }),
		await swap.createOrder(P, 'limit', 'sell', 0.1, high,
			{ takeProfitPrice: high, reduceOnly: true }),
		await swap.createOrder(P, 'market', 'sell', 0.1, undefined,
			{ trailingPercent: 5, reduceOnly: true }),
	];
	const open = await swap.fetchOpenOrders(P, undefined, undefined,
		{ trigger: true });
	assert.deepEqual(open.map((o) => o.id).sort(),
		made.map((o) => o.id).sort());
	assert.equal((await swap.fetchOpenOrders(P)).length, 0);
	await swap.cancelOrder(made[2].id, P, { trigger: true });
	await swap.cancelAllOrders(P, { trigger: true });
	assert.equal((await swap.fetchOpenOrders(P, undefined, undefined,
		{ trigger: true })).length, 0);
});

test('fetchMyTrades: what was booked, to the last digit', async () => {
	const all = (await booked()).filter((b) => b.booked === 'trade');
	for (const [x, symbol] of [[spot, S], [swap, P]]) {
		const got = await x.fetchMyTrades(symbol);
		const ours = all.filter((b) => b.symbol === symbol);
		assert(ours.length > 0);
		assert.deepEqual(
			got.map((t) => [t.id, t.order, t.side, t.price, t.amount,
				t.fee.cost, t.fee.currency]),
			ours.map((b) => [b.id, b.order_id, b.side, b.price, b.amount,
				b.fee, b.fee_currency]));
	}
});

test('etrms prints the same balances, positions and orders', async () => {
	const open = await spot.createOrder(S, 'limit', 'buy', 0.1,
		Math.floor(last * 0.9), { clientOrderId: 'seen-by-both' });
	const rows = asked('balances');
	for (const [wallet, x] of [['spot', spot], ['futures', swap]]) {
		const b = await x.fetchBalance();
		const ours = rows.filter((r) => r.wallet === wallet);
		assert(ours.length > 0);
		for (const r of ours)
			assert.deepEqual([r.free, r.used, r.total],
				[b[r.asset].free, b[r.asset].used, b[r.asset].total],
				`${wallet} ${r.asset}`);
	}
	const [p] = await swap.fetchPositions([P]);
	const r = asked('positions').find((row) => row.symbol === P);
	assert.deepEqual(
		[r.side, r.contracts, r.entry_price, r.mark_price, r.notional,
			r.unrealized_pnl, r.margin_mode, r.liquidation_price],
		[p.side, p.contracts, p.entryPrice, p.markPrice, p.notional,
			p.unrealizedPnl, p.marginMode, p.liquidationPrice]);
	asked('order', 'reconcile');
	const o = etrms('order', 'list').find((row) =>
		row.client_order_id === 'seen-by-both');
	// The exchange's numbers are a symbol's: ours carries both.
	assert.deepEqual([o.venue_id.split(':').pop(), o.price, o.amount, o.filled, o.status],
		[open.id, open.price, open.amount, open.filled, open.status]);
	await spot.cancelOrder(open.id, S);
});

test('fills come as the candles pass', async () => {
	await advance(60);
	const t = await spot.fetchTicker(S);
	const o = await spot.createOrder(S, 'limit', 'buy', 0.01,
		Math.floor(t.last * 0.999));
	await advance(600);
	const got = await spot.fetchOrder(o.id, S);
	assert.equal(got.status, 'closed');
	assert.equal(got.average, Math.floor(t.last * 0.999));
});

test('closing, income, fetchLedger', async () => {
	const [p] = await swap.fetchPositions([P]);
	if (p !== undefined)
		await swap.createOrder(P, 'market', 'sell', p.contracts, undefined,
			{ reduceOnly: true });
	assert.equal((await swap.fetchPositions([P])).length, 0);
	const income = await swap.fapiPrivateGetIncome({ limit: 1000 });
	const sum = income.reduce((a, r) => a + Number(r.income), 0);
	const total = (await swap.fetchBalance()).USDT.total;
	assert(Math.abs(total - 20000 - sum) < 1e-7, `${total} ${sum}`);
});

test('setPositionMode: long and short held apart', async () => {
	assert.equal((await swap.fetchPositionMode(P)).hedged, false);
	await swap.setPositionMode(true, P);
	assert.equal((await swap.fetchPositionMode(P)).hedged, true);
	await swap.createOrder(P, 'market', 'buy', 0.02, undefined,
		{ hedged: true });
	const s = await swap.createOrder(P, 'market', 'sell', 0.01, undefined,
		{ positionSide: 'SHORT' });
	assert.equal(s.info.positionSide, 'SHORT');
	const held = await swap.fetchPositions([P]);
	assert.deepEqual(held.map((p) => [p.side, p.contracts, p.hedged]).sort(),
		[['long', 0.02, true], ['short', 0.01, true]]);
	const ours = asked('positions').filter((row) => row.symbol === P);
	assert.deepEqual(ours.map((r) => [r.side, r.contracts]).sort(),
		[['long', 0.02], ['short', 0.01]]);
	await refused(ccxt.ExchangeError, () => swap.setPositionMode(false, P));
	await refused(ccxt.ExchangeError, () => swap.createOrder(P, 'market',
		'sell', 0.01, undefined, { positionSide: 'BOTH' }));
	// What reduces is of the other side, as ccxt has it, too.
	await swap.createOrder(P, 'market', 'sell', 0.02, undefined,
		{ hedged: true, reduceOnly: true });
	await swap.createOrder(P, 'market', 'buy', 0.01, undefined,
		{ hedged: true, reduceOnly: true });
	assert.equal((await swap.fetchPositions([P])).length, 0);
	await swap.setPositionMode(false, P);
	assert.equal((await swap.fetchPositionMode(P)).hedged, false);
});

test('a wrong key and a wrong signature are told', async () => {
	const x = client('spot');
	x.secret = 'wrong';
	await refused(ccxt.AuthenticationError, () => x.fetchBalance());
	x.apiKey = 'wrong';
	await refused(ccxt.AuthenticationError, () => x.fetchBalance());
});

(async () => {
	let bad = 0;
	console.log(`1..${tests.length}`);
	for (const [i, [name, run]] of tests.entries())
		try {
			await run();
			console.log(`ok ${i + 1} ccxt: ${name}`);
		} catch (e) {
			bad++;
			console.log(`not ok ${i + 1} ccxt: ${name}`);
			console.log(String(e.stack).replace(/^/gm, '# '));
		}
	process.exit(bad > 0 ? 1 : 0);
})();
