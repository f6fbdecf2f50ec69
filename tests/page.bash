# Pages (report, rebalance backtest) as they are written and in headless Chromium.
# Load after ../helper.
#
#   shown FILE OF FIELD    every exact value of the page's data-OF="FIELD"
#   whole_page FILE ID…    it asks for nothing, and each picture has its words
#   needs_browser          skips the test where there is no Chromium
#   browse FILE OPTION…    what the browser made of it is in dom, what it had to
#                          say in console, what it asked for in requests
#   nothing_asked FILE     it is shown, without a word and without a request

shown() {
	grep -o "data-$2=\"$3\" value=\"[^\"]*\"" "$1" |
		sed 's/.* value="//; s/"$//'
}

whole_page() {
	local file=$1 id
	shift
	[ "$(head -1 "$file")" = "<!DOCTYPE html>" ] || complain "$file: its first line"
	[ "$(tail -1 "$file")" = "</html>" ] || complain "$file: its last line"
	grep -q "default-src 'none'" "$file" || complain "$file: no policy"
	! grep -iE '<script|https?://|@import|url\(|[>" ]nan[<"% ]|[>" ]inf[<"% ]' "$file" ||
		complain "$file: has what no page has"
	for id; do
		[ "$(grep -c "aria-labelledby=\"$id-t $id-d\"" "$file")" -eq 1 ] ||
			complain "$file: no picture $id"
	done
	sed -n '/<body>/,/<\/body>/p' "$file" | xmllint --noout - || complain "$file: its marks"
	no_complaints
}

find_browser() {
	local name
	for name in chromium chromium-browser google-chrome; do
		browser=$(command -v "$name") && return
	done
	return 1
}

needs_browser() {
	find_browser || skip "no Chromium"
}

browse() {
	local file=$1
	shift
	rm -f net.json
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu \
		--no-first-run --hide-scrollbars --disable-sync \
		--disable-background-networking --disable-component-update \
		--disable-extensions --user-data-dir="$PWD/profile" \
		--host-resolver-rules='MAP * ~NOTFOUND' \
		--enable-logging=stderr --log-level=0 \
		--log-net-log="$PWD/net.json" "$@" "file://$file" \
		>dom 2>log || { cat log; return 1; }
	grep ':CONSOLE' log >console || true
	# what the browser asks its maker for is not the page's
	jq -r '.events[].params.url? // empty' net.json |
		grep -vE '^https?://[a-z0-9.-]*\.(google|googleapis|gvt1)\.com/' |
		sort -u >requests || true
}

nothing_asked() {
	browse "$1" --dump-dom
	grep -q '</main>' dom || complain "$1: not shown"
	[ ! -s console ] || complain "$1: $(cat console)"
	[ ! -s requests ] || complain "$1: $(cat requests)"
}
