#!/usr/bin/env bats
# Every case of the golden values (ETRMS_GOLDEN: *.json and their CSV files)
# through `method run`, within the tolerance of the case. A family that is
# begun is complete: a case of it whose method is not there is a failure.
# Skipped, and says so, where they are absent.

load ../helper

# Where got is not what the case wants: the path, got, wanted.
DIFFER='
def differ($path; $got; $want; $tol):
	if ($want | type) == "object" then
		if ($got | type) != "object" then "\($path): no object"
		else $want | keys_unsorted[] as $k |
			differ("\($path).\($k)"; $got[$k]; $want[$k]; $tol) end
	elif ($want | type) == "array" then
		if ($got | type) != "array" or ($got | length) != ($want | length)
		then "\($path): not of \($want | length)"
		else range($want | length) as $i |
			differ("\($path)[\($i)]"; $got[$i]; $want[$i]; $tol) end
	elif ($want | type) == "number" then
		if ($got | type) != "number" or
			(($got - $want) | fabs) > $tol.abs + $tol.rel * ($want | fabs)
		then "\($path): \($got), not \($want)" else empty end
	elif $got != $want then "\($path): \($got), not \($want)"
	else empty end;
[differ("answer"; $got; $case.expected; $case.tol)] | .[0:3][]'

# Figures of other programs that a case carries beside the catalogue.
PEERS='del(.expected.peer_loglik)'

# What the methods say of all cases of a file, and then what is wrong with it.
check_family() {
	local case
	jq -c ".cases[] | $PEERS" "$1" >cases
	: >got
	while read -r case; do
		etrms method run --data "$ETRMS_GOLDEN" <<<"$case" >one 2>err || {
			complain "$1: $(cat err): ${case::200}"
			echo null >one
		}
		cat one >>got
	done <cases
	jq -rn --slurpfile cases cases --slurpfile all got "
		if (\$cases | length) != (\$all | length) then \"a case is missing\"
		else range(0; \$cases | length) as \$n | \$cases[\$n] as \$case |
		\$all[\$n] as \$got | \$case.id as \$id | ($DIFFER) |
		select(. != []) | \"\(\$id): \(.)\" end" >>"$BATS_TEST_TMPDIR/bad"
}

@test "every golden case of the families that there are" {
	[ -e "$ETRMS_GOLDEN/README.md" ] || skip "no golden values at ETRMS_GOLDEN"
	etrms method list --format csv --no-header --fields family | sort -u >families
	while read -r family; do
		[ -e "$ETRMS_GOLDEN/$family.json" ] || continue
		check_family "$ETRMS_GOLDEN/$family.json"
	done <families
	no_complaints
}

@test "every method of the catalogue's families, with its fields" {
	[ -e "$ETRMS_GOLDEN/CATALOGUE.md" ] || skip "no catalogue at ETRMS_GOLDEN"
	etrms method list --format csv --no-header --fields family | sort -u >families
	etrms method list --format ndjson |
		jq -r '"\(.family) \(.name) \(.output)"' | sort >have
	sed -n 's/^| \([a-z]*\) | `\([a-z0-9_]*\)` |.*| \([^|]*\) |$/\1 \2 \3/p' \
		"$ETRMS_GOLDEN/CATALOGUE.md" |
		while read -r family name fields; do
			grep -qx "$family" families || continue
			grep -qF "$family $name " have || complain "$name is not there"
			# the catalogue says what is in a list or object, too
			fields=$(sed 's/{[^}]*}//g; s/\[\]//g' <<<"$fields")
			got=$(sed -n "s/^$family $name //p" have | sed 's/{[^}]*}//g; s/\[\]//g')
			[ "$fields" = "$got" ] || complain "$name: '$got', not '$fields'"
		done
	no_complaints
}
