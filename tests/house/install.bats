#!/usr/bin/env bats
bats_require_minimum_version 1.5.0
# Installing and taking it back:
# - make install puts program, module, pages, completion and shared files in
#   place, and what is installed runs
# - make uninstall leaves no file behind
# - install.sh says what it will do, and refuses what it does not know
# - its table of packages has every need for every manager, and each manager is
#   asked and called as it wants to be (all of them played by scripts)
# - no service is started by what the tests need

setup()
{
	cd "$BATS_TEST_DIRNAME/../.."
	root=$BATS_TEST_TMPDIR/root
}

make_quietly()
{
	make -s B="${B:-build}" DESTDIR="$root" PREFIX=/usr "$@"
}

@test "what is installed runs, and uninstall leaves no file" {
	make_quietly install
	[ "$("$root/usr/bin/etrms" version --fields version --format csv --no-header)" = "$(cat VERSION)" ]
	[ -s "$root/usr/share/man/man1/etrms.1" ]
	[ -s "$root/usr/share/man/man7/etrms-exit-codes.7" ]
	bash -n "$root/usr/share/bash-completion/completions/etrms"
	[ -s "$root/usr/share/zsh/site-functions/_etrms" ]
	[ -s "$root/usr/share/fish/vendor_completions.d/etrms.fish" ]
	[ -x "$root/usr/lib/etrms/etrms-net.so" ]
	[ -x "$root/usr/lib/etrms/etrms-crypt.so" ]
	[ -x "$root/usr/lib/etrms/etrms-quant.so" ]
	HOME=$BATS_TEST_TMPDIR "$root/usr/bin/etrms" vault init --quiet \
		--passphrase-command 'echo correct horse battery'
	make_quietly uninstall
	[ -z "$(find "$root" -type f)" ]
}

@test "install.sh says what it would do and does not do it" {
	run -0 ./install.sh --dry-run --prefix "$root"
	[[ $output == *"will install etrms below $root"* ]]
	[ ! -e "$root" ]
}

@test "install.sh refuses an unknown option" {
	run -2 ./install.sh --everything
	[[ $output == *"unknown option --everything"* ]]
}

@test "install.sh refuses a prefix that is not absolute, or missing" {
	run -2 ./install.sh --prefix here
	[[ $output == *"must be an absolute path, not here"* ]]
	run -2 ./install.sh --prefix
	[[ $output == *"--prefix needs a directory"* ]]
}

@test "install.sh explains itself" {
	run -0 ./install.sh --help
	[[ $output == *"--uninstall"* ]]
}

# given_manager COMMAND: a PATH with nothing but what install.sh itself needs,
# and a package manager that notes down its arguments. It has the packages of
# the file "there".
given_manager()
{
	local tool
	unset CC	# the one on that PATH
	box=$BATS_TEST_TMPDIR/box
	rm -rf "$box"
	mkdir -p "$box"
	for tool in sh bash awk tr id sed dirname uname getconf env cat grep make; do
		ln -s "$(command -v "$tool")" "$box/$tool"
	done
	printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v cc)" >"$box/cc"
	chmod +x "$box/cc"
	: >"$BATS_TEST_TMPDIR/there"
	rm -f "$BATS_TEST_TMPDIR/calls"
	for tool; do
		cat >"$box/$tool" <<-EOF
			#!/bin/sh
			there() { grep -qx -- "\$1" '$BATS_TEST_TMPDIR/there'; }
			for last; do :; done
			case "\${0##*/} \$*" in
			"dpkg-query "*) there "\$last" && printf 'install ok installed'; exit ;;
			"rpm -q "* | "pacman -Qq "* | "apk info "* | "brew list "*) there "\$last"; exit ;;
			"brew --prefix") echo /brew; exit ;;
			esac
			echo "\${0##*/} \$*" >>'$BATS_TEST_TMPDIR/calls'
		EOF
		chmod +x "$box/$tool"
	done
}

# The column of one manager, from the script itself.
column()
{
	sed -n '/^need /,/^TABLE/p' install.sh | awk -v column="$1" -v kind="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 == kind && $at[column] !~ /^(-$|[?])/ { printf " %s", $at[column] }'
}

@test "the table of packages is whole" {
	sed -n '/^need /,/^TABLE/p' install.sh | grep -v ^TABLE >table
	[ "$(head -n 1 table | tr -s ' ')" = "need apt dnf pacman apk brew" ]
	[ "$(awk '{ print NF }' table | sort -u)" = 6 ]
	[ "$(awk 'NR > 1 { print $1 }' table | sort -u | paste -sd' ')" = "build sshd test" ]
	for manager in apt dnf pacman apk brew; do
		[ "$(column "$manager" build | wc -w)" -ge 8 ]
		[ "$(column "$manager" build | tr ' ' '\n' | sort | uniq -d)" = "" ]
	done
	rm table
}

@test "install.sh calls apt-get with what is missing" {
	given_manager apt-get dpkg-query sudo
	printf '%s\n' gcc make >"$BATS_TEST_TMPDIR/there"
	run -0 env PATH="$box" ./install.sh --deps --dry-run
	[ "$output" = "install.sh: will install with apt:$(column apt build | sed 's/ gcc make//')" ]
	[ ! -e "$BATS_TEST_TMPDIR/calls" ]
	run -0 env PATH="$box" ./install.sh --deps
	grep -q "^apt-get update -qq$\|^sudo apt-get update -qq$" "$BATS_TEST_TMPDIR/calls"
	grep -q "apt-get install -y -qq --no-install-recommends$(column apt build | sed 's/ gcc make//')$" \
		"$BATS_TEST_TMPDIR/calls"
	column apt build | tr ' ' '\n' >"$BATS_TEST_TMPDIR/there"
	run -0 env PATH="$box" ./install.sh --deps
	[ "$output" = "install.sh: every package is there" ]
}

@test "install.sh brings an sshd only where that starts no service" {
	given_manager apt-get dpkg-query sudo
	column apt test | tr ' ' '\n' >"$BATS_TEST_TMPDIR/there"
	column apt build | tr ' ' '\n' >>"$BATS_TEST_TMPDIR/there"
	run -0 env PATH="$box" ./install.sh --check --dry-run
	code=0
	/usr/sbin/policy-rc.d ssh start >/dev/null 2>&1 || code=$?
	if [ "$code" -eq 101 ]; then
		[ "${lines[0]}" = "install.sh: will install with apt: openssh-server" ]
	else
		[ "${lines[0]}" = "install.sh: every package is there" ]
	fi
	run -0 env PATH="$box" ./install.sh --deps --dry-run
	[ "$output" = "install.sh: every package is there" ]
}

# calls MANAGER WORDS: how it is called for all that the build needs.
calls()
{
	local manager=$1
	shift
	run -0 env PATH="$box" ./install.sh --deps
	[[ $output == *"install.sh: the package names for $manager are not tested"* ]]
	[[ $output == *"install.sh: will install with $manager:$(column "$manager" build)"* ]]
	grep -q "$*$(column "$manager" build)$" "$BATS_TEST_TMPDIR/calls"
	rm "$BATS_TEST_TMPDIR/calls"
	column "$manager" build | tr ' ' '\n' >"$BATS_TEST_TMPDIR/there"
	run -0 env PATH="$box" ./install.sh --deps
	[[ $output == *"every package is there"* ]]
	[ ! -e "$BATS_TEST_TMPDIR/calls" ]
	run -0 env PATH="$box" ./install.sh --check --dry-run
	# what build and test both need is there already
	[[ $output == *"will install with $manager:$(column "$manager" test |
		tr ' ' '\n' | grep -vxf "$BATS_TEST_TMPDIR/there" | tr '\n' ' ' |
		sed 's/^ */ /; s/ $//')"* ]]
}

@test "install.sh calls dnf" {
	given_manager dnf rpm sudo
	calls dnf dnf install -y -q
}

@test "install.sh calls pacman, which has no libcsv" {
	given_manager pacman sudo
	calls pacman pacman -S --needed --noconfirm
	: >"$BATS_TEST_TMPDIR/there"
	printf '#!/bin/sh\nexit 1\n' >"$BATS_TEST_TMPDIR/no-cc"
	chmod +x "$BATS_TEST_TMPDIR/no-cc"
	run -3 env PATH="$box" CC="$BATS_TEST_TMPDIR/no-cc" ./install.sh --deps
	[[ $output == *"will install with pacman:"*"pacman has no package that brings csv.h: build libcsv"* ]]
}

@test "install.sh calls apk, which has no libcsv" {
	given_manager apk sudo
	calls apk apk add --quiet
	: >"$BATS_TEST_TMPDIR/there"
	run -3 env PATH="$box" CC=/nonexistent ./install.sh --deps
	[[ $output == *"apk has no package that brings csv.h"* ]]
}

@test "install.sh calls brew as the user" {
	given_manager brew
	calls brew brew install --quiet
	grep -q -- "-isystem \$at/include" install.sh
}

@test "install.sh takes the first manager that is there, and says when none is" {
	given_manager apk dnf rpm sudo
	run -0 env PATH="$box" ./install.sh --deps --dry-run
	[[ $output == *"will install with dnf:"* ]]
	given_manager
	run -3 env PATH="$box" ./install.sh --deps
	[[ $output == *"no package manager that is known here"*"libsqlite3-dev"* ]]
	given_manager apt-get dpkg-query
	[ "$(id -u)" -eq 0 ] && printf '#!/bin/sh\necho 1000\n' >"$BATS_TEST_TMPDIR/id" &&
		rm "$box/id" && cp "$BATS_TEST_TMPDIR/id" "$box/id" && chmod +x "$box/id"
	run -3 env PATH="$box" ./install.sh --deps
	[[ $output == *"root or sudo is needed for: apt-get update -qq"* ]]
}

@test "install.sh runs on Linux only" {
	given_manager apt-get dpkg-query
	rm "$box/uname"
	printf '#!/bin/sh\necho Darwin\n' >"$box/uname"
	chmod +x "$box/uname"
	run -3 env PATH="$box" ./install.sh --dry-run
	[[ $output == *"etrms runs on Linux only"* ]]
}
