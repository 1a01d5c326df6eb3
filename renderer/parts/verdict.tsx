import type { ReactNode } from 'react'
import './verdict.css'

/** Verdicts are told by shape, word and colour together, so that no one has to see the colour. */
export type VerdictKind = 'accept' | 'return' | 'drop' | 'jump' | 'none' | 'caution'

const WORDS: { readonly [K in VerdictKind]: string } = {
  accept: 'ACCEPT',
  return: 'RETURN',
  drop: 'DROP',
  jump: 'JUMP',
  none: '',
  caution: '',
}

const SHAPES: { readonly [K in VerdictKind]: ReactNode } = {
  accept: (
    <>
      <circle cx="6" cy="6" r="6" fill="currentColor" />
      <path d="M3.2 6.2l2 2 3.6-4" stroke="var(--bg)" strokeWidth="1.5" />
    </>
  ),
  return: <path d="M4.2 1.6L1.4 4.4l2.8 2.8M1.6 4.4h6a2.9 2.9 0 010 5.8H5" stroke="currentColor" strokeWidth="1.4" />,
  drop: (
    <>
      <rect width="12" height="12" rx="1" fill="currentColor" />
      <path d="M3.4 3.4l5.2 5.2M8.6 3.4l-5.2 5.2" stroke="var(--bg)" strokeWidth="1.5" />
    </>
  ),
  jump: <path d="M1 6h9M6.5 2.5L10 6 6.5 9.5" stroke="currentColor" strokeWidth="1.4" />,
  none: <path d="M2.5 6h7" stroke="currentColor" strokeWidth="1.4" />,
  caution: <path d="M6 1.2L11.3 10.8H.7zM6 4.8v2.6M6 8.9v.3" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />,
}

/** The shape alone; the word beside it is the caller's. */
export function VerdictGlyph({ verdict, size = 12 }: { readonly verdict: VerdictKind; readonly size?: number }) {
  return (
    <svg
      className={`verdict-glyph verdict-${verdict}`}
      viewBox="0 0 12 12"
      width={size}
      height={size}
      fill="none"
      aria-hidden="true"
    >
      {SHAPES[verdict]}
    </svg>
  )
}

/** Shape and word. Children replace the word: the name of a chain that is jumped to, a sentence of a caution. */
export function Verdict({ verdict, children }: { readonly verdict: VerdictKind; readonly children?: ReactNode }) {
  return (
    <span className={`verdict verdict-${verdict}`}>
      <VerdictGlyph verdict={verdict} />
      <span className="el">{children ?? WORDS[verdict]}</span>
    </span>
  )
}
