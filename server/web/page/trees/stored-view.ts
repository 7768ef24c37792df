import type { TreeDepths, TreeList, TreeNode, TreeOutline } from '../../messages.ts';
import { type Address, go, withChanges } from '../address.ts';
import { get, isAbort, messageOf } from '../api.ts';
import { button, field, h, select } from '../dom.ts';
import type { View } from '../view.ts';
import { depthProfile } from './depth-profile.ts';
import { TreeDrawing } from './drawing.ts';
import { hiddenBelow, modelOf, OutlineNumbers } from './outline-model.ts';

const LEVELS = 5;
const COLOURED = 'red-black';

/** The trees of the collection as they stand in its file: depths, nodes, and ways of lookups. */
export function mountStored(root: HTMLElement): View {
  const chooser = h('div');
  const lookup = h('input', { autocomplete: 'off', spellcheck: 'false' });
  const note = h('p', { class: 'note', role: 'status' });
  const crumbs = h('div', { class: 'row tight' });
  const facts = h('small');
  const place = h('div');
  const profile = h('div');
  let running: AbortController | undefined;
  let drawing: { readonly engine: string; readonly drawing: TreeDrawing } | undefined;
  let measured = '';
  let numbers = new OutlineNumbers();
  let nodeAt: ReadonlyMap<number, TreeNode> = new Map();

  root.append(
    h(
      'form',
      {
        class: 'row',
        onsubmit(event) {
          event.preventDefault();
          go(withChanges({ lookup: lookup.value.trim() }));
        },
      },
      chooser,
      h('div', { class: 'grow' }, field('Look up', lookup)),
      h('button', { class: 'primary' }, 'Show the way'),
    ),
    note,
    h(
      'div',
      { class: 'panels' },
      h('figure', {}, h('figcaption', {}, 'Nodes', facts), place, crumbs),
      h('figure', {}, h('figcaption', {}, 'Depths'), profile),
    ),
  );

  const drawingFor = (engine: string): TreeDrawing => {
    if (drawing?.engine === engine) return drawing.drawing;
    const made = new TreeDrawing({
      label: 'stored tree',
      coloured: engine === COLOURED,
      onPress: (node) => go(withChanges({ below: nodeAt.get(node.id)?.key })),
      below: (node) => {
        const stored = nodeAt.get(node.id);
        const hidden = stored === undefined ? 0 : hiddenBelow(stored);
        return hidden === 0 ? undefined : `+${hidden.toLocaleString('en')}`;
      },
    });
    drawing = { engine, drawing: made };
    place.replaceChildren(made.element);
    return made;
  };
  const showOutline = (outline: TreeOutline): void => {
    const { model, nodes, byKey } = modelOf(outline.top, numbers);
    nodeAt = nodes;
    const way = (outline.lookup?.nodes ?? []).map(({ key }) => byKey.get(key) ?? 0);
    drawingFor(outline.engine).show(model, { way }, { animate: true });
    facts.textContent = `${outline.entries.toLocaleString('en')} entries, commit ${outline.commit}, from depth ${outline.depth}`;
    note.textContent = wayInWords(outline.lookup);
    crumbs.replaceChildren(
      button('To the root', () => go(withChanges({ below: undefined }))),
      ...(outline.lookup?.nodes ?? [])
        .slice(0, 24)
        .map(({ text, key }) =>
          button(text, () => go(withChanges({ below: key })), { kind: 'link' }),
        ),
    );
  };

  const measure = async (tree: string, signal: AbortSignal): Promise<void> => {
    profile.replaceChildren(h('p', { class: 'faint' }, 'measuring…'));
    const depths = await get<TreeDepths>(
      `/page/api/depths?tree=${encodeURIComponent(tree)}`,
      signal,
    );
    profile.replaceChildren(
      h(
        'small',
        {},
        `height ${depths.depths.length}; as flat as can be it would be ${leastHeight(depths.entries)}`,
      ),
      depthProfile(depths),
    );
    measured = tree;
  };

  const load = async (address: Address): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const list = await get<TreeList>('/page/api/trees', signal);
      const tree = address.get('tree') ?? list.trees.find((one) => one.entries > 0)?.tree ?? '';
      chooser.replaceChildren(
        field(
          'Tree',
          select(
            list.trees.map((one) => [
              one.tree,
              `${one.tree} (${one.entries.toLocaleString('en')})`,
            ]),
            tree,
            (chosen) => go(withChanges({ tree: chosen, below: undefined, lookup: undefined })),
          ),
        ),
      );
      const query = new URLSearchParams({ tree, levels: String(LEVELS) });
      for (const name of ['below', 'lookup']) {
        const value = address.get(name);
        if (value !== undefined) query.set(name, value);
      }
      if (tree !== measured) numbers = new OutlineNumbers();
      showOutline(await get<TreeOutline>(`/page/api/outline?${query}`, signal));
      if (tree !== measured) await measure(tree, signal);
    } catch (error) {
      if (!isAbort(error)) note.textContent = messageOf(error);
    }
  };

  return {
    update(address) {
      lookup.value = address.get('lookup') ?? '';
      void load(address);
    },
    leave: () => running?.abort(),
  };
}

function wayInWords(lookup: TreeOutline['lookup']): string {
  if (lookup === undefined) return '';
  const { found, nodes } = lookup;
  const last = nodes.at(-1)?.text ?? 'nothing';
  const compared = `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} compared`;
  return found
    ? `${compared}; it is there.`
    : `${compared}, the last of them ${last}; it is not there.`;
}

/** Levels of the flattest tree of so many nodes. */
function leastHeight(entries: number): number {
  return Math.ceil(Math.log2(entries + 1));
}
