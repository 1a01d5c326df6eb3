import { create } from 'zustand'
import type { Selection } from '#shared/compare/select'
import type { HostSettings } from '#shared/compile/compile'
import { type Host, NEWEST_RELEASE, type Project, Release } from '#shared/project/schema'
import type { FactCode } from '#shared/texts/en/facts'
import { useProject } from './project.ts'
import { openView } from './screen.ts'

/** What Compare shows; only of the screen, and forgotten with it. */
interface ComparisonState extends Selection {
  /** Null: the first host, or the port's. */
  readonly host: string | null
  /** What each side has other than the host; null: what a visit begins with. */
  readonly left: HostSettings
  readonly right: HostSettings | null
  /** Key of the row that is looked at. */
  readonly current: string | null
  /** Keys of runs of equal rows that are unfolded. */
  readonly unfolded: ReadonlySet<string>
  /** Rows that this fact explains, and no others. */
  readonly fact: FactCode | null
}

const BEGIN: ComparisonState = {
  ...{ host: null, left: {}, right: null, current: null, unfolded: new Set<string>(), fact: null },
  ...{ table: null, family: null, portId: null, ignoreNames: false },
}

export const useComparison = create<ComparisonState>()(() => BEGIN)

/** Of a visit without settings: the host as it is beside the newest release, or beside the one before where it has that. */
export const rightOf = ({ right }: Pick<ComparisonState, 'right'>, host: Host): HostSettings =>
  right ?? { release: host.release === NEWEST_RELEASE ? (Release.options.at(-2) ?? NEWEST_RELEASE) : NEWEST_RELEASE }

export function comparedHost(project: Project, asked: string | null): Host | null {
  return project.hosts.find(({ name }) => name === asked) ?? project.hosts[0] ?? null
}

/** Another comparison: what was unfolded and looked at belongs to the one before. */
const anew = { current: null, unfolded: new Set<string>(), fact: null }

export const setSide = (side: 'left' | 'right', settings: HostSettings): void =>
  useComparison.setState({ ...anew, ...(side === 'left' ? { left: settings } : { right: settings }) })

export const setSelection = (selection: Partial<Selection>): void => useComparison.setState({ ...anew, ...selection })

export const setComparedHost = (host: string): void => useComparison.setState({ ...anew, host, portId: null })

export const setFact = (fact: FactCode | null): void => useComparison.setState({ ...anew, fact })

export const lookAt = (current: string | null): void => useComparison.setState({ current })

export const unfold = (key: string): void => useComparison.setState(({ unfolded }) => ({ unfolded: new Set([...unfolded, key]) }))

export function swapSides(): void {
  const { project } = useProject.getState()
  const state = useComparison.getState()
  const host = project === null ? null : comparedHost(project, state.host)
  if (host !== null) useComparison.setState({ ...anew, left: rightOf(state, host), right: state.left })
}

/** Opens Compare with two settings of a host; null on the right is what a visit begins with. */
export function openComparison(host: string, left: HostSettings, right: HostSettings | null): void {
  useComparison.setState({ ...BEGIN, host, left, right })
  openView('compare')
}
