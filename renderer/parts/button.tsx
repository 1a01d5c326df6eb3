import { Tooltip } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import './button.css'

type Look = 'plain' | 'primary' | 'ghost'

interface ButtonProps extends Omit<ComponentProps<'button'>, 'type' | 'disabled'> {
  readonly look?: Look
  /** Why it may not be pressed now. The button then stays reachable, so that the reason can be read by pointer and by keyboard. */
  readonly refusal?: string | null | undefined
  /** A sentence for the tooltip when it may be pressed. */
  readonly hint?: ReactNode
  readonly pressed?: boolean
}

/** The only button there is: 26 px, hairline, a reason when it is off. */
export function Button({ look = 'plain', refusal, hint, pressed, className, onClick, ...rest }: ButtonProps) {
  const off = refusal !== undefined && refusal !== null
  const words = off ? refusal : hint
  const button = (
    <button
      {...rest}
      type="button"
      className={['btn', `btn-${look}`, off ? 'btn-off' : '', pressed === true ? 'btn-on' : '', className ?? '']
        .filter(Boolean)
        .join(' ')}
      aria-disabled={off || undefined}
      aria-pressed={pressed}
      onClick={off ? (event) => event.preventDefault() : onClick}
    />
  )
  // Always the same tree: a button that gets a reason while it has the focus must not be another button.
  return (
    <Tooltip label={words} disabled={words === undefined || words === null || words === ''}>
      {button}
    </Tooltip>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label' | 'hint'> {
  readonly label: string
  readonly icon: ReactNode
  /** Tooltip where it should say more than the name. */
  readonly hint?: string
}

/** A square button; its name is told to screen readers and in the tooltip. */
export function IconButton({ label, icon, hint, look = 'ghost', className, ...rest }: IconButtonProps) {
  return (
    <Button {...rest} look={look} aria-label={label} hint={hint ?? label} className={`btn-icon ${className ?? ''}`}>
      {icon}
    </Button>
  )
}
