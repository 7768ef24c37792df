import { appendFile } from 'node:fs/promises';
import { Option, type Usage } from 'clipanion';
import type { Role } from '../../server/index.ts';
import { readChoice } from '../command-line/arguments.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

const ROLES: readonly Role[] = ['full', 'read'];

export class TokenCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['token']];

  static override readonly usage: Usage = usageOf('token', {
    details: `
      Prints a new token of 256 random bits and the line that lets it in. The line has the token's
      SHA-256 only, so the file gives no token away; the token itself is not kept anywhere.

      With \`--file\` the line is added to that file, which is made where there is none, and the
      token alone is printed. A server reads the file when it starts.

      Clients have the token in VANTAGE_TOKEN, or in the URL as vantage://TOKEN@host:port; not in
      an option, for every user of a machine can see the options of every process.
    `,
    examples: [
      ['A token that may change everything', '$0 token'],
      ['Keep it for this shell, and let it in', 'VANTAGE_TOKEN=$($0 token --file tokens)'],
      ['One for reading', '$0 token --role read'],
    ],
  });

  readonly role: string | undefined = Option.String('--role', {
    description: 'full, or read for one that changes nothing; default full',
  });

  readonly file: string | undefined = Option.String('--file', {
    description: 'token file to add the line to',
  });

  override async execute(): Promise<void> {
    const role = readChoice('--role', this.role, ROLES) ?? 'full';
    const { createToken } = await import('../../server/index.ts');
    const { token, line } = createToken(role);
    const { file } = this;
    if (file !== undefined) await appendFile(file, `${line}\n`, { mode: 0o600 });
    this.print({ role, token, line, file }, () => {
      if (file !== undefined) return `${token}\n`;
      return `token  ${token}\nline   ${line}\n`;
    });
  }
}
