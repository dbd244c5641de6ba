'use client'
import { useEffect, useState } from 'react'
import { getJson } from '#components/url/api.ts'
import { type Clients, noClients, readClients } from './clients.ts'
import type { Wanted } from './options.ts'

export type { Clients } from './clients.ts'

/** Who asks the Service now: read once for each Service whose live traffic is to be followed. */
export function useClients({ kind, port }: Pick<Wanted, 'kind' | 'port'>): Clients {
  const service = kind === 'node' || port === '' ? '' : port.slice(0, port.lastIndexOf(':'))
  const [known, setKnown] = useState({ service: '', clients: noClients })
  useEffect(() => {
    if (service === '') return
    let isWanted = true
    void getJson(['flows'], { service }).then((answer) => {
      if (isWanted && answer.ok) setKnown({ service, clients: readClients(answer.value) })
    })
    return () => {
      isWanted = false
    }
  }, [service])
  return known.service === service ? known.clients : noClients
}
