import { useScreen } from './state/screen.ts'

/**
 * Another document is open: the page is loaded again, so that nothing of the one before stays. The view, the theme and the language
 * are the person's and stay; what was chosen was of the other document.
 */
export function startAfresh(): void {
  useScreen.setState({ groupId: null, ruleId: null, portId: null, chain: null, kernelRow: null })
  window.location.reload()
}
