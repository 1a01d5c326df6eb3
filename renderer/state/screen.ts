import { z } from 'zod'
import { create } from 'zustand'
import { Client } from '#shared/as-command/script'
import { OpenConnections } from '#shared/connections/to-end'
import { Family, TableName } from '#shared/netfilter/rule-spec'
import { DEFAULT_TRIAL, TrialSeconds } from '#shared/sync/trial'
import { Language, languageOf } from '#shared/texts/language'

/** What is only of the screen. Main never hears of it; the browser keeps it between visits. */
export const View = z.enum([
  'topology',
  'groups',
  'ports',
  'networks',
  'hosts',
  'chains',
  'compare',
  'ping',
  'trace',
  'review',
  'history',
  'settings',
])
export type View = z.infer<typeof View>
export const Theme = z.enum(['system', 'dark', 'light'])
export type Theme = z.infer<typeof Theme>
/** `reduced`: nothing moves by itself, whatever the system says. */
export const Motion = z.enum(['system', 'reduced'])
export type Motion = z.infer<typeof Motion>
const wished = (): Language => languageOf(window.navigator.languages)

const ChainPlace = z.object({ name: z.string(), family: Family, table: TableName.catch('filter') })

export const HostsShown = z.enum(['project', 'machine'])
export type HostsShown = z.infer<typeof HostsShown>

/** Everything may be missing or from another version: whatever cannot be read begins anew. */
const Kept = z.object({
  view: View.catch('groups'),
  theme: Theme.catch('system'),
  motion: Motion.catch('system'),
  language: Language.catch(wished),
  groupId: z.string().nullable().catch(null),
  ruleId: z.string().nullable().catch(null),
  portId: z.string().nullable().catch(null),
  networkId: z.string().nullable().catch(null),
  /** Of which group Ports shows the ports; `none`: those without a group; null: all. */
  portsOf: z.string().nullable().catch(null),
  hostName: z.string().nullable().catch(null),
  /** What Hosts shows. */
  hosts: HostsShown.catch('project'),
  chain: ChainPlace.nullable().catch(null),
  /** Whose commands a person wants to see; null: those of the server's time. */
  client: Client.nullable().catch(null),
  /** How long rules are on trial after an apply. */
  trialSeconds: TrialSeconds.catch(DEFAULT_TRIAL),
  /** Which open connections an apply ends. */
  openConnections: OpenConnections.catch('refused'),
  /** Mark of the kernel row that is looked at. */
  kernelRow: z.string().nullable().catch(null),
  /** Sections that a person opened or folded; absent ones follow the height of the window. */
  open: z.record(z.string(), z.boolean()).catch({}),
})
export type ScreenState = z.infer<typeof Kept>

const KEY = 'tapwall.screen'

function read(): ScreenState {
  let kept: unknown = {}
  try {
    kept = JSON.parse(window.localStorage.getItem(KEY) ?? '{}')
  } catch {
    kept = {}
  }
  const screen = Kept.parse(typeof kept === 'object' && kept !== null ? kept : {})
  const fromAddress = View.safeParse(window.location.hash.replace(/^#\//, ''))
  return fromAddress.success ? { ...screen, view: fromAddress.data } : screen
}

export const useScreen = create<ScreenState>()(read)

useScreen.subscribe((screen) => {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(screen))
  } catch {
    // A browser without storage forgets the screen, and nothing else is lost.
  }
  const address = `#/${screen.view}`
  if (window.location.hash !== address) window.history.replaceState(null, '', address)
})

window.addEventListener('hashchange', () => {
  const view = View.safeParse(window.location.hash.replace(/^#\//, ''))
  if (view.success) openView(view.data)
})

/** The pane of Topology beside the drawing. */
export const TOPOLOGY_SIDE = 'topology.side'
/** The section of Ports that lists the rules before one port. */
export const PORT_DRAWER = 'ports.drawer'
/** Of it, what the port itself may be: addresses, pairs, port security. */
export const PORT_SETTINGS = 'port-settings'

export const openView = (view: View): void => useScreen.setState({ view })
export const selectGroup = (groupId: string | null): void => useScreen.setState({ groupId, ruleId: null })
export const selectNetwork = (networkId: string | null): void => useScreen.setState({ networkId })
/** Ports of one group, of none, or all. */
export const showPortsOf = (portsOf: string | null): void => useScreen.setState({ portsOf })
export const selectHost = (hostName: string | null): void => useScreen.setState({ hostName })
export const showHosts = (hosts: HostsShown): void => useScreen.setState({ hosts })
export const selectPort = (portId: string | null): void => useScreen.setState({ portId })
/** Chooses a port from elsewhere: Ports shows all, lest it is not among them. */
export const goToPort = (portId: string | null): void => useScreen.setState({ portId, portsOf: null })
/** Opens Ports with this one and the rules before it. */
export const openPort = (portId: string): void => {
  goToPort(portId)
  setOpen(PORT_DRAWER, true)
  openView('ports')
}
/** Does not change the view: a chosen chain is remembered for the next visit of Chains. */
export const selectChain = (name: string, family: Family, table: TableName = 'filter'): void =>
  useScreen.setState({ chain: { name, family, table } })
export const selectKernelRow = (mark: string | null): void => useScreen.setState({ kernelRow: mark })
/** The way from a kernel rule to the group rule it came from: opens Groups at this rule. */
export const selectRule = (groupId: string, ruleId: string): void => useScreen.setState({ view: 'groups', groupId, ruleId })
/** Chooses a rule of the group that is open already. */
export const chooseRule = (ruleId: string | null): void => useScreen.setState({ ruleId })
export const setTrialSeconds = (trialSeconds: number): void => useScreen.setState({ trialSeconds })
export const setOpenConnections = (openConnections: OpenConnections): void => useScreen.setState({ openConnections })
export const setLanguage = (language: Language): void => useScreen.setState({ language })
export const setTheme = (theme: Theme): void => useScreen.setState({ theme })
export const setMotion = (motion: Motion): void => useScreen.setState({ motion })
export const setOpen = (section: string, open: boolean): void =>
  useScreen.setState((screen) => ({ open: { ...screen.open, [section]: open } }))
