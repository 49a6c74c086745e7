/**
 * What shells are told to complete `cairn` with. The program itself says what may come next: one line for each candidate, with a
 * few words behind a tab; a last line `:files` where files of the folder would do as well.
 */
const BASH = `# cairn for bash: source <(cairn completion bash)
_cairn() {
  local current=\${COMP_WORDS[COMP_CWORD]} line files=
  local IFS=$'\\n'
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then files=1; else COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done < <(cairn __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
      local known= one
      for one in "\${COMPREPLY[@]}"; do [[ \${one%/} == "$line" ]] && known=1; done
      [[ -z $known ]] && COMPREPLY+=("$line")
    done < <(compgen -f -- "$current")
  fi
  # A collection, or the only folder: what lies in it comes next.
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _cairn cairn
`;

const ZSH = `#compdef cairn
# cairn for zsh: cairn completion zsh > "\${fpath[1]}/_cairn"
_cairn() {
  local line files=0
  local -a plain described
  for line in "\${(@f)$(cairn __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      ('') ;;
      (:files) files=1 ;;
      (*$'\\t'*) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      (*) plain+=("$line") ;;
    esac
  done
  (( $#described )) && _describe 'cairn' described
  (( $#plain )) && compadd -S '' -- $plain
  (( files )) && _files
  (( $#described + $#plain + files ))
}
if [[ $funcstack[1] == _cairn ]]; then _cairn "$@"; else compdef _cairn cairn; fi
`;

const FISH = `# cairn for fish: cairn completion fish > ~/.config/fish/completions/cairn.fish
function __cairn_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (cairn __complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = :files
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c cairn -f -a '(__cairn_complete)'
`;

const POWERSHELL = `# cairn for PowerShell: cairn completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName cairn -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $typed = "$wordToComplete".Trim('"', "'")
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    Select-Object -Skip 1 | ForEach-Object { $_.ToString().Trim('"', "'") })
  # An empty argument does not arrive in every version of PowerShell.
  $before = @(if ($typed -eq '') { '--next' }) + '--'
  if ($typed -ne '') { $words += $typed }
  $encoding = [Console]::OutputEncoding
  try {
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    $lines = @(& cairn __complete @before @words 2>$null)
  } finally {
    [Console]::OutputEncoding = $encoding
  }
  foreach ($line in $lines) {
    if ($line -eq ':files') {
      [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
      continue
    }
    $value, $help = $line -split "\`t", 2
    if (-not $value) { continue }
    $shown = if ($value -match '[^\\w./\\\\:=+-]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
    if (-not $help) { $help = $value }
    [System.Management.Automation.CompletionResult]::new($shown, $value, 'ParameterValue', $help)
  }
}
`;

export const COMPLETIONS: Readonly<Record<string, string>> = {
  bash: BASH,
  zsh: ZSH,
  powershell: POWERSHELL,
  fish: FISH,
};
