#!/usr/bin/env bats
bats_require_minimum_version 1.5.0
# Installing and taking it back:
# - make install puts program, module, pages, completion and shared files in
#   place, and what is installed runs
# - make uninstall leaves no file behind
# - install.sh says what it will do, and refuses what it does not know

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
