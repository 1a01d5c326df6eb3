import { driverWord, fileLines } from '#shared/as-command/host-lines'
import { FirewallDriver, Release } from '#shared/project/schema'
import { openComparison } from '../state/comparison.ts'
import { copyText } from '../state/copy.ts'
import { doIn } from '../state/deeds.ts'
import { changeOf, chosenHost, draftHost, dropDraft, takeDraft, useHostDraft, withDraft } from '../state/host-draft.ts'
import { deleteHost, setApiRelease } from '../state/host-edits.ts'
import { useProject } from '../state/project.ts'
import { openView, selectHost } from '../state/screen.ts'
import { isConnected } from '../state/session.ts'
import { type Act, type Choice, inGroup, type RefusalKey } from './command.ts'

/** Acts on hosts and on the server. Settings of a host are looked at in Hosts before they are taken. */
const onHost = (): RefusalKey | null => (!isConnected() ? 'noLine' : chosenHost() === null ? 'noHost' : null)

const isBusy = (): boolean => useProject.getState().project?.ports.some(({ hostName }) => hostName === chosenHost()?.name) === true
const isOnlyHost = (): boolean => useProject.getState().project?.hosts.length === 1

const drafted = () => {
  const host = chosenHost()
  return host === null ? null : changeOf(host, useHostDraft.getState())
}
const onDraft = (): RefusalKey | null => onHost() ?? (drafted() === null ? 'noDraft' : null)

function draft(change: Parameters<typeof draftHost>[1]): void {
  const host = chosenHost()
  if (host === null) return
  draftHost(host, change)
  openView('hosts')
}

const toggles = (key: 'enableSecurityGroup' | 'enableIpset' | 'ipv6' | 'comments'): Act => ({
  refusal: onHost,
  run: () => {
    const host = chosenHost()
    if (host !== null) draft({ [key]: !withDraft(host, useHostDraft.getState())[key] })
  },
})

export const hostCommands = inGroup('hosts', {
  newHost: { refusal: () => (isConnected() ? null : 'noLine'), run: () => doIn('hosts', 'newHost') },
  renameHost: { refusal: onHost, run: () => doIn('hosts', 'renameHost') },
  deleteHost: {
    refusal: () => onHost() ?? (isBusy() ? 'hostInUse' : isOnlyHost() ? 'onlyHost' : null),
    run: async () => {
      const host = chosenHost()
      if (host !== null) await deleteHost(host.name)
    },
  },
  goToHost: {
    refusal: onHost,
    choices: () =>
      (useProject.getState().project?.hosts ?? []).map(
        ({ name, release }): Choice => ({
          ...{ id: name, words: name, detail: release },
          run: () => {
            selectHost(name)
            openView('hosts')
          },
        }),
      ),
  },
  hostRelease: {
    refusal: onHost,
    choices: () => Release.options.map((release) => ({ id: release, words: release, run: () => draft({ release }) })),
  },
  hostDriver: {
    refusal: onHost,
    choices: () => {
      const release = chosenHost()?.release ?? '25.2'
      return FirewallDriver.options.map((firewallDriver) => ({
        id: firewallDriver,
        words: driverWord({ release, firewallDriver }),
        run: () => draft({ firewallDriver }),
      }))
    },
  },
  hostSecurityGroup: toggles('enableSecurityGroup'),
  hostIpset: toggles('enableIpset'),
  hostComments: toggles('comments'),
  hostIpv6: toggles('ipv6'),
  takeHostChange: { refusal: onDraft, run: takeDraft },
  dropHostChange: { refusal: onDraft, run: dropDraft },
  compareHost: {
    refusal: onHost,
    run: () => {
      const host = chosenHost()
      if (host === null) return
      const change = drafted()
      openComparison(host.name, {}, change)
    },
  },
  copyHostFile: {
    refusal: onHost,
    run: () => {
      const host = chosenHost()
      return host === null ? undefined : copyText(fileLines(withDraft(host, useHostDraft.getState())).join('\n'))
    },
  },
  apiRelease: {
    refusal: () => (isConnected() ? null : 'noLine'),
    choices: () => Release.options.map((release) => ({ id: release, words: release, run: () => void setApiRelease(release) })),
  },
})
