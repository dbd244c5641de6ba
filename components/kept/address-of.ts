import { type Address, parseAddress } from '#components/url/address.ts'

/** The view a snapshot was taken of. How its taker likes to read stays theirs. */
export function addressOf(text: string): Address {
  const [path = '/', search = ''] = text.split(/\?(.*)/s, 2)
  const { options, ...address } = parseAddress(path, search)
  const { lang, theme, ...rest } = options
  return { ...address, options: rest }
}
