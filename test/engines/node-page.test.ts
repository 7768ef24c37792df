import { describe, expect, it } from 'vitest';
import {
  BODIES_START,
  BODY,
  GUIDE,
  GUIDES_START,
  META,
  NODES_PER_PAGE,
  PAGE_WORDS,
  RED,
  TEMPORARY_ADDRESS,
} from '../../engines/storage/layout.ts';
import { nodesFault } from '../../engines/storage/node-page.ts';

/** What is wrong with a page of one node that has the given fields. */
function faultOf(node: {
  readonly left?: number;
  readonly right?: number;
  readonly meta?: number;
}): string | undefined {
  const words = new Uint32Array(PAGE_WORDS);
  words[GUIDES_START + GUIDE.left] = node.left ?? 0;
  words[GUIDES_START + GUIDE.right] = node.right ?? 0;
  words[BODIES_START + BODY.meta] = node.meta ?? 1;
  return nodesFault(new Uint8Array(words.buffer), 1);
}

const inlineValue = (bytes: number): number => bytes * 2 ** META.valueBytesShift;

describe('a page of nodes', () => {
  it('is sound with links into the file and entries inside their nodes', () => {
    const last = TEMPORARY_ADDRESS - 128 + NODES_PER_PAGE - 1;
    expect(faultOf({})).toBeUndefined();
    expect(faultOf({ left: RED + last, right: last })).toBeUndefined();
    expect(faultOf({ meta: 16 + inlineValue(16) })).toBeUndefined();
    expect(faultOf({ meta: 32 })).toBeUndefined();
    expect(faultOf({ meta: 16 + META.external })).toBeUndefined();
    expect(faultOf({ meta: 1024 + META.external + META.tailExternal })).toBeUndefined();
  });

  it('has no links to slots that do not exist, nor to nodes that are not in the file', () => {
    for (const address of [NODES_PER_PAGE, 127, TEMPORARY_ADDRESS]) {
      expect(faultOf({ left: address })).toMatch('no address');
      expect(faultOf({ right: address })).toMatch('no address');
    }
    expect(faultOf({ right: RED })).toMatch('no address');
  });

  it('has no entry that is empty, too long, or not where it says', () => {
    expect(faultOf({ meta: 0 })).toMatch('a key of 0 bytes');
    expect(faultOf({ meta: 1025 + META.external + META.tailExternal })).toMatch('1025 bytes');
    expect(faultOf({ meta: 16 + inlineValue(17) })).toMatch('25 bytes in place');
    expect(faultOf({ meta: 17 + META.external })).toMatch('9 bytes in place');
    expect(faultOf({ meta: 16 + META.external + META.tailExternal })).toMatch('elsewhere');
  });
});
