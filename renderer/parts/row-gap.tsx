/** The room of rows that are not drawn; nobody reads it out. */
export function RowGap({ height }: { readonly height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a grid takes the focus only by a tabindex, which this one has not
  return <tr className="t-gap" aria-hidden="true" style={{ height }} />
}
