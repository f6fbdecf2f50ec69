# Whether a served exchange and the store are of one mind. Load it after
# ../live: load agree
#
#   agree     what the exchange booked and what the store believes that it did are
#             the same, and nothing is there twice; the file there is what was
#             booked: a line for each order, one for each trade

# shellcheck disable=SC2154

both() {
	{
		curl -sS "$ADDRESS/etrms/ledger"
		etrms order list --account main --format ndjson --where \
			'state in ("open", "partial", "filled", "canceled",
			"expired")'
		etrms fills --account main --format ndjson
	} | jq -rn '
		def order: ["order", .client_order_id, .state, .filled];
		def trade($id): ["trade", $id, .price, .amount, .cost, .fee];
		[inputs] as $all | ($all | map(select(.booked == null and .state) |
		{(.id): .client_order_id}) | add) as $name | $all[] |
		if .booked == "order" then ["there"] + order
		elif .booked then ["there"] + trade(.client_order_id)
		elif .state then ["believed"] + order
		else ["believed"] + trade($name[.order_id])
		end | join(" ")' | sort
}

agree() {
	both >both || return 1
	sed -n 's/^there //p' both >there
	sed -n 's/^believed //p' both >believed
	diff there believed &&
		[ -z "$(awk '$1 == "order" { print $2 }' there | uniq -d)" ]
}
