/**
 * How Node runs a hub: what it makes of every report lives a few seconds, so a young generation large
 * enough for that spares the old one. Measured with `npm run bench -- hub`.
 */
export const hubFlags = ['--max-semi-space-size=64']

export const hubMain = 'server/main.ts'
