# policy get: defaults, formats, the environment (tighter, looser, unreadable,
# unknown names), a missing store, and names that are no rules.

load ../helper

@test "policy get shows defaults without a store" {
	exits 0 policy get max-risk-per-trade
	[ "$output" = '{"rule":"max-risk-per-trade","account":null,"symbol":null,"value":"2%","scope":"default","default":"2%","help":"largest share of equity lost, fees included, if the attached stop is hit; an entry without a stop risks its whole notional"}' ]
	[ ! -e "$XDG_DATA_HOME/etrms/etrms.db" ]
}

@test "policy get agrees in every format" {
	exits 0 policy get MAX_LEVERAGE --format json
	[ "$(json '.[0] | .rule, .value' | paste -sd,)" = max-leverage,10 ]
	exits 0 policy get MAX_LEVERAGE --format csv --fields rule,value
	[ "${lines[1]}" = max-leverage,10 ]
	exits 0 policy get MAX_LEVERAGE --format table --fields rule,value
	[[ $output == *max-leverage*10* ]]
}

@test "the environment tightens and never loosens" {
	exits 0 policy set max-order-notional 100
	ETRMS_RISK_MAX_ORDER_USDT=99.99 exits 0 policy get max-order-notional
	[ "$(json '.value + " " + .scope')" = "99.99 environment" ]
	ETRMS_RISK_MAX_ORDER_USDT=100.01 exits 0 policy get max-order-notional
	[ "$(json '.value + " " + .scope')" = "100 global" ]
}

@test "the environment is never passed over" {
	ETRMS_RISK_MAX_LEVERAGE=ten exits 2 policy get max-leverage
	says 'environment: ETRMS_RISK_MAX_LEVERAGE: max-leverage: "ten"'
	ETRMS_RISK_MAX_LEVERGE=3 exits 2 policy get max-leverage
	says 'ETRMS_RISK_MAX_LEVERGE is no rule of the policy'
	ETRMS_RISK_MAX_AGE=1m exits 0 policy get max-leverage
}

@test "policy get refuses unknown rules and accounts" {
	exits 2 policy get nothing
	says 'unknown rule "nothing"; see etrms policy list'
	exits 2 policy get max-leverage --account nobody
	says nobody
	exits 2 policy get
	exits 2 policy get max-leverage more
}
