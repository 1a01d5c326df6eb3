import type { Judged } from '../texts/judged.ts'
import './judged.css'

/** Under a field: why what is typed would be refused. Always there, so that a screen reader hears it come. */
export function JudgedNote({ id, judged }: { readonly id: string; readonly judged: Judged | null }) {
  return (
    <span id={id} className="judged-note" aria-live="polite">
      {judged === null ? null : judged.words}
      {judged?.answer == null ? null : <span className="m t3"> {judged.answer}</span>}
    </span>
  )
}
