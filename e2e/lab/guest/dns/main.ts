/** What runs in the lab's `dns` Pod: every name has the address given as argument. */
import { createSocket } from 'node:dgram'
import { answerDns } from './answer.ts'

const address = process.argv[2] ?? ''
const socket = createSocket('udp4')
socket.on('message', (query, { address: client, port }) => {
  const answer = answerDns(query, address)
  if (answer !== null) socket.send(answer, port, client)
})
socket.bind(53)
