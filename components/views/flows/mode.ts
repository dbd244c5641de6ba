/** What of this view is looked at: connections, or packets of a port or a capture. */

/** The value of `packets` while no port is chosen. */
export const noPort = '-'

export type Mode =
  | { readonly is: 'connections' }
  | { readonly is: 'packets'; readonly capture: string; readonly port: string }

export function parseMode(options: Readonly<Record<string, string>>): Mode {
  const [capture = '', port = ''] = [options['capture'], options['packets']]
  if (capture === '' && port === '') return { is: 'connections' }
  return { is: 'packets', capture, port: port === noPort ? '' : port }
}
