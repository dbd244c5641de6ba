/** Debian packages the tests want: installed where we may, named where we may not. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { say } from './node.mjs'

const browser = {
  chromium: '/usr/bin/chromium',
  'fonts-noto-cjk': '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
}
const lab = {
  'user-mode-linux': '/usr/bin/linux.uml',
  ipvsadm: '/usr/sbin/ipvsadm',
  ipset: '/usr/sbin/ipset',
  iptables: '/usr/sbin/iptables-legacy',
  conntrack: '/usr/sbin/conntrack',
  tcpdump: '/usr/bin/tcpdump',
  iproute2: '/usr/sbin/ip',
  kmod: '/usr/sbin/modprobe',
  'nginx-light': '/usr/sbin/nginx',
}

const missingOf = (packages) => Object.keys(packages).filter((name) => !existsSync(packages[name]))

/** Tries to install what is missing; answers what still is. */
function provide(packages) {
  const missing = missingOf(packages)
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return missing
  say(`installing Debian packages: ${missing.join(' ')}`)
  const options = { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  spawnSync('apt-get', ['update', '-qq'], options)
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options)
  return missingOf(packages)
}

/** Why the browser tests cannot run here, or null. */
export function lackingForBrowser() {
  const missing = provide(browser).filter((name) => name !== 'fonts-noto-cjk')
  return missing.length > 0 ? `they need ${missing.join(', ')} (as Debian packages it)` : null
}

/** Why the lab cannot run here, or null. */
export function lackingForLab() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'user-mode kernels need Linux on x86-64'
  if (process.getuid?.() !== 0) return 'it needs root'
  const missing = provide(lab)
  return missing.length > 0 ? `it needs ${missing.join(', ')} (as Debian packages them)` : null
}
