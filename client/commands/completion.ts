import { Option, type Usage } from 'clipanion';
import { readChoice } from '../command-line/arguments.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class CompletionCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['completion']];

  static override readonly usage: Usage = usageOf('completion', {
    details: `
      Prints a script that completes commands, options and what they take. Load it where your shell
      reads its settings; it is of this version, so load it from the command rather than from a copy.
    `,
    examples: [
      ['bash, in ~/.bashrc', 'source <($0 completion bash)'],
      ['zsh, in ~/.zshrc, behind compinit', 'source <($0 completion zsh)'],
      ['fish, in ~/.config/fish/config.fish', '$0 completion fish | source'],
    ],
  });

  readonly shell: string = Option.String({ name: 'bash|zsh|fish', required: true });

  override async execute(): Promise<void> {
    const { completionScript, SHELLS } = await import('../completion/index.ts');
    const shell = readChoice('the shell', this.shell, SHELLS)!;
    const script = await completionScript(shell);
    this.print({ shell, script }, () => script);
  }
}
