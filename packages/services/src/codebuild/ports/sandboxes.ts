/** A view of the machine for one build: its own files over the machine's, its own processes. */
export interface SandboxRequest {
  /** Folder of the sandbox's own on the machine: what is written inside is kept there, and goes with it. */
  folder: string
  hostname: string
  /** Run as its first process, as root: absolute inside, with its arguments. */
  init: string[]
  /** Folders of the machine that are seen inside, too, where they can be written unless `readOnly`. */
  shared: { source: string; target: string; readOnly?: boolean }[]
  /** Of the first process and so of all others; nothing else is handed down. */
  environment: Record<string, string>
  /** Of the sandbox, threads included; holds where there are no control groups, and not for root. */
  mostProcesses: number
  /** Control groups that it has to live in, as paths of their `cgroup.procs`. */
  controlGroups: string[]
}

/** Sandboxes on this machine; filled by `server`. They live on when this process ends. */
export interface Sandboxes {
  /** With `none`, they are plain processes of this machine, and shared folders are where they are on the machine. */
  readonly isolation: 'namespaces' | 'none'
  /** Resolves when the first process runs. */
  boot(request: SandboxRequest): Promise<void>
  isRunning(folder: string): Promise<boolean>
  /** Ends every process of it at once. Harmless when it does not run. Its files stay. */
  end(folder: string): Promise<void>
}
