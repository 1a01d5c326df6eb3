import { planScript } from '#shared/sync/plan-script'
import { askPoint, restoreProject } from '../api.ts'
import { useDetail } from '../state/applied-detail.ts'
import {
  applyOf,
  chooseItem,
  compareWith,
  entriesOf,
  itemsOf,
  keyOf,
  stopComparing,
  useApplyHistory,
} from '../state/apply-history.ts'
import { chosenItem, copyChosen } from '../state/chosen-item.ts'
import { copyLong } from '../state/copy.ts'
import { say } from '../state/messages.ts'
import { editsAnswered, revisionTold } from '../state/project.ts'
import { openView } from '../state/screen.ts'
import { isConnected } from '../state/session.ts'
import { isActing, oneAtATime } from '../state/under-way.ts'
import { dayAndSeconds } from '../texts/format.ts'
import { translateCommand as t, translateHistory as th } from '../texts/i18n.ts'
import { type Choice, inGroup, type RefusalKey } from './command.ts'
import { heard } from './tell.ts'

/** Acts on the entry that History shows, and on the moment before the apply that it is. */
const onEntry = (): RefusalKey | null => (chosenItem() === null ? 'noEntry' : null)

/** The chosen apply, when it has a restore point. */
const chosenPoint = () => {
  const item = chosenItem()
  return item?.is === 'entry' && item.entry.act === 'apply' && item.entry.point ? item.entry : null
}
const onPoint = (): RefusalKey | null => (!isConnected() ? 'noLine' : (onEntry() ?? (chosenPoint() === null ? 'noPoint' : null)))

/** Known once it was read. */
const isFirst = (): boolean => {
  const { detail } = useDetail.getState()
  return detail?.is === 'done' && detail.against === null && detail.id === chosenPoint()?.id && detail.shown.before === null
}

const restore = oneAtATime('restore', async () => {
  const point = chosenPoint()
  if (point === null) return
  await editsAnswered()
  const answer = await restoreProject(point.id)
  if (!heard(answer)) return
  await revisionTold(answer.value.revision)
  const said = answer.value.changed ? 'said.restored' : 'said.restoredAlready'
  say(() => th(said, { revision: point.revision, time: dayAndSeconds(point.at) }))
  openView('review')
})

function otherMoments(): readonly Choice[] {
  const own = chosenPoint()?.id ?? ''
  const points = entriesOf(itemsOf(useApplyHistory.getState().told)).filter((entry) => entry.act === 'apply' && entry.point)
  const compare = (moment: string) => () => {
    compareWith(own, moment)
    openView('history')
  }
  return [
    { id: 'now', words: t('choices.now'), run: compare('now') },
    ...points
      .filter(({ id }) => id !== own)
      .map(({ id, at, revision }) => ({
        ...{ id, words: t('choices.before', { revision }), detail: dayAndSeconds(at), run: compare(id) },
      })),
  ]
}

const aboutApply = () => {
  const item = chosenItem()
  const apply = item?.is === 'entry' ? applyOf(item.entry, itemsOf(useApplyHistory.getState().told)) : null
  return apply === null || item === null || keyOf(item) === apply.id ? null : apply
}

export const historyCommands = inGroup('history', {
  restorePoint: {
    refusal: () => onPoint() ?? (isFirst() ? 'nothingBefore' : isActing('restore') ? 'restoring' : null),
    run: restore,
  },
  comparePoint: { refusal: onPoint, choices: otherMoments },
  stopComparing: { refusal: () => (useApplyHistory.getState().against === null ? 'notComparing' : null), run: stopComparing },
  goToApply: {
    refusal: () => onEntry() ?? (aboutApply() === null ? 'noApplyOfIt' : null),
    run: () => {
      const apply = aboutApply()
      if (apply === null) return
      chooseItem(apply.id)
      openView('history')
    },
  },
  copyEntry: { refusal: onEntry, run: copyChosen },
  copyEntryPlan: {
    refusal: onPoint,
    run: async () => {
      const point = chosenPoint()
      const answer = point === null ? null : await askPoint(point.id)
      if (answer === null || !heard(answer)) return
      const plans = answer.value.hosts.flatMap(({ plan }) =>
        plan === null || plan.transactions.length === 0 ? [] : [planScript(plan)],
      )
      await copyLong(plans.join('\n'), () => th('said.plan'))
    },
  },
})
