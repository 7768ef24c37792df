import type { CompletedCommand, CompletedOption, Value } from './commands.ts';

/**
 * A script for bash, 3.2 or newer. What it has no words for is left to the completion of file names,
 * which is readline's own.
 */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# bash completion of vantage
_vantage() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local at command= options= words= valued=
  COMPREPLY=()
  # --option=value comes as three words.
  if [[ $current == = ]]; then current=; fi
  if [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${names.join('|')}) command=\${COMP_WORDS[at]}; break ;;
    esac
  done
  case $command:$previous in
${commands.flatMap(valueCases).join('\n')}
  esac
  if [[ -n $valued ]]; then
    if [[ -n $words ]]; then
      COMPREPLY=($(compgen -W "$words" -- "$current"))
    elif [[ $valued == other ]]; then
      compopt +o default 2>/dev/null
    fi
    return
  fi
  case $command in
    '') words='${names.join(' ')} help' options='--help --version' ;;
${commands.map(commandCase).join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o default -F _vantage vantage
`;
}

/** The branches for the values of the options of a command. */
function valueCases({ name, options }: CompletedCommand): readonly string[] {
  return options.flatMap((option) => {
    if (option.value === undefined) return [];
    const patterns = option.names.map((word) => `${name}:${word}`).join('|');
    return [`    ${patterns}) valued=${option.value.tag}${wordsOf(option.value)} ;;`];
  });
}

function wordsOf(value: Value): string {
  return value.tag === 'words' ? ` words='${value.words.join(' ')}'` : '';
}

function commandCase({ name, options, positionals }: CompletedCommand): string {
  const flags = options.flatMap(({ names }: CompletedOption) => names).join(' ');
  const words = positionals.map(({ value }) => wordsOf(value)).find((text) => text !== '') ?? '';
  return `    ${name}) options='${flags}'${words} ;;`;
}
