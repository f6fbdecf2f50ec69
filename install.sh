#!/bin/sh
# Builds and installs etrms. Says what it will install before it does.
#
#   ./install.sh                 dependencies, build, install under --prefix
#   ./install.sh --deps          the build dependencies only
#   ./install.sh --demo          dependencies, build, and the demo (installs nothing else)
#   ./install.sh --check         dependencies of build and tests, build, every test
#   ./install.sh --uninstall     takes the installed files back
#   --prefix DIR                 where to install (default /usr/local)
#   --dry-run                    print what would be done and stop
#
# Needs root or sudo only to install packages and to write below --prefix.
set -eu

prefix=/usr/local action=install dry=no

usage()
{
	sed -n '2,12s/^# \{0,1\}//p' "$0"
}

die()
{
	echo "install.sh: $1" >&2
	exit "${2:-2}"
}

# One row per need: what it is for, then its name for each package manager.
# Another manager joins as one more column here and one more row below.
packages()
{
	cat <<'TABLE'
build  gcc
build  make
build  libc6-dev
build  libsqlite3-dev
build  libjansson-dev
build  libcsv-dev
build  zlib1g-dev
build  libzip-dev
build  libinih-dev
build  libcurl4-openssl-dev
test   bats
test   jq
test   mandoc
test   shellcheck
test   strace
test   sqlite3
test   zip
test   unzip
test   zsh
test   fish
test   bash-completion
test   clang
test   libclang-rt-14-dev
test   util-linux
test   procps
test   git
TABLE
}

# The names of one kind of package ("build", "test") for this system.
names()
{
	for kind; do
		packages | awk -v kind="$kind" '$1 == kind { print $2 }'
	done
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		die "root or sudo is needed for: $*" 3
	fi
}

missing()
{
	for name; do
		status=$(dpkg-query -W -f '${Status}' "$name" 2>/dev/null || :)
		[ "$status" = 'install ok installed' ] || echo "$name"
	done
}

install_packages()
{
	command -v apt-get >/dev/null 2>&1 ||
		die "no apt-get here: install these packages' equivalents, then run make: $(names "$@" | tr '\n' ' ')" 3
	# shellcheck disable=SC2046 # one word per package is what is wanted
	need=$(missing $(names "$@"))
	if [ -z "$need" ]; then
		echo "install.sh: every package is there"
		return
	fi
	echo "install.sh: will install with apt-get: $(echo "$need" | tr '\n' ' ')"
	[ "$dry" = no ] || return 0
	as_root apt-get update -qq
	# shellcheck disable=SC2086 # one word per package
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $need >/dev/null
}

run()
{
	echo "install.sh: $*"
	[ "$dry" = yes ] || "$@"
}

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

while [ $# -gt 0 ]; do
	case $1 in
	--deps | --demo | --check | --uninstall) action=${1#--} ;;
	--prefix)
		[ $# -ge 2 ] || die "--prefix needs a directory"
		prefix=$2
		shift
		;;
	--prefix=*) prefix=${1#*=} ;;
	--dry-run) dry=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	*) die "unknown option $1 (see ./install.sh --help)" ;;
	esac
	shift
done
case $prefix in
/*) ;;
*) die "--prefix must be an absolute path, not $prefix" ;;
esac

cd "$(dirname "$0")"
case $action in
deps)
	install_packages build
	;;
demo)
	install_packages build
	run make -s -j"$jobs"
	run ./etrms demo
	;;
check)
	install_packages build test
	run make -s -j"$jobs"
	run make -s -j"$jobs" tests
	run make -s check
	;;
install)
	install_packages build
	run make -s -j"$jobs"
	echo "install.sh: will install etrms below $prefix"
	if [ -w "$prefix" ] || [ "$dry" = yes ]; then
		run make -s install PREFIX="$prefix"
	else
		run as_root make -s install PREFIX="$prefix"
	fi
	;;
uninstall)
	if [ -w "$prefix" ] || [ "$dry" = yes ]; then
		run make -s uninstall PREFIX="$prefix"
	else
		run as_root make -s uninstall PREFIX="$prefix"
	fi
	;;
esac
