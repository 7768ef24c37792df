export { engineLaws } from './engine-laws.ts';
export { type Counterexample, type Law, LawBroken, type LawContext } from './law.ts';
