'use client'
import { useActions } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { toWalk } from '#components/url/address.ts'
import { postJson } from '#components/url/api.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Service } from '#model/cluster.ts'
import { idOfPort } from '#model/service-port.ts'
import { change } from './change.ts'

const link = 'text-accent underline underline-offset-3'

export const WalkLink = ({ options }: { options: Readonly<Record<string, string>> }) => (
  <Link to={toWalk(options)} className={link}>
    {useWords().nav.walk}
  </Link>
)

/** The way to a walk of its first port, and its packets as dots, port by port. */
export function ServiceProofs({ service }: { service: Service }) {
  const { packets: say } = useWords()
  const mayAct = useActions() === 'possible'
  const request = useRequest()
  const watch = (port: string) =>
    request.send(
      () => postJson(['captures'], { port }),
      (answer) => {
        if (typeof answer === 'object' && answer !== null && 'id' in answer) change({ capture: String(answer.id) })
      },
    )
  const [first] = service.ports
  if (first === undefined) return null
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <WalkLink options={{ port: idOfPort(service, first) }} />
      {mayAct &&
        service.ports.slice(0, mostPorts).map((port) => (
          <ActionButton
            key={idOfPort(service, port)}
            onClick={() => watch(idOfPort(service, port))}
            isDisabled={request.isOut}
          >
            {say.dots.watch}
            {service.ports.length > 1 && <span className="addr"> :{port.port}</span>}
          </ActionButton>
        ))}
      {request.trouble !== null && <p role="alert">{request.trouble}</p>}
    </div>
  )
}

/** More have their place on the page of packets. */
const mostPorts = 4
