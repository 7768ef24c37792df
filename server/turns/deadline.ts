/**
 * Calls `work` once, `ms` milliseconds from now, but after a look at what has arrived by then: a
 * server that was busy itself must not take that for the silence of a client. The function that
 * it returns calls it off.
 */
export function startDeadline(ms: number, work: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // Timers run before sockets are looked at, and immediates after.
    immediate = setImmediate(work);
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
