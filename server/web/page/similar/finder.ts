import type { UploadedSeries } from '../../messages.ts';
import { go, withChanges } from '../address.ts';
import { isAbort, messageOf, postBytes } from '../api.ts';
import { button, field, h } from '../dom.ts';
import { choose, keep, toSubject, writeHeights } from './query.ts';
import { rowsWhere } from './search.ts';
import { SketchPad } from './sketch-pad.ts';

/** Series that a filter lists at most. */
const LISTED_MAX = 60;

/** The ways to say what is looked for: an id, a filter, a file, or a drawing. */
export interface Finder {
  readonly element: HTMLElement;
  /** Shows what the address says. */
  show(state: {
    readonly id: string;
    readonly where: string;
    readonly heights: readonly number[] | undefined;
  }): void;
}

export function createFinder(say: (message: string) => void): Finder {
  const id = h('input', { autocomplete: 'off', spellcheck: 'false' });
  const where = h('input', {
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: '(and (> mean 1.5) (in level "A" "B"))',
  });
  const list = h('div', { class: 'row tight', role: 'group', 'aria-label': 'Series that match' });
  const file = h('input', { type: 'file', accept: '.ts,.tsv,.csv,.ndjson,.npy' });
  const pad = new SketchPad((heights) => {
    say('');
    go(withChanges(toSubject({ draw: writeHeights(heights) })));
  });

  const showMatching = async (): Promise<void> => {
    go(withChanges({ where: where.value.trim() }));
    try {
      const rows = await rowsWhere(where.value.trim(), LISTED_MAX, new AbortController().signal);
      const ids = rows.map((row) => String(row['id']));
      say(ids.length === 0 ? 'No series matches.' : '');
      list.replaceChildren(...ids.map((one) => button(one, () => choose(one), { kind: 'link' })));
    } catch (error) {
      say(messageOf(error));
    }
  };

  const upload = async (chosen: File): Promise<void> => {
    try {
      const path = `/page/api/series?name=${encodeURIComponent(chosen.name)}`;
      const { values, points, isOnly } = await postBytes<UploadedSeries>(path, chosen);
      const notes = [
        ...(isOnly ? [] : ['the first series of several in the file']),
        ...(points === values.length ? [] : [`${points} points, taken as ${values.length}`]),
      ];
      go(withChanges(toSubject({ file: keep(values), name: chosen.name })));
      say(notes.length === 0 ? '' : `${chosen.name}: ${notes.join('; ')}.`);
    } catch (error) {
      if (!isAbort(error)) say(messageOf(error));
    }
  };
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) void upload(chosen);
    file.value = ''; // So that the same file can be chosen again.
  });

  return {
    element: h(
      'div',
      {},
      h(
        'form',
        {
          class: 'row',
          onsubmit(event) {
            event.preventDefault();
            say('');
            choose(id.value.trim());
          },
        },
        h('div', { class: 'grow' }, field('Series', id)),
        h('button', { class: 'primary' }, 'Search'),
        field('or upload a file', file),
      ),
      h(
        'form',
        {
          class: 'row',
          onsubmit(event) {
            event.preventDefault();
            void showMatching();
          },
        },
        h('div', { class: 'grow' }, field('Only those whose metadata match', where)),
        h('button', {}, 'List and filter'),
      ),
      list,
      h('details', {}, h('summary', {}, 'Draw one by hand'), pad.element),
    ),
    show(state) {
      id.value = state.id;
      where.value = state.where;
      if (state.heights === undefined) return;
      pad.element.closest('details')?.setAttribute('open', '');
      pad.show(state.heights);
    },
  };
}
