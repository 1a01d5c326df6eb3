import { type Motion, useScreen } from '../state/screen.ts'

/** A person's wish for stillness, told to the style sheets; the system's own wish reaches them by itself. */
const still = (motion: Motion): void => {
  document.documentElement.dataset['motion'] = motion
}

still(useScreen.getState().motion)
useScreen.subscribe((screen) => still(screen.motion))
