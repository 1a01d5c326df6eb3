/** Names of devices as numbers, since a number is compared at once. One table for the rules of a dump and the packets tried against them. */
export class Names {
  private readonly numbers = new Map<string, number>()
  private readonly names: string[] = []

  numberOf(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const number = this.names.length
    this.numbers.set(name, number)
    this.names.push(name)
    return number
  }

  /** Empty for a number below 0. */
  nameOf(number: number): string {
    return this.names[number] ?? ''
  }
}
