/*
 * What a thread sets up once for one memory, see `plan.ts` beside this folder, which writes it.
 * Globals of a WebAssembly instance are its own, so threads that share the memory do not share these.
 */

/** Points of a series. */
export let points: i32 = 0;

/** Stages of the transform, and their table: four u32 each (radix, groups, stride, roots). */
export let stages: i32 = 0;
export let stageTable: usize = 0;

/** The query, scaled, as f64 and as f32; value k is complex. */
export let query64: usize = 0;
export let query32: usize = 0;

/**
 * Squares of what the query contributes to the products of amplitudes: those of its scaled values of
 * k = 1 and on, as f32.
 */
export let amplitudes: usize = 0;

/** What correlations are multiplied by. */
export let correlationScale: f64 = 0;

/**
 * Places of the grid that low frequencies are correlated on, a multiple of 4, or 0 where there is none;
 * the stages of its transform as above.
 */
export let coarsePoints: i32 = 0;
export let coarseStages: i32 = 0;
export let coarseTable: usize = 0;

/** The query's low frequencies, as f32 and scaled, then zeros; value k is complex. */
export let coarseQuery: usize = 0;

/** How many they are, and two f32 that say what the others and the places between may add. */
export let coarseKept: i32 = 0;
export let coarseTerms: usize = 0;

/** Two arrays of `points` vectors, or of what the chirp transform needs. */
export let bufferA: usize = 0;
export let bufferB: usize = 0;

/** Constants of the exponential as vectors; see `powers.ts`. */
export let terms64: usize = 0;
export let terms32: usize = 0;

/** Byte addresses of candidates' prepared series, u32 each. */
export let places: usize = 0;

/** The list of places that are left, u32 each. */
export let survivors: usize = 0;

/** Where distances go, f64 each. */
export let distances: usize = 0;

/** Points of the convolution where the length takes one, else 0; its stages as above. */
export let chirpPoints: i32 = 0;
export let chirpStages: i32 = 0;
export let chirpTable: usize = 0;

/** b_t for t below `points`, and the transform of the convolution's kernel; complex f64. */
export let chirp: usize = 0;
export let chirpKernel: usize = 0;

/** 0 kernel, 1 best shift, 2 Euclid. */
export let form: i32 = 0;

/** η of the measure. */
export let noise: f64 = 0;

/** How far a square computed in f32 may be from the f64 one, η included. */
export let margin: f64 = 0;

/** Reads the plan at `at`. */
export function configure(at: usize): void {
  points = load<i32>(at);
  stages = load<i32>(at, 4);
  stageTable = load<u32>(at, 8);
  query64 = load<u32>(at, 12);
  query32 = load<u32>(at, 16);
  bufferA = load<u32>(at, 20);
  bufferB = load<u32>(at, 24);
  terms64 = load<u32>(at, 28);
  terms32 = load<u32>(at, 32);
  places = load<u32>(at, 36);
  distances = load<u32>(at, 40);
  form = load<i32>(at, 44);
  survivors = load<u32>(at, 48);
  chirpPoints = load<i32>(at, 72);
  chirpStages = load<i32>(at, 76);
  chirpTable = load<u32>(at, 80);
  chirp = load<u32>(at, 84);
  chirpKernel = load<u32>(at, 88);
  amplitudes = load<u32>(at, 92);
  correlationScale = load<f64>(at, 96);
  coarsePoints = load<i32>(at, 104);
  coarseStages = load<i32>(at, 108);
  coarseTable = load<u32>(at, 112);
  coarseQuery = load<u32>(at, 116);
  coarseKept = load<i32>(at, 120);
  coarseTerms = load<u32>(at, 124);
  noise = load<f64>(at, 56);
  margin = load<f64>(at, 64);
}
