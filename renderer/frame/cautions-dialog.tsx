import type { TFunction } from 'i18next'
import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { About } from '#shared/explain/caution'
import { portLabel } from '#shared/explain/names'
import type { ToldCaution } from '#shared/explain/told-cautions'
import type { Project } from '#shared/project/schema'
import { Button } from '../parts/button.tsx'
import { CautionList } from '../parts/caution-list.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { closeCautions, useCautionsDialog } from '../state/cautions-dialog.ts'
import { findGroup, groupLabel } from '../state/group-names.ts'
import { useToldCautions, wayTo } from '../state/told-cautions.ts'
import { cautionWords } from '../texts/explain-words.ts'
import './cautions-dialog.css'

/** All cautions, by the kind of thing that they are about; each leads there. */
export function CautionsDialog() {
  const open = useCautionsDialog((store) => store.open)
  const { project, cautions } = useToldCautions()
  return open && project !== null ? <AllCautions project={project} cautions={cautions} /> : null
}

const PARTS = { rules: ['group', 'rule'], ports: ['port'], hosts: ['host'] } as const
type Part = keyof typeof PARTS
/** More than anybody reads; those that are left out are counted. */
const MOST = 200

interface AllCautionsProps {
  readonly project: Project
  readonly cautions: readonly ToldCaution[]
}

function AllCautions({ project, cautions }: AllCautionsProps) {
  const { t } = useTranslation()
  const part = (name: Part) => {
    const kinds: readonly string[] = PARTS[name]
    const own = cautions.filter(({ about }) => kinds.includes(about.kind))
    const hidden = own.length - MOST
    if (own.length === 0) return null
    return (
      <section key={name} className="cautions-part">
        <h3>{t(`cautions.${name}`)}</h3>
        <CautionList
          label={t(`cautions.${name}`)}
          items={own.slice(0, MOST).map((caution, at) => ({
            key: `${caution.code} ${at}`,
            words: cautionWords(caution),
            beside: <Way project={project} caution={caution} />,
          }))}
        />
        {hidden > 0 ? <p className="pane-foot t3">{t('cautions.more', { count: hidden })}</p> : null}
      </section>
    )
  }
  return (
    <Dialog title={t('cautions.title')} className="cautions-dialog" onClose={closeCautions}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its end, where nothing can be pressed, is scrolled to by keyboard, too */}
      <section className="cautions-body" tabIndex={0} aria-label={t('cautions.title')}>
        <p className="t2">{t(cautions.length === 0 ? 'cautions.none' : 'cautions.what')}</p>
        {(Object.keys(PARTS) as Part[]).map(part)}
      </section>
    </Dialog>
  )
}

/** Wherever the focus came back to when the dialog went: a person has gone to the thing. */
function focusChosen(): void {
  const main = document.querySelector('main')
  // A group is chosen in the list before the rule in its table.
  const chosen = main === null ? [] : [...main.querySelectorAll<HTMLElement>('tr[aria-selected="true"]')]
  const place = chosen.at(-1) ?? main
  place?.focus()
}

/** The thing by its name, a button where a view shows it; and on which hosts it is so, where not on all. */
function Way({ project, caution }: { readonly project: Project; readonly caution: ToldCaution }) {
  const { t } = useTranslation()
  const { about, hosts, code } = caution
  const way = wayTo(project, caution)
  const isEverywhere = code === 'group.no-port' || hosts.length === project.hosts.length
  const name = about.kind === 'host' ? hosts.join(', ') : nameOf(t, project, about)
  const go = () => {
    closeCautions()
    way?.()
    // The button goes with the dialog; a view that was open already takes no focus by itself.
    window.setTimeout(focusChosen)
  }
  return (
    <span className="cautions-way">
      {way === null ? (
        <span className="el t2">{name}</span>
      ) : (
        <Button look="ghost" onClick={go}>
          <span className="el">{name}</span>
          <ArrowRight size={14} aria-hidden="true" />
        </Button>
      )}
      {about.kind === 'host' || isEverywhere ? null : <span className="el t3">{hosts.join(', ')}</span>}
    </span>
  )
}

function nameOf(t: TFunction, project: Project, about: Exclude<About, { kind: 'host' }>): string {
  if (about.kind === 'port') return portLabel(project, about.portId)
  const group = findGroup(project, about.groupId)
  const name = group === undefined ? '' : groupLabel(group, project.securityGroups)
  if (about.kind === 'group') return name
  const number = (group?.rules.findIndex(({ id }) => id === about.ruleId) ?? -1) + 1
  return t('cautions.rule', { group: name, number })
}
