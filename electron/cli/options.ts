import { InvalidArgumentError, Option } from 'commander'

/** A whole number within bounds, or commander's error naming the option. */
export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`)
    return value
  }

export const decimal =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Write a number from ${least} to ${most}.`)
    return value
  }

export const portOption = (): Option =>
  new Option('--port <port>', 'port of 127.0.0.1 to serve on; 0 takes a free one').argParser(whole(0, 65535)).default(0)
