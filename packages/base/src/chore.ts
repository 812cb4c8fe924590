/** Regular work that keeps something from growing for ever, done in small lots so that nobody waits for it. */
export interface Chore {
  /** Names it in the log: `codedeploy.runs`. */
  name: string
  /**
   * Does one lot of what is due at `now` (milliseconds since the epoch) and resolves to whether more is left to do. Must do
   * no harm when several processes do it at once.
   */
  lot(now: number): Promise<boolean>
}
