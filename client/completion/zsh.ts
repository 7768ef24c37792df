import type { CompletedCommand, CompletedOption, Value } from './commands.ts';

/** A script for zsh, to be sourced or to be a file \`_vantage\` of the function path. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const described = commands.map(({ name, description }) => quote(`${name}:${description}`));
  return `#compdef vantage
# zsh completion of vantage
_vantage() {
  local context state line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands
  commands=(
    ${described.join('\n    ')}
  )
  _arguments -C '(- *)'{-h,--help}'[what there is]' '(- *)'{-v,--version}'[the version]' \\
    '1:command:->command' '*::argument:->argument' && return
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _vantage ]]; then _vantage "$@"; else compdef _vantage vantage; fi
`;
}

function commandCase({ name, options, positionals, repeats }: CompletedCommand): string {
  const places = positionals.map(({ name: what, value }, index) => {
    const last = repeats && index === positionals.length - 1;
    return quote(`${last ? '*' : index + 1}:${escapeColons(what)}:${actionOf(value)}`);
  });
  const specs = [...options.map(specOf), ...places];
  return `        ${name}) _arguments ${specs.join(' \\\n          ')} ;;`;
}

/** One option, which excludes its other names. */
function specOf({ names, description, value }: CompletedOption): string {
  const what = `[${description.replace(/[[\]\\]/g, '\\$&')}]`;
  const after = value === undefined ? '' : `:value:${actionOf(value)}`;
  const excluded = quote(`(${names.join(' ')})`);
  const spelled = names.length === 1 ? names[0]! : `{${names.join(',')}}`;
  return `${excluded}${spelled}${quote(`${what}${after}`)}`;
}

function actionOf(value: Value): string {
  switch (value.tag) {
    case 'file':
      return '_files';
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'other':
      return ' ';
    default:
      return unreachable(value);
  }
}

function escapeColons(text: string): string {
  return text.replaceAll(':', '\\:');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function unreachable(value: never): never {
  throw new TypeError(`no action for ${JSON.stringify(value)}`);
}
