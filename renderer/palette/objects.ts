import type { Project } from '#shared/project/schema'
import { findGroup, groupLabel } from '../state/group-names.ts'
import { useKernel } from '../state/kernel.ts'
import type { IndexedChain, KernelIndex } from '../state/kernel-index.ts'
import { tablesOf } from '../state/kernel-tables.ts'
import { allPortFacts } from '../state/port-facts.ts'
import { useProject } from '../state/project.ts'
import { goToPort, openView, PORT_DRAWER, selectChain, selectGroup, selectKernelRow, selectRule, setOpen } from '../state/screen.ts'
import { translateCommand as t, translate, translateGroups } from '../texts/i18n.ts'
import { shortRule } from '../texts/step-words.ts'
import type { Entry } from './entries.ts'

/** Things of the project and of the kernel that can be gone to. They are looked for only when something is typed: there may be thousands. */
export function objectEntries(): readonly Entry[] {
  const { project } = useProject.getState()
  const { index } = useKernel.getState()
  return [...(project === null ? [] : projectEntries(project)), ...(index === null ? [] : kernelEntries(index))]
}

interface Thing {
  readonly key: string
  readonly section: string
  readonly words: string
  readonly detail: string
  readonly more?: readonly string[]
  readonly run: () => void
}

const entry = ({ more = [], ...thing }: Thing): Entry => ({
  ...thing,
  texts: [thing.words, thing.detail, ...more],
  keys: [],
  refusal: null,
  opens: false,
})

function projectEntries(project: Project): readonly Entry[] {
  const groups = project.securityGroups
  return [
    ...groups.map((group) =>
      entry({
        key: `group ${group.id}`,
        section: t('palette.groups'),
        words: groupLabel(group, groups),
        detail: translateGroups('rules', { count: group.rules.length }),
        more: [group.description, group.id, t('palette.groups')],
        run: () => {
          selectGroup(group.id)
          openView('groups')
        },
      }),
    ),
    ...allPortFacts(project).map(({ port, vm, device, addresses }) =>
      entry({
        key: `port ${port.id}`,
        section: t('palette.ports'),
        words: vm,
        detail: [device, addresses].filter(Boolean).join('  '),
        more: [port.id, port.name, port.macAddress, port.deviceOwner, t('palette.ports')],
        run: () => {
          goToPort(port.id)
          setOpen(PORT_DRAWER, true)
          openView('ports')
        },
      }),
    ),
    ...groups.flatMap((group) => {
      const label = groupLabel(group, groups)
      return group.rules.map((rule) =>
        entry({
          key: `rule ${rule.id}`,
          section: t('palette.rules'),
          words: shortRule(translate, rule, rule.remoteGroupId === null ? undefined : findGroup(project, rule.remoteGroupId)?.name),
          detail: [label, rule.description].filter(Boolean).join('  '),
          more: [t('palette.rules')],
          run: () => selectRule(group.id, rule.id),
        }),
      )
    }),
  ]
}

const FAMILY = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

function kernelEntries(index: KernelIndex): readonly Entry[] {
  const tables = tablesOf(index)
  const chains = index.chains.filter(({ table }) => tables.includes(table))
  const where = ({ family, table }: IndexedChain): string => (table === 'filter' ? FAMILY[family] : `${FAMILY[family]}, ${table}`)
  const open =
    ({ name, family, table }: IndexedChain, row: string | null) =>
    () => {
      selectChain(name, family, table)
      selectKernelRow(row)
      openView('chains')
    }
  return [
    ...chains.map((chain) =>
      entry({
        key: `chain ${chain.key}`,
        section: t('palette.chains'),
        words: chain.name,
        detail: where(chain),
        more: [t('palette.chains')],
        run: open(chain, null),
      }),
    ),
    ...chains.flatMap((chain) =>
      chain.rows.map((row, at) =>
        entry({
          key: `line ${chain.key} ${at}`,
          section: t('palette.lines'),
          words: index.rows[row]?.text ?? '',
          detail: `${chain.name} ${at + 1}, ${where(chain)}`,
          run: open(chain, index.rows[row]?.mark ?? index.keys[row] ?? null),
        }),
      ),
    ),
  ]
}
