import { useTranslation } from 'react-i18next'
import { Button } from '../parts/button.tsx'

interface ColumnChoiceProps {
  readonly all: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Which columns are listed, as `-c` chooses them; a new one comes last, as there. The last one stays. */
export function ColumnChoice({ all, chosen, onChange }: ColumnChoiceProps) {
  const { t } = useTranslation('listing')
  const turn = (name: string) => onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name])
  return (
    <fieldset className="listing-columns" aria-label={t('columns')}>
      {all.map((name) => {
        const isOn = chosen.includes(name)
        return (
          <Button
            key={name}
            look="ghost"
            className="m"
            pressed={isOn}
            refusal={isOn && chosen.length === 1 ? t('lastColumn') : null}
            onClick={() => turn(name)}
          >
            {name}
          </Button>
        )
      })}
    </fieldset>
  )
}
