#!/usr/bin/env bats
bats_require_minimum_version 1.5.0
# The house keeps its shape:
# - an include points to a lower floor or stays in its folder
# - sqlite, curl, WebSocket, OpenSSL and NLopt headers only behind their doors
# - every folder and every file says what it is for; headers compile alone,
#   and so do fuzz targets and measurements
# - the library neither prints nor exits; the exact rooms hold no double
# - files stay under 500 lines, nothing is marked unfinished, and nothing lies
#   about on the top level or among the seeds
# - in a test a bare ! is only where it can fail one

setup()
{
	cd "$BATS_TEST_DIRNAME/../.."
}

# The floors of DESIGN.md, lowest first; rooms of one floor share a line.
floors()
{
	cat <<'TABLE'
1 base
2 model quant crypt out cli conf hook
3 store expr feed
4 net risk strategy
5 venue
6 account analysis
7 gate serve
8 research portfolio
9 watch bot
10 assist
TABLE
}

sources()
{
	git ls-files -co --exclude-standard "$@"
}

@test "an include points down or stays in its room" {
	floors >"$BATS_TEST_TMPDIR/floors"
	sources 'lib/*.c' 'lib/*.h' | while read -r file; do
		room=$(echo "$file" | cut -d/ -f2)
		sed -n 's/^#include "\([a-z0-9._/-]*\)".*/\1/p' "$file" |
			while read -r include; do
				echo "$file $room ${include%%/*} $include"
			done
	done | awk -v table="$BATS_TEST_TMPDIR/floors" '
		BEGIN {
			while ((getline line < table) > 0) {
				n = split(line, word, " ")
				for (i = 2; i <= n; i++)
					floor[word[i]] = word[1]
			}
		}
		$4 ~ /\.\./ { print $1 ": includes through ..: " $4 }
		!($2 in floor) { print $1 ": room " $2 " has no floor" }
		$3 == $2 { next }
		!($3 in floor) { print $1 ": " $4 " is in no room"; next }
		floor[$3] >= floor[$2] { print $1 ": includes " $4 " above or beside it" }
	' >"$BATS_TEST_TMPDIR/bad"
	cat "$BATS_TEST_TMPDIR/bad"
	[ ! -s "$BATS_TEST_TMPDIR/bad" ]
}

# $1: pattern of the include, $2: the room that may have it
only_in()
{
	! sources '*.c' '*.h' | grep -v '^tests/' | grep -v "^lib/$2/" |
		xargs grep -nE "#include <($1)" /dev/null
}

@test "SQLite only in lib/store" {
	only_in 'sqlite3' store
	! sources 'lib/*.c' 'cmd/*.c' | grep -v '^lib/store/' | xargs grep -nE \
		'"(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) '
}

@test "curl and WebSocket only in lib/net" {
	only_in 'curl/|libwebsockets' net
}

@test "OpenSSL only in lib/crypt" {
	only_in 'openssl/|secp256k1' crypt
}

@test "NLopt only in lib/quant" {
	only_in 'nlopt' quant
}

@test "the binary itself links neither curl, OpenSSL nor NLopt" {
	! ldd "$ETRMS_BIN" | grep -E 'libcurl|libssl|libcrypto|websockets|nlopt'
}

@test "the library neither prints nor exits" {
	! sources 'lib/*.c' | grep -vE '^lib/(out/|base/(err|mem|trace)\.c)' |
		xargs grep -nE '\<(printf|puts|putchar|perror|exit|_exit|abort)\(|fprintf\((stdout|stderr)'
}

@test "no double where money is" {
	! sources 'lib/model/*.[ch]' 'lib/risk/*.[ch]' 'lib/venue/*.[ch]' \
		'lib/gate/*.[ch]' 'lib/account/*.[ch]' 'lib/portfolio/*.[ch]' \
		'lib/base/dec.[ch]' |
		xargs grep -nE '^[^/*"]*\<(double|float)\>'
}

@test "every file opens with what it is for" {
	sources '*.c' '*.h' | while read -r file; do
		head -n 1 "$file" | grep -q '^/\*' || echo "$file"
	done >"$BATS_TEST_TMPDIR/bad"
	cat "$BATS_TEST_TMPDIR/bad"
	[ ! -s "$BATS_TEST_TMPDIR/bad" ]
}

@test "every header compiles alone" {
	sources 'lib/*.h' 'cmd/*.h' | while read -r file; do
		echo "#include \"${file#lib/}\"" |
			${CC:-gcc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Ilib -I. \
				-x c -fsyntax-only - || echo "$file"
	done >"$BATS_TEST_TMPDIR/bad" 2>&1
	cat "$BATS_TEST_TMPDIR/bad"
	[ ! -s "$BATS_TEST_TMPDIR/bad" ]
}

# No test links them: fuzz targets and measurements are built when asked for.
@test "what is built for fuzzing and measuring compiles" {
	sources 'tests/fuzz/*.c' 'tests/bench/*.c' | while read -r file; do
		clang -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wconversion -Werror \
			-Wno-missing-field-initializers -Ilib -I. \
			-fsyntax-only "$file" || echo "$file"
	done >"$BATS_TEST_TMPDIR/bad" 2>&1
	cat "$BATS_TEST_TMPDIR/bad"
	[ ! -s "$BATS_TEST_TMPDIR/bad" ]
}

@test "files stay under 500 lines" {
	sources '*.c' '*.h' '*.sh' | xargs wc -l |
		awk '$2 != "total" && $1 > 500' >"$BATS_TEST_TMPDIR/bad"
	cat "$BATS_TEST_TMPDIR/bad"
	[ ! -s "$BATS_TEST_TMPDIR/bad" ]
}

@test "nothing is marked unfinished" {
	words='TO''DO|FIX''ME|XX''X|HA''CK|not imple''mented'
	! sources '*.c' '*.h' '*.sh' '*.bats' '*.md' Makefile |
		xargs grep -nE "\<($words)\>"
}

@test "the top level holds what it is to hold" {
	top=$(sources | cut -d/ -f1 | LC_ALL=C sort -u | tr '\n' ' ')
	echo "$top"
	[ "$top" = ".ci .clang-format .editorconfig .gitignore CONTRIBUTING.md \
LICENSE Makefile README.md VERSION cmd completions examples install.sh lib man \
share tests " ]
}

# Seeds are chosen and named by somebody; what a fuzzer finds is named by a hash.
@test "no corpus of a fuzzer lies among the seeds" {
	[ -z "$(sources | grep -E '^tests/fuzz/seeds/.*/[0-9a-f]{40}$')" ]
}

# A command with ! before it fails nothing but where it is the last of a test:
# bash leaves -e alone there. "run ! cmd", or "! cmd || complain", does.
@test "no test goes on after a bare !" {
	sources 'tests/*.bats' 'tests/*.bash' | xargs awk '
		FNR == 1 { bang = "" }
		bang != "" {
			if (open)
				bang = bang $0
			else {
				if ($0 !~ /^}/ && bang !~ /\|\|/)
					print place ": " bang
				bang = ""
			}
		}
		bang == "" && /^[\t ]+! / { bang = $0; place = FILENAME ":" FNR }
		{ open = bang != "" && /(\\|\||&&)$/ }
	' >"$BATS_TEST_TMPDIR/bad"
	cat "$BATS_TEST_TMPDIR/bad"
	[ ! -s "$BATS_TEST_TMPDIR/bad" ]
}

@test "shell scripts are clean" {
	sources | while read -r file; do
		head -n 1 "$file" 2>/dev/null | grep -qaE '^#!/bin/(sh|bash)' && echo "$file"
	done | xargs shellcheck
}
