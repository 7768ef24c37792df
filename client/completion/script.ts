import { bashCompletion } from './bash.ts';
import { completedCommands } from './commands.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

/** The shells that there are scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A shell that there is a script for. */
export type Shell = (typeof SHELLS)[number];

/** The script that completes every command, with its options and the values of these. */
export async function completionScript(shell: Shell): Promise<string> {
  const commands = await completedCommands();
  switch (shell) {
    case 'bash':
      return bashCompletion(commands);
    case 'zsh':
      return zshCompletion(commands);
    case 'fish':
      return fishCompletion(commands);
    default:
      return unreachable(shell);
  }
}

function unreachable(shell: never): never {
  throw new TypeError(`no script for ${String(shell)}`);
}
