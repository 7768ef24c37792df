import { expect, it } from 'vitest';
import { formatExplained } from '../../../client/output/index.ts';

it('tells what a search did in words, with shares, and keeps what it does not know', () => {
  expect(
    formatExplained({
      strategy: 'shell',
      reason: 'the narrowest shell holds 120 of 5000 series',
      live: 5000,
      vantageDistances: 20,
      shellSlot: 3,
      shellEntries: 120,
      droppedByEmbedding: 90,
      droppedByRing: 0,
      distancesComputed: 39,
      firstRadius: 0.25,
      lastRadius: 0.125,
      microseconds: { vantage: 200, refine: 1050 },
      vantagePoints: ['a', 'b'],
    }),
  ).toBe(
    [
      '  strategy                     shell: the narrowest shell holds 120 of 5000 series',
      '  series                       5,000',
      '  distances to vantage points  20',
      '  in the shell that was read   120, 2.4 %',
      '  excluded by their rows       90, 1.8 %',
      '  distances computed           39, 0.78 %',
      '  radius                       0.250000 at first, 0.125000 at last',
      '  time                         1.25 ms: vantage 0.20, refine 1.05',
      '  vantage points               2',
      '  shellSlot                    3',
      '',
    ].join('\n'),
  );
});

it('makes do with little', () => {
  expect(formatExplained({})).toBe('');
  expect(formatExplained({ strategy: 'scan', live: 0, distancesComputed: 0, later: 'x' })).toBe(
    ['  strategy            scan', '  distances computed  0', '  later               x', ''].join(
      '\n',
    ),
  );
});
