import type { CollectionFacts, LiveSecond } from '../../messages.ts';
import { get, isAbort, messageOf } from '../api.ts';
import { h } from '../dom.ts';
import type { View } from '../view.ts';
import { type Line, LiveChart } from './live-chart.ts';

const POLL_MS = 1_000;
/** Polls after which what is slow to change is asked for again. */
const FACTS_EVERY = 10;
/** Seconds that are shown. */
const SHOWN = 120;

interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** The latest values in words. */
  readonly words: (second: LiveSecond) => string;
}

const CHARTS: readonly Chart[] = [
  {
    title: 'Requests a second',
    unit: '',
    lines: [{ name: 'requests', style: 's0', of: ({ requests }) => requests }],
    words: ({ requests }) => String(requests),
  },
  {
    title: 'Time from request to answer',
    unit: 'ms',
    lines: [
      { name: 'p50', style: 's0', of: ({ latencyMs }) => latencyMs.p50 },
      { name: 'p99', style: 's1', of: ({ latencyMs }) => latencyMs.p99 },
    ],
    words: ({ latencyMs }) => `p50 ${short(latencyMs.p50)} ms, p99 ${short(latencyMs.p99)} ms`,
  },
  {
    title: 'Tasks of the pool',
    unit: '',
    lines: [
      { name: 'running', style: 's0', of: ({ running }) => running },
      { name: 'waiting', style: 's1', of: ({ waiting }) => waiting },
    ],
    words: ({ running, waiting }) => `${running} running, ${waiting} waiting`,
  },
  {
    title: 'Delay of the event loop',
    unit: 'ms',
    lines: [
      { name: 'p50', style: 's0', of: ({ delayMs }) => delayMs.p50 },
      { name: 'most', style: 's1', of: ({ delayMs }) => delayMs.max },
    ],
    words: ({ delayMs }) => `p50 ${short(delayMs.p50)} ms, most ${short(delayMs.max)} ms`,
  },
];

/** Server: what it does now, and did in the last two minutes. */
export function mountStatus(root: HTMLElement): View {
  const facts = h('p', { class: 'faint' });
  const note = h('p', { class: 'note fault', role: 'alert' });
  const charts = CHARTS.map((chart) => {
    const drawn = new LiveChart(chart.title, chart.unit, chart.lines, SHOWN);
    const words = h('small', { 'data-now': chart.title });
    return { chart, drawn, words };
  });
  root.append(
    h('h1', {}, 'Server'),
    facts,
    note,
    h(
      'div',
      { class: 'panels' },
      ...charts.map(({ chart, drawn, words }) =>
        h('figure', {}, h('figcaption', {}, chart.title, words), drawn.element),
      ),
    ),
  );
  const ended = new AbortController();
  const { signal } = ended;
  let timer: number | undefined;
  let seconds: readonly LiveSecond[] = [];
  let polls = 0;

  const poll = async (): Promise<void> => {
    try {
      if (polls % FACTS_EVERY === 0) {
        facts.textContent = describe(await get<CollectionFacts>('/page/api/collection', signal));
      }
      polls += 1;
      const since = seconds.at(-1)?.second ?? 0;
      const more = await get<readonly LiveSecond[]>(`/page/api/live?since=${since}`, signal);
      seconds = [...seconds, ...more].slice(-SHOWN);
      note.textContent = '';
      const last = seconds.at(-1);
      for (const { chart, drawn, words } of charts) {
        drawn.show(seconds);
        words.textContent = last === undefined ? '' : chart.words(last);
      }
    } catch (error) {
      if (isAbort(error)) return;
      // A server that was started again counts anew.
      seconds = [];
      note.textContent = messageOf(error);
    }
    timer = setTimeout(() => void poll(), POLL_MS);
  };
  void poll();
  return {
    update: () => undefined,
    leave() {
      ended.abort();
      clearTimeout(timer);
    },
  };
}

function describe({ series, engine, compute }: CollectionFacts): string {
  const where =
    compute === 'inline'
      ? 'distances are computed inline, on the event loop: while one search runs, nobody else is answered'
      : `distances are computed in a ${compute}, so that the event loop stays free`;
  return `${series.toLocaleString('en')} series, engine ${engine}; ${where}.`;
}

function short(value: number): string {
  return value === 0 ? '0' : value.toPrecision(3);
}
