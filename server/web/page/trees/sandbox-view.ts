import type { SandboxAnswer } from '../../messages.ts';
import { type Address, go, withChanges } from '../address.ts';
import { isAbort, messageOf, post } from '../api.ts';
import { button, field, h } from '../dom.ts';
import type { View } from '../view.ts';
import { Player } from './player.ts';
import { SandboxPanel } from './sandbox-panel.ts';
import { ORDERS, type Order, readScript } from './script.ts';
import { Score } from './timeline.ts';

const ENGINES = ['red-black', 'unbalanced'] as const;
const FIRST_SCRIPT = 'sorted(7) !4';
const COUNT_DEFAULT = 15;
const KEY_CHARACTERS_MAX = 16;

/** Runs a script, shown from some step on. */
function play(script: string, step: string): void {
  go(withChanges({ script, step }));
}

/** Both engines in memory, step by step, for keys that the person chooses. */
export function mountSandbox(root: HTMLElement): View {
  const keys = h('input', {
    autocomplete: 'off',
    placeholder: '8, 3, kiwi',
    'aria-describedby': 'keys-hint',
  });
  const script = h('textarea', { rows: 2, spellcheck: 'false' });
  const count = h('input', { type: 'number', min: 1, max: 200, value: COUNT_DEFAULT });
  const note = h('p', { class: 'note fault', role: 'alert' });
  const panels = h('div', { class: 'panels' });
  const said = h('p', { class: 'skip', 'aria-live': 'polite' });
  let shownScript: string | undefined;
  let running: AbortController | undefined;
  let shown: readonly SandboxPanel[] = [];
  let score = new Score([], 0);

  const show = (moment: number, how: { readonly animate: boolean }): void => {
    const { operation, done } = score.moments[Math.min(moment, score.moments.length - 1)]!;
    for (const panel of shown) panel.show(operation, done, how);
    said.textContent = shown
      .map(({ element }) => element.querySelector('[data-told]')?.textContent ?? '')
      .join(' ');
  };
  const player = new Player((moment) => {
    go(withChanges({ script: shownScript, step: String(moment) }), 'replace');
  });
  /** Adds what the keys field says to the script, with a sign before each key. */
  const add = (sign: string): void => {
    const words = keys.value.split(/[\s,]+/).filter((word) => word !== '');
    if (words.length === 0) {
      keys.focus();
      return;
    }
    const from = score.moments.length - 1;
    keys.value = '';
    play(
      [script.value.trim(), ...words.map((word) => `${sign}${word}`)].join(' ').trim(),
      `${from}+`,
    );
  };
  const fill = (order: Order): void => {
    const seed = order === 'random' ? `,${1 + Math.floor(Math.random() * 9_999)}` : '';
    play(`${order}(${count.value}${seed})`, '0');
  };

  root.append(
    h(
      'form',
      {
        class: 'row',
        onsubmit(event) {
          event.preventDefault();
          add('');
        },
      },
      h('div', { class: 'grow' }, field('Keys', keys)),
      h('button', { class: 'primary' }, 'Insert'),
      button('Delete', () => add('!')),
      button('Look up', () => add('?')),
    ),
    h(
      'div',
      { class: 'row' },
      field('How many', count),
      ...ORDERS.map((order) => button(order, () => fill(order))),
      button('Empty', () => play('', '0')),
    ),
    h(
      'details',
      {},
      h('summary', {}, 'Script of the sandbox'),
      field(
        'One word an operation',
        script,
        '7 inserts 7, !7 deletes it, ?7 looks for it; random(31,2), sorted(9), reversed(9) and ' +
          'zigzag(9) insert many.',
      ),
      button('Run', () => play(script.value, '0')),
    ),
    note,
    player.element,
    panels,
    said,
  );

  const load = async (text: string, step: string): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const operations = readScript(text);
      const wrong = operations.find(([, key]) => key.length > KEY_CHARACTERS_MAX);
      if (wrong !== undefined) {
        throw new RangeError(
          `${wrong[1]} is longer than a key, of ${KEY_CHARACTERS_MAX} characters`,
        );
      }
      const answers = await Promise.all(
        ENGINES.map((engine) =>
          post<SandboxAnswer>('/page/api/sandbox', { engine, operations }, signal),
        ),
      );
      shown = answers.map((answer) => new SandboxPanel(answer));
      score = new Score(
        shown.map(({ timeline }) => timeline),
        operations.length,
      );
      note.textContent = '';
      panels.replaceChildren(...shown.map(({ element }) => element));
    } catch (error) {
      if (!isAbort(error)) note.textContent = messageOf(error);
      return;
    }
    // New keys are shown from where the last state was, a step at a time.
    const from = step.endsWith('+') ? Number.parseInt(step, 10) + 1 : Number.parseInt(step, 10);
    const last = score.moments.length - 1;
    const moment = Number.isInteger(from) && from >= 0 ? Math.min(from, last) : last;
    player.load({ last, stops: score.ends }, moment);
    show(moment, { animate: false });
  };

  return {
    update(address: Address) {
      const text = address.get('script') ?? (address.has('step') ? '' : FIRST_SCRIPT);
      const step = address.get('step') ?? '';
      if (text === shownScript) {
        const moment = Number(step);
        if (step !== '' && Number.isInteger(moment)) {
          player.load({ last: score.moments.length - 1, stops: score.ends }, moment);
          show(moment, { animate: true });
        }
        return;
      }
      shownScript = text;
      script.value = text;
      player.pause();
      void load(text, step);
    },
    leave() {
      running?.abort();
      player.pause();
    },
  };
}
