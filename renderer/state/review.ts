import { create } from 'zustand'
import type { HostReview, Review } from '#shared/contract/review'
import type { TapwallError } from '#shared/errors'
import type { Project } from '#shared/project/schema'
import { planScript } from '#shared/sync/plan-script'
import { reviewRevision } from '../api.ts'
import { translateReview as t } from '../texts/i18n.ts'
import { copyLong } from './copy.ts'
import { say } from './messages.ts'
import { editsAnswered, useProject } from './project.ts'
import { saveFile } from './save-file.ts'
import { useSession } from './session.ts'

/** What Review & apply shows; only of this page, and forgotten with it. */
interface ReviewState {
  /** What main said last, with the project that it is about. */
  readonly review: Review | null
  readonly project: Project | null
  readonly error: TapwallError | null
  readonly isReading: boolean
  /** Null: the first host that changes. */
  readonly host: string | null
  /** Key of the change that is chosen, and of the one that is pointed at. */
  readonly chosen: string | null
  readonly pointed: string | null
  /** The review in which a check found that a connection by which somebody may use this machine would be cut. */
  readonly lockingOut: HostReview | null
}

export const useReview = create<ReviewState>()(() => ({
  ...{ review: null, project: null, error: null, isReading: false },
  ...{ host: null, chosen: null, pointed: null, lockingOut: null },
}))

let asked = 0

/** Asks main what an apply would do now, or what the one on trial has done. Only the latest answer counts. */
export async function readReview(): Promise<void> {
  asked += 1
  const own = asked
  useReview.setState({ isReading: true })
  await editsAnswered()
  const { told } = useProject.getState()
  const trial = useSession.getState().session?.trial ?? null
  const about = trial === null ? told : (told?.applied ?? null)
  if (own !== asked || about === null || (trial !== null && about.revision !== trial.revision)) return
  const answer = await reviewRevision(about.revision)
  if (own !== asked) return
  // The project went on meanwhile; another question is on its way.
  if (!answer.ok && answer.error.kind === 'drift') return
  useReview.setState(
    answer.ok
      ? { review: answer.value, project: about.project, error: null, isReading: false }
      : { review: null, project: null, error: answer.error, isReading: false },
  )
}

export const showHost = (host: string): void => useReview.setState({ host })
export const chooseChange = (chosen: string | null): void => useReview.setState({ chosen })
export const pointAtChange = (pointed: string | null): void => useReview.setState({ pointed })

export const setLockingOut = (lockingOut: HostReview | null): void => useReview.setState({ lockingOut })
/** What is looked at would cut such a connection, as far as it is known. */
export const locksOut = ({ review, lockingOut }: Pick<ReviewState, 'review' | 'lockingOut'>): boolean =>
  lockingOut !== null && review?.hosts.includes(lockingOut) === true

const hasSteps = ({ plan }: HostReview): boolean => plan.transactions.length > 0

/** The host that is asked for, else the first that changes, else the first. */
export const shownHost = ({ review, host }: Pick<ReviewState, 'review' | 'host'>): HostReview | null =>
  review?.hosts.find((each) => each.host === host) ?? review?.hosts.find(hasSteps) ?? review?.hosts[0] ?? null

export async function copyPlan(): Promise<void> {
  const { review } = useReview.getState()
  if (review === null) return
  const plans = review.hosts.filter(hasSteps).map(({ plan }) => planScript(plan))
  await copyLong(plans.join('\n'), () => t('copied'))
}

export function savePlan(): void {
  const { review } = useReview.getState()
  if (review === null) return
  const name = `tapwall-plan-r${review.revision}.json`
  const plans = review.hosts.map(({ plan }) => plan)
  const text = `${JSON.stringify({ revision: review.revision, plans }, null, 2)}\n`
  saveFile(name, text)
  say(() => t('saved', { name }))
}
