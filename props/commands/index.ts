export {
  expectCount,
  expectFile,
  expectLookup,
  expectRange,
  expectReader,
  expectTreeNames,
} from './agree.ts';
export { expectOnNone, expectWalk, type Move, showMove } from './cursor-walk.ts';
export {
  compactCommand,
  holdCommand,
  recallCommand,
  releaseCommand,
  reopenCommand,
  verifyCommand,
} from './lifetimes.ts';
export {
  atCommand,
  countCommand,
  lookupCommand,
  rangeCommand,
  walkCommand,
} from './reads.ts';
export { type Command, type Ideal, type Session, supports, withSnapshot } from './session.ts';
export { expectSameShape, expectShape, expectSound } from './sound.ts';
export { type Step } from './steps.ts';
export { writeCommand } from './write.ts';
