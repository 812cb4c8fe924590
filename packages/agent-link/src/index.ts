export { CommandClient, type CommandClientOptions } from './client/command-client.ts'
export {
  type ConnectionOptions,
  connections,
  type HttpOptions,
  type HttpRequest,
  NetworkError,
  readText,
  send,
} from './client/http.ts'
export { type Credentials, type CredentialsProvider, type SigningScope, sign } from './client/signing.ts'
export { CommandServiceError, isTransient } from './client/wire-json.ts'
export * from './command-service.ts'
export * from './diagnostics.ts'
export * from './fetched-bundles.ts'
export * from './lifecycle-events.ts'
export { LOG_TAIL_ROOM, LogTail } from './log-tail.ts'
export * from './messages.ts'
export { formatSpecification } from './specification/format.ts'
export { parseSpecification } from './specification/parse.ts'
export {
  type ArchiveType,
  type DeploymentSpecification,
  InvalidSpecification,
  type Revision,
} from './specification/specification.ts'
