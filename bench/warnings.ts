/** What can make the numbers of a run mean less than they seem to. */
export interface Circumstances {
  /** Cores that the process may use. */
  readonly cores: number;
  /** Processes that ran or wanted to, on average over the minute before the run. */
  readonly loadBefore: number;
  /** Share of its time that a busy loop before the run had a core for, 0 to 1. */
  readonly coreShare: number;
  /** Pages that were swapped in or out during the run; undefined where the system does not tell. */
  readonly pagesSwapped: number | undefined;
  /** Whether the code was compiled beforehand, and not when it was loaded. */
  readonly built: boolean;
  /** Whether a debugger or a profiler looked on. */
  readonly watched: boolean;
}

/** Load for each core, above which others get in the way. */
const LOAD_MAX = 0.5;

/** Less of a core than this, and somebody else had the rest. */
const CORE_SHARE_LEAST = 0.95;

/** What a reader of the numbers must know, a sentence each. */
export function warningsFor(circumstances: Circumstances): readonly string[] {
  const { cores, loadBefore, coreShare, pagesSwapped = 0, built, watched } = circumstances;
  const warnings: string[] = [];
  if (loadBefore > LOAD_MAX * cores) {
    const load = loadBefore.toFixed(1);
    warnings.push(`the machine was busy when the run began, load ${load} on ${cores} cores`);
  }
  if (coreShare < CORE_SHARE_LEAST) {
    const percent = Math.floor(100 * coreShare);
    warnings.push(`the machine is noisy: a busy loop had a core for ${percent} % of its time`);
  }
  if (pagesSwapped > 0) {
    warnings.push(
      `the machine swapped ${pagesSwapped} pages during the run; it has too little memory`,
    );
  }
  if (!built) warnings.push('the code ran from source; for numbers to keep run the built command');
  if (watched) warnings.push('a debugger or a profiler was on');
  return warnings;
}
