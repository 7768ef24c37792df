import { describe, expect, it } from 'vitest';
import { createPaint, createProgress, wantsColour } from '../../../client/output/index.ts';

/** A progress on a stream that remembers, with a clock that is turned by hand. */
function scene(isTTY: boolean): {
  readonly written: string[];
  readonly clock: { ms: number };
  readonly progress: ReturnType<typeof createProgress>;
} {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { isTTY, write: (text: string) => written.push(text) };
  return { written, clock, progress: createProgress(stream, () => clock.ms) };
}

describe('progress', () => {
  it('is one plain line a step where there is no terminal', () => {
    const { written, progress } = scene(false);
    progress.update('1 of 2');
    progress.step('a.tsv: done');
    progress.clear();
    expect(written).toEqual(['a.tsv: done\n']);
  });

  it('rewrites a live line on a terminal, and removes it for a step', () => {
    const { written, clock, progress } = scene(true);
    progress.update('1 of 2');
    clock.ms = 150;
    progress.update('2 of 2');
    progress.step('done');
    expect(written).toEqual(['\r\x1b[2K1 of 2', '\r\x1b[2K2 of 2', '\r\x1b[2K', 'done\n']);
  });

  it('changes the live line ten times a second at most', () => {
    const { written, clock, progress } = scene(true);
    for (; clock.ms < 1_000; clock.ms += 1) progress.update(String(clock.ms));
    expect(written).toHaveLength(10);
  });

  it('shows every stage at once: live on a terminal, as a line elsewhere', () => {
    const terminal = scene(true);
    terminal.progress.stage('a');
    terminal.progress.stage('b');
    expect(terminal.written).toEqual(['\r\x1b[2Ka', '\r\x1b[2Kb']);
    const file = scene(false);
    file.progress.stage('a');
    expect(file.written).toEqual(['a\n']);
  });

  it('never takes more than the line there is', () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 10, write: (text: string) => written.push(text) };
    createProgress(stream, () => 0).update('a long way to go');
    expect(written).toEqual(['\r\x1b[2Ka long w…']);
  });

  it('escapes the names of files', () => {
    const { written, progress } = scene(true);
    progress.update('\x1b]0;title\x07');
    expect(written).toEqual(['\r\x1b[2K\\u{1b}]0;title\\u{7}']);
  });

  it('writes nothing more once it was cleared', () => {
    const { written, progress } = scene(true);
    progress.update('x');
    progress.clear();
    progress.clear();
    expect(written).toHaveLength(2);
  });
});

describe('colour', () => {
  const terminal = { isTTY: true };

  it('is for terminals only', () => {
    expect(wantsColour(terminal, {})).toBe(true);
    expect(wantsColour({}, {})).toBe(false);
    expect(wantsColour(terminal, { TERM: 'dumb' })).toBe(false);
  });

  it('is off with NO_COLOR unless that is empty', () => {
    expect(wantsColour(terminal, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColour(terminal, { NO_COLOR: '' })).toBe(true);
  });

  it('obeys FORCE_COLOR before all else', () => {
    expect(wantsColour({}, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
    expect(wantsColour({}, { FORCE_COLOR: '' })).toBe(true);
    expect(wantsColour(terminal, { FORCE_COLOR: '0' })).toBe(false);
  });

  it('leaves text alone when it is off', () => {
    expect(createPaint(false)('bad', 'x')).toBe('x');
    expect(createPaint(true)('bad', 'x')).toBe('\x1b[31mx\x1b[39m');
  });
});
