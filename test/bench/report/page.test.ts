import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type BenchReport,
  readReport,
  renderHtml,
  shownAlone,
  shownTogether,
} from '../../../bench/index.ts';
import { FIXED_REPORT } from './fixed-report.ts';
import { richReport } from './rich-report.ts';

const page = renderHtml(shownAlone(FIXED_REPORT));
const rich = renderHtml(shownAlone(richReport(1)));

/** What stands between `<name …>` and `</name>`, for each such element. */
function elements(html: string, name: string): string[] {
  const pattern = new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`, 'g');
  return [...html.matchAll(pattern)].map((match) => match[1]!);
}

/** What pictures are called by a screen reader. */
function spoken(html: string): string[] {
  return [...html.matchAll(/role="img" aria-label="([^"]*)"/g)].map((match) => match[1]!);
}

/** The tags of `html` that are opened and not closed, or closed and not opened. */
function unbalancedTags(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = '', end] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
    if (end === '/' || name === 'meta') continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else wrong.push(name);
  }
  return [...wrong, ...open];
}

/** The report that a page carries. */
function carried(html: string): BenchReport {
  const [, data = ''] = /href="data:application\/gzip;base64,([^"]*)"/.exec(html)!;
  return readReport(gunzipSync(Buffer.from(data, 'base64')), 'the page');
}

describe('renderHtml', () => {
  it('has a picture and a table for every workload with something to compare', () => {
    const figures = elements(page, 'figure').slice(1); // Behind the outcome.
    expect(figures).toHaveLength(2);
    for (const figure of figures) {
      expect(elements(figure, 'svg').length).toBeGreaterThan(0);
      expect(elements(figure, 'table')).toHaveLength(1);
    }
    expect(elements(figures[0]!, 'figcaption')).toEqual([
      'insert sorted, memory <small>n 2,000; ns/op, means of 2,000; lower is better</small>',
    ]);
    expect(page).toContain('Measured of one competitor only');
    expect(page).toContain('insert sorted, memory, n 20,000, means of 20,000');
  });

  it('shows the numbers beneath the picture, the best first', () => {
    const [, , second] = elements(elements(page, 'figure')[1]!, 'tr');
    const cells = [...elements(second!, 'th'), ...elements(second!, 'td')];
    expect(cells).toEqual([
      'unbalanced',
      '24,690',
      '25,000',
      '26,000',
      '27,000',
      '24,500 – 24,750',
      '7',
      '20.0',
      '20.0 × slower',
      '00c0ffee',
      'time grows as n²',
    ]);
  });

  it('draws a bar to the median, its interval, and a line to the p99', () => {
    // The axis goes from 0 to 30,000.
    const [svg] = elements(elements(page, 'figure')[1]!, 'svg');
    expect(svg).toContain('<path class="c0" d="M0 19H41v10H0Z"/>');
    expect(svg).toContain('<path class="c1" d="M0 57H823v10H0Z"/>');
    expect(svg).toContain('<path class="interval" d="M40 24H41M817 62H825"/>');
    expect(svg).toContain('<path class="tail" d="M41 24H412M412 20v8M823 62H867M867 58v8"/>');
    expect(svg).toContain('<path class="median" d="M41 17v14M823 55v14"/>');
  });

  it('ends a line that leaves the picture in an arrow', () => {
    const [first, ...others] = FIXED_REPORT.cells;
    const tail = { ...first!, p99: first!.p50 * 1000 };
    const html = renderHtml(shownAlone({ ...FIXED_REPORT, cells: [tail, ...others] }));
    expect(elements(html, 'figure')[1]).toContain('<svg x="100%" y="24"><path class="tail"');
  });

  it('says in words what the pictures show', () => {
    expect(elements(page, 'h1')).toEqual([
      'Engines: red-black is faster than unbalanced on 1 of 1 workload; at the median 20.0 times faster',
    ]);
    expect(spoken(page)).toContain(
      'ping beside scan, n 1,000, in ms: red-black pooled 2 p50 0.250, 95 % from 0.250 to 0.260, ' +
        'p99 2.50 ms, 81.0 × faster; red-black inline p50 20.3, 95 % from 19.8 to 20.5, p99 41.0 ms',
    );
  });

  it('draws heights, waiting, shares computed, growth and distributions where they were measured', () => {
    const pictures = spoken(rich).join('\n');
    for (const title of [
      /^Height, keys in random order: red-black 12 at n 256, 15 at n 1,024, 18 at n 4,096; unbal/m,
      /^Height, keys in sorted order: /m,
      /^ping beside scan, p50 by clients: in ms: red-black inline .* at 1, .* at 8, .* at 64/m,
      /^ping beside scan, p99 by clients: /m,
      /^Share of the collection .*: bumps, γ 1, 1-NN, n 5,000: scan 100 %, filter [\d.]+ %/m,
      /^distance, p50 by points: .*, points\^2\.0\d ± 0\.0\d; fast .*, points\^(1\.0|0\.9)\d ± 0\.0\d/m,
      /^Distribution of ping beside scan, 64 clients, n 1,000: red-black inline p50 [\d.]+, p99/m,
    ]) {
      expect(pictures).toMatch(title);
    }
    expect(rich).toContain('unbalanced leaves the picture: it is 4,096 high at n 4,096.');
    for (const drawn of ['Height', 'waits', 'computed', 'grows']) {
      expect(page).not.toContain(`<h3>How ${drawn}`);
    }
  });

  it('gives back the report that it was made of, or less of its samples where it says so', () => {
    const report = richReport(1);
    const whole = carried(rich);
    expect(whole.cells).toEqual(
      report.cells.map((cell) => {
        const raw = cell.raw.map((sample) => Number(sample.toPrecision(7)));
        return Object.assign({}, cell, { raw });
      }),
    );
    expect(rich).toContain('with every sample');

    const samples = Array.from({ length: 600_000 }, (_, index) => Math.sin(index) + 2);
    const [first, ...others] = report.cells;
    const long = { ...first!, samples: samples.length, raw: samples };
    const html = renderHtml(shownAlone({ ...report, cells: [long, ...others] }));
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    const [, most] = /with ([\d,]+) samples of a cell at most/.exec(html)!;
    const kept = carried(html).cells[0]!;
    expect(kept.raw).toHaveLength(Number(most!.replaceAll(',', '')));
    expect(kept.raw.length).toBeGreaterThan(10_000);
    expect(kept.samples).toBe(samples.length);
  });

  it('lays several runs over another, each competitor beside itself in the first', () => {
    const slower = FIXED_REPORT.cells.map((cell) => {
      const p50Interval = [2 * cell.p50Interval[0], 2 * cell.p50Interval[1]] as const;
      return Object.assign({}, cell, { p50: 2 * cell.p50, p50Interval });
    });
    const html = renderHtml(
      shownTogether([
        { name: 'monday', report: FIXED_REPORT },
        { name: 'friday', report: { ...FIXED_REPORT, seed: 8, cells: slower } },
      ]),
    );
    expect(elements(html, 'h1')).toEqual([
      'friday beside monday: faster in 0 of 5 measurements, slower in 5, no clear difference in 0',
    ]);
    expect(html).toContain('The runs are not alike: seed is 7 and 8.');
    expect(spoken(html).join('\n')).toMatch(/unbalanced @ friday p50 49,380, .*, 2\.00 × slower/);
    expect(elements(html, 'a').filter((text) => text.endsWith('.json.gz'))).toEqual([
      'vantage-monday-quick.json.gz',
      'vantage-friday-quick.json.gz',
    ]);
    expect(unbalancedTags(html)).toEqual([]);
  });

  it('has the machine, the seed, the targets and what was not measured', () => {
    for (const text of ['Imaginary CPU', 'seed 7', '0123456789abcdef', '8.0 GiB']) {
      expect(page).toContain(text);
    }
    expect(page).toContain('<td class="missed">missed</td>');
    expect(page).toContain('<td class="met">met</td>');
    expect(page).toContain('<td class="note">not measured: the disk does not sync</td>');
    expect(page).toContain(
      'unbalanced: insert sorted, memory, n 20,000 (the engine bounds no height',
    );
  });

  it('needs no network and no script, in the light and in the dark', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|http:|https:/);
    const targets = [...rich.matchAll(/href="([^"]{0,12})/g)].map(([, target]) => target);
    expect(targets.every((target) => /^(#|data:)/.test(target!))).toBe(true);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('@media (prefers-color-scheme: dark)');
  });

  it('closes what it opens', () => {
    expect(unbalancedTags(page)).toEqual([]);
    expect(unbalancedTags(rich)).toEqual([]);
    expect(unbalancedTags('<p><b></p>')).not.toEqual([]);
  });

  it('escapes every text that it is given', () => {
    const evil = `"><script>alert('&')</script>\u0007`;
    const tainted: BenchReport = {
      ...FIXED_REPORT,
      environment: { ...FIXED_REPORT.environment, cpu: evil, platform: evil, warnings: [evil] },
      cells: FIXED_REPORT.cells.map((cell) =>
        Object.assign({}, cell, {
          suite: evil,
          competitor: evil + cell.competitor,
          workload: evil + cell.workload,
          note: evil,
        }),
      ),
      skips: [{ suite: 'engines', competitor: evil, workload: evil, reason: evil }],
      targets: FIXED_REPORT.targets.map((target) => Object.assign({}, target, { name: evil })),
    };
    for (const html of [
      renderHtml(shownAlone(tainted)),
      renderHtml(
        shownTogether([
          { name: evil, report: tainted },
          { name: `${evil}2`, report: tainted },
        ]),
      ),
    ]) {
      expect(html).not.toContain('<script');
      expect(html).not.toContain('\u0007');
      expect(unbalancedTags(html)).toEqual([]);
      expect(html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;\\u{7}');
    }
  });

  it('stands for a run of nothing, and for one that only tried', () => {
    const nothing = renderHtml(shownAlone({ ...FIXED_REPORT, cells: [], skips: [], targets: [] }));
    expect(elements(nothing, 'h1')).toEqual(['Nothing was measured']);
    const smoke = renderHtml(shownAlone({ ...FIXED_REPORT, size: 'smoke' }));
    expect(elements(smoke, 'h1')[0]).toMatch(/^A smoke run: /);
    const [alone] = FIXED_REPORT.cells;
    const one = renderHtml(shownAlone({ ...FIXED_REPORT, cells: [alone!] }));
    expect(elements(one, 'h1')).toEqual(['1 workload, and nothing to compare']);
    for (const html of [nothing, smoke, one]) expect(unbalancedTags(html)).toEqual([]);
  });
});
