import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Project, type Quotas, Release } from '#shared/project/schema'
import { TextField } from '../../parts/fields.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { quotaIssue, setApiRelease, setQuotas } from '../../state/host-edits.ts'
import { issueWords } from '../../texts/issue-words.ts'

/** The server that all hosts share: whose API answers edits, and how much a tenant may have. */
export function ServerSettings({ project }: { readonly project: Project }) {
  const { t } = useTranslation('hosts')
  const rules = project.securityGroups.reduce((sum, group) => sum + group.rules.length, 0)
  return (
    <section aria-label={t('server.title')}>
      <SectionBar title={t('server.title')} note={t('server.note')} />
      <dl className="host-settings">
        <div className="host-setting">
          <dt>{t('server.release')}</dt>
          <dd>
            <Segmented<Release>
              label={t('server.release')}
              value={project.apiRelease}
              options={Release.options.map((value) => ({ value, label: value }))}
              onChange={(release) => void setApiRelease(release)}
            />
            <p className="t2">{t('server.releaseNote')}</p>
          </dd>
        </div>
        <Quota project={project} name="quota_security_group" field="securityGroups" used={project.securityGroups.length} />
        <Quota project={project} name="quota_security_group_rule" field="securityGroupRules" used={rules} />
      </dl>
    </section>
  )
}

interface QuotaProps {
  readonly project: Project
  /** As the server's file has it. */
  readonly name: string
  readonly field: keyof Quotas
  readonly used: number
}

/** Judged while it is typed; Enter and leaving the field take it, Esc brings back what it is. */
function Quota({ project, name, field, used }: QuotaProps) {
  const { t } = useTranslation('hosts')
  const noteId = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const is = project.quotas[field]
  const value = typed === null ? is : Number(typed)
  const isNumber = typed === null || /^-?\d+$/.test(typed.trim())
  const issue = typed === null ? null : isNumber ? quotaIssue(project, { ...project.quotas, [field]: value }) : 'not-a-number'
  const wrong = issue === null ? null : issue === 'not-a-number' ? t('server.notANumber') : issueWords(issue)
  const take = () => {
    if (typed === null || wrong !== null) return
    setTyped(null)
    if (value !== is) void setQuotas({ ...project.quotas, [field]: value })
  }
  return (
    <div className="host-setting">
      <dt className="m">{name}</dt>
      <dd>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys and leaving of the field inside */}
        <div
          className="host-quota"
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) take()
            if (event.key === 'Escape') setTyped(null)
          }}
          onBlur={take}
        >
          <TextField
            label={name}
            mono
            inputMode="numeric"
            maxLength={8}
            value={typed ?? String(is)}
            bad={wrong !== null}
            describedBy={noteId}
            onChange={setTyped}
          />
        </div>
        <p className={wrong === null ? 't2' : 'host-wrong'} id={noteId} role="status">
          {wrong ?? t(is < 0 ? 'server.noLimit' : used > is ? 'server.above' : 'server.used', { used, all: is })}
        </p>
      </dd>
    </div>
  )
}
