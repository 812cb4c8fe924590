import type { Protocol } from '../service.ts'
import { awsJson } from './aws-json.ts'
import type { ProtocolCodec } from './protocol.ts'

const codecs: Partial<Record<Protocol, ProtocolCodec>> = {
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
}

export function codecFor(protocol: Protocol): ProtocolCodec {
  const codec = codecs[protocol]
  if (!codec) throw new Error(`Protocol ${protocol} is not there`)
  return codec
}
