#!/usr/bin/env bats
# The pages of runs in a browser, headless Chromium where there is one: pages of
# made-up runs, long, short, flat, bankrupt and hostile.
# - nothing on the console, no request to anywhere
# - what is hostile stays text
# - light, dark and narrow: text stands out from what is behind it by 4.5 to 1,
#   nothing is wider than the window, every picture has a title and a text
# - it prints
load ../helper
load ../page

setup_file() {
	local program=${B:-build}/tests/research-report
	case $program in /*) ;; *) program=$ROOT/$program ;; esac
	[ -x "$program" ] || { echo "no $program: make tests"; return 1; }
	mkdir "$BATS_FILE_TMPDIR/pages"
	"$program" "$BATS_FILE_TMPDIR/pages" >"$BATS_FILE_TMPDIR/made"
}

setup() {
	setup_home
	needs_browser
	pages=$BATS_FILE_TMPDIR/pages
}

# measured FILE WIDTH SCHEME: what a script says that the page does not have
measured() {
	sed '/Content-Security-Policy/d' "$1" | sed "\$d" >measured.html
	cat >>measured.html <<-'END'
		<script>
		const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
		const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ?
			v / 12.92 : ((v + .055) / 1.055) ** 2.4);
			return .2126 * r + .7152 * g + .0722 * b; };
		const behind = e => { if (e.closest('.cells')) {
			e.scrollIntoView({ block: 'center' });
			const r = e.getBoundingClientRect();
			const p = document.elementsFromPoint(r.x + r.width / 2, r.y + r.height / 2)
				.find(n => /^h\d$/.test(n.getAttribute('class')));
			return p ? parse(getComputedStyle(p).fill) : [127, 127, 127]; }
			for (; e; e = e.parentElement) {
			const c = parse(getComputedStyle(e).backgroundColor);
			if (c.length === 3 || c[3] > 0) return c; }
			return [255, 255, 255]; };
		let least = 99, seen = 0;
		for (const e of document.querySelectorAll('body *')) {
			if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) ||
				e.closest('script, desc, title') || !e.getClientRects().length) continue;
			const s = getComputedStyle(e);
			const a = light(parse(e instanceof SVGElement ? s.fill : s.color));
			const b = light(behind(e));
			least = Math.min(least, (Math.max(a, b) + .05) / (Math.min(a, b) + .05));
			seen++;
		}
		const mute = [...document.querySelectorAll('svg[role=img]')].filter(s =>
			!s.querySelector('title').textContent || !s.querySelector('desc').textContent ||
			s.getAttribute('aria-labelledby').split(' ').some(i => !document.getElementById(i)));
		const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
		document.body.textContent = JSON.stringify({ least, seen, mute: mute.length,
			twice: ids.length - new Set(ids).size,
			dark: matchMedia('(prefers-color-scheme: dark)').matches,
			wide: document.documentElement.scrollWidth - innerWidth });
		</script></html>
	END
	browse "$PWD/measured.html" --window-size="$2,900" \
		--blink-settings=preferredColorScheme="$3" --dump-dom
	grep -o '{"least".*}' dom
}

@test "report: a browser has nothing to say and nothing to ask for" {
	for page in "$pages"/*.html; do
		nothing_asked "$page"
	done
	no_complaints
	# and it would be heard
	sed '/Content-Security-Policy/d; s|</main>|<script>console.log(1)</script><img src="http://a.example/x">|' \
		"$pages/flat.html" >bad.html
	browse "$PWD/bad.html" --dump-dom
	[ -s console ]
	[ "$(cat requests)" = "http://a.example/x" ]
	# which the page's own policy does not let happen
	sed 's|</main>|<img src="http://a.example/x">|' "$pages/flat.html" >bad.html
	browse "$PWD/bad.html" --dump-dom
	[ ! -s requests ]
}

@test "report: what is hostile is shown, not run" {
	browse "$pages/hostile.html" --dump-dom
	! grep -qi '<script\|<img\|onerror=[^&]*>' dom || complain "markup"
	grep -q "&lt;/title&gt;&lt;script&gt;alert('1')" dom || complain "not shown"
	no_complaints
}

@test "report: contrast, pictures with words, and no width beyond the window" {
	for page in years short hostile flat sweep walk; do
		for how in "1200 1 false" "1200 0 true" "500 1 false"; do
			read -r width scheme dark <<<"$how"
			got=$(measured "$pages/$page.html" "$width" "$scheme")
			jq -e --argjson dark "$dark" '.least >= 4.5 and .seen > 50 and
				.mute == 0 and .twice == 0 and .wide <= 0 and .dark == $dark' \
				<<<"$got" >/dev/null || complain "$page $how: $got"
		done
	done
	no_complaints
}

@test "report: it prints on a few pages" {
	browse "$pages/years.html" --print-to-pdf="$PWD/page.pdf"
	[ "$(head -c 5 page.pdf)" = "%PDF-" ]
	[ "$(grep -ac '/Type */Page\b' page.pdf)" -le 12 ]
}
