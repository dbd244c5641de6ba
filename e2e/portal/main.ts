import { startPortal } from './portal.ts'

const {
  HUB = 'http://127.0.0.1:3000',
  FAIRLEAD_EMBED_KEY = '',
  VIEW = 'services/default/web',
  PORT = '8080',
} = process.env
const { port } = await startPortal({
  hub: HUB,
  key: FAIRLEAD_EMBED_KEY,
  view: VIEW,
  namespaces: null,
  port: Number(PORT),
})
process.stdout.write(`The portal is at http://localhost:${port}/\n`)
