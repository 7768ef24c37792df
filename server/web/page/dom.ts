/** What an element is made with: attributes, and listeners under names with `on` in front. */
type Attributes = Readonly<
  Record<string, string | number | boolean | undefined | ((event: Event) => void)>
>;
type Child = Node | string | undefined;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. `true` is an attribute without a value; `false` and undefined are none. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  furnish(element, attributes, children);
  return element;
}

/** An SVG element; as `h`. */
export function s<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  furnish(element, attributes, children);
  return element;
}

function furnish(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
}

/** A labelled control: the words stand above it. */
export function field(label: string, control: HTMLElement, hint?: string): HTMLLabelElement {
  return h(
    'label',
    { class: 'field' },
    h('span', {}, label),
    control,
    hint === undefined ? undefined : h('small', {}, hint),
  );
}

/** A button that says what it does, where its face is a sign. */
export function button(
  face: string,
  action: () => void,
  { label, kind }: { readonly label?: string; readonly kind?: string } = {},
): HTMLButtonElement {
  const attributes = { type: 'button', 'aria-label': label, title: label, class: kind };
  return h('button', { ...attributes, onclick: action }, face);
}

/** A choice among names, told when another is chosen. */
export function select(
  options: readonly (readonly [value: string, words: string])[],
  chosen: string,
  onChange: (value: string) => void,
): HTMLSelectElement {
  const element = h(
    'select',
    {},
    ...options.map(([value, words]) => h('option', { value, selected: value === chosen }, words)),
  );
  element.addEventListener('change', () => onChange(element.value));
  return element;
}
