export { History, historyPath } from './history.ts';
export { Input } from './input.ts';
export { follow } from './piped.ts';
export { talk } from './terminal.ts';
export { vocabularyOf } from './vocabulary.ts';
