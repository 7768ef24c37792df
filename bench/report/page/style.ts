/** Classes `c0` to `c7` that tell competitors apart, in colours that colour-blind eyes tell too. */
export const COLOUR_COUNT = 8;

/** At least 3 to 1 on paper, as what is not text has to be. */
const COLOURS = {
  light: ['#1f6fb2', '#bf5f0a', '#15805c', '#a6458a', '#5f6b78', '#857511', '#b03a3a', '#2f7f8f'],
  dark: ['#5aa9e6', '#e0913f', '#3fb68b', '#d884bd', '#98a4b1', '#c3b24a', '#e57d7d', '#5fb8c9'],
} as const;

const variables = (theme: keyof typeof COLOURS): string =>
  COLOURS[theme].map((colour, index) => `--c${index}: ${colour};`).join(' ');

const classes: string = COLOURS.light
  .map(
    (_, index) => `.c${index} { fill: var(--c${index}); } .l${index} { stroke: var(--c${index}); }`,
  )
  .join('\n');

/** The style sheet of the page, for light and for dark surroundings, for wide and narrow ones. */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1a1e23; --faint: #59636e; --line: #dde2e7; --wash: #f5f7f9;
  --good: #0b6b3a; --bad: #a8231c; --link: #1a5f9c;
  ${variables('light')}
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e8ebee; --faint: #9ba6b2; --line: #2f363e; --wash: #1c2127;
    --good: #5fd195; --bad: #ff8a80; --link: #7dbcf0;
    ${variables('dark')}
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
.skip:focus { left: 0; }
main, header, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 2rem; }
main { padding-bottom: 3rem; }
.brand { color: var(--faint); margin: 0 0 .25rem; }
h1 { font-size: clamp(1.35rem, 1rem + 1.8vw, 2.1rem); line-height: 1.2; margin: 0 0 1rem;
  max-width: 48rem; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.4rem; margin: 3.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.1rem; margin: 2.25rem 0 .25rem; }
h3 small { font-weight: 400; font-size: .85rem; }
figure h3 { margin-top: .5rem; }
p, li, dd, dt { margin: .15rem 0; }
p.faint, li.faint, .note, small { color: var(--faint); }
header .other { font-size: 1.05rem; }
header p, section > p { max-width: 46rem; }
ul { padding-left: 1.2rem; }
nav ul, .legend { list-style: none; padding: 0; margin: .75rem 0; display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; }
.warning { color: var(--bad); }
.facts { color: var(--faint); font-size: .875rem; margin: 1rem 0; overflow-wrap: anywhere; }
.facts p { margin: 0; max-width: none; }
.panels { display: grid; gap: 1.5rem 2.5rem; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); }
.broad { grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); }
.alone { max-width: 46rem; }
p + .panels, p + .alone { margin-top: 1rem; }
figure { margin: .25rem 0 .5rem; min-width: 0; }
figcaption { font-weight: 600; line-height: 1.3; margin-bottom: .5rem; overflow-wrap: anywhere; }
figcaption small { display: block; font-weight: 400; }
.legend { font-size: .85rem; margin: .25rem 0; }
.legend li { display: flex; align-items: center; gap: .4rem; }
svg { overflow: visible; }
svg.bars, svg.strips { display: block; width: 100%; }
svg.plot { display: block; width: calc(100% - 3.9rem); margin: 1.6rem .9rem 2.6rem 3rem; }
svg.worded { width: calc(100% - 6.75rem); margin-right: 3.75rem; }
svg.hidden { position: absolute; width: 0; height: 0; }
svg text { fill: var(--ink); font-size: 13px; paint-order: stroke; stroke: var(--paper);
  stroke-width: 3px; stroke-linejoin: round; }
svg .tick, svg .label { fill: var(--faint); font-size: 11px; }
svg .beside { fill: var(--faint); }
.tick { text-anchor: middle; } .first { text-anchor: start; } .last { text-anchor: end; }
svg path { vector-effect: non-scaling-stroke; }
.grid { stroke: var(--line); stroke-width: 1; fill: none; }
.axis { stroke: var(--faint); stroke-width: 1; }
.interval { stroke: var(--ink); stroke-width: 4; opacity: .55; }
.median { stroke: var(--ink); stroke-width: 1.5; }
.tail { stroke: var(--faint); stroke-width: 1.25; fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.bound { fill: none; stroke: var(--faint); stroke-width: 1.25; stroke-dasharray: 2 4; }
.b1 { stroke-dasharray: 8 4; } .b2 { stroke-dasharray: 1 0; stroke-width: .75; }
.d1 { stroke-dasharray: 7 3; } .d2 { stroke-dasharray: 2 3; } .d3 { stroke-dasharray: 9 3 2 3; }
.dot { opacity: .75; } .dot.open { fill: var(--paper); stroke: var(--faint); stroke-width: 1.25; opacity: 1; }
${classes}
details { margin: .25rem 0; }
summary { cursor: pointer; color: var(--link); font-size: .875rem; width: max-content; padding: .2rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
caption { text-align: left; color: var(--faint); padding: .2rem 0; }
th, td { padding: .2rem .5rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
tbody th:first-child, td.note { white-space: normal; min-width: 9rem; }
thead th { background: var(--wash); font-weight: 600; }
tbody th { font-weight: 400; }
td.note { text-align: left; }
.met, .better { color: var(--good); } .missed, .worse { color: var(--bad); }
@media print { details::details-content { content-visibility: visible; } figure { break-inside: avoid; } }
`.trim();
