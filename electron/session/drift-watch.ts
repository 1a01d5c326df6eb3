import type { Dump } from '#shared/netfilter/dump'
import type { KernelWatch } from './kernel-watch.ts'

/**
 * Reads the hosts that nobody looks at, too, so that what others do there is noticed. They are read one after another; the pause after
 * all of them is as short as can be without that all reading together, that of the host looked at included, takes more than a fifth
 * of a core.
 */
export interface DriftWatch {
  /** What each host held when it was read last. */
  readonly dumps: () => ReadonlyMap<string, Dump>
  /** Reads one host at once, and tells of it. */
  readonly again: (host: string) => Promise<void>
  /** Reads the others at once; what was read before counts no more. */
  readonly afresh: () => void
  readonly begin: () => void
  readonly end: () => void
}

interface Deps {
  readonly watch: KernelWatch
  readonly hosts: () => readonly string[]
  /** A host was read; null: it can be read no more. */
  readonly read: (host: string, dump: Dump | null) => void
}

const SHORTEST_PAUSE = 1200
const SHARE = 0.2
const MOST_FAILURES = 3

export function driftWatch({ watch, hosts, read }: Deps): DriftWatch {
  const dumps = new Map<string, Dump>()
  const failures = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  /** Rises with each begin, end and fresh start: a round of before does not go on. */
  let generation = 0

  const heard = (host: string, dump: Dump | null) => {
    if (dump === null) dumps.delete(host)
    else dumps.set(host, dump)
    read(host, dump)
  }

  watch.seen.listen((seen) => heard(watch.host.get(), seen?.dump ?? null))

  /** What is left of the share beside the host that is looked at. */
  const pause = (cost: number): number => {
    const own = watch.seen.get()?.reading.cost ?? 0
    const left = SHARE - own / (own + watch.intervalMs())
    return Math.max(SHORTEST_PAUSE, Math.ceil(cost / Math.max(0.01, left)))
  }

  const round = async (own: number) => {
    let cost = 0
    for (const host of hosts()) {
      if (host === watch.host.get()) continue
      const answer = await watch.readNow(host)
      if (own !== generation) return
      const failed = answer.ok ? 0 : (failures.get(host) ?? 0) + 1
      failures.set(host, failed)
      if (answer.ok) {
        cost += answer.value.reading.cost
        heard(host, answer.value.dump)
      } else if (failed >= MOST_FAILURES) heard(host, null)
    }
    timer = setTimeout(() => void round(own), pause(cost))
  }

  const stop = () => {
    clearTimeout(timer)
    generation += 1
  }

  return {
    dumps: () => dumps,
    again: async (host) => {
      const answer = await watch.readNow(host)
      // The host that is looked at is heard of by its own way.
      if (answer.ok && host !== watch.host.get()) heard(host, answer.value.dump)
    },
    afresh: () => {
      stop()
      for (const host of [...dumps.keys()]) if (host !== watch.host.get()) dumps.delete(host)
      void round(generation)
    },
    begin: () => {
      stop()
      void round(generation)
    },
    end: () => {
      stop()
      dumps.clear()
      failures.clear()
    },
  }
}
