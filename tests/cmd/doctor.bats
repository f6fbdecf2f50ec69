# etrms doctor: sound and unsound config, store, clock; every format; exit 1.
load ../helper

status_of() { json --arg n "$1" 'select(.name == $n) | .status'; }
detail_of() { json --arg n "$1" 'select(.name == $n) | .detail'; }

@test "doctor on a machine without store and configuration is content" {
	exits 0 doctor
	[ "$(status_of config)" = ok ]
	[ "$(status_of store)" = ok ]
	[[ $(detail_of store) == *"none yet" ]]
	[ "$(status_of 'network module')" = ok ]
	[[ $(detail_of 'network module') == *"libcurl 7"*"SSL"* ]]
	[[ $(detail_of library) == *"SQLite 3."*"zlib 1."*"jansson 2."*"libcsv 3."* ]]
	[ ! -e "$XDG_DATA_HOME/etrms" ]
	[ "$(status_of clock)" = warn ]
	[[ $(detail_of clock) == "ETRMS_NOW sets it"* ]]
}

# What is loaded, one file a line.
loaded()
{
	LD_DEBUG=files "$1" doctor --quiet 2>&1 >"$BATS_TEST_TMPDIR/rows" |
		sed -n 's/.*calling init: //p'
}

@test "what libcurl brings along and nobody speaks stays out of the process" {
	loaded "$ETRMS_BIN" >files
	[ "$(grep -c '/etrms-no-.*\.so$' files)" -eq 4 ]
	grep -q /libcurl files
	! grep -E '/lib(ldap|lber|gssapi|krb5|rtmp|gnutls)' files || false
}

@test "a libcurl that wants more than stands in for it gets the libraries" {
	build=$(dirname "$(LD_DEBUG=files etrms doctor 2>&1 >rows |
		sed -n 's/.*calling init: \(.*etrms-net.so\)$/\1/p')")
	mkdir here
	cp "$ETRMS_BIN" here/etrms
	cp "$build"/etrms-*.so here
	name=$(readelf -d "$build/etrms-no-ldap.so" |
		sed -n 's/.*SONAME.*\[\(.*\)\].*/\1/p')
	echo | cc -x c -shared -fPIC -Wl,-soname,"$name" -o here/etrms-no-ldap.so -
	loaded "$PWD/here/etrms" >files
	grep -q "/lib.*/$name\$" files
	grep -q "$PWD/here/etrms-net.so" files
	rm here/etrms-no-*.so
	loaded "$PWD/here/etrms" >files
	grep -q "$PWD/here/etrms-net.so" files
}

@test "doctor on a sound store" {
	exits 0 policy set max-order-notional 500
	env -u ETRMS_NOW etrms doctor >rows
	[ "$(jq -r 'select(.status != "ok") | .name' rows)" = "" ]
	jq -es 'any(.name == "store integrity")' rows
}

@test "doctor names each thing that is wrong" {
	mkdir -p "$XDG_DATA_HOME/etrms" "$XDG_CONFIG_HOME/etrms"
	echo rubbish >"$XDG_DATA_HOME/etrms/etrms.db"
	printf '[output]\nformat = xml\n' >"$XDG_CONFIG_HOME/etrms/config"
	exits 1 doctor
	[ "$(status_of config)" = fail ]
	[[ $(detail_of config) == *"config:2: output.format: 'xml'"* ]]
	[ "$(status_of store)" = fail ]
	[ -z "$stderr" ]
}

@test "doctor warns of open permissions and unknown keys" {
	exits 0 policy set max-order-notional 500
	chmod 644 "$XDG_DATA_HOME/etrms/etrms.db"
	mkdir -p "$XDG_CONFIG_HOME/etrms"
	printf '[time]\nzone = CET\n' >"$XDG_CONFIG_HOME/etrms/config"
	chmod 666 "$XDG_CONFIG_HOME/etrms/config"
	exits 0 doctor
	[ "$(status_of 'store permissions')" = warn ]
	[ "$(status_of config)" = warn ]
	[[ $(detail_of 'config key') == *"nothing reads time.zone (line 2)" ]]
}

@test "doctor warns of a clock that was set back" {
	ETRMS_NOW=2100-01-01T00:00:00Z exits 0 policy set max-order-notional 500
	exits 0 doctor
	[ "$(status_of clock)" = warn ]
	[[ $(detail_of clock) == *"before the last entry of the ledger, 2100-01-01"* ]]
}

@test "doctor fails without its network module" {
	cp "$ETRMS_BIN" "$BATS_TEST_TMPDIR/alone"
	run -1 --separate-stderr "$BATS_TEST_TMPDIR/alone" doctor
	[[ $(detail_of 'network module') == *"no etrms-net.so"* ]]
	echo rubbish >"$BATS_TEST_TMPDIR/etrms-net.so"
	run -1 --separate-stderr "$BATS_TEST_TMPDIR/alone" doctor
	[[ $(detail_of 'network module') == "network module: "* ]]
}

@test "doctor --quiet leaves the exit code" {
	exits 0 doctor --quiet
	[ -z "$output" ]
	exits 2 doctor everything
	says "one operand too many"
}
