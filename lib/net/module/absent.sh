#!/bin/sh
# absent.sh LIBCURL FILE WORD PREFIX CC...: builds FILE, which stands in for the
# library of LIBCURL's whose name begins with libWORD, or an empty FILE where it
# has none. libcurl as Debian builds it brings LDAP, Kerberos and RTMP along, and
# GnuTLS under them: two thirds of what the linker does before a request can
# leave, none of which etrms speaks, and code that has no business in a process
# that signs. A stand-in has that library's name and versions, so the linker
# takes it for the library, and the functions that libcurl asks for; one that is
# called ends the process. They are read from LIBCURL itself.
set -eu
libcurl=$1 file=$2 word=$3 prefix=$4
shift 4
: >"$file"
name=$(readelf -d "$libcurl" 2>/dev/null |
	sed -n "s/.*(NEEDED).*\[\(lib${word}[-.0-9a-z_]*\.so[.0-9]*\)\].*/\1/p")
[ -n "$name" ] || exit 0
wanted=$(nm -D --undefined-only "$libcurl" | sed 's/.* //' |
	grep -i "^$prefix" || true)
versions=$(echo "$wanted" | sed -n 's/.*@//p' | sort -u)
{
	echo "/* Stands in for $name. */"
	for symbol in $wanted; do
		echo "void ${symbol%%@*}(void) { __builtin_trap(); }"
	done
} >"$file.c"
for version in $versions; do
	echo "$version {"
	for symbol in $wanted; do
		[ "${symbol##*@}" != "$version" ] || echo "	${symbol%%@*};"
	done
	echo '};'
done >"$file.map"
set -- "$@" -w -O1 -fPIC -shared -nostdlib -Wl,-z,relro -Wl,-z,now \
	-Wl,-z,noexecstack "-Wl,-soname,$name"
[ -z "$versions" ] || set -- "$@" "-Wl,--version-script=$file.map"
"$@" -o "$file" "$file.c"
rm -f "$file.c" "$file.map"
