# bash completion for etrms: asks etrms itself what may come next.
_etrms() {
	local line=${COMP_LINE:0:COMP_POINT} cur word before
	local -a words
	read -ra words <<<"$line"
	case $line in *[[:blank:]]) words+=('') ;; esac
	cur=${words[${#words[@]} - 1]}
	# Readline's word begins behind the last : or =, ours does not.
	before=${cur%"${cur##*[:=]}"}
	COMPREPLY=()
	while IFS=$'\t' read -r word _; do
		if [ "$word" = :files ]; then
			COMPREPLY=()
			compopt -o default 2>/dev/null
			return
		fi
		COMPREPLY+=("${word#"$before"}")
	done < <(etrms completion --next -- "${words[@]:1}" 2>/dev/null)
}
complete -F _etrms etrms
