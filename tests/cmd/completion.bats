# etrms completion: what may come next, for every place of a line; the scripts
# in real bash, zsh and fish.
load ../helper

next() {
	run -0 --separate-stderr etrms completion --next -- "$@"
	[ -z "$stderr" ]
	words=$(cut -f1 <<<"$output" | tr '\n' ' ')
}

@test "completion: commands, then a group's verbs" {
	next conf
	[ "$words" = "config " ]
	next config ''
	[ "$words" = "edit get list set unset " ]
	next config s
	[ "$words" = "set " ]
	[[ $output == *$'\t'"set a setting or an alias" ]]
	next nonsense ''
	[ "$words" = " " ]
}

@test "completion: each word once, in the first place too" {
	next ''
	[ -z "$(tr ' ' '\n' <<<"$words" | sort | uniq -d | grep .)" ]
	[[ " $words" == *" version "* && " $words" == *" config "* ]]
}

@test "completion: options of the command and of every command" {
	next config list --
	[[ " $words" == *" --changed "* && " $words" == *" --format "* ]]
	next version --ch
	[ "$words" = " " ]
	next --form
	[ "$words" = "--format " ]
}

@test "completion: values after an option, apart and joined" {
	next version --format ''
	[ "$words" = "table json ndjson csv " ]
	next version --format=n
	[ "$words" = "--format=ndjson " ]
	next --format csv version --format j
	[ "$words" = "json " ]
	next --config ''
	[ "$words" = ":files " ]
	next version --config=x
	[ "$words" = ":files " ]
}

@test "completion: operands by their place" {
	next config set time
	[ "$words" = "time.day-start " ]
	next config set time.day-start ''
	[ "$words" = " " ]
	next --format csv config get risk.
	[[ " $words" == *" risk.max-age "* ]]
	next help conf
	[ "$words" = "config " ]
	next help config e
	[ "$words" = "edit " ]
	next help exit
	[ "$words" = "exit-codes " ]
	next version -- --fo
	[ "$words" = " " ]
}

@test "completion: words of the store, and none without it" {
	exits 0 completion --words account
	[ -z "$output" ]
	exits 0 candles generate --venue demo --timeframe 1m --bars 10 --from 2024-03-01
	exits 0 account add demo --prices demo
	exits 0 breaker add daily-loss --when 'drawdown(1d) > 5%' --do notify
	exits 0 completion --words account
	[ "${output%%$'\t'*}" = demo ]
	next balances --account d
	[ "$words" = "demo " ]
	next breaker reset d
	[ "$words" = "daily-loss " ]
	next order buy BTC
	[ "$words" = "BTC/USDT " ]
	next policy set max-order
	[[ " $words" == *" max-order-notional "* ]]
	next account add x --venue s
	[ "$words" = "sim " ]
}

@test "completion: templates, schedules, and operands that are one of some words" {
	exits 0 template save dip buy --qty 1
	exits 0 candles generate --venue demo --timeframe 1m --bars 10 --from 2024-03-01
	exits 0 account add demo --prices demo --use
	exits 0 order schedule buy BTC/USDT --qty 1 --every 1d
	exits 0 completion --words template
	[ "${output%%$'\t'*}" = dip ]
	next template use ''
	[ "$words" = "dip " ]
	next template save x ''
	[ "$words" = "buy sell " ]
	next order schedule c
	[ "$words" = "cancel " ]
	next order schedule cancel ''
	[ "$words" = "1 " ]
	next method show stat_sh
	[ "$words" = "stat_sharpe " ]
	next order buy BTC/USDT --type take
	[ "$words" = "take_profit take_profit_limit " ]
	next leverage BTC/USDT:USDT --mode i
	[ "$words" = "isolated " ]
}

@test "completion never complains: broken store, broken configuration" {
	mkdir -p "$XDG_DATA_HOME/etrms" "$XDG_CONFIG_HOME/etrms"
	echo rubbish >"$XDG_DATA_HOME/etrms/etrms.db"
	echo rubbish >"$XDG_CONFIG_HOME/etrms/config"
	next balances --account ''
	[ "$words" = " " ]
}

@test "completion refuses an unknown shell" {
	exits 2 completion csh
	says "no shell 'csh': one of bash, zsh, fish"
	exits 2 completion
	says "which shell"
	exits 2 completion --words nothing
	says "--words 'nothing': not one of"
}

@test "completion in bash" {
	cat >try <<-'EOF'
		source <(etrms completion bash)
		try() { COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=(); _etrms; echo "${COMPREPLY[*]}"; }
		try "etrms conf"
		try "etrms config "
		try "etrms config set risk.max"
		try "etrms version --format=c"
		try "etrms --config x"
		complete -p etrms
	EOF
	run -0 --separate-stderr bash --norc try
	[ -z "$stderr" ]
	[ "${lines[0]}" = config ]
	[ "${lines[1]}" = "edit get list set unset" ]
	[ "${lines[2]}" = risk.max-age ]
	[ "${lines[3]}" = csv ]
	[ "${lines[4]}" = "complete -F _etrms etrms" ]
}

@test "completion in fish" {
	command -v fish >/dev/null || skip "no fish"
	cat >try <<-'EOF'
		etrms completion fish | source
		complete -C 'etrms conf'
		complete -C 'etrms config se'
		complete -C 'etrms version --format=c'
	EOF
	run -0 fish --no-config try
	[ "${lines[0]}" = config$'\t'housekeeping ]
	[ "${lines[1]}" = set$'\t'"set a setting or an alias" ]
	[ "${lines[2]}" = --format=csv ]
}

@test "completion in zsh, on a terminal" {
	command -v zsh >/dev/null || skip "no zsh"
	cat >try <<-'EOF'
		zmodload zsh/zpty
		zpty z "TERM=dumb zsh -f -i"
		expect() {	# until the terminal has shown the pattern, 10 s at most
			local all= more i
			for i in {1..100}; do
				while zpty -r -t z more; do all+=$more; done
				[[ $all == ${~1} ]] && return
				sleep 0.1
			done
			print -r -- "no $1 in: ${(V)all}"
			exit 1
		}
		zpty -w z 'PS1="%%"; autoload -Uz compinit; compinit -u -D; eval "$(etrms completion zsh)"; echo RE''ADY'
		expect '*READY*%*'
		zpty -n -w z $'etrms config se\t'
		expect '*config set *'
		zpty -n -w z $'risk.max\t'
		expect '*risk.max-age*'
		zpty -d z
	EOF
	run -0 zsh -f try
}
