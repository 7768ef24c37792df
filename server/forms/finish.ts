/** What `work` returns, without a stop where it would let others have turns. */
export function finish<Result>(work: Generator<undefined, Result, undefined>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
