import { field, h } from '../dom.ts';
import { type Extent, K_MAX } from './query.ts';

/** Greatest distance there can be, by measure. */
const DIAMETER: Readonly<Record<string, number>> = { kernel: Math.SQRT2 };
const DIAMETER_DEFAULT = 2;

type Changes = Readonly<Record<string, string | undefined>>;

/** Sliders for how many neighbours, or how near they must be. */
export function createExtentControls(onChange: (changes: Changes) => void): {
  readonly element: HTMLElement;
  show(extent: Extent, measure: string): void;
} {
  const k = h('input', { type: 'range', min: 1, max: K_MAX, step: 1, value: 5 });
  const radius = h('input', { type: 'range', min: 0, max: 2, step: 0.005, value: 0.3 });
  const kText = h('output');
  const radiusText = h('output');
  const byK = h('input', { type: 'radio', name: 'extent', value: 'k' });
  const byRadius = h('input', { type: 'radio', name: 'extent', value: 'radius' });
  const toK = (): void => onChange({ k: k.value, radius: undefined });
  const toRadius = (): void => onChange({ k: undefined, radius: radius.value });
  k.addEventListener('input', toK);
  byK.addEventListener('change', toK);
  radius.addEventListener('input', toRadius);
  byRadius.addEventListener('change', toRadius);
  return {
    element: h(
      'fieldset',
      { class: 'row extents' },
      h('legend', {}, 'How far'),
      h(
        'div',
        { class: 'grow row tight' },
        h('label', {}, byK, ' the k nearest'),
        kText,
        field('k', k),
      ),
      h(
        'div',
        { class: 'grow row tight' },
        h('label', {}, byRadius, ' all within a radius'),
        radiusText,
        field('Radius', radius),
      ),
    ),
    show(extent, measure) {
      radius.max = String(DIAMETER[measure] ?? DIAMETER_DEFAULT);
      byK.checked = extent.tag === 'nearest';
      byRadius.checked = extent.tag === 'within';
      if (extent.tag === 'nearest') k.value = String(extent.k);
      else radius.value = String(extent.radius);
      kText.textContent = extent.tag === 'nearest' ? k.value : '';
      radiusText.textContent = extent.tag === 'within' ? Number(radius.value).toFixed(3) : '';
    },
  };
}
