namespace Mdlc.Starter.Usage;

/// <summary>What a shell is told so that it completes lines of <c>mdlc</c>: each asks the program itself, and completes files where that has nothing to say.</summary>
internal static class ShellScripts
{
    public static IReadOnlyDictionary<string, string> ByShell { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            # Completion of mdlc for bash. Now: source <(mdlc completion bash). For ever: that line in ~/.bashrc.
            _mdlc() {
                local text="${COMP_LINE:0:COMP_POINT}" word there found
                word="${text##*[[:space:]]}"
                # A word of bash's begins behind the last of its breaks (income@ of income@3): what stands before that is there already.
                there="${word%"${word##*[$COMP_WORDBREAKS]}"}"
                COMPREPLY=()
                while IFS= read -r found; do
                    COMPREPLY+=("${found#"$there"}")
                done < <("${COMP_WORDS[0]/#\~/$HOME}" '[suggest]' "$text" 2> /dev/null)
            }
            complete -o default -F _mdlc mdlc

            """,
        ["zsh"] = """
            #compdef mdlc
            # Completion of mdlc for zsh. Now: source <(mdlc completion zsh), after compinit. For ever: that line in ~/.zshrc, or this as _mdlc in a folder of $fpath.
            _mdlc() {
                local -a found
                found=("${(@f)$("${words[1]/#\~/$HOME}" '[suggest]' "${(j: :)words[1,CURRENT-1]} $PREFIX" 2> /dev/null)}")
                found=("${(@)found:#}")
                if (( $#found )); then
                    compadd -- "${found[@]}"
                else
                    _files
                fi
            }
            if [[ "${funcstack[1]}" == _mdlc ]]; then
                _mdlc "$@"
            else
                compdef _mdlc mdlc
            fi

            """,
        ["pwsh"] = """
            # Completion of mdlc for PowerShell 7. Now: mdlc completion pwsh | Out-String | Invoke-Expression. For ever: that line in $PROFILE.
            Register-ArgumentCompleter -Native -CommandName mdlc -ScriptBlock {
                param($word, $line, $cursor)
                $text = $line.Extent.Text
                $at = $cursor - $line.Extent.StartOffset
                $text = if ($at -le $text.Length) { $text.Substring(0, $at) } else { $text.PadRight($at) }
                & $line.CommandElements[0].Extent.Text '[suggest]' $text 2> $null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };
}
