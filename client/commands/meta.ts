import { Option, type Usage } from 'clipanion';
import type { Column, ColumnType, Values } from '../../server/index.ts';
import { importMetadata } from '../collection/import-metadata.ts';
import type { Source } from '../collection/source.ts';
import { readChoice, readId } from '../command-line/arguments.ts';
import { UsageError } from '../command-line/failure.ts';
import { countOf, formatPairs, formatTable, printable } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { renderValue } from './rows.ts';
import { usageOf } from './usage.ts';

const ACTIONS = ['get', 'set', 'import', 'schema'] as const;
const TYPES: readonly ColumnType[] = ['text', 'number', 'boolean', 'time'];

export class MetaCommand extends SourceCommand {
  static override readonly paths: string[][] = [['meta']];

  static override readonly usage: Usage = usageOf('meta', {
    details: `
      \`get ID\` prints the row of a series. \`set ID COLUMN=VALUE…\` sets values of it and leaves
      the others; COLUMN= without a value sets null. \`import FILE…\` sets those of many series, from
      a \`.csv\` with a header and a column id, or an \`.ndjson\` with an object {"id", …} a line;
      columns that are missing are added. \`schema\` lists the columns, and \`schema COLUMN:TYPE…\`
      adds some, of the types text, number, boolean and time (UTC, ISO 8601).

      The columns id, mean and std are computed and cannot be set.
    `,
    examples: [
      ['The row of a series', '$0 meta get ts-5'],
      ['Set two values, and clear one', '$0 meta set ts-5 level=A blarg=0.5 note='],
      ['Add two columns', '$0 meta schema seen:time note:text'],
      ['The rows of a table', '$0 meta import catalogue.csv --data ./gunpoint'],
    ],
  });

  readonly action: string = Option.String({ name: 'get|set|import|schema', required: true });

  readonly operands: string[] = Option.Rest({ name: 'ARGUMENT' });

  override async execute(): Promise<void> {
    const action = readChoice('ACTION', this.action, ACTIONS);
    const [first, ...others] = this.operands;
    if (action === 'get') return this.get(needed(first, 'the ID of a series'), others);
    if (action === 'set') return this.set(readId(needed(first, 'the ID of a series')), others);
    if (action === 'import') return this.importFiles([needed(first, 'a FILE'), ...others]);
    return this.schema(this.operands.map(readColumn));
  }

  private async get(text: string, others: readonly string[]): Promise<void> {
    if (others.length > 0) throw new UsageError('"meta get" takes one ID');
    const id = readId(text);
    const metadata = await this.withSource('read', (source) => source.metadata(id));
    this.print({ metadata }, () =>
      formatPairs(Object.entries(metadata).map(([name, value]) => [name, renderValue(value)])),
    );
  }

  private async set(id: string, assignments: readonly string[]): Promise<void> {
    if (assignments.length === 0)
      throw new UsageError('"meta set" takes COLUMN=VALUE after the ID');
    const updated = await this.withSource('write', async (source) =>
      source.upsertMetadata(id, await readValues(source, assignments)),
    );
    const done = updated ? 'set' : 'no change, it had these values';
    this.print({ id, updated }, () => `${printable(id)}: ${done}\n`);
  }

  private async importFiles(files: readonly string[]): Promise<void> {
    const tally = await this.withSource('write', (source) => importMetadata(source, files));
    const { updated, same } = tally;
    this.print({ files: files.length, updated, same }, () => {
      return `${countOf(updated, 'series', 'series')} updated, ${same} had these values\n`;
    });
  }

  private async schema(added: readonly Column[]): Promise<void> {
    const access = added.length > 0 ? 'write' : 'read';
    const columns = await this.withSource(access, async (source) => {
      if (added.length > 0) await source.addColumns(added);
      return source.columns();
    });
    this.print({ columns }, (paint) =>
      formatTable(
        [{ title: 'COLUMN' }, { title: 'TYPE' }],
        columns.map(({ name, type }) => [name, type]),
        paint,
      ),
    );
  }
}

function needed(text: string | undefined, what: string): string {
  if (text !== undefined) return text;
  throw new UsageError(`${what} is missing; see "vantage meta --help"`);
}

/** `name:type`. */
function readColumn(text: string): Column {
  const colon = text.lastIndexOf(':');
  const type = readChoice(`the type in ${text}`, text.slice(colon + 1), TYPES);
  if (colon > 0 && type !== undefined) return { name: text.slice(0, colon), type };
  throw new UsageError(`${text}: a column is COLUMN:TYPE, the type one of ${TYPES.join(', ')}`);
}

async function readValues(source: Source, assignments: readonly string[]): Promise<Values> {
  const { valuesFor } = await import('../../server/index.ts');
  const pairs = assignments.map((text) => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const;
    throw new UsageError(`${text}: an assignment is COLUMN=VALUE`);
  });
  return valuesFor(await source.columns(), { values: Object.fromEntries(pairs), typed: false });
}
