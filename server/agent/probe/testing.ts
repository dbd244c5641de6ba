/** What tests of probes have in common. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { formatIpv4, formatIpv6 } from '#model/address.ts'

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const utcTime = (text: string) => der(0x17, Buffer.from(text))
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
const noName = sequence()

/** Of nobody, made anew each time: no key lies in the repository. X.509 version 1, RFC 5280 §4.1. */
export function makeCertificate(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const stated = sequence(
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    noName,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    noName,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', stated, privateKey))
  const bytes = sequence(stated, ecdsaWithSha256, signature)
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}

const octets = (value: number) => formatIpv4(value).split('.').map(Number)
const halves = (value: number) => [value >>> 16, value & 0xffff]
const inside =
  (...front: number[]) =>
  (value: number) =>
    formatIpv6([...front, ...Array<number>(6 - front.length).fill(0), ...halves(value)])
/** Ways to write an IPv4 address that some program somewhere follows, or that carry it inside of another. */
export const spellings: readonly ((value: number) => string)[] = [
  formatIpv4,
  (value) => String(value),
  (value) => `0x${value.toString(16)}`,
  (value) => `0${value.toString(8)}`,
  (value) =>
    octets(value)
      .map((octet) => `0${octet.toString(8)}`)
      .join('.'),
  (value) =>
    octets(value)
      .map((octet) => `0x${octet.toString(16)}`)
      .join('.'),
  (value) =>
    octets(value)
      .map((octet) => String(octet).padStart(3, '0'))
      .join('.'),
  (value) => octets(value).slice(0, 3).join('.'),
  (value) => `${octets(value)[0]}.${value & 0xff_ffff}`,
  (value) => `${formatIpv4(value)}.`,
  (value) => ` ${formatIpv4(value)}`,
  (value) => `${formatIpv4(value)}%25`,
  (value) => `${formatIpv4(value)}\u0000`,
  (value) => `[${formatIpv4(value)}]`,
  (value) => formatIpv4(value).replaceAll('.', '。'),
  (value) => formatIpv4(value).replaceAll('1', '１'),
  (value) => `::ffff:${formatIpv4(value)}`,
  (value) => `::FFFF:${formatIpv4(value)}`,
  (value) => `0:0:0:0:0:ffff:${formatIpv4(value)}`,
  (value) => `::ffff:${formatIpv4(value)}%lo`,
  inside(),
  inside(0, 0, 0, 0, 0, 0xffff),
  inside(0, 0, 0, 0, 0xffff),
  inside(0x64, 0xff9b),
  inside(0x64, 0xff9b, 1),
  (value) => formatIpv6([0x2002, ...halves(value), 0, 0, 0, 0, 1]),
  (value) => formatIpv6([0x2001, 0, 1, 2, 0, 0, ...halves(value ^ 0xffff_ffff).map((half) => half & 0xffff)]),
  (value) => `fe80::${(value & 0xffff).toString(16)}%eth0`,
  (value) => `${formatIpv4(value)}.nip.example`,
]
