import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from '../parts/button.tsx'
import { translate } from '../texts/i18n.ts'
import { Notice } from './notice.tsx'

interface Props {
  readonly children: ReactNode
  /** Another value draws the children again: the view that broke is not the view that is opened next. */
  readonly resetKey: string
}
interface State {
  readonly broken: Error | null
  readonly resetKey: string
}

/** The page's last border: a view that throws is replaced by words, and the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { broken: null, resetKey: this.props.resetKey }

  static getDerivedStateFromError(thrown: unknown): Partial<State> {
    return { broken: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { broken: null, resetKey: props.resetKey }
  }

  override componentDidCatch(thrown: Error, info: ErrorInfo): void {
    console.error(thrown, info.componentStack)
  }

  override render(): ReactNode {
    const { broken } = this.state
    if (broken === null) return this.props.children
    return (
      <Notice brand={translate('brand')} title={translate('bug.title')}>
        <p>{translate('bug.what')}</p>
        <details>
          <summary>{translate('bug.details')}</summary>
          <pre className="m">{broken.stack ?? broken.message}</pre>
        </details>
        <Button onClick={() => this.setState({ broken: null })}>{translate('bug.again')}</Button>
      </Notice>
    )
  }
}
