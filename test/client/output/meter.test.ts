import { describe, expect, it } from 'vitest';
import {
  countProgress,
  createMeter,
  createProgress,
  formatLeft,
} from '../../../client/output/index.ts';

/** A meter and its clock, which is turned by hand. */
function scene(): { clock: { ms: number }; meter: ReturnType<typeof createMeter> } {
  const clock = { ms: 5_000 };
  return { clock, meter: createMeter(() => clock.ms) };
}

describe('a meter', () => {
  it('says at first what share is done, and after a while how fast it goes and how long yet', () => {
    const { clock, meter } = scene();
    clock.ms += 100;
    expect(meter({ done: 10, share: 0.019 })).toBe(', 1 %');
    clock.ms += 900;
    expect(meter({ done: 2_000, share: 0.2 })).toBe(', 20 %, 2,000/s, 4 s left');
  });

  it('does without a share where nobody knows it', () => {
    const { clock, meter } = scene();
    clock.ms += 2_000;
    expect(meter({ done: 5, share: undefined })).toBe(', 2.5/s');
  });

  it('goes by the last ten seconds', () => {
    const { clock, meter } = scene();
    for (let second = 1; second <= 100; second += 1) {
      clock.ms += 1_000;
      meter({ done: 1_000 * second, share: second / 1_000 });
    }
    let last = '';
    for (let second = 1; second <= 20; second += 1) {
      clock.ms += 1_000;
      last = meter({ done: 100_000 + 50 * second, share: 0.1 + second / 2_000 });
    }
    expect(last).toMatch(/^, 11 %, 50\/s, 29 min \d+ s left$/);
  });

  it('promises no end to what stands still', () => {
    const { clock, meter } = scene();
    for (let step = 0; step < 30; step += 1) {
      clock.ms += 1_000;
      meter({ done: 7, share: 0.5 });
    }
    expect(meter({ done: 7, share: 0.5 })).toBe(', 50 %, 0.0/s');
  });

  it('counts minutes and hours', () => {
    const { clock, meter } = scene();
    clock.ms += 1_000;
    expect(meter({ done: 1, share: 0.01 })).toContain(', 1 min 39 s left');
    clock.ms += 1_000;
    expect(meter({ done: 1, share: 0.01 })).toContain(', 3 min 18 s left');
    const slow = scene();
    slow.clock.ms += 1_000;
    expect(slow.meter({ done: 1, share: 0.0001 })).toContain(', 2 h 46 min left');
  });
});

describe('counts', () => {
  it('are a live line with how long it will yet take', () => {
    const written: string[] = [];
    const clock = { ms: 0 };
    const stream = { isTTY: true, write: (text: string) => written.push(text) };
    const tell = countProgress(
      createProgress(stream, () => clock.ms),
      'series',
      () => clock.ms,
    );
    tell(0, 4_000);
    clock.ms = 2_000;
    tell(1_000, 4_000);
    expect(written.at(-1)).toBe('\r\x1b[2Kseries: 1,000 of 4,000, 25 %, 500/s, 6 s left');
  });
});

describe('a time that is foretold', () => {
  it('is no more exact than it can be', () => {
    expect(formatLeft(0)).toBe('under a minute left');
    expect(formatLeft(44_000)).toBe('under a minute left');
    expect(formatLeft(50_000)).toBe('about 1 min left');
    expect(formatLeft(150_000)).toBe('about 3 min left');
    expect(formatLeft(89 * 60_000)).toBe('about 89 min left');
    expect(formatLeft(91 * 60_000)).toBe('about 2 h left');
  });
});
