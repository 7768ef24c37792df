import * as fc from 'fast-check';

/*
 * Every property begins from VANTAGE_SEED. Where it is not given, the gate takes a fixed one, so that
 * it judges the change and not the draw, and everybody else a new one, which failures print.
 */

const GATE_SEED = '20261123';

process.env['VANTAGE_SEED'] ??=
  process.env['CI'] === undefined ? String(Math.floor(Math.random() * 2 ** 31)) : GATE_SEED;
fc.configureGlobal({ seed: Number(process.env['VANTAGE_SEED']) });
