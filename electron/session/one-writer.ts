/** Who writes to the kernels: one at a time, in the order in which they asked. */
export type OneWriter = <T>(write: () => Promise<T>) => Promise<T>

export function oneWriter(): OneWriter {
  let tail: Promise<unknown> = Promise.resolve()
  return (write) => {
    const next = tail.then(write)
    tail = next.catch(() => undefined)
    return next
  }
}
