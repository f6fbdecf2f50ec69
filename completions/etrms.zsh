#compdef etrms
# zsh completion for etrms: asks etrms itself what may come next.
_etrms() {
	local line
	local -a lines values
	lines=("${(@f)$(etrms completion --next -- "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
	for line in $lines; do
		if [[ $line == :files* ]]; then
			compset -P '*='
			_files
			return
		fi
		values+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
	done
	(( $#values )) && _describe -V etrms values
}
if [[ ${funcstack[1]-} == _etrms ]]; then
	_etrms "$@"
else
	compdef _etrms etrms
fi
