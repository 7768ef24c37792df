import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BODIES_START,
  BODY,
  BODY_WORDS,
  FORMAT_VERSION,
  GUIDE,
  GUIDE_WORDS,
  HEADER,
  KIND,
  MARK,
  NODES_PER_PAGE,
  PAGE,
  PAGE_BODY_BYTES,
  PAGE_BYTES,
  REFERENCE,
  SLOT_BITS,
} from '../../engines/storage/layout.ts';

const text = readFileSync(new URL('../../engines/FORMAT.md', import.meta.url), 'utf8');

/** First and second cell of every row under the heading that begins with `title`. */
function fields(title: string): Map<string, number> {
  const section = text.split(/^###? /m).find((part) => part.startsWith(title)) ?? '';
  const rows = [...section.matchAll(/^\| (\w+) \| (\d+) \|/gm)];
  return new Map(rows.map(([, name, offset]) => [name ?? '', Number(offset)]));
}

describe('FORMAT.md', () => {
  it.each([
    ['Page 0', HEADER],
    ['Pages 1 and 2', MARK],
    ['Every page from 3 on', PAGE],
    ['Guides', GUIDE],
    ['Bodies', BODY],
  ] as const)('states under "%s" the offsets that the code uses', (title, layout) => {
    const stated = fields(title);

    expect(stated.size).toBeGreaterThan(2);
    for (const [name, offset] of stated)
      expect({ [name]: offset }).toEqual({ [name]: offsetOf(layout, name) });
  });

  it('states the sizes and numbers that the code uses', () => {
    expect(text).toContain(`**format ${FORMAT_VERSION}**`);
    expect(text).toContain(`pages of ${PAGE_BYTES} bytes`);
    expect(text).toContain(`${NODES_PER_PAGE} guides of ${GUIDE_WORDS * 4} bytes`);
    expect(text).toContain(`${NODES_PER_PAGE} bodies of ${BODY_WORDS * 4} bytes`);
    expect(text).toContain(`from byte ${BODIES_START * 4} on`);
    expect(text).toContain(`Up to ${PAGE_BODY_BYTES} bytes of it`);
    expect(text).toContain(`page << ${SLOT_BITS} | slot`);
    expect(text).toContain(`It is ${MARK.bytes} bytes at the start of its page`);
    expect(text).toContain(
      `${KIND.nodes} nodes, ${KIND.payload} payload, ${KIND.large} large, ${KIND.record} record`,
    );
    for (const word of Object.values(REFERENCE)) expect(text).toContain(`word ${word}`);
  });
});

function offsetOf(layout: Readonly<Record<string, number>>, name: string): number | undefined {
  return layout[name];
}
