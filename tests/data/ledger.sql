-- A small history, as ledgers alone: two accounts, four orders (filled, open,
-- refused, of the other account), money in and out, a breaker that tripped, a
-- halt that was lifted. `etrms store rebuild` makes what follows from it.
INSERT INTO account (label, venue, mode, testnet, base_url, active, is_default,
  rights, ip_restricted, currency, prices, timeframe, created) VALUES
  ('demo', 'sim', 'paper', 0, '', 1, 1, '', NULL, 'USDT', 'demo', 60000000,
   1709280000000000),
  ('other', 'sim', 'paper', 0, '', 1, 0, '', NULL, 'USDT', 'demo', 60000000,
   1709280000000000);

INSERT INTO transfer (id, account, venue, asset, amount, kind, fee, time) VALUES
  ('t1', 'demo', 'sim', 'USDT', '10000', 'opening', NULL, 1709280000000000),
  ('t2', 'demo', 'sim', 'USDT', '-250.5', 'withdrawal', NULL, 1709283600000000),
  ('t1', 'other', 'sim', 'USDT', '10000', 'opening', NULL, 1709280000000000);

INSERT INTO intent (id, client_order_id, account, venue, symbol, type, side,
  time_in_force, post_only, reduce_only, price, trigger_price, stop_loss,
  take_profit, amount, quote, key, request, strategy, tag, parent, external,
  venue_id, state, reason, correlation_id, time) VALUES
  (1, 'c0000000000000000000000000000001', 'demo', 'sim', 'BTC/USDT', 'limit',
   'buy', 'gtc', 0, 0, '60000', NULL, '2%', '', '0.1', NULL, 'k1', 'r', 'dca',
   '', '', 0, '', 'intent', '', 'aa01', 1709280060000000),
  (2, 'c0000000000000000000000000000002', 'demo', 'sim', 'ETH/USDT', 'limit',
   'sell', 'gtc', 0, 0, '3500', NULL, '', '', '2', NULL, '', '', '', '', '', 0,
   '', 'intent', '', 'aa02', 1709280120000000),
  (3, 'c0000000000000000000000000000003', 'demo', 'sim', 'BTC/USDT', 'market',
   'buy', 'gtc', 0, 0, NULL, NULL, '', '', '5', NULL, '', '', '', '', '', 0,
   '', 'refused', 'max-order-notional', 'aa03', 1709280180000000),
  (4, 'c0000000000000000000000000000004', 'other', 'sim', 'BTC/USDT', 'limit',
   'buy', 'gtc', 0, 0, '59000', NULL, '', '', '1', NULL, '', '', '', '', '', 0,
   '', 'intent', '', 'aa04', 1709280240000000);

INSERT INTO fill (row, id, order_id, account, venue, symbol, side,
  taker_or_maker, price, amount, cost, fee, fee_currency, realized_pnl, time)
  VALUES
  (1, 'f1', 1, 'demo', 'sim', 'BTC/USDT', 'buy', 'maker', '60000', '0.04',
   '2400', '2.4', 'USDT', NULL, 1709281000000000),
  (2, 'f2', 1, 'demo', 'sim', 'BTC/USDT', 'buy', 'taker', '59999.5', '0.06',
   '3599.97', '3.59997', 'USDT', NULL, 1709282000000000);

INSERT INTO venue_event (order_id, event, state, venue_id, reason, amount,
  price, trigger_price, fill, correlation_id, time) VALUES
  (1, 'send', 'sending', '', '', NULL, NULL, NULL, NULL, 'aa01',
   1709280060500000),
  (1, 'accept', 'open', 'v1', '', NULL, NULL, NULL, NULL, 'aa01',
   1709280061000000),
  (1, 'fill', 'partial', '', '', NULL, NULL, NULL, 1, 'bb01',
   1709281000000000),
  (1, 'fill_all', 'filled', '', '', NULL, NULL, NULL, 2, 'bb02',
   1709282000000000),
  (2, 'send', 'sending', '', '', NULL, NULL, NULL, NULL, 'aa02',
   1709280120500000),
  (2, 'accept', 'open', 'v2', '', NULL, NULL, NULL, NULL, 'aa02',
   1709280121000000),
  (4, 'send', 'sending', '', '', NULL, NULL, NULL, NULL, 'aa04',
   1709280240500000),
  (4, 'timeout', 'unknown', '', 'timeout', NULL, NULL, NULL, NULL, 'aa04',
   1709280250000000);

INSERT INTO violation (time, account, symbol, rule, value, "limit", order_id,
  message) VALUES
  (1709280180000000, 'demo', 'BTC/USDT', 'max-order-notional', '300000',
   '6000', '3', 'an order of 300000 USDT is above 6000');

INSERT INTO policy_change (rule, account, symbol, value, unset, actor, time)
  VALUES ('max-order-notional', '', '', '6000', 0, 'me', 1709280010000000),
  ('max-leverage', 'other', '', '3', 0, 'me', 1709280020000000),
  ('max-leverage', 'other', '', '', 1, 'me', 1709280030000000);

INSERT INTO halt_change (account, halted, reason, actor, time) VALUES
  ('', 1, 'lunch', 'me', 1709282400000000),
  ('', 0, 'back', 'me', 1709282500000000);

INSERT INTO breaker_change (after_event, name, removed, "when", "do", account,
  venue, symbol, enabled, cooldown, note, on_unknown_trip, actor, time) VALUES
  (0, 'daily-loss', 0, 'drawdown(1d) > 5%', 'reduce 50%, notify', '', '', '',
   1, 43200000000, '', 0, 'me', 1709280040000000);
INSERT INTO breaker_event (time, breaker, kind, action, value, "limit",
  account, symbol, order_id, message, generation) VALUES
  (1709283000000000, 'daily-loss', 'triggered', '', '0.061', '0.05', 'demo',
   '', '', 'drawdown(1d) is 6.1%', 1),
  (1709283000000000, 'daily-loss', 'action', 'notify', NULL, NULL, 'demo', '',
   '', '', 1);
