/** Three wires and a signal through them. */
export function Brand({ label }: { readonly label: string }) {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" role="img" aria-label={label} fill="none">
      <path d="M3 4h16M3 11h16M3 18h16" stroke="var(--line-strong)" strokeWidth="1.5" />
      <path d="M3 11h5l2-7h2v14h2l1-7h4" stroke="var(--accent)" strokeWidth="1.75" strokeLinejoin="round" />
    </svg>
  )
}
