import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

/** A package as the lock file has it. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
}

const load = createRequire(import.meta.url);
const { packages } = load('../package-lock.json') as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const { dependencies, devDependencies } = load('../package.json') as Readonly<
  Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
>;
const locked = Object.entries(packages).filter(([path]) => path !== '');
const installed = locked.filter(([, { dev }]) => dev !== true);

it('what is installed with the package is little, and free', () => {
  const needed = installed.filter(
    ([, { optional, peer }]) => !(optional === true || peer === true),
  );
  expect(needed.length).toBeGreaterThan(0);
  expect(needed.length).toBeLessThanOrEqual(10);
  const free = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'Unlicense']);
  const others = installed.filter(([, { license = 'none' }]) => !free.has(license));
  expect(others).toEqual([]);
});

it('nothing of it runs a script when it is installed', () => {
  expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
});

it('every package is of one version and known by its hash, from the registry', () => {
  for (const version of Object.values({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
  const registry = 'https://registry.npmjs.org/';
  const strange = locked.filter(
    ([, { integrity, resolved = registry }]) =>
      integrity?.startsWith('sha512-') !== true || !resolved.startsWith(registry),
  );
  expect(strange).toEqual([]);
});
