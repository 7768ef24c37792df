/** Classes `c0` to `c5` that tell competitors apart, in colours that colour-blind eyes tell too. */
export const COLOUR_COUNT = 6;

/** The style sheet of the page, for light and for dark surroundings. */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c1f23; --faint: #5c6570; --line: #d5dae0; --wash: #f4f6f8;
  --good: #0b6b3a; --bad: #a8231c;
  --c0: #2f7fb8; --c1: #e08a1e; --c2: #2a9d78; --c3: #c05f9e; --c4: #7a8794; --c5: #b5a02a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e6e9ed; --faint: #9aa5b1; --line: #343b44; --wash: #1e2329;
    --good: #5fd195; --bad: #ff8a80;
    --c0: #4a97cf; --c1: #d98a2b; --c2: #35a683; --c3: #c673a8; --c4: #7f8b98; --c5: #a8953a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); }
p, li { color: var(--faint); margin: .1rem 0; }
figure { margin: 1.5rem 0 2.5rem; }
figcaption { font-weight: 600; margin-bottom: .25rem; }
figcaption small { font-weight: 400; color: var(--faint); }
.wide { overflow-x: auto; }
svg { display: block; width: 100%; min-width: 34rem; height: auto; }
svg text { fill: var(--ink); font-size: 13px; }
svg .tick { fill: var(--faint); font-size: 11px; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .whisker { stroke: var(--ink); stroke-width: 1.5; fill: none; }
svg .c0 { fill: var(--c0); } svg .c1 { fill: var(--c1); } svg .c2 { fill: var(--c2); }
svg .c3 { fill: var(--c3); } svg .c4 { fill: var(--c4); } svg .c5 { fill: var(--c5); }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; }
thead th { background: var(--wash); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
td.note { text-align: left; color: var(--faint); }
.met { color: var(--good); } .missed { color: var(--bad); }
`.trim();
