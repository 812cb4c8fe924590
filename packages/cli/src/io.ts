/** What a command may touch of the process that runs it; handed in, so that commands can be tested. */
export interface Io {
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number; rows?: number }
  stderr: NodeJS.WritableStream
  stdin: NodeJS.ReadStream
  env: Record<string, string | undefined>
  cwd: string
  /** Aborted by the first SIGINT or SIGTERM, and when the npx that started the command goes away. */
  signal: AbortSignal
}

export function print(io: Io, line: string): void {
  io.stdout.write(`${line}\n`)
}

export function tell(io: Io, line: string): void {
  io.stderr.write(`${line}\n`)
}
