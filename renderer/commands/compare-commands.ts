import { Release } from '#shared/project/schema'
import { comparedHost, openComparison, setSelection, swapSides, useComparison } from '../state/comparison.ts'
import { doIn } from '../state/deeds.ts'
import { portFacts } from '../state/port-facts.ts'
import { useProject } from '../state/project.ts'
import { openView } from '../state/screen.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import { type Choice, inGroup, type RefusalKey } from './command.ts'

/** Acts of Compare. Nothing here changes the project. */
const host = () => {
  const { project } = useProject.getState()
  return project === null ? null : comparedHost(project, useComparison.getState().host)
}
const onHost = (): RefusalKey | null => (host() === null ? 'noHost' : null)
const ports = () => {
  const { project } = useProject.getState()
  return project === null ? [] : portFacts(project)
}

export const compareCommands = inGroup('compare', {
  compareReleases: {
    refusal: onHost,
    choices: () =>
      Release.options.map((left) => ({
        id: left,
        words: left,
        choices: () =>
          Release.options
            .filter((right) => right !== left)
            .map(
              (right): Choice => ({
                id: right,
                words: t('choices.against', { left, right }),
                run: () => openComparison(host()?.name ?? '', { release: left }, { release: right }),
              }),
            ),
      })),
  },
  comparePort: {
    refusal: () => onHost() ?? (ports().length === 0 ? 'noPort' : null),
    choices: () =>
      ports().map(({ port, vm, device }) => ({
        ...{ id: port.id, words: vm, detail: device },
        run: () => {
          useComparison.setState({ host: port.hostName })
          setSelection({ portId: port.id })
          openView('compare')
        },
      })),
  },
  nextDifference: { refusal: onHost, run: () => doIn('compare', 'nextDifference') },
  previousDifference: { refusal: onHost, run: () => doIn('compare', 'previousDifference') },
  swapSides: {
    refusal: onHost,
    run: () => {
      swapSides()
      openView('compare')
    },
  },
  ignoreNames: {
    refusal: onHost,
    run: () => {
      setSelection({ ignoreNames: !useComparison.getState().ignoreNames })
      openView('compare')
    },
  },
})
