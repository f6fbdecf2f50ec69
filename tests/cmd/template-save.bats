# template save: what is kept, replaced, checked; texts with blanks and quotes;
# the audit; every format and every kind of bad option.

load ../helper

@test "template save keeps side, symbol and options" {
	exits 0 template save dip buy BTC/USDT --quote 100 --stop-loss 2%
	[ "$(json '[.name, .side, .symbol, .options] | join("|")')" = \
		"dip|buy|BTC/USDT|--quote 100 --stop-loss 2%" ]
	exits 0 audit
	[ "$(json '[.entity, .entity_id, .action, .detail] | join("|")')" = \
		"template|dip|save|buy BTC/USDT --quote 100 --stop-loss 2%" ]
}

@test "template save replaces one of that name" {
	etrms template save dip buy BTC/USDT --quote 100 >/dev/null
	exits 0 template save dip sell --qty 1
	exits 0 template list
	[ "$(json '[.name, .side, .symbol, .options] | map(tostring) | join("|")')" = \
		"dip|sell|null|--qty 1" ]
	exits 0 audit
	[ "$(json .action | paste -sd' ')" = "save replace" ]
}

@test "template save keeps every kind of option" {
	exits 0 template save a buy --qty 1.50 --type stop-limit --price 105 \
		--trigger 104 --tag "it's two words" --strategy s
	[ "$(json .options)" = "--qty 1.5 --type stop_limit --price 105 --trigger 104 --strategy s --tag 'it'\\''s two words'" ]
	exits 0 template save b sell --qty 1 --trail 2% --activation 110 --reduce-only
	[ "$(json .options)" = "--qty 1 --trail 2% --activation 110 --reduce-only" ]
	exits 0 template save c buy --qty 1 --price 90 --visible 0.1 --post-only \
		--stop-loss 5% --take-profit 120 --trailing-stop 3 --trailing-activation 101
	[ "$(json .options)" = "--qty 1 --price 90 --visible 0.1 --post-only --stop-loss 5% --take-profit 120 --trailing-stop 3 --trailing-activation 101" ]
	exits 0 template save d buy --qty 1 --price 90 --oco-trigger 110 --oco-price 111
	[ "$(json .options)" = "--qty 1 --price 90 --oco-trigger 110 --oco-price 111" ]
	exits 0 template save e buy --qty 1 --tif ioc
	[ "$(json .options)" = "--qty 1 --tif ioc" ]
}

@test "template save in every format" {
	exits 0 template save dip buy --qty 1 --format csv --fields name,side
	[ "$output" = $'name,side\ndip,buy' ]
	exits 0 template save dip buy --qty 1 --format json
	[ "$(jq -r '.[0].name' <<<"$output")" = dip ]
	exits 0 template save dip buy --qty 1 --format table
	[[ $output == *dip* ]]
	exits 0 template save dip buy --qty 1 --quiet
	[ -z "$output" ]
}

@test "template save refuses what is no order" {
	exits 2 template save
	exits 2 template save dip
	says 'operand missing: side'
	exits 2 template save dip hold --qty 1
	says "side 'hold': buy or sell"
	exits 2 template save Dip buy --qty 1
	says "template 'Dip': a name is made of"
	exits 2 template save dip buy btc --qty 1
	exits 2 template save dip buy
	says '--qty: how much?'
	exits 2 template save dip buy --qty 1 --quote 5
	exits 2 template save dip buy --qty 1 --type limit
	says '--price: a limit order needs one'
	exits 2 template save dip buy --qty 1 --oco-price 5
	says '--oco-price: it goes with --oco-trigger'
	exits 2 template save dip buy --qty 1 --key k
	exits 2 template save dip buy BTC/USDT ETH/USDT --qty 1
	exits 2 template save dip buy --qty 1 --tag "$(printf '%0129d' 1)"
	says '--tag: longer than 128 characters'
	exits 0 template list
	[ "$(rows)" -eq 0 ]
}
