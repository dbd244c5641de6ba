import type { Who } from '#model/protocol.ts'

const ways: Record<Who['login'], string> = {
  token: '',
  oidc: '',
  proxy: 'The proxy in front of this hub did not say who you are. Open Fairlead through the proxy, and log in there.',
  open: '',
  demo: '',
  embed: '',
}

/** Words around logging in and out. */
export const login = {
  title: 'Log in',
  hub: 'to Fairlead at',
  token: 'Token',
  tokenWhere:
    'The hub printed it when it first started, and keeps it in the file “token” of its data folder, unless it was given another.',
  submit: 'Log in',
  provider: 'Log in with your organisation',
  or: 'or with a token',
  wrong: 'This is not a token of this hub.',
  isOut: 'Logging in…',
  ended: 'You were logged out: the login came to its end, or somebody ended it. Nothing more is shown.',
  failed: 'The login did not succeed; the hub’s log says why. Try again, or ask who runs it.',
  noAnswer: 'The hub did not answer. Is it running?',
  otherWay: (way: Who['login']) => ways[way],
  noRole: 'You are known to this hub, but may not look at the cluster. Ask who runs it for the role “view”.',
  out: 'Log out',
  as: (name: string, roles: string) => `Logged in as ${name}. Roles: ${roles}.`,
  unnamed: 'token',
}
