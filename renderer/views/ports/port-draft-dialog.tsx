import { type ReactNode, useId } from 'react'

import type { Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { onEnter } from '../../parts/on-enter.ts'
import { firstIssue } from '../../state/first-issue.ts'
import { judged } from '../../texts/judged.ts'
import './new-port.css'

/** Marks a field whose value is what is wrong with the edit. */
export interface BadField {
  readonly bad: boolean
  readonly describedBy: string
}

/** The edit that a draft stands for, judged while it is typed. */
export function useJudgedDraft(project: Project, asked: unknown) {
  const noteId = useId()
  const problem = judged(firstIssue(project, asked), project.apiRelease)
  const bad = (...fields: readonly string[]): BadField => ({
    bad: problem?.field != null && fields.includes(problem.field),
    describedBy: noteId,
  })
  return { noteId, problem, bad }
}

interface PortDraftDialogProps {
  readonly title: string
  /** Words of the two buttons. */
  readonly cancel: string
  readonly act: string
  /** Why it cannot be done as it stands; null when it can. */
  readonly refusal: string | null
  /** The same in place, with the id that the fields are described by. */
  readonly note: ReactNode
  readonly onAct: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A port that is drawn up: Enter in any of the fields makes it. */
export function PortDraftDialog({ title, cancel, act, refusal, note, onAct, onClose, children }: PortDraftDialogProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          {note}
          <span className="sp" />
          <Button onClick={onClose}>{cancel}</Button>
          <Button look="primary" refusal={refusal} onClick={onAct}>
            {act}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in any of its fields makes the port */}
      <div className="dialog-body new-port" onKeyDown={onEnter(onAct)}>
        {children}
      </div>
    </Dialog>
  )
}
