import { useMantineColorScheme } from '@mantine/core'
import { useColorScheme } from '@mantine/hooks'
import { useLayoutEffect } from 'react'
import { useScreen } from '../state/screen.ts'

/** The theme that is in force, told to our tokens and to Mantine together. */
export function useTheme(): 'dark' | 'light' {
  const wanted = useScreen((screen) => screen.theme)
  const system = useColorScheme('dark', { getInitialValueInEffect: false })
  const { setColorScheme } = useMantineColorScheme()
  const theme = wanted === 'system' ? system : wanted
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme
    setColorScheme(theme)
  }, [theme, setColorScheme])
  return theme
}
