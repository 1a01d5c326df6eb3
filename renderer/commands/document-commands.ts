import { Example } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import { doDeed } from '../state/deeds.ts'
import { openExample, openPath, save } from '../state/document-acts.ts'
import { showDialog } from '../state/document-dialog.ts'
import { showFailure } from '../state/messages.ts'
import { otherFiles, useRecentFiles } from '../state/recent-files.ts'
import { isConnected } from '../state/session.ts'
import { oneAtATime } from '../state/under-way.ts'
import { translateDocument as t } from '../texts/i18n.ts'
import { type Choice, inGroup, type Refusal } from './command.ts'

const withLine: Refusal = () => (isConnected() ? null : 'noLine')

/** What could not be opened is told in the banner: there is no dialog that could. */
const told = async (opening: Promise<TapwallError | null>): Promise<void> => {
  const error = await opening
  if (error !== null) showFailure(error, 'open')
}

const others = () => otherFiles(useRecentFiles.getState().files).filter(({ missing }) => !missing)

export const documentCommands = inGroup('document', {
  newProject: { refusal: withLine, run: oneAtATime('open', () => told(openExample('empty-lab'))) },
  open: { refusal: withLine, run: () => showDialog({ is: 'open' }) },
  openRecent: {
    refusal: () => withLine() ?? (others().length === 0 ? 'noRecent' : null),
    choices: () =>
      others().map(({ path, name }): Choice => ({ id: path, words: name, detail: path, run: () => void told(openPath(path)) })),
  },
  openExample: {
    refusal: withLine,
    choices: () =>
      Example.options.map(
        (example): Choice => ({
          id: example,
          words: t(`examples.${example}`),
          detail: t(`exampleNotes.${example}`),
          run: () => void told(openExample(example)),
        }),
      ),
  },
  save: { refusal: withLine, run: oneAtATime('save', save) },
  saveAs: { refusal: withLine, run: () => showDialog({ is: 'saveAs', format: 'project' }) },
  exportApi: { refusal: withLine, run: () => showDialog({ is: 'saveAs', format: 'api' }) },
  renameProject: { refusal: withLine, run: () => doDeed('renameProject') },
})
