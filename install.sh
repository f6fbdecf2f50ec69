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
# Packages come from apt-get (tested), or from dnf, pacman, apk or brew on Linux
# (their names are not tested). Needs root or sudo only to install packages and
# to write below --prefix.
set -eu

prefix=/usr/local action=install dry=no

usage()
{
	sed -n '2,14s/^# \{0,1\}//p' "$0"
}

die()
{
	echo "install.sh: $1" >&2
	exit "${2:-2}"
}

# What is needed and what it is called, by package manager. "-": nothing is
# wanted there; "?header": its lists have none, so that header must be there
# already. apt is tested, on Debian 12; the other columns were looked up in the
# distributions' own lists and are not.
packages()
{
	cat <<'TABLE'
need   apt                   dnf              pacman           apk              brew
build  gcc                   gcc              gcc              gcc              gcc
build  make                  make             make             make             make
build  libc6-dev             glibc-devel      glibc            musl-dev         -
build  libsqlite3-dev        sqlite-devel     sqlite           sqlite-dev       sqlite
build  libjansson-dev        jansson-devel    jansson          jansson-dev      jansson
build  libcsv-dev            libcsv-devel     ?csv.h           ?csv.h           libcsv
build  zlib1g-dev            zlib-devel       zlib             zlib-dev         zlib
build  libzip-dev            libzip-devel     libzip           libzip-dev       libzip
build  libinih-dev           inih-devel       libinih          inih-dev         inih
build  libcurl4-openssl-dev  libcurl-devel    curl             curl-dev         curl
build  libssl-dev            openssl-devel    openssl          openssl-dev      openssl
build  libnlopt-dev          NLopt-devel      nlopt            nlopt-dev        nlopt
test   bats                  bats             bats             bats             bats-core
test   jq                    jq               jq               jq               jq
test   mandoc                mandoc           mandoc           mandoc           mandoc
test   shellcheck            ShellCheck       shellcheck       shellcheck       shellcheck
test   strace                strace           strace           strace           strace
test   sqlite3               sqlite           sqlite           sqlite           sqlite
test   zip                   zip              zip              zip              zip
test   unzip                 unzip            unzip            unzip            unzip
test   zsh                   zsh              zsh              zsh              zsh
test   fish                  fish             fish             fish             fish
test   bash-completion       bash-completion  bash-completion  bash-completion  bash-completion@2
test   clang                 clang            clang            clang            llvm
test   libclang-rt-14-dev    compiler-rt      compiler-rt      compiler-rt      -
test   util-linux            util-linux       util-linux       util-linux       util-linux
test   openssl               openssl          openssl          openssl          openssl
test   curl                  curl             curl             curl             curl
test   nodejs                nodejs           nodejs           nodejs           node
test   npm                   nodejs-npm       npm              npm              -
test   procps                procps-ng        procps-ng        procps-ng        procps
test   git                   git              git              git              git
test   chromium              chromium         chromium         chromium         -
test   parallel              parallel         parallel         parallel         parallel
test   libxml2-utils         libxml2          libxml2          libxml2-utils    libxml2
test   openssh-client        openssh-clients  openssh          openssh-client   openssh
test   -                     perl-interpreter perl             perl             perl
test   -                     bash             bash             bash             bash
test   -                     coreutils        coreutils        coreutils        coreutils
sshd   openssh-server        -                -                -                -
TABLE
}

# Debian's package of sshd starts the service. It is wanted only where the
# system forbids that, as images of containers do (policy-rc.d, exit 101); the
# tests that log in by ssh say that they are skipped elsewhere.
sshd()
{
	code=0
	/usr/sbin/policy-rc.d ssh start >/dev/null 2>&1 || code=$?
	[ "$code" -ne 101 ] || echo sshd
}

# The package manager of this system, as the table calls it.
manager()
{
	for row in apt:apt-get dnf:dnf pacman:pacman apk:apk brew:brew; do
		if command -v "${row#*:}" >/dev/null 2>&1; then
			echo "${row%%:*}"
			return
		fi
	done
}

# names MANAGER KIND...: what the packages of those kinds are called there.
names()
{
	column=$1
	shift
	packages | awk -v kinds=" $* " -v column="$column" '
		NR == 1 { for (i = 2; i <= NF; i++) at[$i] = i; next }
		index(kinds, " " $1 " ") && $at[column] != "-" &&
		    !told[$at[column]]++ { print $at[column] }'
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

# has MANAGER NAME: is that package there?
has()
{
	case $1 in
	apt)
		[ "$(dpkg-query -W -f '${Status}' "$2" 2>/dev/null)" = 'install ok installed' ] ||
			dpkg-query -W -f '${db:Status-Abbrev} ${Provides},\n' 2>/dev/null |
			grep -q "^ii .*[ ,]$2[ ,(]"
		;;
	dnf) rpm -q --whatprovides "$2" >/dev/null 2>&1 ;;
	pacman) pacman -Qq "$2" >/dev/null 2>&1 ;;
	apk) apk info -e "$2" >/dev/null 2>&1 ;;
	brew) brew list --versions "$2" >/dev/null 2>&1 ;;
	esac
}

# add MANAGER NAME...: installs them.
add()
{
	with=$1
	shift
	case $with in
	apt)
		as_root apt-get update -qq
		as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends "$@" >/dev/null
		;;
	dnf) as_root dnf install -y -q "$@" ;;
	pacman) as_root pacman -S --needed --noconfirm "$@" ;;
	apk) as_root apk add --quiet "$@" ;;
	brew) brew install --quiet "$@" ;;	# as the user it belongs to
	esac
}

# Does the compiler find a header? What no package brings is looked for so.
header()
{
	echo "#include <$1>" | ${CC:-cc} -E - >/dev/null 2>&1
}

install_packages()
{
	with=$(manager)
	[ -n "$with" ] ||
		die "no package manager that is known here: install what these Debian packages bring, then run make: $(names apt "$@" | tr '\n' ' ')" 3
	[ "$with" = apt ] ||
		echo "install.sh: the package names for $with are not tested"
	need='' lacking=''
	for name in $(names "$with" "$@"); do
		case $name in
		\?*) ;;
		*) has "$with" "$name" || need="$need $name" ;;
		esac
	done
	if [ -n "$need" ]; then
		echo "install.sh: will install with $with:$need"
		# shellcheck disable=SC2086 # one word per package
		[ "$dry" = yes ] || add "$with" $need
	else
		echo "install.sh: every package is there"
	fi
	for name in $(names "$with" "$@"); do
		case $name in
		\?*) header "${name#?}" || lacking="$lacking ${name#?}" ;;
		esac
	done
	[ -z "$lacking" ] ||
		die "$with has no package that brings$lacking: build libcsv (https://github.com/rgamble/libcsv; on Arch the AUR has it), then run this again" 3
	if [ "$with" = brew ] && [ "$dry" = no ]; then
		at=$(brew --prefix)
		export CPPFLAGS="-isystem $at/include ${CPPFLAGS-}"
		export LDFLAGS="-L$at/lib -Wl,-rpath,$at/lib ${LDFLAGS-}"
	fi
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

[ "$(uname -s)" = Linux ] || die "etrms runs on Linux only" 3

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
	# shellcheck disable=SC2046 # none or one
	install_packages build test $(sshd)
	run make -s -j"$jobs"
	run make -s -j"$jobs" tests
	run make -s check-clients
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
