import { create } from 'zustand'
import type { HostSettings } from '#shared/compile/compile'
import type { Host } from '#shared/project/schema'
import { updateHost } from './host-edits.ts'
import { useProject } from './project.ts'
import { useScreen } from './screen.ts'

/** Settings of a host that are looked at and not taken yet: what they would change is shown first. */
export interface HostDraft {
  readonly host: string | null
  readonly change: HostSettings
}

export const useHostDraft = create<HostDraft>()(() => ({ host: null, change: {} }))

/** The host that Hosts shows: the chosen one, else the first. */
export function chosenHost(): Host | null {
  const hosts = useProject.getState().project?.hosts ?? []
  const { hostName } = useScreen.getState()
  return hosts.find(({ name }) => name === hostName) ?? hosts[0] ?? null
}

/** What of a change differs from the host as it is; null when nothing does. */
export function changeOf(host: Host, { host: of, change }: HostDraft): HostSettings | null {
  if (of !== host.name) return null
  const entries = Object.entries(change).filter(([key, value]) => host[key as keyof HostSettings] !== value)
  return entries.length === 0 ? null : (Object.fromEntries(entries) as HostSettings)
}

/** The host with what is looked at. */
export const withDraft = (host: Host, draft: HostDraft): Host => ({ ...host, ...(changeOf(host, draft) ?? {}) })

/** Adds to what is looked at; another host's is dropped. */
export const draftHost = (host: Host, change: HostSettings): void =>
  useHostDraft.setState((draft) => ({ host: host.name, change: { ...(draft.host === host.name ? draft.change : {}), ...change } }))

export const dropDraft = (): void => useHostDraft.setState({ host: null, change: {} })

/** What was taken is dropped, and nothing that was added while the answer was on its way. */
const dropTaken = (host: Host, taken: HostSettings): void =>
  useHostDraft.setState((draft) => {
    if (draft.host !== host.name) return draft
    const left = Object.entries(draft.change).filter(([key, value]) => taken[key as keyof HostSettings] !== value)
    return left.length === 0 ? { host: null, change: {} } : { host: host.name, change: Object.fromEntries(left) as HostSettings }
  })

/** Makes the change; refused, it stays as a draft. */
export async function takeDraft(): Promise<void> {
  const host = chosenHost()
  const change = host === null ? null : changeOf(host, useHostDraft.getState())
  if (host === null || change === null) return
  const done = await updateHost(host.name, change)
  if (done.ok) dropTaken(host, change)
}
