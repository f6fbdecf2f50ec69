# fish completion for etrms: asks etrms itself what may come next.
function __etrms_next
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	set -l found (etrms completion --next -- $words[2..-1] "$current" 2>/dev/null)
	if string match -q ':files*' -- "$found[1]"
		__fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
	else
		printf '%s\n' $found
	end
end
complete -c etrms -f -a '(__etrms_next)'
