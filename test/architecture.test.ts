import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['engines', 'server', 'client', 'bench', 'props', 'test'] as const;
type Folder = (typeof FOLDERS)[number];

interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
  readonly inside: boolean;
  /** Loaded when the code runs, not when the file is; types never are. */
  readonly lazy: boolean;
}

const IMPORT = /^(?:import|export)\s[^;]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const inside = target.startsWith('.');
    const to = inside ? relative(root, resolve(root, dirname(file), target)) : target;
    return {
      from: file,
      to,
      inside,
      lazy: match[3] !== undefined || match[0].startsWith('import type'),
    };
  });
}

function sources(folder: Folder): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('data/'))
    .map((name) => join(folder, name));
}

const imports = FOLDERS.flatMap((folder) => sources(folder).flatMap(importsOf));
const crossing = (from: string): readonly Import[] =>
  imports.filter(
    (entry) =>
      entry.inside && entry.from.startsWith(`${from}/`) && !entry.to.startsWith(`${from}/`),
  );
const told = (entries: readonly Import[]): readonly string[] =>
  entries.map(({ from, to }) => `${from} imports ${to}`);

describe('the layout', () => {
  it('has sources in every folder', () => {
    for (const folder of FOLDERS) expect(sources(folder).length).toBeGreaterThan(0);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('keeps engines to themselves and Node', () => {
    const foreign = imports.filter(
      ({ from, to, inside }) => from.startsWith('engines/') && !inside && !to.startsWith('node:'),
    );

    expect(told([...crossing('engines'), ...foreign])).toEqual([]);
  });

  it('lets the server import the door of engines only', () => {
    expect(told(crossing('server').filter(({ to }) => to !== 'engines/index.ts'))).toEqual([]);
  });

  it('keeps the client library to the protocol', () => {
    const library = crossing('client').filter(({ from }) =>
      /^client\/((connection|errors|index|insert-many|listing|options|url)\.ts$|calls\/)/.test(
        from,
      ),
    );

    expect(library.length).toBeGreaterThan(0);
    expect(told(library.filter(({ to }) => !to.startsWith('server/protocol/')))).toEqual([]);
  });

  it('lets commands import doors', () => {
    const doors = new Set(['engines/index.ts', 'server/index.ts', 'server/protocol/index.ts']);
    const lazy = new Set(['bench/index.ts', 'props/index.ts']);
    const wrong = crossing('client').filter((entry) => {
      return !doors.has(entry.to) && !(entry.lazy && lazy.has(entry.to));
    });

    expect(told(wrong)).toEqual([]);
  });

  it('loads neither commands nor packages nor servers to print help', () => {
    const loaded = new Set(['client/main.ts']);
    for (const from of loaded) {
      for (const entry of imports) if (entry.from === from && !entry.lazy) loaded.add(entry.to);
    }
    const others = [...loaded].filter((path) => {
      return !/^(node:|client\/(main\.ts|command-line\/|output\/))/.test(path);
    });

    expect(others).toEqual(['client/commands/catalogue.ts']);
  });

  it('lets bench import doors', () => {
    const doors = new Set(['engines/index.ts', 'server/index.ts', 'client/index.ts']);

    expect(told(crossing('bench').filter(({ to }) => !doors.has(to)))).toEqual([]);
  });

  it('lets props import engines and server', () => {
    const wrong = crossing('props').filter(({ to }) => !/^(engines|server)\//.test(to));

    expect(told(wrong)).toEqual([]);
  });

  it('knows piscina in the pool only', () => {
    const users = imports.filter(({ to, from }) => to === 'piscina' && !from.startsWith('test/'));

    expect(users.map(({ from }) => dirname(from))).toEqual(['server/pool']);
  });

  it('enters a folder that has a door by its door', () => {
    const wrong = imports.filter(({ from, to, inside }) => {
      if (!inside || from.startsWith('test/') || to.startsWith('test/')) return false;
      const home = dirname(to);
      const within = dirname(from) === home || from.startsWith(`${home}/`);
      return !within && !to.endsWith('/index.ts') && existsSync(join(root, home, 'index.ts'));
    });

    // The errors and limits of a whole folder belong to every room in it.
    const shared = /^(engines\/(engine|errors|limits|keys)|server\/errors)\.ts$/;
    expect(told(wrong.filter(({ to }) => !shared.test(to)))).toEqual([]);
  });

  it('says what it means by its file names', () => {
    const names = FOLDERS.flatMap((folder) => sources(folder));

    expect(names.filter((name) => !/^[a-z0-9-/.]+$/.test(name))).toEqual([]);
  });
});
