import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../button.tsx'
import { placeBeside } from '../place-beside.ts'
import { closeHelp, openHelp, type TermId, useHelp } from './help-store.ts'
import { related } from './related.ts'
import './term.css'

/** The one explanation that may be open. It lies above the page and moves nothing on it. */
export function HelpPopover() {
  const help = useHelp((store) => store.help)
  return help === null ? null : <Explanation term={help.term} beside={help.beside} />
}

function Explanation({ term, beside }: { readonly term: TermId; readonly beside: HTMLElement | null }) {
  const { t } = useTranslation('terms')
  const place = useRef<HTMLDivElement>(null)
  // Before it is painted. Another term in its place is read out as the first was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another term is another height
  useLayoutEffect(() => {
    const box = place.current
    if (box === null) return
    const { left, top } = placeBeside(box.getBoundingClientRect(), beside?.getBoundingClientRect() ?? null)
    box.style.left = `${left}px`
    box.style.top = `${top}px`
    box.focus()
  }, [term, beside])
  useEffect(() => {
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && place.current?.contains(event.target))) closeHelp()
    }
    window.addEventListener('pointerdown', outside, true)
    window.addEventListener('wheel', outside, true)
    window.addEventListener('resize', closeHelp)
    return () => {
      window.removeEventListener('pointerdown', outside, true)
      window.removeEventListener('wheel', outside, true)
      window.removeEventListener('resize', closeHelp)
    }
  }, [])
  const leave = () => {
    beside?.focus()
    closeHelp()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(place.current?.querySelectorAll('button') ?? [])]
    const end = event.shiftKey ? [place.current, buttons[0]] : [buttons.at(-1)]
    // Past either end it goes on in the page from the word: what lies above everything is last in the document.
    if (event.key !== 'Escape' && !(event.key === 'Tab' && end.some((each) => each === document.activeElement))) return
    event.preventDefault()
    event.stopPropagation()
    leave()
  }
  return (
    <div ref={place} className="help" role="dialog" aria-labelledby="help-name" tabIndex={-1} onKeyDown={onKeyDown}>
      <div className="help-head">
        <h2 id="help-name">{t(`${term}.name`)}</h2>
        <IconButton className="btn-small" label={t('close')} icon={<X size={14} aria-hidden="true" />} onClick={leave} />
      </div>
      <p>{t(`${term}.words`)}</p>
      <p className="t2">
        <b>{t('here')}</b> {t(`${term}.here`)}
      </p>
      <p className="help-more t2">
        <b>{t('more')}</b>
        {related[term].map((other) => (
          <button key={other} type="button" className="term" onClick={() => openHelp(other, beside)}>
            {t(`${other}.name`)}
          </button>
        ))}
      </p>
    </div>
  )
}
