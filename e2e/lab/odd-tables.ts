/** Tables in `ipvsadm -R` form that no kube-proxy writes: what an agent must read all the same. */
const lines = (...text: string[]): string => `${text.join('\n')}\n`

const everyScheduler = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'sh', 'dh', 'mh', 'sed', 'nq', 'fo', 'ovf']

export const oddTables: Readonly<Record<string, string>> = {
  empty: '',
  'TCP, UDP and SCTP on one address': lines(
    '-A -t 10.96.0.10:53 -s rr',
    '-a -t 10.96.0.10:53 -r 100.66.209.194:53 -m -w 1',
    '-A -u 10.96.0.10:53 -s rr -o',
    '-a -u 10.96.0.10:53 -r 100.66.209.194:53 -m -w 1',
    '-A --sctp-service 10.96.0.10:9999 -s rr',
    '-a --sctp-service 10.96.0.10:9999 -r 100.66.209.194:9999 -m -w 1',
  ),
  'firewall marks of both families': lines(
    '-A -f 77 -s rr -p 360',
    '-a -f 77 -r 100.66.209.194:0 -m -w 1',
    '-A -f 78 -s rr -o',
    '-A -f 79 -6 -s rr',
    '-a -f 79 -6 -r [fd00:244::12]:0 -m -w 1',
    '-A -f 80 -6 -s wlc -p 100 -M 64',
  ),
  'firewall marks that ipvsadm takes for negative': lines(
    '-A -f 4294967295 -s wlc',
    '-A -f 2147483648 -s rr',
    '-A -f 2147483647 -s rr',
    '-A -f 77 -s rr',
    '-A -t 10.96.0.10:53 -s rr',
    '-A -t [fd00:1::10]:80 -s rr',
  ),
  'IPv6 in every spelling': lines(
    '-A -t [fd00:1::10]:80 -s rr',
    '-a -t [fd00:1::10]:80 -r [fd00:244::12]:8081 -m -w 1',
    '-a -t [fd00:1::10]:80 -r [fd00:244:0:0:1::]:8081 -m -w 1',
    '-a -t [fd00:1::10]:80 -r [2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535 -m -w 65535',
    '-A -u [fd00:1::10]:53 -s rr -p 600 -M 64',
    '-A -t [2001:db8::]:443 -s wlc -p 10800 -M 128',
  ),
  persistence: lines(
    '-A -t 10.96.0.20:80 -s wlc -p 10800',
    '-A -t 10.96.0.21:80 -s rr -p 300 -M 255.255.255.0',
    '-A -t 10.96.0.22:80 -s rr -p 1 -M 0.0.0.0',
    '-A -u 10.96.0.23:80 -s rr -p 86400 -M 255.255.255.255 -o',
  ),
  'flags of sh and mh': lines(
    '-A -t 10.96.0.30:443 -s mh -b mh-port',
    '-A -t 10.96.0.31:443 -s sh -b sh-fallback,sh-port',
    '-A -t 10.96.0.32:443 -s mh -b mh-fallback,mh-port',
    '-A -t 10.96.0.33:443 -s sh',
  ),
  'every scheduler': lines(...everyScheduler.map((name, index) => `-A -t 10.96.1.${index}:80 -s ${name}`)),
  'forwarding methods and weights': lines(
    '-A -t 10.96.0.40:80 -s wrr',
    '-a -t 10.96.0.40:80 -r 192.168.138.51:80 -i -w 0',
    '-a -t 10.96.0.40:80 -r 192.168.138.52:80 -g -w 65535',
    '-a -t 10.96.0.40:80 -r 192.168.138.53:8080 -m -w 100',
    '-a -t 10.96.0.40:80 -r 127.0.0.1:80 -g -w 7',
  ),
  'addresses around more than half of the circle': lines(
    ...['10.96.0.1', '172.31.77.2', '223.255.255.254', '1.2.3.4', '100.66.209.194', '192.168.138.50'].flatMap(
      (address) => [
        `-A -t ${address}:80 -s rr`,
        `-a -t ${address}:80 -r 223.0.0.1:80 -m -w 1`,
        `-a -t ${address}:80 -r 10.0.0.1:80 -m -w 1`,
        `-a -t ${address}:80 -r 10.0.0.1:8080 -m -w 1`,
      ],
    ),
  ),
  'real servers around more than half of the circle': lines(
    '-A -t 10.96.0.1:80 -s rr',
    ...['10.0.0.2', '130.0.0.1', '223.0.0.1', '10.0.0.1', '60.0.0.1', '191.0.0.7', '1.0.0.1'].map(
      (address) => `-a -t 10.96.0.1:80 -r ${address}:80 -m -w 1`,
    ),
    '-A -t 10.96.0.2:80 -s rr',
    ...['1.0.0.1', '191.0.0.7', '223.0.0.1', '60.0.0.1', '130.0.0.1'].map(
      (address) => `-a -t 10.96.0.2:80 -r ${address}:80 -m -w 1`,
    ),
  ),
  'three hundred virtual servers': lines(
    ...Array.from({ length: 300 }, (_, index) => [
      `-A -t 10.97.${index >> 5}.${(index * 7) & 255}:${1 + index} -s rr`,
      ...Array.from(
        { length: index % 6 },
        (_, real) =>
          `-a -t 10.97.${index >> 5}.${(index * 7) & 255}:${1 + index} -r 100.66.${real}.${index & 255}:80 -m -w ${real}`,
      ),
    ]).flat(),
  ),
}
