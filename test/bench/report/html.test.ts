import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../bench/index.ts';
import { FIXED_REPORT } from './fixed-report.ts';

const page = renderHtml(FIXED_REPORT);

/** What stands between `<name …>` and `</name>`, for each such element. */
function elements(html: string, name: string): string[] {
  const pattern = new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`, 'g');
  return [...html.matchAll(pattern)].map((match) => match[1]!);
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

describe('renderHtml', () => {
  it('has a picture and a table for every workload', () => {
    const figures = elements(page, 'figure');
    expect(figures).toHaveLength(3);
    for (const figure of figures) {
      expect(elements(figure, 'svg')).toHaveLength(1);
      expect(elements(figure, 'table')).toHaveLength(1);
    }
    expect(elements(figures[0]!, 'figcaption')[0]).toBe(
      'insert sorted, memory, n 2,000, means of 2,000 <small>ns per operation; lower is better</small>',
    );
  });

  it('shows the numbers beneath the picture', () => {
    const [, second] = elements(elements(page, 'figure')[0]!, 'tr').slice(1);
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
      '00c0ffee',
      'time grows as n²',
    ]);
  });

  it('draws a bar to the median and a whisker to the p99', () => {
    // The axis goes from 0 at 170 to 30,000 at 590: 14 units a thousand.
    const [svg] = elements(page, 'svg');
    expect(svg).toMatch(/<rect class="c0" x="170" y="12" width="17.3" height="18"/);
    expect(svg).toMatch(/<rect class="c1" x="170" y="42" width="345.7" height="18"/);
    expect(svg).toContain('d="M187.3 21H342.8M342.8 16V26"');
    expect(elements(svg!, 'text').slice(0, 4)).toEqual(['0', '10K', '20K', '30K']);
  });

  it('ends a whisker that leaves the picture in an arrow', () => {
    const [cell] = FIXED_REPORT.cells;
    const tail = { ...cell!, p99: cell!.p50 * 1000 };
    const [svg] = elements(renderHtml({ ...FIXED_REPORT, cells: [tail] }), 'svg');
    expect(svg).toMatch(/H590\.0M585 16L590 21L585 26"/);
    expect(svg).toContain('1.23K … 1.23M');
  });

  it('says in words what the picture shows', () => {
    expect(elements(elements(page, 'svg')[2]!, 'title')).toEqual([
      'ping beside scan, n 1,000, in ms: red-black inline p50 20.3, p99 41.0 ms; ' +
        'red-black pooled 2 p50 0.250, p99 2.50 ms',
    ]);
  });

  it('has the machine, the seed, the targets and what was not measured', () => {
    for (const text of ['Imaginary CPU', 'seed 7', '0123456789abcdef', '8.0 GiB']) {
      expect(page).toContain(text);
    }
    expect(page).toContain('<td class="missed">missed</td>');
    expect(page).toContain('<td class="met">met</td>');
    expect(page).toContain('<td class="note">not measured: the disk does not sync</td>');
    expect(elements(page, 'li')).toHaveLength(1);
  });

  it('needs no network and no script, in the light and in the dark', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import|http:|https:/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('@media (prefers-color-scheme: dark)');
  });

  it('closes what it opens', () => {
    expect(unbalancedTags(page)).toEqual([]);
    expect(unbalancedTags('<p><b></p>')).not.toEqual([]);
  });

  it('escapes every text that it is given', () => {
    const evil = `"><script>alert('&')</script>\u0007`;
    const html = renderHtml({
      ...FIXED_REPORT,
      environment: { ...FIXED_REPORT.environment, cpu: evil, platform: evil },
      cells: FIXED_REPORT.cells.map((cell) =>
        Object.assign({}, cell, { competitor: evil, workload: evil, note: evil }),
      ),
      skips: [{ suite: 'engines', competitor: evil, workload: evil, reason: evil }],
      targets: FIXED_REPORT.targets.map((target) => Object.assign({}, target, { name: evil })),
    });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('\u0007');
    expect(unbalancedTags(html)).toEqual([]);
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;\\u{7}');
  });
});
