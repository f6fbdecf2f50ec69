#!/bin/sh
# Writes stamp.txt, the cases of base-stamp, from GNU date: sh stamp.sh > stamp.txt.
# Each line: seconds since 1970, RFC 3339 UTC, ISO weekday.
echo "# Cases of tests/lib/base-stamp.c, made by stamp.sh beside this file with GNU date:"
echo "# seconds since 1970, UTC text, weekday (1 = Monday)."
{
	for year in 1970 1971 1972 1999 2000 2001 2019 2020 2023 2024 2038 2099 \
		2100 2101 2199 2200 2400 3000 4000 9996 9999; do
		for day in 01-01 02-28 03-01 12-31; do
			date -u -d "$year-$day 00:00:00" '+%s %FT%TZ %u'
			date -u -d "$year-$day 23:59:59" '+%s %FT%TZ %u'
		done
	done
	for year in 1972 2000 2024 2400 9996; do
		date -u -d "$year-02-29 12:34:56" '+%s %FT%TZ %u'
	done
	# Steps coprime to days, weeks and years, over the whole range.
	at=1
	while [ "$at" -lt 253402300800 ]; do
		date -u -d "@$at" '+%s %FT%TZ %u'
		at=$((at + 1266912377))
	done
	at=1700000000
	while [ "$at" -lt 1740000000 ]; do
		date -u -d "@$at" '+%s %FT%TZ %u'
		at=$((at + 400009))
	done
} | grep -v '^0 '
