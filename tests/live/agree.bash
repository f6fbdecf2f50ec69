# Whether a served exchange and the store are of one mind. Load it after
# ../live: load agree
#
#   booked    what the exchange booked: a line for each order, one for each trade
#   believed  what the store believes that it did
#   agree     they are the same, and nothing is there twice; the file there is
#             what was booked

# shellcheck disable=SC2154

booked() {
	curl -sS "$ADDRESS/etrms/ledger" | jq -r 'if .booked == "order"
		then ["order", .client_order_id, .state, .filled]
		else ["trade", .client_order_id, .price, .amount, .cost, .fee]
		end | join(" ")' | sort
}

believed() {
	{
		etrms order list --account main --format ndjson --where \
			'state in ("open", "partial", "filled", "canceled",
			"expired")'
		etrms fills --account main --format ndjson
	} | jq -rn '[inputs] as $all | ($all | map(select(.state) |
		{(.id): .client_order_id}) | add) as $name | $all[] |
		if .state then ["order", .client_order_id, .state, .filled]
		else ["trade", $name[.order_id], .price, .amount, .cost, .fee]
		end | join(" ")' | sort
}

agree() {
	booked >there
	diff there <(believed) &&
		[ -z "$(awk '$1 == "order" { print $2 }' there | uniq -d)" ]
}
