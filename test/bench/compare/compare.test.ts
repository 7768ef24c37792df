import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompareOptions, compareSides, renderCompared } from '../../../bench/index.ts';
import { launchOf } from './fixed-launch.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vantage-test-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

function options(more: Partial<CompareOptions> = {}): CompareOptions {
  return {
    repository: folder,
    words: ['engines', '--quick'],
    launches: 10,
    effectLeast: 0.05,
    acrossMachines: false,
    onProgress: () => undefined,
    ...more,
  };
}

/** A program that prints a report, of a median around `ns`, when it is told what `options` says. */
function program(ns: number): string {
  return `
    const launch = ${JSON.stringify(launchOf({ a: 0 }))};
    if (process.argv.slice(2).join(' ') !== 'bench engines --quick --json') process.exit(1);
    launch.cells[0].p50 = ${ns} + (process.pid % 7);
    console.log(JSON.stringify(launch));
  `;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function checkout(name: string, ns: number): Promise<string> {
  const root = join(folder, name);
  await write(join(root, 'package.json'), '{}');
  await write(join(root, 'dist/client/main.js'), program(ns));
  return root;
}

describe('compareSides', () => {
  it('launches two checkouts in turns, finds what is slower, and can do so again later', async () => {
    const base = await checkout('base', 1_000);
    const head = await checkout('head', 1_200);
    const lines: string[] = [];
    const keep = join(folder, 'kept');
    const onProgress = (line: string): void => void lines.push(line);
    const compared = await compareSides(base, head, options({ keep, onProgress }));
    expect(compared).toMatchObject({ launches: { base: 10, head: 10 }, differences: [] });
    expect(compared.judged).toMatchObject([{ competitor: 'a', verdict: 'worse' }]);
    // What disturbs the machine for a while disturbs both.
    expect(lines.slice(0, 4)).toEqual([
      `launch 1 of 10: ${base}`,
      `launch 1 of 10: ${head}`,
      `launch 2 of 10: ${head}`,
      `launch 2 of 10: ${base}`,
    ]);
    expect(await compareSides(join(keep, 'base'), join(keep, 'head'), options())).toEqual(compared);
    const text = renderCompared(compared, { effectLeast: 0.05 });
    expect(text).toMatch(/^worse: a, get, n 100 +1,00\d +1,20\d +ns\/op +1\.20 +0\.00001$/m);
    expect(text).toContain('1 worse, 0 better, 0 the same');
  });

  it('builds revisions, and leaves no checkout of them behind', async () => {
    const repository = join(folder, 'repository');
    const git = (...words: string[]): string =>
      execFileSync('git', ['-C', repository, ...words], { encoding: 'utf8' });
    await write(join(repository, 'package-lock.json'), '{}');
    await write(join(repository, '.gitignore'), 'node_modules\n');
    await write(join(repository, 'node_modules/there'), '');
    const build = 'mkdir -p dist/client && cp main.js dist/client/';
    await write(join(repository, 'package.json'), JSON.stringify({ scripts: { build } }));
    git('init', '--quiet');
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c'];
    for (const ns of [1_200, 1_000]) {
      await write(join(repository, 'main.js'), program(ns));
      git('add', '.');
      git(...who, 'commit', '--quiet', '--message', String(ns));
    }
    const { judged } = await compareSides('HEAD~1', 'HEAD', options({ repository }));
    expect(judged).toMatchObject([{ competitor: 'a', verdict: 'better' }]);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    const unknown = compareSides('HEAD', 'no-such-branch', options({ repository }));
    await expect(unknown).rejects.toMatchObject({ code: 'NO_BUILD' });
  });

  it('refuses launches of other machines, unless it is told to compare them', async () => {
    const sides = ['there', 'here'].map((name) => join(folder, 'machines', name));
    for (const [side, root] of sides.entries()) {
      for (let launch = 0; launch < 10; launch++) {
        const own = launchOf({ a: 1_000 + launch });
        const environment = { ...own.environment, cores: 2 + side };
        await write(join(root, `${launch}.json`), JSON.stringify({ ...own, environment }));
      }
    }
    const refused = compareSides(sides[0]!, sides[1]!, options());
    await expect(refused).rejects.toMatchObject({ code: 'NOT_COMPARABLE' });
    await expect(refused).rejects.toThrow(/cores is 2 and 3.*--across-machines/s);
    const compared = await compareSides(sides[0]!, sides[1]!, options({ acrossMachines: true }));
    expect(compared.differences).toEqual(['cores is 2 and 3']);
    expect(renderCompared(compared, { effectLeast: 0.05 })).toMatch(/^WARNING: .*cores is 2 and 3/);
  });

  it('refuses to tell anything from few launches, or from what is no report', async () => {
    const few = join(folder, 'few');
    await write(join(few, '1.json'), JSON.stringify(launchOf({ a: 1 })));
    await expect(compareSides(few, few, options())).rejects.toThrow(/1 launches of the base/);
    const base = await checkout('another', 1_000);
    await expect(compareSides(few, base, options())).rejects.toMatchObject({
      code: 'NOT_COMPARABLE',
    });
    const wrong = compareSides(base, base, options({ words: ['search'] }));
    await expect(wrong).rejects.toMatchObject({ code: 'LAUNCH_FAILED' });
    await write(join(few, '1.json'), '{"cells":[]}');
    await expect(compareSides(few, few, options())).rejects.toThrow(/gave no report/);
  });
});
