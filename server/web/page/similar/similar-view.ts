import type { CollectionFacts } from '../../messages.ts';
import { type Address, go, here, withChanges } from '../address.ts';
import { get, isAbort, messageOf } from '../api.ts';
import { h } from '../dom.ts';
import type { View } from '../view.ts';
import { bestShift, interpolated, shifted, standardised } from './curve.ts';
import { explainPanel } from './explain-panel.ts';
import { createExtentControls } from './extent-controls.ts';
import { createFinder } from './finder.ts';
import { type Curve, overlayChart } from './overlay-chart.ts';
import { choose, extentAt, hrefOf, type Subject, subjectAt } from './query.ts';
import { type Listed, resultsList } from './results-list.ts';
import { curveOf, type Found, rowsOf, rowsWhere, search, type Wanted } from './search.ts';

/** Neighbours whose curves are drawn. */
const DRAWN_MAX = 12;

/** A subject with its curve. */
interface Known {
  readonly name: string;
  readonly wanted: Wanted;
  readonly values: readonly number[];
}

/** Similar series: what looks like a stored, an uploaded or a drawn one. */
export function mountSimilar(root: HTMLElement): View {
  const note = h('p', { class: 'note fault', role: 'alert' });
  const facts = h('p', { class: 'faint' });
  const picture = h('div');
  const list = h('div');
  const explained = h('div');
  const title = h('span');
  const finder = createFinder((message) => {
    note.textContent = message;
  });
  const extents = createExtentControls((changes) => go(withChanges(changes), 'replace'));
  let running: AbortController | undefined;
  let collection: CollectionFacts | undefined;

  root.append(
    h('h1', {}, 'Similar series'),
    facts,
    finder.element,
    note,
    extents.element,
    h(
      'div',
      { class: 'panels', 'aria-live': 'polite' },
      h('figure', {}, h('figcaption', {}, title), picture),
      h('figure', {}, h('figcaption', {}, 'Nearest series'), list),
      h('figure', {}, h('figcaption', {}, 'How they were found'), explained),
    ),
  );

  const point = (id: string | undefined): void => {
    for (const element of root.querySelectorAll('.curve, .results tr')) {
      const own = (element as HTMLElement | SVGElement).dataset['id'];
      element.classList.toggle('pointed', id !== undefined && own === id);
    }
  };

  const show = async (known: Known, found: Found, signal: AbortSignal): Promise<void> => {
    const subject = standardised(known.values);
    const drawn = found.payload.slice(0, DRAWN_MAX);
    const ids = found.payload.map(({ id }) => id);
    const [curves, rows] = await Promise.all([
      Promise.all(drawn.map(({ id }) => curveOf(id, signal))),
      rowsOf(ids, signal),
    ]);
    const aligned = curves.map((values, index) => {
      const moving = standardised(values);
      const shift = bestShift(subject, moving);
      return { id: drawn[index]!.id, values: shifted(moving, shift), shift };
    });
    const front: Curve = { id: known.name, values: subject };
    picture.replaceChildren(overlayChart(front, aligned));
    const listed = found.payload.map((one, index): Listed => {
      const shift = aligned[index]?.shift;
      const signed =
        shift !== undefined && shift > subject.length / 2 ? shift - subject.length : shift;
      return { ...one, shift: signed, row: rows.get(one.id) };
    });
    list.replaceChildren(
      resultsList(listed, { choose, point, href: hrefOf }),
      ...(found.truncated
        ? [h('p', { class: 'faint' }, `${found.total} in all; the nearest are shown.`)]
        : []),
    );
    title.textContent = known.name;
    explained.replaceChildren(explainPanel(found.explain, found.total));
  };

  const load = async (address: Address): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      collection ??= await get<CollectionFacts>('/page/api/collection', signal);
      facts.textContent = describe(collection);
      extents.show(extentAt(address), collection.measure.name);
      const known = await resolved(subjectAt(address), collection, signal);
      if (known === undefined) return;
      const where = address.get('where') ?? '';
      const found = await search(known.wanted, { extent: extentAt(address), where }, signal);
      await show(known, found, signal);
      if (note.dataset['of'] === 'search') note.textContent = '';
    } catch (error) {
      if (isAbort(error)) return;
      note.textContent = messageOf(error);
      note.dataset['of'] = 'search';
    }
  };

  return {
    update(address) {
      const subject = subjectAt(address);
      finder.show({
        id: subject.tag === 'stored' ? subject.id : '',
        where: address.get('where') ?? '',
        heights: subject.tag === 'drawn' ? subject.heights : undefined,
      });
      void load(address);
    },
    leave: () => running?.abort(),
  };
}

/** The curve of a subject; of none, that of the first series, to begin with. */
async function resolved(
  subject: Subject,
  { length, series }: CollectionFacts,
  signal: AbortSignal,
): Promise<Known | undefined> {
  switch (subject.tag) {
    case 'stored': {
      const { id } = subject;
      return { name: id, wanted: { id }, values: await curveOf(id, signal) };
    }
    case 'drawn': {
      const values = interpolated(subject.heights, length);
      if (values.every((value) => value === values[0])) {
        throw new RangeError('a level line has no shape to look for; draw a curve');
      }
      return { name: 'the drawn curve', wanted: { values }, values };
    }
    case 'file':
      return { name: subject.name, wanted: { values: subject.values }, values: subject.values };
    case 'lost':
      throw new RangeError(`this tab does not know ${subject.name} any more; upload it again`);
    case 'none': {
      if (series === 0) throw new RangeError('the collection is empty; import some series');
      const [first] = await rowsWhere('', 1, signal);
      if (here().has('id')) return undefined;
      go(withChanges({ id: String(first?.['id']) }), 'replace');
      return undefined;
    }
    default:
      return undefined;
  }
}

function describe({ series, length, measure, engine, vantagePoints }: CollectionFacts): string {
  const gamma = measure.gamma === undefined ? '' : `, γ = ${measure.gamma}`;
  return `${series.toLocaleString('en')} series of ${length} points, measure ${measure.name}${gamma}, engine ${engine}, ${vantagePoints} vantage points.`;
}
